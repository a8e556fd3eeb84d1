"""The sample brand: invented, the same for everybody, only to be looked at.

Whoever looks round sees it and nothing else, and nobody else sees anything of it: no membership of
it exists, so no list, figure, letter or page of a real brand ever meets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from teams.models import Brand, Membership, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from teams.models import User

SESSION_KEY = "sample"
#: Cases and texts of the sample are numbered from here on, so that no number of a real one is used.
NUMBERS_FROM = 900_000
#: What may be pressed while one only looks.
ALLOWED = frozenset(
    {
        "desk:sample-leave", "desk:sample-remove", "desk:notices-read", "account_logout",
        "set_language", "theme",
    }
)  # fmt: skip


def brand() -> Brand | None:
    """The sample brand, where it is loaded."""
    return Brand.objects.filter(is_sample=True).first()


def may_look(places: Mapping[int, Membership]) -> bool:
    """Admins of any brand."""
    return any(row.role == Role.ADMIN for row in places.values())


def place_of(user: User) -> dict[int, Membership]:
    """The place of somebody who looks round: an admin's, who sees all and works on no case."""
    if (shown := brand()) is None:
        return {}
    place = Membership(user_id=user.pk, brand=shown, role=Role.ADMIN)
    # Not alone in it, so that nobody does everybody's work here.
    place.has_others = True
    return {shown.pk: place}


def enter(request: HttpRequest) -> None:
    request.session[SESSION_KEY] = True


def leave(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def is_in(request: HttpRequest) -> bool:
    """Whether this session looks round; what has no session is somebody's real work."""
    return SESSION_KEY in getattr(request, "session", ())


def forbids(request: HttpRequest) -> bool:
    """Whether a press is refused because its sender only looks round."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return False
    match = request.resolver_match
    return match is None or match.view_name not in ALLOWED
