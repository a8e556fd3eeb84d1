"""Old texts go, counts and keys stay (handbook F: keep what is needed, set an end).

What goes: mentions posted before the first day of the month that lies so many months back as the
brand keeps. What stays: a mention attached to a case stays as long as it is attached, for a case's
record has its own rule and outlives this one; so does one that a `Holder` keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from monitoring.enums import ImportState, RemovalKind, SignalKind
from monitoring.intake import months
from monitoring.models import CsvImport, Mention, Removal, RetentionPolicy, Signal
from monitoring.services import leaving
from teams.automation import automation
from teams.models import Brand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from teams.models import User

AGAIN_IN = timedelta(days=1)
CHUNK = 10_000


@dataclass(frozen=True)
class Holder:
    """A table that refers to mentions by id. Add yours to `HOLDERS` where its model is defined.

    With `keeps` a row there keeps its mention; without, it goes when its mention goes.
    """

    table: str
    column: str = "mention_id"
    keeps: bool = False


#: What the text was judged to be, by people or on second look, teaches nothing without the text.
HOLDERS: list[Holder] = [Holder("monitoring_correction"), Holder("monitoring_secondlook")]

#: What refers to mentions and stays when they go, for it holds no word of theirs and no name;
#: `leaving` sees to screenshots and members of clusters.
STAYING = {
    "monitoring_mentionkey": "a digest, by which the same mention is known again",
    "monitoring_cluster": "counts; its first text is read from the mention",
    "monitoring_claimmatch": "figures of how far a false claim went",
    "monitoring_claimanswer": "where we answered, and how many that reached",
    "monitoring_inboxitem": "what we answered is a record of ours",
}


def policy_of(brand: Brand) -> RetentionPolicy:
    """The brand's rule, the usual one where nobody has set any."""
    return RetentionPolicy.objects.filter(brand=brand).first() or RetentionPolicy(brand=brand)


def border(policy: RetentionPolicy) -> datetime:
    """What was posted before this goes."""
    month = months.after(months.month_of(now()), -policy.keep_months)
    return _midnight(month)


def _midnight(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)


@transaction.atomic
def set_policy(brand: Brand, *, keep_months: int, actor: User) -> RetentionPolicy:
    """Keep texts so many months; from tomorrow on, so that a slip can be taken back."""
    require(actor, "monitoring.set_retention", brand)
    RetentionPolicy.objects.get_or_create(brand=brand)
    policy = lock(RetentionPolicy(pk=brand.pk))
    policy.keep_months, policy.changed_by = keep_months, actor
    policy.due_at = now() + AGAIN_IN
    policy.full_clean(exclude=["brand"])
    policy.save()
    return policy


def sweep() -> int:
    """Remove what is too old, brand by brand, once a day; how many mentions went."""
    for brand in Brand.objects.filter(retention=None):
        RetentionPolicy.objects.get_or_create(brand=brand)
    due = RetentionPolicy.objects.filter(due_at__lte=now()).select_related("brand")
    policies = list(due)
    done = each(policies, _apply)
    if done:
        drop_empty()
    if policies:
        leaving.drop_left_over()
    return done


def _apply(policy: RetentionPolicy) -> int:
    before = border(policy)
    old = Mention.objects.filter(brand=policy.brand_id, posted_at__lt=before)
    removed = _remove(policy.brand_id, before)
    _forget_files(CsvImport.objects.filter(brand=policy.brand_id, at__lt=before))
    _forget_reports(policy.brand_id, before)
    if removed:
        Removal.objects.create(
            brand=policy.brand, kind=RemovalKind.AGE, by=automation(), before=before,
            removed=removed, kept=old.count(),
        )  # fmt: skip
    RetentionPolicy.objects.filter(pk=policy.pk).update(due_at=now() + AGAIN_IN)
    return removed


def _forget_files(old: QuerySet[CsvImport]) -> None:
    """Rows of a file that were refused, or wait for a person who never came, are texts too."""
    old.filter(state=ImportState.PREVIEW).delete()
    old.exclude(rejected=[]).update(rejected=[])


def _forget_reports(brand_id: int, before: datetime) -> None:
    """What somebody raised by hand repeats a post word for word, and so does what staff reported."""
    old = Signal.objects.filter(brand=brand_id, kind=SignalKind.MANUAL, incident=None)
    leaving.words_go(old.filter(raised_at__lt=before))


def _remove(brand_id: int, before: datetime) -> int:
    """Month by month: a month that is nobody's any more goes as a whole, others row by row."""
    removed = 0
    for month in months.existing():
        if _midnight(months.after(month)) <= before and _some(brand_id, month):
            whole = _drop_if_only(brand_id, month)
            removed += _remove_rows(brand_id, month) if whole is None else whole
    return removed


def _some(brand_id: int, month: date) -> bool:
    """Whether there is anything to remove: a month is not held for nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_going(month)} LIMIT 1", [brand_id])
        return bool(cursor.fetchall())


def _going(month: date) -> str:
    """Ids of what goes in a month, as SQL."""
    return (
        f"SELECT id FROM {months.partition(month)} AS part "  # noqa: S608 -- our own tables
        f"WHERE brand_id = %s AND incident_id IS NULL AND NOT ({_held('part')})"
    )


def _drop_if_only(brand_id: int, month: date) -> int | None:
    """Drop a month in which nothing is kept and no other brand has a word; None otherwise."""
    name = months.partition(month)
    stays = f"incident_id IS NOT NULL OR brand_id <> %s OR {_held('part')}"
    with transaction.atomic(), connection.cursor() as cursor:
        if not _alone(cursor):
            return None
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name} AS part WHERE {stays})", [brand_id])  # noqa: S608 -- our own tables
        if cursor.fetchone()[0]:
            return None
        for holder in HOLDERS:
            cursor.execute(
                f"DELETE FROM {holder.table} WHERE {holder.column} IN (SELECT id FROM {name})"  # noqa: S608
            )
        leaving.pictures_go(f"SELECT id FROM {name}", [])  # noqa: S608
        leaving.inbox_lets_go(f"SELECT id FROM {name}", [])  # noqa: S608
        cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608
        removed = cursor.fetchone()[0]
        cursor.execute(f"DROP TABLE {name}")
    return removed


def _alone(cursor: Any) -> bool:
    """Hold the table for a moment if no writer needs any month; else the next sweep tries again.

    As a whole and before its month, in the order of everybody else, so that nobody waits in a circle.
    """
    cursor.execute("SET LOCAL lock_timeout = '2s'")
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [months.WRITING])
    if not cursor.fetchone()[0]:
        return False
    cursor.execute(f"LOCK TABLE ONLY {months.TABLE} IN ACCESS EXCLUSIVE MODE")
    return True


def _held(alias: str) -> str:
    """Whether a row of another table keeps the mention, as SQL."""
    asks = [
        f"EXISTS (SELECT 1 FROM {holder.table} WHERE {holder.column} = {alias}.id)"  # noqa: S608
        for holder in HOLDERS
        if holder.keeps
    ]
    return " OR ".join(asks) or "false"


def _remove_rows(brand_id: int, month: date) -> int:
    name, removed = months.partition(month), 0
    while gone := _remove_some(brand_id, month, name):
        removed += gone
    return removed


@transaction.atomic
def _remove_some(brand_id: int, month: date, name: str) -> int:
    """A part of them; a mention that somebody holds, to attach it perhaps, waits for tomorrow."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_going(month)} LIMIT {CHUNK} FOR UPDATE SKIP LOCKED", [brand_id])
        ids = [row[0] for row in cursor.fetchall()]
    return forget(ids, table=name) if ids else 0


@transaction.atomic
def forget(ids: Sequence[int], *, table: str = months.TABLE) -> int:
    """Remove mentions with all that hangs on them; their keys and counts stay."""
    leaving.clusters_let_go(ids)
    leaving.pictures_go("SELECT unnest(%s::bigint[])", [list(ids)])
    leaving.inbox_lets_go("SELECT unnest(%s::bigint[])", [list(ids)])
    with connection.cursor() as cursor:
        for holder in HOLDERS:
            cursor.execute(
                f"DELETE FROM {holder.table} WHERE {holder.column} = ANY(%s)",  # noqa: S608
                [list(ids)],
            )
        cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [list(ids)])  # noqa: S608
        return cursor.rowcount


def drop_empty() -> int:
    """Drop months that lie behind every brand's border and hold nothing any more."""
    oldest = min((border(policy) for policy in RetentionPolicy.objects.all()), default=now())
    old = [month for month in months.existing() if _midnight(months.after(month)) <= oldest]
    return each(old, _drop_if_empty)


@transaction.atomic
def _drop_if_empty(month: date) -> bool:
    name = months.partition(month)
    with connection.cursor() as cursor:
        if not _alone(cursor):
            return False
        cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {name})")  # noqa: S608
        if empty := cursor.fetchone()[0]:
            cursor.execute(f"DROP TABLE {name}")
    return empty
