"""Finding mentions, and counting what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import fold
from monitoring.models import ClusterMember, Mention

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import Brand, User

#: What the explorer shows when nothing else is asked for.
USUAL_PERIOD = timedelta(days=7)
#: Beyond this a page does not wait for the count of words in every text.
LONG = timedelta(days=62)


@dataclass(frozen=True)
class Search:
    """What somebody looks for; empty values do not narrow it."""

    since: datetime | None = None
    until: datetime | None = None
    watch: int | None = None
    label: str = ""
    platform: str = ""
    language: str = ""
    source: int | None = None
    incident: int | None = None
    signal: int | None = None
    text: str = ""
    cluster: int | None = None

    @property
    def only_counts(self) -> bool:
        """Whether the counts of five minutes answer it, without looking at single mentions."""
        rest = (self.label, self.platform, self.language, self.source, self.incident,
                self.signal, self.text, self.cluster)  # fmt: skip
        return not any(rest)

    @property
    def countable(self) -> bool:
        """The same where sentiment and platform narrow it: counts know those too."""
        rest = (self.language, self.source, self.incident, self.signal, self.text, self.cluster)
        return not any(rest)

    @property
    def is_long_walk(self) -> bool:
        """Whether what fits can be counted only by reading the mentions of several months."""
        begin, end = self.bounds()
        one_by_one = self.incident or self.signal or self.cluster
        return not self.countable and not one_by_one and end - begin > LONG

    def bounds(self) -> tuple[datetime, datetime]:
        """The time it covers; a week up to now unless said otherwise."""
        until = self.until or now()
        return self.since or until - USUAL_PERIOD, until


def visible(user: User, brand: Brand | None = None) -> QuerySet[Mention]:
    """Mentions the person may see."""
    mine = Mention.objects.visible_to(user).select_related("correction__by")
    return mine.filter(brand=brand) if brand else mine


def find(mentions: QuerySet[Mention], search: Search) -> QuerySet[Mention]:
    """Those that fit, newest first."""
    exact = {
        "label": search.label,
        "platform": search.platform,
        "language": search.language,
        "source": search.source,
        "incident": search.incident,
        "signal": search.signal,
        "posted_at__gte": search.since,
        "posted_at__lte": search.until,
    }
    found = mentions.filter(**{name: value for name, value in exact.items() if value})
    if search.watch:
        found = found.filter(watches__contains=[search.watch])
    if search.cluster:
        members = ClusterMember.objects.filter(cluster=search.cluster)
        found = found.filter(pk__in=members.values("mention_id"))
    return found.filter(_says(search.text)).order_by("-posted_at", "-id")


def at_most(rows: QuerySet[Mention], most: int) -> tuple[int, bool]:
    """How many there are, counted no further than `most`; whether there are more than that."""
    count = rows.order_by()[: most + 1].count()
    return min(count, most), count > most


def _says(text: str) -> Q:
    """Every word of the question stands in the text, whatever the accents."""
    words = Q()
    for word in fold(text).split():
        words &= Q(text_key__contains=word)
    return words
