"""The crisis hold: one press, and nothing scheduled of a brand goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from incidents.models import Incident
from incidents.services.common import required
from incidents.timeline import record
from incidents.verbs import Verb
from statements.enums import Planned
from statements.models import CrisisHold, Schedule
from statements.services import scheduling
from teams.webhooks import announce

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from teams.models import Brand, User


@transaction.atomic
def place(
    brand: Brand, *, actor: User, reason: str, incident: Incident | None = None
) -> CrisisHold:
    """Freeze every scheduled text of the brand at once; from a drill, only those of drills.

    What is published by hand still goes out: the hold is there so that people can think.
    """
    require(actor, "statements.place_hold", brand)
    reason = required("reason", reason)
    brand = _alone(brand)
    is_drill = bool(incident and incident.is_drill)
    if brand.holds.filter(lifted_at=None, is_drill=is_drill).exists():
        raise Blocked([Refusal("held_already", _("A crisis hold is on already."))])
    waiting = Schedule.objects.filter(
        state=Planned.WAITING, statement__brand=brand, statement__incident__is_drill=is_drill
    )
    cases = _locked(waiting, [incident] if incident else [])
    hold = CrisisHold.objects.create(brand=brand, is_drill=is_drill, reason=reason, placed_by=actor)
    rows = _rows(waiting, cases)
    for case in cases.values():
        record(case, Verb.HOLD_PLACED, actor, words=reason, count=len(rows))
    for row in rows:
        scheduling.freeze(row, hold)
    if not is_drill:
        _announce(hold, "hold_placed", len(rows))
    return hold


def _alone(brand: Brand) -> Brand:
    """One hold at a time; whoever writes rows that point to the brand does not wait for it."""
    return type(brand).objects.select_for_update(no_key=True).get(pk=brand.pk)


def _locked(rows: QuerySet[Schedule], more: Iterable[Incident]) -> dict[int, Incident]:
    """The cases of the rows, in the order in which everyone locks several."""
    wanted = {*rows.values_list("statement__incident", flat=True), *(case.pk for case in more)}
    found = Incident.objects.filter(pk__in=wanted).order_by("pk")
    return {case.pk: case for case in found.select_for_update(of=("self",))}


def _rows(rows: QuerySet[Schedule], cases: dict[int, Incident]) -> list[Schedule]:
    """The rows, locked after their cases; one set meanwhile elsewhere is caught at its hour."""
    own = rows.filter(statement__incident__in=cases).select_related("statement", "by")
    found = list(own.order_by("pk").select_for_update(of=("self",)))
    for row in found:
        row.statement.incident = cases[row.statement.incident_id]
    return found


@transaction.atomic
def lift(hold: CrisisHold, *, actor: User, reason: str, again: Collection[int] = ()) -> CrisisHold:
    """End the hold. Only the rows in `again` go out at their hour, and only if it is to come."""
    require(actor, "statements.lift_hold", hold.brand)
    reason = required("reason", reason)
    _alone(hold.brand)
    hold = lock(hold)
    if hold.lifted_at:
        raise Blocked([Refusal("lifted", _("The crisis hold has been lifted already."))])
    hold.lifted_at, hold.lifted_by, hold.lift_reason = now(), actor, reason
    hold.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    frozen = hold.frozen.filter(state=Planned.FROZEN)
    cases = _locked(frozen, [])
    back = [_settle(row, again) for row in _rows(frozen, cases)].count(Planned.WAITING)
    for case in cases.values():
        record(case, Verb.HOLD_LIFTED, actor, words=reason, count=back)
    if not hold.is_drill:
        _announce(hold, "hold_lifted", back)
    return hold


def _settle(row: Schedule, again: Collection[int]) -> str:
    """Scheduled again, or taken off: what nobody ticked, and what should have gone out by now."""
    row.state, row.settled_at = Planned.STOPPED, now()
    if row.pk in again and row.due_at > now():
        row.state, row.settled_at, row.hold = Planned.WAITING, None, None
    row.save(update_fields=["state", "settled_at", "hold"])
    return row.state


def _announce(hold: CrisisHold, topic: str, count: int) -> None:
    """Tools that post for the brand can stop and go on with us."""
    announce(
        hold.brand_id,
        f"statements.{topic}",
        key=f"{topic}:{hold.pk}",
        subject=hold.brand.name,
        url="",
        count=count,
    )
