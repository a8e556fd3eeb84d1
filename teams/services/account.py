"""What people change about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from crisisdesk.kernel.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Notice, User

OWN = ("name", "phone", "language", "time_zone")


def update_profile(user: User, **changes: str) -> User:
    """Change one's own name, phone, language or time zone."""
    for name, value in changes.items():
        if name not in OWN:
            raise TypeError(name)
        setattr(user, name, value)
    user.clean_fields(exclude={"password", "email"})
    user.save()
    return user


def set_language(user: User, language: str) -> User:
    """Speak another language to this person from now on."""
    return update_profile(user, language=language) if language in known() else user


def known() -> set[str]:
    """Languages that the desk speaks."""
    return {code for code, _name in settings.LANGUAGES}


def mark_read(user: User, notices: Iterable[Notice] | None = None) -> int:
    """Mark the person's notices as read: the given ones, or all."""
    unread = user.notices.filter(read_at=None)
    if notices is not None:
        unread = unread.filter(pk__in=[notice.pk for notice in notices])
    return unread.update(read_at=now())
