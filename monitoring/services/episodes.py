"""What the detectors found becomes one signal per episode, and a case when it is an alert."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import translation

from crisisdesk.kernel.state import lock
from incidents.models import Incident
from incidents.services import watching
from monitoring.enums import SignalLevel, SignalState
from monitoring.models import Signal
from monitoring.selectors import silence
from monitoring.selectors.evidence import examples_of, shape_of
from monitoring.services import quiet, signals
from monitoring.services.gathering import gather
from teams.automation import automation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitoring.judging import Hit
    from monitoring.models import Watch

#: Hits closer than this belong to the same episode.
SAME_EPISODE = timedelta(hours=6)
#: Somebody who dismissed it hears again when it has become so much rarer.
MARKEDLY = 2.0
#: An episode that goes on is told again to its case no more often than this.
COOL_DOWN = timedelta(minutes=60)
#: What another detector adds to an episode that goes on, whichever saw it first.
BESIDES = ("struck", "reaches", "usual_reach", "widest", "limit")
_RANK: dict[str, int] = {SignalLevel.WARNING: 0, SignalLevel.ALERT: 1}


@transaction.atomic
def take(watch: Watch, hits: Iterable[Hit]) -> None:
    """Raise or extend signals in the order in which things happened."""
    known: dict[tuple[int, str], Hit] = {}
    for hit in sorted(hits, key=lambda hit: hit.at):
        signal = _episode_of(watch, hit)
        if signal is None:
            if hit.news:
                _raise(watch, hit)
        elif _is_known(signal, hit):
            known[signal.pk, hit.kind] = hit
        else:
            _extend(signal, hit)
    _gather_late(known)


def _gather_late(known: dict[tuple[int, str], Hit]) -> None:
    """Told before, but more may have been heard of that time since.

    Once a run and not at every hit: each look goes over the whole episode.
    """
    for (pk, _kind), hit in known.items():
        _case, signal = _hold(Signal.objects.select_related("incident").get(pk=pk))
        gather(signal, hit)


def _hold(signal: Signal) -> tuple[Incident | None, Signal]:
    """Case before signal, as everyone locks them who may need both."""
    case = lock(signal.incident) if signal.incident else None
    return case, lock(signal)


def _episode_of(watch: Watch, hit: Hit) -> Signal | None:
    """The signal whose episode the hit belongs to, unless it deserves one of its own."""
    found = (
        Signal.objects.filter(
            watch=watch,
            started_at__lte=hit.at + SAME_EPISODE,
            last_at__gte=hit.at - SAME_EPISODE,
        )
        .exclude(episode="")
        .select_related("incident", "watch", "brand")
        .order_by("-last_at")
        .first()
    )
    return None if found and _is_over(found) and _is_worse(found, hit) else found


def _is_over(signal: Signal) -> bool:
    """A person has done with it."""
    if signal.state == SignalState.DISMISSED:
        return True
    return signal.incident is not None and not signal.incident.is_open


def _is_worse(signal: Signal, hit: Hit) -> bool:
    """News that somebody who was done with the episode must still hear."""
    if not hit.news or hit.at <= signal.last_at:
        return False
    if _RANK[hit.level] > _RANK[signal.level] or signal.state == SignalState.LINKED:
        return True
    return hit.once_in_days >= MARKEDLY * signal.evidence.get("once_in_days", 0) > 0


def _raise(watch: Watch, hit: Hit) -> None:
    signal = Signal.objects.create(
        brand=watch.brand,
        watch=watch,
        kind=hit.kind,
        level=hit.level,
        started_at=hit.begins_at,
        at=hit.at,
        last_at=hit.at,
        raised_by=automation(),
        episode=hit.at.isoformat(),
        score=hit.score,
        evidence=_evidence(watch, hit),
    )
    gather(signal, hit)
    if hit.level == SignalLevel.ALERT:
        _to_case(signal, hit)
    else:
        quiet.warn(signal)


def _evidence(watch: Watch, hit: Hit) -> dict[str, Any]:
    begin, end = hit.begins_at, hit.at
    shown: dict[str, Any] = {"examples": examples_of(watch, hit)}
    if silent := silence.names(watch.brand_id, begin, end):
        shown["silent"] = silent
    return hit.evidence() | shape_of(watch, begin, end) | shown


def _to_case(signal: Signal, hit: Hit) -> None:
    """Link to the case that is open for this watch, or open one (contract 6.19)."""
    if case := _open_case(signal.watch):
        signals.link(signal, case, actor=automation())
        watching.note_spike(case, actor=automation(), at=hit.at, **_told(signal, hit))
        return
    with translation.override("vi"):
        signals.open_case(signal, actor=automation())


def _open_case(watch: Watch | None) -> Incident | None:
    """The open real case that earlier signals of the watch led to."""
    cases = Incident.objects.open().real().filter(signals__watch=watch)
    return cases.order_by("-id").first()


def _is_known(signal: Signal, hit: Hit) -> bool:
    """Neither later nor graver than what the signal has told."""
    return hit.at <= signal.last_at and _RANK[hit.level] <= _RANK[signal.level]


def _extend(signal: Signal, hit: Hit) -> None:
    """The episode goes on: keep its highest point, and tell the case once in a while."""
    case, signal = _hold(signal)
    raised = hit.news and _RANK[hit.level] > _RANK[signal.level]
    told = raised or (hit.level == SignalLevel.ALERT and _rested(signal, hit))
    signal.evidence |= {name: hit.facts[name] for name in BESIDES if name in hit.facts}
    if raised or _is_stronger(signal, hit):
        signal.kind, signal.score = hit.kind, max(signal.score, hit.score)
        signal.evidence |= _evidence(signal.watch, hit)
    if raised:
        # From here on it is an alert; when the mere warning came, `started_at` still tells.
        signal.level, signal.at, signal.quiet_until = hit.level, hit.at, None
    if told:
        signal.evidence["told_at"] = hit.at.isoformat()
    _touch(signal, hit, "kind", "score", "evidence", "level", "at", "quiet_until", tell=told)
    if case and case.is_open and told:
        watching.note_spike(case, actor=automation(), at=hit.at, **_told(signal, hit))
    elif raised and signal.state in SignalState.waiting:
        _to_case(signal, hit)


def _is_stronger(signal: Signal, hit: Hit) -> bool:
    """News of the same level, but rarer than what the signal shows so far."""
    rarer = hit.once_in_days > signal.evidence.get("once_in_days", 0)
    return hit.news and hit.level == signal.level and rarer


def _rested(signal: Signal, hit: Hit) -> bool:
    told = signal.evidence.get("told_at") or signal.at.isoformat()
    return hit.at - datetime.fromisoformat(told) >= COOL_DOWN


def _touch(signal: Signal, hit: Hit, *fields: str, tell: bool) -> None:
    signal.last_at = max(signal.last_at, hit.at)
    signal.save(update_fields=["last_at", *fields])
    gather(signal, hit, tell=tell)


def _told(signal: Signal, hit: Hit) -> dict[str, Any]:
    """The part of the evidence that a line of the log repeats."""
    names = ("kind", "level", "count", "expected", "window_minutes", "once_in_days")
    return {name: value for name, value in hit.evidence().items() if name in names} | {
        "signal": signal.pk
    }
