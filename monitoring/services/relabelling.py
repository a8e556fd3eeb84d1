"""The doorway to another sentiment: the mention's word and every count that knew the old one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest

from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.clockwork import floor
from monitoring.models import Cluster, ClusterCursor, Mention

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

Place = tuple[int, "datetime", str]

PLACES = "unnest(%s::bigint[], %s::timestamptz[], %s::varchar[]"
#: Held in the order in which the intake holds them, so that the two never wait in a circle.
HOLD = """
SELECT 1 FROM {table} AS kept JOIN {places}) AS place (owner, start, platform)
    ON kept.{owner} = place.owner AND kept.start = place.start AND kept.platform = place.platform
ORDER BY kept.{owner}, kept.start, kept.platform FOR UPDATE OF kept
"""
OF_WATCHES = """
UPDATE monitoring_bucket AS kept SET
    negative = kept.negative + moved.negative, positive = kept.positive + moved.positive,
    negative_reach = kept.negative_reach + moved.reach, widest = greatest(kept.widest, moved.widest)
FROM {places}, %s::int[], %s::int[], %s::bigint[], %s::bigint[])
    AS moved (owner, start, platform, negative, positive, reach, widest)
WHERE kept.watch_id = moved.owner AND kept.start = moved.start AND kept.platform = moved.platform
"""
OF_BRANDS = """
UPDATE monitoring_brandbucket AS kept SET
    negative = kept.negative + moved.negative, positive = kept.positive + moved.positive
FROM {places}, %s::int[], %s::int[]) AS moved (owner, start, platform, negative, positive)
WHERE kept.brand_id = moved.owner AND kept.start = moved.start AND kept.platform = moved.platform
"""
OF_MEMBERS = """
UPDATE monitoring_clustermember AS kept SET negative = moved.negative
FROM unnest(%s::bigint[], %s::boolean[]) AS moved (mention_id, negative)
WHERE kept.mention_id = moved.mention_id AND kept.negative <> moved.negative
RETURNING kept.cluster_id, kept.negative
"""


@dataclass(frozen=True, slots=True)
class Word:
    """What a mention, held by the caller, is called from now on; `negative` is a probability."""

    mention: Mention
    label: str
    uncertain: bool = False
    negative: float | None = None


@dataclass(slots=True)
class Shift:
    """By how much a bucket changes; `widest` is the widest mention that became negative."""

    negative: int = 0
    positive: int = 0
    reach: int = 0
    widest: int = 0


@dataclass(slots=True)
class _Shifts:
    watches: dict[Place, Shift] = field(default_factory=lambda: defaultdict(Shift))
    brands: dict[Place, Shift] = field(default_factory=lambda: defaultdict(Shift))


def relabel(words: Sequence[Word]) -> None:
    """Write the words down; buckets of watches and brands, and clusters, follow.

    The mentions belong to one brand. `widest` of a bucket never shrinks: it was heard as negative,
    and what it raised is a person's to dismiss.
    """
    moved = [word for word in words if word.label != word.mention.label]
    _move_buckets(moved)
    _move_clusters(moved)
    for word in words:
        word.mention.label, word.mention.uncertain = word.label, word.uncertain
        if word.negative is not None:
            word.mention.negative = word.negative
    rows = [word.mention for word in words]
    Mention.objects.bulk_update(rows, ["label", "uncertain", "negative"], batch_size=500)


def _move_buckets(moved: Iterable[Word]) -> None:
    shifts = _Shifts()
    for word in moved:
        mention, before = word.mention, word.mention.label
        start, platform = floor(mention.posted_at), mention.platform
        owned = [shifts.watches[watch, start, platform] for watch in mention.watches]
        for shift in (*owned, shifts.brands[mention.brand_id, start, platform]):
            _add(shift, before, mention.reach, -1)
            _add(shift, word.label, mention.reach, 1)
            if word.label == Sentiment.NEGATIVE:
                shift.widest = max(shift.widest, mention.reach)
    _write("monitoring_bucket", "watch_id", shifts.watches, OF_WATCHES,
           ("negative", "positive", "reach", "widest"))  # fmt: skip
    _write("monitoring_brandbucket", "brand_id", shifts.brands, OF_BRANDS,
           ("negative", "positive"))  # fmt: skip


def _add(shift: Shift, label: str, reach: int, by: int) -> None:
    if label == Sentiment.NEGATIVE:
        shift.negative += by
        shift.reach += by * reach
    elif label == Sentiment.POSITIVE:
        shift.positive += by


def _write(
    table: str, owner: str, shifts: dict[Place, Shift], sql: str, counts: Sequence[str]
) -> None:
    if not shifts:
        return
    places: list[list[Any]] = [list(column) for column in zip(*shifts, strict=True)]
    columns = [[getattr(shift, name) for shift in shifts.values()] for name in counts]
    with connection.cursor() as cursor:
        cursor.execute(HOLD.format(table=table, owner=owner, places=PLACES), places)
        cursor.execute(sql.format(places=PLACES), [*places, *columns])


def _move_clusters(moved: Iterable[Word]) -> None:
    """Clustering may have read the old label a moment ago: its cursor is held until we are done."""
    flips = {
        word.mention.pk: word.label == Sentiment.NEGATIVE
        for word in moved
        if Sentiment.NEGATIVE in (word.label, word.mention.label)
    }
    if not flips:
        return
    brand_id = next(iter(moved)).mention.brand_id
    list(ClusterCursor.objects.select_for_update().filter(brand=brand_id))
    with connection.cursor() as cursor:
        cursor.execute(OF_MEMBERS, [list(flips), list(flips.values())])
        told = cursor.fetchall()
    change: dict[int, int] = defaultdict(int)
    for cluster, negative in told:
        change[cluster] += 1 if negative else -1
    for cluster, by in sorted(change.items()):
        # Counted anew once a clustering run comes by; until then never less than none.
        Cluster.objects.filter(pk=cluster).update(negative=Greatest(F("negative") + by, 0))
