"""Telling people about signals, through the notices of the desk and its outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from crisisdesk.kernel.clock import now
from incidents.telling import responders
from teams import roles
from teams.duty import on_duty
from teams.models import Role
from teams.notify import tell

if TYPE_CHECKING:
    from monitoring.models import Connection, Signal
    from teams.models import Brand, User

_SIX_HOURS = 6 * 3600


def triagers(signal: Signal) -> list[User]:
    """Those on duty; where nobody is, everyone who works with cases; of a drill its players."""
    if signal.drill_case is not None:
        return responders(signal.drill_case)
    return on_duty(signal.brand_id) or list(roles.people(signal.brand_id, roles.WORKING))


def warned(signal: Signal) -> None:
    """A warning waits for a person."""
    _tell(signal, "monitoring.warning", f"warning:{signal.pk}")


def raised(signal: Signal) -> None:
    """A colleague raised something by hand."""
    people = [person for person in triagers(signal) if person.pk != signal.raised_by_id]
    _tell(signal, "monitoring.raised", f"raised:{signal.pk}", people)


def returned(signal: Signal) -> None:
    """A watched signal is back in the queue."""
    people = [signal.triaged_by] if signal.triaged_by else None
    _tell(signal, "monitoring.returned", f"returned:{signal.pk}:{signal.triaged_at}", people)


def overdue(signal: Signal) -> None:
    """Nobody has decided in time: up to the managers."""
    managers = list(roles.people(signal.brand_id, {Role.MANAGER}))
    _tell(signal, "monitoring.overdue", f"overdue:{signal.pk}", managers)


def assigned(brand: Brand, to: User, by: User, count: int) -> None:
    """A colleague gave the person mentions to answer; a notice in the desk, no mail for each."""
    tell(
        [to],
        "monitoring.assigned",
        key=f"assigned:{brand.pk}:{by.pk}:{now().isoformat()}",
        subject=str(brand),
        url=f"{reverse('monitoring:inbox')}?who=me",
        by_mail=False,
        name=brand.name,
        by=by.name,
        count=count,
    )


def source_stopped(row: Connection) -> None:
    """A source waits for a person: those who set sources up.

    One that is asked again every hour may go and come back: no more than a letter in six hours.
    """
    source, asked = row.source, row.last_poll_at
    if row.next_poll_at and asked:
        once = f"{row.problem}:{int(asked.timestamp() // _SIX_HOURS)}"
    else:
        once = str(asked)
    tell(
        list(roles.people(source.brand_id, {Role.MANAGER, Role.ADMIN})),
        "monitoring.stopped",
        key=f"stopped:{source.pk}:{once}",
        subject=source.key,
        url=source.get_absolute_url(),
        name=source.name,
        problem=row.problem,
        details=row.facts,
        again=row.next_poll_at is not None,
    )


def _tell(signal: Signal, topic: str, key: str, people: list[User] | None = None) -> None:
    tell(
        triagers(signal) if people is None else people,
        topic,
        key=key,
        # By the subject the outbox and the notices know whom a drill may tell.
        subject=signal.drill_case.reference if signal.drill_case else f"S-{signal.pk}",
        drill=signal.drill_case is not None,
        url=signal.get_absolute_url(),
        title=signal.title,
        name=signal.watch.name if signal.watch else signal.brand.name,
        kind=signal.kind,
        by=signal.raised_by.name,
    )
