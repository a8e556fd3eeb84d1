"""Whom to tell about a case, and doing so through the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from incidents.models import Incident
from teams import roles
from teams.duty import on_duty
from teams.models import Role, Title, User
from teams.notify import tell
from teams.webhooks import announce

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

#: What is told as loudly as the case is severe; everything else of a case is ordinary.
LOUD = frozenset(
    {
        "incidents.opened",
        "incidents.severity_changed",
        "incidents.crisis_declared",
        "incidents.relapsed",
        "incidents.reopened",
        "incidents.clock_breached",
    }
)


def responders(incident: Incident) -> list[User]:
    """Those on duty; where nobody is, every comms member and manager; in a drill its players."""
    if incident.is_drill:
        return list(incident.allowed.all())
    return on_duty(incident.brand_id) or list(
        roles.people(incident.brand_id, {Role.MEMBER, Role.MANAGER})
    )


def crew(incident: Incident) -> list[User]:
    """The lead and everyone who holds a role of the case now."""
    holders = Q(assignments__incident=incident, assignments__ended_at=None)
    return list(User.objects.filter(holders | Q(led_incidents=incident), is_active=True).distinct())


def comms_heads(incident: Incident) -> list[User]:
    """The heads of communications; failing them, any manager."""
    heads = roles.people(incident.brand_id, {Role.MANAGER}, Title.COMMS_HEAD)
    return list(heads) or list(roles.people(incident.brand_id, {Role.MANAGER}))


def executives(incident: Incident) -> list[User]:
    return list(roles.people(incident.brand_id, {Role.EXECUTIVE}))


def tell_team(
    incident: Incident,
    topic: str,
    people: Iterable[User],
    *,
    key: str,
    woken: Collection[int] = (),
    **facts: Any,
) -> None:
    """Tell those of `people` who may see the case, and the webhooks of its brand.

    A drill tells its players only (handbook F2). Whoever was `woken` by a page about the same
    finds it in the desk alone: nobody is told twice.
    """
    if incident.restricted or incident.is_drill:
        allowed = {incident.lead_id, *incident.allowed.values_list("pk", flat=True)}
        people = [person for person in people if person.pk in allowed]
    facts = {"title": incident.title, "drill": incident.is_drill, **facts}
    url = facts.pop("url", incident.get_absolute_url())
    loud = {"severity": incident.severity or ""} if topic in LOUD else {}
    rest: list[User] = []
    called: list[User] = []
    for person in people:
        (called if person.pk in woken else rest).append(person)
    for group, by_mail in ((rest, True), (called, False)):
        tell(
            group, topic, key=key, subject=incident.reference, url=url, by_mail=by_mail,
            of_brand=incident.brand_id,
            **{**loud, **facts},
        )  # fmt: skip
    # Other systems would take a drill for the real thing, and know nothing of restrictions.
    if not incident.restricted and not incident.is_drill:
        announce(incident.brand_id, topic, key=key, subject=incident.reference, url=url, **facts)
