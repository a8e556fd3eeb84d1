"""Putting mentions into clusters as they come in.

A run takes what is new behind the brand's cursor in bounded batches. Members and cursor are
written in one transaction under the cursor's row lock: after a crash the batch is done again from
the beginning, and two workers never make two clusters of one text. What a worker remembers is
only a copy of the rows.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from crisisdesk.kernel.sweeping import each
from monitoring.models import ClusterCursor, ClusterMember, Mention
from monitoring.services.cluster_counts import ended, let_go, mark, recount
from monitoring.services.cluster_memory import keep, recall, texts_of
from monitoring.services.cluster_rows import READ, enter, join
from monitoring.services.retention import border, policy_of
from teams.models import Brand

if TYPE_CHECKING:
    from monitoring.services.cluster_memory import Recollection
    from monitoring.services.cluster_rows import Row

BATCH = 2000
#: A sweep leaves the rest of a flood to the next one.
MOST_BATCHES = 20
#: Tenths of a second that the end of a recording waits for other writers.
WAITS = 20
#: So many members are let go of at a time.
CHECKED = 500


def run_due() -> int:
    """Cluster what came in; one brand that fails does not stop the others."""
    return each(Brand.objects.order_by("pk"), run)


def run(brand: Brand, *, most: int = MOST_BATCHES) -> int:
    """Cluster the new mentions of a brand, as many batches as allowed; how many were read."""
    upto = _settled(brand)
    done = 0
    for _batch in range(most):
        read, more = _step(brand, upto)
        done += read
        if not more:
            break
    return done


def run_all(brand: Brand) -> int:
    """Cluster everything that a recording brought; what others are writing at the end may wait."""
    for _wait in range(WAITS):
        if ended(mark()[1]):
            break
        time.sleep(0.1)
    return run(brand, most=1_000_000)


@transaction.atomic
def forget_gone(brand: Brand) -> int:
    """Let go of old members whose mentions retention has dropped by whole months.

    Only behind the brand's border, and past those that a case keeps: however many stay, the next
    ones have their turn.
    """
    if not ClusterCursor.objects.filter(brand=brand).select_for_update(skip_locked=True).exists():
        return 0
    there = Mention.objects.filter(pk=OuterRef("mention_id"), posted_at=OuterRef("posted_at"))
    old = ClusterMember.objects.filter(brand=brand, posted_at__lt=border(policy_of(brand)))
    gone = old.exclude(Exists(there)).order_by("posted_at").values_list("pk", flat=True)
    ids = list(gone[:CHECKED])
    if ids:
        let_go(ids)
    return len(ids)


def forget_due() -> int:
    """Let go of what retention has deleted, for every brand."""
    return each(Brand.objects.order_by("pk"), forget_gone)


def _settled(brand: Brand) -> int:
    """The id up to which no mention can appear any more."""
    cursor, _made = ClusterCursor.objects.get_or_create(brand=brand)
    if not ended(cursor.mark_xid):
        return cursor.last_id
    newest, xid = mark()
    if ended(xid):
        return newest
    ClusterCursor.objects.filter(pk=cursor.pk).update(mark=newest, mark_xid=xid)
    return cursor.mark


def _step(brand: Brand, upto: int) -> tuple[int, bool]:
    """One batch; how many were read, and whether more may wait."""
    with transaction.atomic():
        held = ClusterCursor.objects.filter(brand=brand).select_for_update(skip_locked=True).first()
        if held is None or held.last_id >= upto:
            return 0, False
        new = Mention.objects.filter(brand=brand, pk__gt=held.last_id, pk__lte=upto)
        rows = list(new.order_by("pk").values(*READ)[:BATCH])
        # Ids of one delivery are in no order: the first of a cluster is who said it first.
        rows.sort(key=lambda row: (row["posted_at"], row["pk"]))
        known = _place(brand, held.last_id, rows) if rows else None
        full = len(rows) == BATCH
        held.last_id = max(row["pk"] for row in rows) if full else upto
        held.save(update_fields=["last_id"])
    if known is not None:
        known.position = held.last_id
        keep(brand.pk, known)
    return len(rows), full


def _place(brand: Brand, position: int, rows: list[Row]) -> Recollection:
    """Find what each mention is a copy of, and write it down."""
    first, last = min(row["posted_at"] for row in rows), max(row["posted_at"] for row in rows)
    known = recall(brand.pk, position, first, last)
    found = known.memory.assign(texts_of(rows))
    touched = enter(brand, rows, found, known.memory)
    recount(touched | join(known.memory.bridges()))
    known.thin(last)
    return known
