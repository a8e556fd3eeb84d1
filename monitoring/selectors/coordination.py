"""The messages of a cluster or an episode, as the suspicion of coordination looks at them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitoring.clustering import sketch
from monitoring.enums import Platform
from monitoring.models import ClusterMember, Mention
from monitoring.suspicion import Said, facts_of
from monitoring.suspicion_sentences import suspicion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from monitoring.models import Cluster, Signal
    from monitoring.suspicion_sentences import Suspicion

#: So many messages are looked at, the earliest first: who began it tells most.
MOST = 2000
#: Who spoke before: in these weeks, and among so many mentions before the first.
BEFORE = timedelta(days=30)
MOST_BEFORE = 10_000
#: A desk that is younger knows nobody yet: all would look like newcomers.
LISTENED = timedelta(days=7)
_READ = ("pk", "posted_at", "platform", "author", "text_key")


def of_cluster(cluster: Cluster) -> dict[str, Any]:
    """Figures of a cluster; its wording is the same where not a word differs."""
    ids = cluster.members.order_by("posted_at").values("mention_id")[:MOST]
    rows = list(Mention.objects.filter(pk__in=ids).values(*_READ))
    texts = sketch([row["text_key"] for row in rows]).whole.tolist()
    return _facts(cluster.brand_id, rows, texts)


def of_signal(signal: Signal) -> Suspicion:
    """The suspicion of an episode; its wording is the same where messages are of one cluster."""
    rows = list(_episode(signal).order_by("posted_at").values(*_READ)[:MOST])
    member = ClusterMember.objects.filter(mention_id__in=[row["pk"] for row in rows])
    homes = dict(member.values_list("mention_id", "cluster_id"))
    return suspicion(_facts(signal.brand_id, rows, [homes.get(row["pk"]) for row in rows]))


def _episode(signal: Signal) -> QuerySet[Mention]:
    return Mention.objects.filter(signal=signal)


def _facts(
    brand_id: int, rows: Sequence[dict[str, Any]], texts: Sequence[int | None]
) -> dict[str, Any]:
    said = [
        Said(row["posted_at"], row["platform"], row["author"], row["text_key"], text)
        for row, text in zip(rows, texts, strict=True)
    ]
    reported = any(row["platform"] == Platform.NEWS for row in rows)
    known, listened = _known(brand_id, rows)
    return facts_of(said, known=known, reported=reported, listened=listened)


def _known(brand_id: int, rows: Sequence[dict[str, Any]]) -> tuple[set[str], bool]:
    """Authors of these messages who spoke about the brand in the weeks before the first.

    And whether the desk had listened for long enough to have heard them.
    """
    authors = {row["author"] for row in rows if row["author"]}
    if not authors:
        return set(), False
    first = min(row["posted_at"] for row in rows)
    before = Mention.objects.filter(
        brand=brand_id, posted_at__lt=first, posted_at__gte=first - BEFORE
    )
    heard = list(
        before.order_by("-posted_at", "-pk").values_list("author", "posted_at")[:MOST_BEFORE]
    )
    many = len(heard) == MOST_BEFORE
    long = bool(heard) and heard[-1][1] <= first - LISTENED
    return authors & {author for author, _at in heard}, many or long
