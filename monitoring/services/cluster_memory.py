"""What a worker remembers of a brand's texts; all of it can be read again from the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Exists, F, OuterRef

from monitoring.clustering import Memory, Texts, sketch
from monitoring.clustering.memory import SPAN as SECONDS
from monitoring.models import ClusterMember, Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

SPAN = timedelta(seconds=SECONDS)
#: More first texts than this are not remembered; the longest unheard go first.
MOST = 50_000
_CHUNK = 2000


@dataclass
class Recollection:
    """The first texts among a brand's mentions up to `position` that fall into a time."""

    position: int
    begin: datetime
    #: None where nothing lies behind what is remembered.
    end: datetime | None
    memory: Memory = field(default_factory=Memory)

    def covers(self, first: datetime, last: datetime) -> bool:
        """Whether texts of that time find everything here that they could be copies of."""
        return self.begin <= first - SPAN and (self.end is None or last + SPAN <= self.end)

    def thin(self, last: datetime) -> None:
        """Let go of what nothing new can be a copy of."""
        if last - self.begin > 3 * SPAN:
            self.begin = last - 2 * SPAN
        self.memory.forget(self.begin.timestamp(), MOST)


_kept: dict[int, Recollection] = {}


def recall(brand_id: int, position: int, first: datetime, last: datetime) -> Recollection:
    """What was heard up to `position` around that time; the caller keeps it once it committed."""
    kept = _kept.pop(brand_id, None)
    if kept is None or kept.position > position or not kept.covers(first, last):
        kept = Recollection(0, first - SPAN, last + SPAN)
        behind = Mention.objects.filter(brand=brand_id, posted_at__gt=kept.end, pk__lte=position)
        if not behind.exists():
            kept.end = None
    if kept.position < position:
        _catch_up(kept, brand_id, position)
    return kept


def keep(brand_id: int, recollection: Recollection) -> None:
    """Remember it until the next run of this process."""
    _kept[brand_id] = recollection


def texts_of(rows: Sequence[dict[str, Any]]) -> Texts:
    """Mentions as the memory takes them."""
    at = np.array([row["posted_at"].timestamp() for row in rows])
    return Texts([row["pk"] for row in rows], at, sketch([row["text_key"] for row in rows]))


def _catch_up(kept: Recollection, brand_id: int, position: int) -> None:
    """Read what other workers have done meanwhile, or everything after a restart."""
    member = ClusterMember.objects.filter(mention_id=OuterRef("pk"))
    firsts = Mention.objects.filter(
        ~Exists(member.exclude(mention_id=F("cluster__head"))),
        brand=brand_id,
        posted_at__gte=kept.begin,
        pk__gt=kept.position,
        pk__lte=position,
    )
    if kept.end:
        firsts = firsts.filter(posted_at__lte=kept.end)
    rows = list(firsts.order_by("-posted_at", "-pk").values("pk", "posted_at", "text_key")[:MOST])
    rows.sort(key=lambda row: row["pk"])
    for begin in range(0, len(rows), _CHUNK):
        kept.memory.add(texts_of(rows[begin : begin + _CHUNK]))
    kept.position = position
