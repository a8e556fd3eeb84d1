"""Deadlines that the law sets, as they run for a case: they tell, and send nothing themselves.

Only `resolve` asks for them, and only where a lawyer has confirmed them with hours
(contract 6.12).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.text import nfc
from incidents.enums import Status
from incidents.models import Evidence, Incident, LegalClockRun
from incidents.services import legal_words
from incidents.services.common import required, work_on
from incidents.timeline import record
from incidents.verbs import Verb
from playbooks import selectors as playbooks
from playbooks.enums import ClockStart
from playbooks.timers import after
from teams.automation import automation

if TYPE_CHECKING:
    from datetime import datetime

    from playbooks.models import LegalClock
    from teams.models import User

#: Shares of the time after which the owner is told, before the end itself.
HALF, SOON = 50, 90
#: States in which nobody is reminded any more: it was nothing, it moved on, it is done with.
SILENT = (Status.FALSE_ALARM, Status.MERGED, Status.CLOSED)


def begin(incident: Incident) -> None:
    """Start what the type of the case brings with it; the caller holds the case's lock.

    Each runs once a case, from the moment its law counts from; what arrives from outside is
    started by hand.
    """
    if not incident.kind or not incident.is_open:
        return
    running = set(incident.legal_clocks.values_list("clock_id", flat=True))
    for clock in playbooks.legal_clocks_for(incident.brand_id, incident.kind):
        start = _anchor(incident, clock)
        if start is not None and clock.pk not in running:
            _run(incident, clock, start, actor=automation())


def _anchor(incident: Incident, clock: LegalClock) -> datetime | None:
    if clock.starts_from == ClockStart.DETECTED:
        return incident.detected_at
    if clock.starts_from == ClockStart.VERIFIED and incident.status != Status.DETECTED:
        return incident.triaged_at
    return None


def _run(
    incident: Incident, clock: LegalClock, start: datetime, *, actor: User, **fields: Any
) -> LegalClockRun:
    run = LegalClockRun.of(clock, incident=incident, started_at=start, **fields)
    if run.hours is not None:
        whole = run.hours * 60
        run.half_at, run.warn_at, run.due_at = (
            after(incident.brand_id, start, whole * share // 100, working=run.working)
            for share in (HALF, SOON, 100)
        )
    run.save(force_insert=True)
    record(
        incident,
        Verb.LEGAL_CLOCK_STARTED,
        actor,
        words=run.note,
        legal_clock=legal_words.names(run),
    )
    legal_words.tell(run, incident, "started")
    return run


@transaction.atomic
def start(
    incident: Incident,
    clock: LegalClock,
    *,
    actor: User,
    received_at: datetime | None = None,
    note: str = "",
) -> LegalClockRun:
    """By hand: a letter of an authority or a newspaper has arrived."""
    require(actor, "incidents.start_legal_clock", incident)
    incident = work_on(incident)
    at = received_at or now()
    _check_start(incident, clock, at)
    return _run(
        incident, clock, at, actor=actor, automatic=False, started_by=actor, note=nfc(note).strip()
    )


def _check_start(incident: Incident, clock: LegalClock, at: datetime) -> None:
    if clock.brand_id != incident.brand_id or not clock.active:
        raise ValidationError({"clock": _("Choose a legal deadline of this brand.")})
    if at > now() + timedelta(minutes=1):
        raise ValidationError({"received_at": _("This moment has not come yet.")})
    same = incident.legal_clocks.filter(clock=clock, started_at=at)
    if same.exists():
        raise Blocked([Refusal("runs", _("This deadline runs already from this moment."))])


@transaction.atomic
def settle(
    run: LegalClockRun,
    *,
    actor: User,
    met: bool,
    reason: str = "",
    sent: str = "",
    sent_at: datetime | None = None,
    evidence: Evidence | None = None,
) -> LegalClockRun:
    """Met, with what was sent and when; or waived by legal with a reason.

    Where there is no legal the comms head waives.
    """
    ability = "incidents.meet_legal_clock" if met else "incidents.settle_legal_clock"
    require(actor, ability, run.incident)
    incident = lock(run.incident)
    run = LegalClockRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.is_settled:
        raise Blocked([Refusal("settled", _("This legal deadline is settled already."))])
    if met:
        _meet(run, incident, required("sent", sent), sent_at or now(), evidence)
    else:
        run.waived_at, reason = now(), required("reason", reason)
    miss(run, incident, run.met_at or run.waived_at)
    run.settled_by, run.settled_at, run.reason = actor, now(), nfc(reason).strip()
    run.save()
    verb = Verb.LEGAL_CLOCK_MET if met else Verb.LEGAL_CLOCK_WAIVED
    words = "\n".join(part for part in (run.sent, run.reason) if part)
    record(incident, verb, actor, words=words, legal_clock=legal_words.names(run))
    return run


def _meet(
    run: LegalClockRun, incident: Incident, sent: str, at: datetime, evidence: Evidence | None
) -> None:
    if at > now() + timedelta(minutes=1):
        raise ValidationError({"sent_at": _("This moment has not come yet.")})
    if at < run.started_at:
        raise ValidationError({"sent_at": _("This is before the deadline began to run.")})
    if evidence is not None and evidence.incident_id != incident.pk:
        raise ValidationError({"evidence": _("Choose evidence of this case.")})
    run.sent, run.met_at, run.evidence = sent, at, evidence


def miss(run: LegalClockRun, incident: Incident, until: datetime | None) -> bool:
    """Write down once that the time passed; the caller holds the case's lock and saves."""
    if run.breached_at or run.due_at is None or until is None or run.due_at >= until:
        return False
    run.breached_at = run.due_at
    record(incident, Verb.CLOCK_BREACHED, automation(), clock=legal_words.names(run))
    return True


def confirmed(clock: LegalClock) -> None:
    """A lawyer has stood up for the deadline: so also for what runs in just these terms."""
    runs = LegalClockRun.objects.filter(clock=clock, edition=clock.edition, verified_by=None)
    runs.update(verified_by=clock.verified_by, verified_on=clock.verified_on)


def move(incident: Incident, target: Incident) -> None:
    """A merge takes what is still owed along; both cases are locked."""
    for run in incident.legal_clocks.filter(met_at=None, waived_at=None):
        run.incident, run.automatic = target, False
        run.save(update_fields=["incident", "automatic"])


def sweep() -> int:
    """Tell the owners at half of the time, before the end and at the end, each once."""
    moment = now()
    running = (
        LegalClockRun.objects.filter(met_at=None, waived_at=None, half_at__lte=moment)
        .exclude(incident__status__in=SILENT)
        .exclude(told="due")
    )
    ripe = (
        Q(told="")
        | Q(told="half", warn_at__lte=moment)
        | Q(told__in=("half", "soon"), due_at__lt=moment)
    )
    rows = running.filter(ripe).values_list("pk", "incident_id")
    return each(list(rows), lambda row: _tell(*row))


@transaction.atomic
def _tell(pk: int, incident_id: int) -> int:
    """The latest stage that has come; those that a silent desk slept through are not made up."""
    incident = lock(Incident(pk=incident_id))
    run = incident.legal_clocks.filter(pk=pk, met_at=None, waived_at=None).first()
    if run is None:
        return 0
    stage = _stage(run, now())
    if legal_words.STAGES.index(stage) <= legal_words.STAGES.index(run.told):
        return 0
    run.told = stage
    miss(run, incident, now() if stage == "due" else None)
    run.save(update_fields=["told", "breached_at"])
    legal_words.tell(run, incident, stage)
    return 1


def _stage(run: LegalClockRun, moment: datetime) -> str:
    if run.due_at and run.due_at < moment:
        return "due"
    if run.warn_at and run.warn_at <= moment:
        return "soon"
    return "half" if run.half_at and run.half_at <= moment else ""
