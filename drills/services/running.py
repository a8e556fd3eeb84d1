"""A drill from the first inject to the last: it drives a real case from outside."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.context import ActionSource, acting_from
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.text import nfc
from drills.models import Drill, InjectRun, Scenario
from drills.services import scoring
from incidents.services import notes
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
    if scenario.drills.running().exists():
        raise Blocked([Refusal("running", _("This scenario is being rehearsed already."))])
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
            players=list(players) or _players(scenario, actor, observers),
        )
    drill = Drill.objects.create(
        scenario=scenario, incident=incident, started_by=actor, started_at=begin, note=nfc(note)
    )
    observing.named(drill, observers)
    InjectRun.objects.bulk_create(
        InjectRun(drill=drill, inject=inject, due_at=begin + timedelta(minutes=inject.at_minute))
        for inject in scenario.injects.filter(only_for=None)
    )
    deliver(drill)
    return drill


def _players(scenario: Scenario, actor: User, observers: list[User]) -> list[User]:
    """Those on duty and whoever starts it, but for those who are to observe."""
    return [one for one in (*on_duty(scenario.brand_id), actor) if one not in observers]


@transaction.atomic
def end(drill: Drill, *, actor: User) -> Drill:
    """Stop further injects. The case stays as it is: its people bring it to an end."""
    require(actor, "drills.run", drill.scenario)
    drill = hold(drill.pk)
    if not drill.is_running:
        raise Blocked([Refusal("ended", _("This drill has ended already."))])
    deliver(drill)
    drill.ended_at, drill.ended_by = now(), actor
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
    ).values_list("drill", flat=True)
    return each(sorted(set(waiting)), _deliver_in)


@transaction.atomic
def _deliver_in(pk: int) -> int:
    drill = hold(pk)
    return deliver(drill) if drill.is_running else 0


def hold(pk: int) -> Drill:
    """The drill, fresh, behind its case's lock: one queue for everything that happens to both."""
    drill = Drill.objects.select_related("scenario").get(pk=pk)
    lock(drill.incident)
    drill.refresh_from_db(fields=["ended_at", "paused_at", "speed", "story_ends_at"])
    return drill


def deliver(drill: Drill, only: InjectRun | None = None) -> int:
    """Tell the players what is due, or `only` one; the caller holds the case's lock.

    A story that stands still tells nothing by itself.
    """
    due = drill.runs.filter(due_at__lte=now(), delivered_at=None).select_related("inject")
    if only is not None:
        due = due.filter(pk=only.pk)
    elif drill.paused_at is not None:
        return 0
    for run in due:
        run.delivered_at = now()
        run.save(update_fields=["delivered_at"])
        with acting_from(ActionSource.DRILL):
            notes.add(drill.incident, actor=automation(), text=_words(run))
    return len(due)


def _words(run: InjectRun) -> str:
    """How the players read it: who speaks, where, and what, in every language it is written in."""
    inject = run.inject
    parts = []
    for code in ("vi", "en"):
        if content := getattr(inject, f"content_{code}"):
            with override(code):
                channel = inject.get_channel_display()
            parts.append(f"[{channel}] {inject.in_language('persona', code)}: {content}")
    return "\n\n".join(parts)
