"""A drill from the first inject to the last: it drives a real case from outside."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.context import ActionSource, acting_from
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.text import nfc
from drills import conditions
from drills.models import Drill, InjectRun, Scenario
from drills.services import arriving, pouring, scenarios, scoring
from incidents.models import Incident
from incidents.services.opening import open_incident
from teams.automation import automation
from teams.duty import on_duty

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import User


@transaction.atomic
def start(
    scenario: Scenario,
    *,
    actor: User,
    note: str = "",
    players: Iterable[User] = (),
    observers: Iterable[User] = (),
) -> Drill:
    """Open a drill case and set every inject on the clock; the first ones come at once.

    Only `players` are told; without any, those on duty and whoever starts it. `observers` see what
    is to come and do nothing in the case.
    """
    from drills.services import observing  # noqa: PLC0415 -- which asks this module for the lock

    require(actor, "drills.run", scenario)
    scenario, observers = lock(scenario), list(observers)
    players = list(players) or _players(scenario, actor, observers)
    if not players:
        raise Blocked([Refusal("nobody_plays", _("Nobody would play: name at least one player."))])
    if scenario.drills.running().exists():
        raise Blocked([Refusal("running", _("This scenario is being rehearsed already."))])
    scenarios.refuse_untellable(scenario)
    begin = now()
    # The case opens as by itself: whoever runs the drill need not be one who works on cases.
    with acting_from(ActionSource.DRILL):
        incident = open_incident(
            brand=scenario.brand,
            title=scenario.in_language("title"),
            summary=scenario.in_language("brief"),
            reporter=actor.name,
            kind=scenario.kind,
            actor=automation(),
            is_drill=True,
            players=players,
        )
    drill = Drill.objects.create(
        scenario=scenario, incident=incident, started_by=actor, started_at=begin, note=nfc(note)
    )
    observing.named(drill, observers)
    InjectRun.objects.bulk_create(
        InjectRun(drill=drill, inject=inject, due_at=begin + timedelta(minutes=inject.at_minute))
        for inject in scenario.story().filter(branch="")
    )
    deliver(drill)
    return drill


def _players(scenario: Scenario, actor: User, observers: list[User]) -> list[User]:
    """Those on duty and whoever starts it, but for those who are to observe."""
    return [one for one in (*on_duty(scenario.brand_id), actor) if one not in observers]


@transaction.atomic
def end(drill: Drill, *, actor: User) -> Drill:
    """Stop further injects. The case stays as it is: its people bring it to an end."""
    require(actor, "drills.drive", drill)
    drill = hold(drill.pk)
    if not drill.is_running:
        raise Blocked([Refusal("ended", _("This drill has ended already."))])
    deliver(drill)
    return _over(drill, actor)


def end_with_merge(*, incident: Incident, target: Incident, actor: User) -> None:
    """A case that went into another has nobody who waits for its story (contract 6.18)."""
    del target
    drill = Drill.objects.running().filter(incident=incident).first()
    if drill is not None:
        _over(hold(drill.pk), actor)


def _over(drill: Drill, actor: User) -> Drill:
    """The caller holds the case's lock and has seen that it runs."""
    drill.ended_at, drill.ended_by = now(), actor
    pouring.stop(drill, drill.ended_at)
    drill.save(update_fields=["ended_at", "ended_by"])
    scoring.keep(drill)
    return drill


def deliver_due() -> int:
    """Deliver what is due in every running drill, each inject once; returns how many."""
    waiting = InjectRun.objects.filter(
        due_at__lte=now(),
        delivered_at=None,
        left_out_at=None,
        drill__ended_at=None,
        drill__paused_at=None,
    ).values_list("pk", flat=True)
    return each(list(waiting), _deliver_one)


@transaction.atomic
def _deliver_one(pk: int) -> int:
    """One inject, one transaction: a fault in one holds up no other, and none is told by halves."""
    run = InjectRun.objects.get(pk=pk)
    drill = hold(run.drill_id)
    return deliver(drill, only=run) if drill.is_running else 0


def hold(pk: int) -> Drill:
    """The drill, fresh, behind its case's lock: one queue for everything that happens to both."""
    case = lock(Incident(pk=Drill.objects.values_list("incident", flat=True).get(pk=pk)))
    drill = Drill.objects.select_related("scenario").get(pk=pk)
    drill.incident = case
    return drill


def deliver(drill: Drill, only: InjectRun | None = None) -> int:
    """Let happen what is due, or `only` one; the caller holds the case's lock.

    A story that stands still tells nothing by itself, and what has its condition asks it now.
    """
    if drill.paused_at is not None:
        return 0
    waiting = drill.runs.filter(due_at__lte=now(), delivered_at=None, left_out_at=None)
    if only is not None:
        waiting = waiting.filter(pk=only.pk)
    rows = list(waiting.select_related("inject"))
    # One that fails neither holds up the others nor keeps a drill from ending.
    return each(rows, lambda run: _come(drill, run))


@transaction.atomic
def _come(drill: Drill, run: InjectRun) -> int:
    condition = run.inject.condition
    if not conditions.holds(condition, drill.incident):
        run.left_out_at, run.left_out_why = now(), condition
        run.save(update_fields=["left_out_at", "left_out_why"])
        return 0
    bring(drill, run)
    return 1


def bring(drill: Drill, run: InjectRun) -> None:
    """Let one inject happen, whatever its condition says; the caller holds the case's lock."""
    run.delivered_at, run.left_out_at, run.left_out_why = now(), None, ""
    run.save(update_fields=["due_at", "delivered_at", "left_out_at", "left_out_why"])
    arriving.arrive(drill, run)
