"""What is known about false claims: who repeats them, where, and how far our answers went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Min, Q, Sum

from crisisdesk.kernel.clock import now
from incidents.enums import Axis, ClaimStatus, Status
from incidents.models import Claim, Incident
from monitoring.advice import Advice, Situation, advise
from monitoring.enums import MatchState, Platform
from monitoring.models import ClaimAnswer, ClaimMatch, ClaimReading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from teams.models import Brand, User

#: A claim is looked for until it turns out true.
LIVE = (ClaimStatus.REGISTERED, ClaimStatus.ASSESSED, ClaimStatus.ANSWERED, ClaimStatus.FADED)
#: Cases whose claims are nobody's concern any more.
DEAD_CASES = (Status.MERGED, Status.FALSE_ALARM)
#: A source with this reach is a big one, as is any newspaper (handbook B8).
BIG_SOURCE = 100_000
DAY = timedelta(hours=24)


def live(brand_id: int) -> QuerySet[Claim]:
    """Claims that mentions of the brand are compared with; never those of a drill."""
    claims = Claim.objects.filter(
        incident__brand=brand_id, incident__is_drill=False, status__in=LIVE
    )
    return claims.exclude(incident__status__in=DEAD_CASES).select_related("incident")


def visible(user: User, brand: Brand | None = None) -> QuerySet[Claim]:
    """Claims of cases that the person may see."""
    claims = Claim.objects.filter(incident__in=Incident.objects.visible_to(user).values("pk"))
    return claims.filter(incident__brand=brand) if brand else claims


def register(user: User, brand: Brand) -> QuerySet[Claim]:
    """The brand's claims with their figures, those of real cases, the most repeated first."""
    counted = Q(matches__state__in=MatchState.counted)
    waiting = Q(matches__state=MatchState.SUGGESTED)
    claims = visible(user, brand).filter(incident__is_drill=False)
    return (
        claims.select_related("incident", "fact", "refuted_by")
        .annotate(
            repeated=Count("matches", filter=counted),
            waiting=Count("matches", filter=waiting),
            places=Count("matches__platform", filter=counted, distinct=True),
            last_at=Max("matches__posted_at", filter=counted),
        )
        .order_by(F("last_at").desc(nulls_last=True), "-id")
    )


@dataclass
class Place:
    """A platform: how far the claim went there, and how far our answers did."""

    platform: str
    count: int = 0
    reach: int | None = None
    answered: int = 0
    our_reach: int | None = None

    @property
    def label(self) -> str:
        return str(Platform(self.platform).label)

    @property
    def ratio(self) -> float | None:
        """Reach of our answers over reach of the claim; None where either is unknown."""
        return self.our_reach / self.reach if self.reach and self.our_reach is not None else None


@dataclass
class Spread:
    """A claim's way through the platforms, and ours behind it."""

    places: list[Place] = field(default_factory=list)
    first_at: datetime | None = None
    last_at: datetime | None = None
    answered_at: datetime | None = None

    @property
    def count(self) -> int:
        return sum(place.count for place in self.places)

    @property
    def platforms(self) -> int:
        return sum(place.count > 0 for place in self.places)

    @property
    def reach(self) -> int | None:
        return _sum(place.reach for place in self.places)

    @property
    def our_reach(self) -> int | None:
        return _sum(place.our_reach for place in self.places)

    @property
    def ratio(self) -> float | None:
        """The correction-reach ratio; below 1 is usual, its course is what counts."""
        return self.our_reach / self.reach if self.reach and self.our_reach is not None else None

    @property
    def lag(self) -> timedelta | None:
        """From the first time it was seen to our first answer."""
        if self.first_at is None or self.answered_at is None:
            return None
        return max(self.answered_at - self.first_at, timedelta())


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def counted(claim: Claim) -> QuerySet[ClaimMatch]:
    """Texts that repeat the claim: accepted word for word, or confirmed by a person."""
    return ClaimMatch.objects.filter(claim=claim, state__in=MatchState.counted)


def spread(claim: Claim) -> Spread:
    """How far the claim went and how far our answers did, by platform."""
    places: dict[str, Place] = {}
    found = Spread()
    told = counted(claim).order_by().values("platform")
    for row in told.annotate(
        n=Count("id"), known=Sum("reach"), first=Min("posted_at"), last=Max("posted_at")
    ):
        # A reach of 0 is one that nobody gave.
        places[row["platform"]] = Place(row["platform"], row["n"], row["known"] or None)
        found.first_at = min(found.first_at or row["first"], row["first"])
        found.last_at = max(found.last_at or row["last"], row["last"])
    ours = ClaimAnswer.objects.filter(claim=claim).order_by().values("platform")
    for row in ours.annotate(n=Count("id"), known=Sum("reach"), first=Min("at")):
        place = places.setdefault(row["platform"], Place(row["platform"]))
        place.answered, place.our_reach = row["n"], row["known"]
        found.answered_at = min(found.answered_at or row["first"], row["first"])
    found.places = sorted(places.values(), key=lambda place: (-place.count, place.platform))
    return found


def situation(claim: Claim, seen: Spread) -> Situation:
    """What the advice rests on, at this moment."""
    moment = now()
    big = Q(reach__gte=BIG_SOURCE) | Q(platform=Platform.NEWS)
    sums = counted(claim).aggregate(
        last=Count("id", filter=Q(posted_at__gt=moment - DAY)),
        before=Count("id", filter=Q(posted_at__gt=moment - 2 * DAY, posted_at__lte=moment - DAY)),
        big=Count("id", filter=big),
        asked=Count("id", filter=Q(asks=True)),
    )
    return Situation(
        refuted=claim.is_refuted,
        claim_reach=seen.reach,
        our_reach=expected_reach(claim),
        last_day=sums["last"],
        day_before=sums["before"],
        platforms=seen.platforms,
        big_source=bool(sums["big"]),
        asked=sums["asked"],
        harm=int(claim.incident.scores.get(Axis.PEOPLE, 0) or 0),
    )


def expected_reach(claim: Claim) -> int | None:
    """What an answer would reach: as estimated for this claim, or as answers of the brand did."""
    reading = ClaimReading.objects.filter(claim=claim).first()
    if reading and reading.expected_reach is not None:
        return reading.expected_reach
    earlier = ClaimAnswer.objects.filter(
        claim__incident__brand=claim.incident.brand_id, claim__incident__is_drill=False
    )
    known = list(earlier.exclude(reach=None).values_list("reach", flat=True))
    return round(median(known)) if known else None


def advice(claim: Claim, seen: Spread | None = None) -> Advice | None:
    """What the desk advises; None once the claim turned out true, for then nothing is denied."""
    if claim.status == ClaimStatus.TURNED_TRUE:
        return None
    return advise(situation(claim, seen or spread(claim)))


def figures(claim: Claim) -> dict[str, Any]:
    """Spread and advice as plain JSON."""
    seen = spread(claim)
    advised = advice(claim, seen)
    return {
        "count": seen.count,
        "reach": seen.reach,
        "our_reach": seen.our_reach,
        "ratio": seen.ratio,
        "first_seen_at": seen.first_at,
        "last_seen_at": seen.last_at,
        "first_answer_at": seen.answered_at,
        "lag_seconds": seen.lag.total_seconds() if seen.lag is not None else None,
        "platforms": [
            {
                "platform": place.platform,
                "count": place.count,
                "reach": place.reach,
                "answers": place.answered,
                "our_reach": place.our_reach,
            }
            for place in seen.places
        ],
        "advice": advised
        and {
            "action": advised.action,
            "reasons": advised.reasons,
            "may_deny": advised.may_deny,
        },
    }
