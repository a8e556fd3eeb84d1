"""Clusters as pages and API show them: what is said most, how often, by how many, since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.enums import Platform
from monitoring.models import Cluster, ClusterMember, Mention
from monitoring.selectors.mentions import find, visible
from monitoring.suspicion_sentences import suspicion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from incidents.models import Incident
    from monitoring.models import Signal
    from monitoring.selectors.mentions import Search
    from monitoring.suspicion_sentences import Suspicion
    from teams.models import Brand, User

TOP = 3
#: A text that was said once in what one looks at is no cluster there.
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """A cluster with its first text, and how many of it are in what one looks at."""

    cluster: Cluster
    head: Mention | None
    here: int

    @property
    def platforms(self) -> list[tuple[str, int]]:
        """Names of platforms with how many, most first."""
        counts = sorted(self.cluster.platforms.items(), key=lambda row: (-row[1], row[0]))
        return [(str(Platform(name).label), count) for name, count in counts]

    @property
    def suspicion(self) -> Suspicion:
        return suspicion(self.cluster.facts)


def by_search(
    user: User, brand: Brand, search: Search, *, noise: bool = False, limit: int = TOP
) -> list[Shown]:
    """The largest clusters in what somebody looks for; those dismissed as noise apart."""
    begin, end = search.bounds()
    members = ClusterMember.objects.filter(
        brand=brand, posted_at__gte=begin, posted_at__lte=end, **_narrowed(search)
    )
    if _looks_further(search):
        fit = find(visible(user, brand), search).order_by()
        members = members.filter(mention_id__in=fit.values("pk"))
    if not search.cluster:
        members = members.filter(cluster__noise_at__isnull=not noise)
    return _largest(members, limit)


def of_mentions(mentions: QuerySet[Mention], brand_id: int, limit: int = TOP) -> list[Shown]:
    """The largest clusters among some mentions of a brand."""
    members = ClusterMember.objects.filter(
        brand=brand_id, mention_id__in=mentions.order_by().values("pk"), cluster__noise_at=None
    )
    return _largest(members, limit)


def of_signal(signal: Signal, limit: int = TOP) -> list[Shown]:
    """What was said most in an episode."""
    return of_mentions(Mention.objects.filter(signal=signal), signal.brand_id, limit)


def of_incident(incident: Incident, limit: int = TOP) -> list[Shown]:
    """What was said most in a case."""
    return of_mentions(Mention.objects.filter(incident=incident), incident.brand_id, limit)


def shown(clusters: Iterable[Cluster]) -> list[Shown]:
    """Whole clusters with their first texts."""
    listed = list(clusters)
    heads = _heads(listed)
    return [Shown(one, heads.get(one.head), one.size) for one in listed]


def mention_ids(cluster: Cluster) -> list[int]:
    """The mentions of a cluster, the earliest first."""
    members = cluster.members.order_by("posted_at", "mention_id")
    return list(members.values_list("mention_id", flat=True))


def texts_of(cluster: Cluster, limit: int = 20) -> list[str]:
    """Different wordings of a cluster, the first text first: variants of a claim, say."""
    ids = mention_ids(cluster)[:2000]
    order = {pk: place for place, pk in enumerate(ids)} | {cluster.head: -1}
    rows = sorted(Mention.objects.filter(pk__in=order).only("text"), key=lambda row: order[row.pk])
    return list(dict.fromkeys(row.text for row in rows))[:limit]


def _narrowed(search: Search) -> dict[str, Any]:
    """Filters that the members answer by themselves."""
    found: dict[str, Any] = {}
    if search.platform:
        found["platform"] = search.platform
    if search.cluster:
        found["cluster"] = search.cluster
    if search.label == Sentiment.NEGATIVE:
        found["negative"] = True
    return found


def _looks_further(search: Search) -> bool:
    """Whether single mentions must be looked at."""
    other_label = search.label and search.label != Sentiment.NEGATIVE
    return any(
        (search.watch, other_label, search.language, search.source, search.incident,
         search.signal, search.text)
    )  # fmt: skip


def _largest(members: QuerySet[ClusterMember], limit: int) -> list[Shown]:
    counted = members.order_by().values("cluster").annotate(n=Count("id")).filter(n__gte=FEWEST)
    here = {row["cluster"]: row["n"] for row in counted.order_by("-n", "cluster")[:limit]}
    clusters = Cluster.objects.in_bulk(here)
    heads = _heads(clusters.values())
    return [Shown(clusters[pk], heads.get(clusters[pk].head), count) for pk, count in here.items()]


def _heads(clusters: Iterable[Cluster]) -> dict[int, Mention]:
    """First texts that are still there, looked for only in their months."""
    at = {cluster.head: cluster.head_at for cluster in clusters}
    if not at:
        return {}
    months = {"posted_at__gte": min(at.values()), "posted_at__lte": max(at.values())}
    return Mention.objects.filter(**months).in_bulk(at)
