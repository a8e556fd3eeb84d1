"""What is known about false claims: who repeats them, where, and how far our answers went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Min, Prefetch, Q, Sum

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may
from incidents.enums import Axis, ClaimStatus, Status
from incidents.models import Claim, Incident
from incidents.selectors import log
from incidents.verbs import Verb
from monitoring.advice import Advice, Situation, advise
from monitoring.enums import MatchState, Platform, SignalKind
from monitoring.models import ClaimAnswer, ClaimMatch, Mention
from monitoring.selectors.cases import for_rows
from statements.models import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from incidents.selectors.log import Line
    from monitoring.models import Signal
    from teams.models import Brand, User

#: A claim is looked for until it turns out true.
LIVE = (ClaimStatus.REGISTERED, ClaimStatus.ASSESSED, ClaimStatus.ANSWERED, ClaimStatus.FADED)
#: A source with this reach is a big one, as is any newspaper (handbook B8).
BIG_SOURCE = 100_000
DAY = timedelta(hours=24)
STORY = (
    Verb.CLAIM_REGISTERED,
    Verb.CLAIM_ASSESSED,
    Verb.CLAIM_MOVED,
    Verb.CLAIM_WORDED,
)


def live(brand_id: int) -> QuerySet[Claim]:
    """Claims that mentions of the brand are compared with; never those of a drill.

    Those of a merged case go on, for what was claimed is claimed still; see `home`.
    """
    claims = Claim.objects.filter(
        incident__brand=brand_id, incident__is_drill=False, status__in=LIVE
    )
    nothing = Q(incident__status=Status.FALSE_ALARM)
    nothing |= Q(incident__merged_into__status=Status.FALSE_ALARM)
    return claims.exclude(nothing).select_related("incident__merged_into")


def home(claim: Claim) -> Incident:
    """The case that what is new about a claim belongs to: its own, or the one that took it over."""
    case = claim.incident
    while case.merged_into is not None:
        case = case.merged_into
    return case


def visible(user: User, brand: Brand | None = None) -> QuerySet[Claim]:
    """Claims of cases that the person may see."""
    claims = Claim.objects.filter(incident__in=Incident.objects.visible_to(user).values("pk"))
    return claims.filter(incident__brand=brand) if brand else claims


def figured(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with what their advice rests on, counted in one query."""
    moment = now()
    told = Q(matches__state__in=MatchState.counted)
    fresh = Q(matches__posted_at__gt=moment - DAY)
    before = Q(matches__posted_at__gt=moment - 2 * DAY, matches__posted_at__lte=moment - DAY)
    big = Q(matches__reach__gte=BIG_SOURCE) | Q(matches__platform=Platform.NEWS)
    return claims.select_related(
        "incident__brand", "incident__lead", "fact", "refuted_by", "reading"
    ).annotate(
        repeated=Count("matches", filter=told),
        waiting=Count("matches", filter=Q(matches__state=MatchState.SUGGESTED)),
        places=Count("matches__platform", filter=told, distinct=True),
        known_reach=Sum("matches__reach", filter=told),
        last_day=Count("matches", filter=told & fresh),
        day_before=Count("matches", filter=told & before),
        big=Count("matches", filter=told & big),
        asked=Count("matches", filter=told & Q(matches__asks=True)),
        first_at=Min("matches__posted_at", filter=told),
        last_at=Max("matches__posted_at", filter=told),
    )


def of_signal(signal: Signal, user: User) -> Claim | None:
    """The claim that a signal tells of, if the person may see its case."""
    if signal.kind != SignalKind.CLAIM or not may(user, "monitoring.see_claims", signal):
        return None
    return visible(user).filter(pk=signal.evidence.get("claim")).first()


def register(user: User, brand: Brand) -> QuerySet[Claim]:
    """The brand's claims with their figures, those of real cases, the latest repeated first."""
    claims = visible(user, brand).filter(incident__is_drill=False)
    return figured(claims).order_by(F("last_at").desc(nulls_last=True), "-id")


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

    def as_dict(self) -> dict[str, Any]:
        return {
            "platform": self.platform,
            "count": self.count,
            "reach": self.reach,
            "answers": self.answered,
            "our_reach": self.our_reach,
        }

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


def usual_reach(brand_id: int) -> int | None:
    """What the brand's answers usually reached; None while no reach of any is known."""
    answers = ClaimAnswer.objects.filter(
        claim__incident__brand=brand_id, claim__incident__is_drill=False
    )
    known = list(answers.exclude(reach=None).order_by("-at").values_list("reach", flat=True)[:50])
    return round(median(known)) if known else None


def expected_reach(claim: Claim, usual: int | None) -> int | None:
    """What an answer would reach: as estimated for this claim, else as the brand's usually do."""
    reading = getattr(claim, "reading", None)
    if reading is not None and reading.expected_reach is not None:
        return reading.expected_reach
    return usual


def advice(claim: Claim, usual: int | None) -> Advice | None:
    """What the desk advises for a claim of `figured`; None for one that turned out true."""
    if claim.status == ClaimStatus.TURNED_TRUE:
        return None
    return advise(
        Situation(
            refuted=claim.is_refuted,
            claim_reach=claim.known_reach or None,
            our_reach=expected_reach(claim, usual),
            last_day=claim.last_day,
            day_before=claim.day_before,
            platforms=claim.places,
            big_source=bool(claim.big),
            asked=claim.asked,
            harm=claim.incident.scores[Axis.PEOPLE] or 0,
        )
    )


def answers(claim: Claim, user: User) -> QuerySet[ClaimAnswer]:
    """Where it was answered; a text of a case that the person may not see is not named."""
    words = Prefetch("statement", Statement.objects.visible_to(user).select_related("incident"))
    return claim.answers.select_related("by").prefetch_related(words)


def story(claim: Claim) -> list[Line]:
    """What was decided about a claim, from the log of its case."""
    entries = claim.incident.timeline.filter(data__claim=claim.pk, verb__in=STORY)
    return log.render(entries.select_related("actor", "note").order_by("seq"))


def examples(claim: Claim, user: User, most: int = 10) -> list[Mention]:
    """The newest texts that repeat it, as far as they are still kept."""
    ids = list(counted(claim).values_list("mention_id", flat=True)[:most])
    shown = for_rows(Mention.objects.select_related("brand"), user)
    return list(shown.filter(pk__in=ids).order_by("-posted_at", "-id"))


def figures(claim: Claim) -> dict[str, Any]:
    """Spread and advice of a claim of `figured`, as plain JSON."""
    seen = spread(claim)
    advised = advice(claim, usual_reach(claim.incident.brand_id))
    told = ("action", "reasons", "may_deny")
    return {
        "count": seen.count,
        "reach": seen.reach,
        "our_reach": seen.our_reach,
        "ratio": seen.ratio,
        "first_seen_at": seen.first_at,
        "last_seen_at": seen.last_at,
        "first_answer_at": seen.answered_at,
        "lag_seconds": seen.lag.total_seconds() if seen.lag is not None else None,
        "platforms": [place.as_dict() for place in seen.places],
        "advice": {name: getattr(advised, name) for name in told} if advised else None,
    }
