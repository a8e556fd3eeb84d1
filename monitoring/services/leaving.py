"""What a mention leaves behind: files of its pictures, its part in a cluster, a place in the inbox.

A file is named by its content, so two mentions may share one: it goes with the last of them.
Whoever stores or removes a file holds its name meanwhile.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db import connection, transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sweeping import each
from monitoring.enums import InboxState, InboxVerb
from monitoring.models import ClusterCursor, ClusterMember, InboxEvent, Screenshot
from monitoring.services.cluster_counts import let_go
from outbox import services as outbox
from teams import unnaming as notices
from teams.automation import automation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from monitoring.models import Signal

FOLDER = "screenshots"


def hold_file(name: str) -> None:
    """Let nobody else store or remove this file until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def pictures_go(which: str, values: Sequence[Any]) -> int:
    """Remove the pictures of mentions, given as SQL that selects their ids; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM monitoring_screenshot WHERE mention_id IN ({which}) RETURNING file",  # noqa: S608 -- our own SQL
            values,
        )
        names = [row[0] for row in cursor.fetchall()]
    # Not before: what is rolled back keeps its file. Who dies in between leaves it to the sweep.
    transaction.on_commit(partial(each, sorted(set(names)), drop_unused), robust=True)
    return len(names)


@transaction.atomic
def drop_unused(name: str) -> bool:
    """Delete a file that no mention has any more."""
    hold_file(name)
    if Screenshot.objects.filter(file=name).exists():
        return False
    default_storage.delete(name)
    return True


def drop_left_over() -> int:
    """Delete pictures whose rows are gone, as after a crash between the two."""
    if not default_storage.exists(FOLDER):
        return 0
    return each(default_storage.listdir(FOLDER)[0], _drop_left_over)


def _drop_left_over(part: str) -> int:
    folder = f"{FOLDER}/{part}"
    there = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    kept = Screenshot.objects.filter(file__startswith=f"{folder}/")
    return each(sorted(there - set(kept.values_list("file", flat=True))), drop_unused)


def inbox_lets_go(which: str, values: Sequence[Any]) -> int:
    """Nobody can answer a text that is gone: it needs no answer any more; how many waited."""
    hand, moment = automation(), now()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE monitoring_inboxitem SET state = %s, seq = seq + 1, changed_at = %s,"  # noqa: S608 -- our own SQL
            f" changed_by_id = %s WHERE state = %s AND mention_id IN ({which}) RETURNING id",
            [InboxState.NO_ANSWER, moment, hand.pk, InboxState.WAITING, *values],
        )
        ids = [row[0] for row in cursor.fetchall()]
    InboxEvent.objects.bulk_create(
        InboxEvent(item_id=pk, verb=InboxVerb.NO_ANSWER, at=moment, by=hand) for pk in ids
    )
    return len(ids)


def words_go(signals: QuerySet[Signal]) -> int:
    """Take the words out of signals that repeat a post; that there was one stays."""
    told = list(signals.exclude(title="", summary="", url="").values_list("pk", flat=True))
    if not told:
        return 0
    subjects = [f"S-{pk}" for pk in told]
    outbox.without(subjects, "title")
    notices.without(subjects, "title")
    return signals.filter(pk__in=told).update(title="", summary="", url="")


def clusters_let_go(ids: Iterable[int]) -> None:
    """Take mentions out of their clusters, which keep the counts."""
    members = ClusterMember.objects.filter(mention_id__in=list(ids)).order_by()
    brands = set(members.values_list("brand", flat=True))
    if not brands:
        return
    # Like whoever clusters: first the brand's turn, then its rows.
    turns = ClusterCursor.objects.filter(brand__in=brands).order_by("pk").select_for_update()
    list(turns.values_list("pk"))
    let_go(list(members.values_list("pk", flat=True)))
