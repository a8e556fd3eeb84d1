"""Writing down which mention says what which cluster says."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django.conf import settings

from crisisdesk.kernel.text import fold
from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.models import Cluster, ClusterMember, Mention

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitoring.clustering import Memory
    from teams.models import Brand

Row = dict[str, Any]

READ = ("pk", "posted_at", "text_key", "author", "platform", "reach", "label")


def enter(brand: Brand, rows: Sequence[Row], found: Sequence[int], memory: Memory) -> set[int]:
    """Members for mentions that were found to be copies; the clusters that grew."""
    joins: dict[int, list[Row]] = defaultdict(list)
    for row, name in zip(rows, found, strict=True):
        if name != row["pk"]:
            joins[name].append(row)
    member = ClusterMember.objects.filter(mention_id__in=joins)
    homes = dict(member.values_list("mention_id", "cluster_id"))
    firsts = _firsts({row["pk"]: row for row in rows}, [one for one in joins if one not in homes])
    for name in [one for one in joins if one not in homes and one not in firsts]:
        _stand_in(joins, firsts, name, memory)
    for cluster in Cluster.objects.bulk_create([_begun(brand, row) for row in firsts.values()]):
        homes[cluster.head] = cluster.pk
        joins[cluster.head].append(firsts[cluster.head])
    ClusterMember.objects.bulk_create(
        [_member(brand.pk, homes[name], row) for name, copies in joins.items() for row in copies]
    )
    return {homes[name] for name in joins}


def join(bridges: Iterable[tuple[int, int]]) -> set[int]:
    """Make one cluster of two that say the same; the clusters that grew.

    One of the two first texts may have been without copies until now: then it only moves in.
    """
    grown = set()
    for one, other in bridges:
        homes = dict(
            ClusterMember.objects.filter(mention_id__in=(one, other)).values_list(
                "mention_id", "cluster_id"
            )
        )
        if len(set(homes.values())) == 2:  # noqa: PLR2004 -- two clusters become one
            grown.add(_merge(homes[one], homes[other]))
        elif len(homes) == 1:
            alone = other if one in homes else one
            row = Mention.objects.filter(pk=alone).values(*READ, "brand").first()
            home = next(iter(homes.values()))
            if row:
                _member(row["brand"], home, row).save()
            grown.add(home)
    return grown


def _firsts(here: dict[int, Row], names: list[int]) -> dict[int, Row]:
    """The mentions that begin new clusters, of this batch or from earlier ones."""
    firsts = {name: here[name] for name in names if name in here}
    earlier = [name for name in names if name not in here]
    firsts |= {row["pk"]: row for row in Mention.objects.filter(pk__in=earlier).values(*READ)}
    return firsts


def _stand_in(
    joins: dict[int, list[Row]], firsts: dict[int, Row], name: int, memory: Memory
) -> None:
    """The first mention is gone: its earliest copy takes its place, and is alone if it is."""
    heir, *others = joins.pop(name)
    memory.rename(name, heir["pk"])
    if others:
        joins[heir["pk"]] = others
        firsts[heir["pk"]] = heir


def _begun(brand: Brand, row: Row) -> Cluster:
    at = row["posted_at"]
    return Cluster(brand=brand, head=row["pk"], head_at=at, first_at=at, last_at=at)


def _member(brand_id: int, cluster_id: int, row: Row) -> ClusterMember:
    return ClusterMember(
        cluster_id=cluster_id,
        brand_id=brand_id,
        mention_id=row["pk"],
        posted_at=row["posted_at"],
        platform=row["platform"],
        author=author_key(row["platform"], row["author"]),
        reach=row["reach"],
        negative=row["label"] == Sentiment.NEGATIVE,
    )


def author_key(platform: str, author: str) -> int:
    """A number that tells authors apart and leads back to nobody without the desk's secret."""
    if not author:
        return 0
    handle = f"{platform}\x1f{fold(author)}".encode()
    secret = settings.SECRET_KEY.encode()[:64]
    return int.from_bytes(hashlib.blake2b(handle, digest_size=8, key=secret).digest(), signed=True)


def _merge(one: int, other: int) -> int:
    """The later cluster goes into the earlier one, with what its lost members left behind."""
    older, younger = Cluster.objects.filter(pk__in=(one, other)).order_by("first_at", "pk")
    ClusterMember.objects.filter(cluster=younger).update(cluster=older)
    Cluster.objects.filter(merged_into=younger).update(merged_into=older)
    counts = {
        name: older.gone.get(name, 0) + younger.gone.get(name, 0)
        for name in ("size", "authors", "negative", "reach")
    }
    if any(counts.values()):
        left = Counter(older.gone.get("platforms")) + Counter(younger.gone.get("platforms"))
        older.gone = counts | {"platforms": dict(left)}
        older.save(update_fields=["gone"])
    younger.merged_into = older
    younger.save(update_fields=["merged_into"])
    return older.pk
