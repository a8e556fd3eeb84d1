"""A known false claim that is being repeated becomes a signal (handbook B8, S3).

Five texts in six hours, or two platforms, or one big source. Only what was accepted word for
word or confirmed by a person counts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils import translation

from crisisdesk.kernel.state import lock
from incidents.models import Claim
from incidents.services import watching
from monitoring import telling
from monitoring.advice import SPREAD_PLATFORMS
from monitoring.enums import MatchState, Platform, SignalKind, SignalLevel, SignalState
from monitoring.models import ClaimMatch, ClaimReading, Mention, Signal
from monitoring.selectors.claims import BIG_SOURCE, counted, home, live
from monitoring.services import signals
from teams.automation import automation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from incidents.models import Incident
    from teams.models import Brand

WINDOW = timedelta(hours=6)
ENOUGH = 5
#: Hits closer than this belong to one episode, which is told again no more often than that.
SAME_EPISODE = timedelta(hours=6)
COOL_DOWN = timedelta(minutes=60)
EXAMPLES = 5


class Hit(NamedTuple):
    """A moment at which the rule held, and the texts that make it."""

    at: datetime
    matches: list[ClaimMatch]

    @property
    def platforms(self) -> dict[str, int]:
        names = [match.platform for match in self.matches]
        return {name: names.count(name) for name in sorted(set(names))}

    @property
    def is_big(self) -> bool:
        return any(match.reach >= BIG_SOURCE or match.platform == Platform.NEWS
                   for match in self.matches)  # fmt: skip

    @property
    def level(self) -> str:
        """A big source, or many on several platforms, calls for a case at once."""
        both = len(self.matches) >= ENOUGH and len(self.platforms) >= SPREAD_PLATFORMS
        return SignalLevel.ALERT if self.is_big or both else SignalLevel.WARNING

    @property
    def holds(self) -> bool:
        many, wide = len(self.matches) >= ENOUGH, len(self.platforms) >= SPREAD_PLATFORMS
        return many or wide or self.is_big


def unjudged(brand: Brand) -> QuerySet[Claim]:
    """Claims with texts that the rule has not seen."""
    fresh = ClaimMatch.objects.filter(judged=False, state__in=MatchState.counted)
    return live(brand.pk).filter(pk__in=fresh.values("claim"))


@transaction.atomic
def judge(claim: Claim) -> int:
    """Look at what is new of a claim; raise a signal, or let its last one go on."""
    case = lock(home(claim))
    fresh = list(counted(claim).filter(judged=False).select_for_update().order_by("posted_at"))
    if not fresh:
        return 0
    hits = _hits(claim, fresh)
    if case.restricted or claim.incident.restricted:
        _tell_few(claim, hits)
    else:
        for hit in hits:
            _take(claim, hit)
    ClaimMatch.objects.filter(pk__in=[match.pk for match in fresh]).update(judged=True)
    return len(fresh)


def _tell_few(claim: Claim, hits: Sequence[Hit]) -> None:
    """Everybody of the brand sees signals, so those of a restricted case hear it in their case."""
    reading, _made = ClaimReading.objects.get_or_create(claim=claim)
    if not hits or (reading.told_at and hits[-1].at - reading.told_at < COOL_DOWN):
        return
    reading.told_at = hits[-1].at
    reading.save(update_fields=["told_at"])
    _tell_case(home(claim), hits[-1], claim=claim.pk)


def _hits(claim: Claim, fresh: Sequence[ClaimMatch]) -> list[Hit]:
    """Every moment from the first new text on at which the rule holds."""
    first, last = fresh[0].posted_at, fresh[-1].posted_at
    around = counted(claim).filter(posted_at__gt=first - WINDOW, posted_at__lte=last + WINDOW)
    rows = list(around.order_by("posted_at", "id"))
    moments = sorted({match.posted_at for match in rows if match.posted_at >= first})
    hits = (Hit(at, [m for m in rows if at - WINDOW < m.posted_at <= at]) for at in moments)
    return [hit for hit in hits if hit.holds]


def _take(claim: Claim, hit: Hit) -> None:
    signal = _episode(claim, hit)
    if signal is None:
        _raise(claim, hit)
    else:
        _go_on(claim, signal, hit)


def _episode(claim: Claim, hit: Hit) -> Signal | None:
    """The signal of this claim whose episode the moment belongs to."""
    signals_of = Signal.objects.filter(
        kind=SignalKind.CLAIM,
        evidence__claim=claim.pk,
        started_at__lte=hit.at + SAME_EPISODE,
        last_at__gte=hit.at - SAME_EPISODE,
    )
    return signals_of.order_by("-last_at").first()


def _raise(claim: Claim, hit: Hit) -> None:
    hand = automation()
    signal = Signal.objects.create(
        brand=claim.incident.brand, kind=SignalKind.CLAIM, level=hit.level,
        started_at=hit.matches[0].posted_at, at=hit.at, last_at=hit.at, raised_by=hand,
        episode=f"claim:{claim.pk}:{hit.at.isoformat()}"[:40], score=float(len(hit.matches)),
        evidence=_evidence(claim, hit),
    )  # fmt: skip
    Mention.objects.filter(
        pk__in=[match.mention_id for match in hit.matches],
        posted_at__gte=signal.started_at, posted_at__lte=hit.at, signal=None, incident=None,
    ).update(signal=signal)  # fmt: skip
    case = home(claim)
    if case.is_open:
        signals.link(signal, case, actor=hand)
        _tell_case(case, hit, claim=claim.pk, signal=signal.pk)
    elif hit.level == SignalLevel.ALERT:
        with translation.override("vi"):
            signals.open_case(signal, actor=hand)
    else:
        telling.warned(signal)


def _go_on(claim: Claim, signal: Signal, hit: Hit) -> None:
    """The episode goes on: keep its highest point, and tell its case once in a while."""
    case = lock(signal.incident) if signal.incident else None
    signal = lock(signal)
    told = datetime.fromisoformat(signal.evidence.get("told_at") or signal.at.isoformat())
    rested = hit.at - told >= COOL_DOWN
    if len(hit.matches) > signal.evidence.get("count", 0):
        signal.score = float(len(hit.matches))
        signal.evidence |= _evidence(claim, hit)
    if rested:
        signal.evidence["told_at"] = hit.at.isoformat()
    worse = hit.level == SignalLevel.ALERT and signal.level == SignalLevel.WARNING
    signal.level = hit.level if worse else signal.level
    signal.last_at = max(signal.last_at, hit.at)
    signal.save(update_fields=["last_at", "score", "evidence", "level"])
    if case and case.is_open and (rested or worse):
        _tell_case(case, hit, claim=claim.pk, signal=signal.pk)
    elif worse and signal.state in SignalState.waiting:
        with translation.override("vi"):
            signals.open_case(signal, actor=automation())


def _tell_case(case: Incident, hit: Hit, **ids: int) -> None:
    told = {"kind": SignalKind.CLAIM, "level": hit.level, "count": len(hit.matches)}
    watching.note_spike(case, actor=automation(), at=hit.at, **told, **ids)


def _evidence(claim: Claim, hit: Hit) -> dict[str, Any]:
    """Plain figures; the claim by its id alone, since not everybody may see its case."""
    widest = sorted(hit.matches, key=lambda match: -match.reach)
    return {
        "kind": SignalKind.CLAIM,
        "claim": claim.pk,
        "count": len(hit.matches),
        "total": len(hit.matches),
        "window_minutes": int(WINDOW.total_seconds() // 60),
        "platforms": hit.platforms,
        "reach": sum(match.reach for match in hit.matches),
        "big_source": hit.is_big,
        "first_at": hit.matches[0].posted_at.isoformat(),
        "examples": [match.mention_id for match in widest[:EXAMPLES]],
    }
