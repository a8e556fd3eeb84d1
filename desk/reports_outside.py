"""The figures of handbook F6 that lie outside the case: who saw it first, who read, what stuck.

Each function costs a fixed number of queries whatever the number of cases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, F, Min, OuterRef, Q, Sum
from django.db.models.functions import TruncHour
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.vocabulary import StatementKind
from desk import quoted, recovery
from desk.figures import HIGH, MEDIAN, Length, Share
from desk.reports_more import percentile
from incidents.models import Claim
from monitoring.enums import MatchState, Platform, SignalKind
from monitoring.models import BrandBucket, ClaimAnswer, ClaimMatch, Mention, Signal
from statements.enums import Audience, State
from statements.models import ReadReceipt, Statement, StatementVersion
from teams.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from incidents.models import Incident

#: Within so many minutes a brief is to be read (handbook F6).
READ_WITHIN = minutes(30)
#: What is usual is read off four weeks; a mood is followed for two after the case began.
USUAL, FOLLOWED = timedelta(days=28), timedelta(days=14)


def seen_first(cases: QuerySet[Incident], count: int) -> Share:
    """Cases that a watch of the desk had signalled before they were opened."""
    own = Signal.objects.filter(
        incident__in=cases.values("pk"), raised_at__lte=F("incident__opened_at")
    ).exclude(kind=SignalKind.MANUAL)
    return Share(
        "seen_first",
        _("Seen by ourselves"),
        _("Cases that a watch had signalled before they were opened, of all cases."),
        own.values("incident").distinct().count(),
        count,
    )


def briefs_read(cases: QuerySet[Incident]) -> Share:
    """Of the people of the brand today, counted once for each brief, who confirmed in time."""
    briefs = Statement.objects.filter(
        incident__in=cases.values("pk"),
        kind=StatementKind.INTERNAL_BRIEF,
        status__in=State.public,
    )
    people = Membership.objects.filter(
        is_active=True, user__is_active=True, user__is_automation=False
    )
    here = people.filter(brand=OuterRef("statement__brand"), user=OuterRef("user"))
    read = ReadReceipt.objects.filter(
        Exists(here),
        statement__in=briefs.values("pk"),
        at__lte=F("statement__published_at") + READ_WITHIN,
    )
    sent = Counter(briefs.values_list("brand", flat=True))
    crowd = Counter(people.filter(brand__in=sent).values_list("brand", flat=True))
    return Share(
        "briefs_read",
        _("Internal briefs read within 30 minutes"),
        _("Confirmations within 30 minutes, of the brand's people counted once for each brief."),
        read.count(),
        sum(times * crowd[brand] for brand, times in sent.items()),
    )


def corrections(cases: QuerySet[Incident]) -> tuple[Length, Share]:
    """How long false claims ran before our answer, and how far the answers went beside them."""
    claims = Claim.objects.filter(incident__in=cases.values("pk")).values("pk")
    told = ClaimMatch.objects.filter(claim__in=claims, state__in=MatchState.counted)
    theirs = {
        row["claim"]: row
        for row in told.order_by()
        .values("claim")
        .annotate(first=Min("posted_at"), known=Sum("reach"))
    }
    answers = ClaimAnswer.objects.filter(claim__in=claims).order_by().values("claim")
    ours = {row["claim"]: row for row in answers.annotate(first=Min("at"), known=Sum("reach"))}
    both = [(theirs[claim], ours[claim]) for claim in theirs.keys() & ours.keys()]
    lags = sorted(max(our["first"] - their["first"], timedelta()) for their, our in both)
    known = [
        (their["known"], our["known"]) for their, our in both if their["known"] and our["known"]
    ]
    return (
        _length(
            "correction_lag",
            _("Time to correct a false claim"),
            _("From the first text that repeats it to our first answer."),
            lags,
        ),
        Share(
            "correction_reach",
            _("Correction reach ratio"),
            _(
                "Reach of our answers beside that of the claims, where both are known; below 100 % is usual."
            ),
            sum(our for _their, our in known),
            sum(their for their, _our in known),
        ),
    )


def moods(cases: QuerySet[Incident]) -> tuple[Length, Share]:
    """How long until the mood was as usual again, by everything the brand heard."""
    rows = list(cases.values_list("brand", "detected_at"))
    heard = _heard(rows)
    found = [mood for brand, at in rows if (mood := heard[brand].around(at)) is not None]
    back = sorted(mood.length for mood in found if mood.length is not None)
    return (
        _length(
            "sentiment_recovery",
            _("Time until the mood recovered"),
            _(
                "From the worst day to the first day at or below the usual share of negatives plus one deviation."
            ),
            back,
        ),
        Share(
            "mood_recovered",
            _("Moods that recovered"),
            _("Within two weeks, of the cases in which the mood left the usual."),
            len(back),
            len(found),
        ),
    )


class Heard(NamedTuple):
    """What one brand heard, by the hour, from `begin` on."""

    begin: datetime
    course: recovery.Course

    def around(self, at: datetime) -> recovery.Mood | None:
        """The mood of a case that was detected then, by the hours that have passed.

        One that has not come back counts only when its two weeks are over.
        """
        detected = (_hour(at) - self.begin) // recovery.HOUR
        passed = (now() - self.begin) // recovery.HOUR + 1
        end = min(detected + FOLLOWED // recovery.HOUR, passed)
        found = self.course.mood(detected - USUAL // recovery.HOUR, detected, end)
        return None if found == recovery.Mood(None) and end == passed else found


def _heard(rows: list[tuple[int, datetime]]) -> dict[int, Heard]:
    """What the brands heard, as far back and forth as any of their cases asks."""
    spans = _spans(rows)
    hours: dict[int, dict[datetime, recovery.Hour]] = defaultdict(dict)
    if spans:
        asked = Q()
        for brand, begin, end in spans:
            asked |= Q(brand=brand, start__gte=begin, start__lt=end)
        # Hours of UTC, like those of `_hour`: not every reader's zone begins them with ours.
        hour = TruncHour("start", tzinfo=UTC)
        told = BrandBucket.objects.filter(asked).order_by().values("brand", hour=hour)
        for row in told.annotate(total=Sum("total"), bad=Sum("negative")):
            hours[row["brand"]][row["hour"]] = recovery.Hour(row["total"], row["bad"])
    silent = recovery.Hour(0, 0)
    found = {}
    for brand, of_brand in groupby(spans, key=itemgetter(0)):
        times = list(of_brand)
        begin, end = times[0][1], times[-1][2]
        grid = (begin + recovery.HOUR * n for n in range((end - begin) // recovery.HOUR))
        course = recovery.Course([hours[brand].get(time, silent) for time in grid])
        found[brand] = Heard(begin, course)
    return found


def _spans(rows: list[tuple[int, datetime]]) -> list[tuple[int, datetime, datetime]]:
    """The times asked for, those of a brand that overlap joined: a thousand cases ask for few."""
    found: list[tuple[int, datetime, datetime]] = []
    for brand, at in sorted(rows):
        begin, end = _hour(at) - USUAL, _hour(at) + FOLLOWED
        if found and found[-1][0] == brand and begin <= found[-1][2]:
            begin = found.pop()[1]
        found.append((brand, begin, end))
    return found


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def our_line(cases: QuerySet[Incident]) -> tuple[Share, Share]:
    """Articles that carry our words, and our part in the reach of the whole story."""
    ours: dict[int, list[str]] = defaultdict(list)
    said = StatementVersion.objects.filter(
        statement__incident__in=cases.values("pk"),
        statement__audience=Audience.PUBLIC,
        statement__status__in=State.public,
        number=F("statement__published_version"),
    )
    for case, *texts in said.values_list("statement__incident", "text_vi", "text_en"):
        ours[case].extend(texts)
    lines = {case: quoted.rows_of(texts) for case, texts in ours.items()}
    articles = Mention.objects.filter(incident__in=lines, platform=Platform.NEWS)
    rows = list(articles.values_list("incident", "text", "reach"))
    carried = [reach for case, text, reach in rows if quoted.carries(text, lines[case])]
    answered = ClaimAnswer.objects.filter(claim__incident__in=cases.values("pk"))
    answers = answered.aggregate(known=Sum("reach"))["known"] or 0
    heard = Mention.objects.filter(incident__in=cases.values("pk"))
    whole = heard.aggregate(known=Sum("reach"))["known"] or 0
    return (
        Share(
            "pull_through",
            _("Articles that carry our words"),
            _(
                "Newspaper articles with eight words of ours in a row, of those of cases in which we spoke."
            ),
            len(carried),
            len(rows),
        ),
        Share(
            "share_of_voice",
            _("Our share of voice"),
            _(
                "Reach of our answers and of articles that carry our words, of the reach of all of it."
            ),
            answers + sum(carried),
            answers + whole,
        ),
    )


def _length(key: str, label: str, definition: str, lengths: Iterable[timedelta]) -> Length:
    ordered = list(lengths)
    return Length(
        key,
        label,
        definition,
        n=len(ordered),
        median=percentile(ordered, MEDIAN),
        p90=percentile(ordered, HIGH),
    )
