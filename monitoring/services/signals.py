"""Deciding about signals: open a case, link to one, watch until, dismiss; and raising by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock, take
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.text import nfc, one_line
from crisisdesk.kernel.vocabulary import Severity
from incidents.models import Incident
from incidents.services import watching
from incidents.services.opening import open_incident
from incidents.services.unnaming import quotation
from monitoring import sentences, telling
from monitoring.enums import DismissReason, SignalKind, SignalLevel, SignalState
from monitoring.intake.clean import is_link
from monitoring.models import Mention, Signal
from monitoring.services import quiet, tuning
from monitoring.services.gathering import hand_over
from playbooks.timers import due_at
from teams.automation import automation

if TYPE_CHECKING:
    from teams.models import Brand, User

#: "Watch until" beyond this is forgetting.
LONGEST_WATCH = timedelta(days=30)


@transaction.atomic
def open_case(signal: Signal, *, actor: User, title: str = "", summary: str = "") -> Signal:
    """Open a candidate case from the signal, with its evidence and mentions."""
    signal = lock(signal)
    if signal.drill_case_id:
        sentence = _("A signal of a drill belongs to the drill's own incident.")
        raise Blocked([Refusal("drill", sentence)])
    case = open_incident(
        brand=signal.brand,
        title=title or sentences.title(signal),
        actor=actor,
        detected_at=signal.at,
        source_url=_source(signal),
        summary=summary or _summary(signal),
        public_at=_first_seen(signal),
        evidence=_evidence(signal),
    )
    return _linked(signal, case, actor)


@transaction.atomic
def link(signal: Signal, incident: Incident, *, actor: User) -> Signal:
    """Attach the signal to a case that is open already."""
    incident = lock(incident)
    signal = lock(signal)
    if incident.brand_id != signal.brand_id:
        raise ValidationError({"incident": _("This case belongs to another brand.")})
    _must_fit(signal, incident)
    if not incident.is_open:
        raise Blocked([Refusal("incident_not_open", _("This case is not open any more."))])
    signal = _linked(signal, incident, actor)
    watching.signal_linked(incident, actor=actor, evidence=_evidence(signal))
    return signal


def _must_fit(signal: Signal, incident: Incident) -> None:
    """What is real goes into real cases, what is invented into its own drill."""
    if signal.drill_case_id is None and incident.is_drill:
        sentence = _("What people really said does not belong to a drill.")
        raise ValidationError({"incident": sentence})
    if signal.drill_case_id not in (None, incident.pk):
        sentence = _("A signal of a drill belongs to the drill's own incident.")
        raise ValidationError({"incident": sentence})


def _linked(signal: Signal, case: Incident, actor: User) -> Signal:
    take(signal.link, actor, incident=case)
    _save(signal, actor, "incident", "review_at")
    if count := hand_over(signal):
        watching.mentions_linked(case, count=count, actor=actor)
    return signal


@transaction.atomic
def watch(signal: Signal, *, until: datetime, actor: User, note: str = "") -> Signal:
    """Decide later: it returns to the queue at that time."""
    if not now() < until <= now() + LONGEST_WATCH:
        raise ValidationError(
            {"review_at": _("Choose a time within the next %(days)s days.") % {"days": 30}}
        )
    signal = lock(signal)
    take(signal.keep_watching, actor, until=until)
    signal.note = nfc(note).strip()
    return _save(signal, actor, "review_at", "note")


@transaction.atomic
def dismiss(signal: Signal, *, reason: str, actor: User, note: str = "") -> Signal:
    """Not a case; the reason is kept."""
    if reason not in DismissReason.values:
        raise ValidationError({"reason": _("Choose one of the reasons.")})
    signal = lock(signal)
    take(signal.dismiss, actor, reason=reason, note=nfc(note).strip())
    signal = _save(signal, actor, "dismissed_reason", "note", "review_at")
    tuning.learn(signal, actor=actor)
    return signal


@transaction.atomic
def wake(signal: Signal, *, actor: User) -> Signal:
    """Its time has come: back into the queue."""
    signal = lock(signal)
    take(signal.wake, actor)
    # Whoever wanted to look again is told now; the managers need not hear of it at once too.
    signal.reminded_at = now()
    signal = _save(signal, actor, "review_at", "reminded_at")
    telling.returned(signal)
    return signal


def wake_due() -> int:
    """Return every watched signal whose time has come."""
    ready = list(Signal.everything.filter(state=SignalState.WATCHED, review_at__lte=now()))
    return each(ready, _wake_up)


def _wake_up(signal: Signal) -> int:
    wake(signal, actor=automation())
    return 1


def remind_overdue() -> int:
    """Tell the managers of signals that nobody decided on within the time of an assessment."""
    new = Signal.objects.filter(state=SignalState.NEW, reminded_at=None)
    return each(new, lambda signal: _remind(signal) if _is_overdue(signal) else 0)


@transaction.atomic
def _remind(signal: Signal) -> int:
    signal = lock(signal)
    if signal.state != SignalState.NEW or signal.reminded_at:
        return 0
    signal.reminded_at = now()
    signal.save(update_fields=["reminded_at"])
    telling.overdue(signal)
    return 1


def _is_overdue(signal: Signal) -> bool:
    """An alert is judged like a high case, a warning like a moderate one."""
    level = Severity.HIGH if signal.level == SignalLevel.ALERT else Severity.MODERATE
    if quiet.keeps_quiet(signal):
        return False
    # What waited for the morning is counted from the morning.
    since = max(signal.raised_at, signal.quiet_until or signal.raised_at)
    due = due_at(signal.brand_id, "assessment", level, since)
    return due is not None and due < now()


def _save(signal: Signal, actor: User, *fields: str) -> Signal:
    if not actor.is_automation:
        signal.triaged_by, signal.triaged_at = actor, now()
        fields = (*fields, "triaged_by", "triaged_at")
    signal.save(update_fields=["state", *fields])
    return signal


@transaction.atomic
def raise_by_hand(
    brand: Brand,
    *,
    actor: User,
    title: str,
    summary: str = "",
    url: str = "",
    seen_at: datetime | None = None,
) -> Signal:
    """A person noticed something that no detector can see: a call, a closed group, a hunch."""
    require(actor, "monitoring.raise_signal", brand)
    title = one_line(nfc(title), 200)
    if not title:
        raise ValidationError({"title": _("Say in a few words what you saw.")})
    if url and not is_link(url):
        raise ValidationError({"url": _("A link must begin with http:// or https://.")})
    at = min(seen_at or now(), now())
    signal = Signal.objects.create(
        brand=brand, kind=SignalKind.MANUAL, level=SignalLevel.WARNING, title=title,
        summary=nfc(summary).strip(), url=url, started_at=at, at=at, last_at=at, raised_by=actor,
    )  # fmt: skip
    telling.raised(signal)
    return signal


def _evidence(signal: Signal) -> dict[str, Any]:
    kept = {name: value for name, value in signal.evidence.items() if name not in PRIVATE}
    return kept | {"signal": signal.pk, "watch": signal.watch.name if signal.watch else ""}


#: Bookkeeping of the signal itself, and ids that mean nothing in a log.
PRIVATE = {"examples", "untold", "told_at"}


def _examples(signal: Signal) -> list[Mention]:
    found = Mention.objects.in_bulk(signal.evidence.get("examples", []))
    return [found[pk] for pk in signal.evidence.get("examples", []) if pk in found]


def _source(signal: Signal) -> str:
    return signal.url or next((one.url for one in _examples(signal) if one.url), "")


def _summary(signal: Signal) -> str:
    quotes = [quotation(one.text) for one in _examples(signal)[:3]]
    return signal.summary or "\n".join(quotes)


def _first_seen(signal: Signal) -> datetime | None:
    first = signal.evidence.get("first_at")
    return datetime.fromisoformat(first) if first else None
