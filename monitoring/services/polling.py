"""Reading every source that is due: claim a row, read without a transaction, store in one.

The cursor is saved together with the mentions it stands behind. Whoever dies in between has
stored nothing of that page; the lease ends and another worker reads it again.
"""

from __future__ import annotations

import logging
import random
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.text import one_line
from monitoring import telling
from monitoring.connectors.base import Note, Trouble
from monitoring.connectors.fitting import fitted
from monitoring.connectors.registry import connector_of
from monitoring.intake.store import Touched
from monitoring.models import Connection, Silence
from monitoring.services import detection, staff_mail, tables
from monitoring.services.ingest import Result, take_in
from monitoring.services.reading import read_source
from teams.automation import automation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitoring.connectors.base import Connector, Harvest

#: A worker that dies lets its source go after this; longer than a page may take.
LEASE = minutes(3)
#: Seconds after which a run of the sweep begins no further source.
BUDGET = 40.0
#: A long backlog is read over several polls, so that others get their turn.
MOST_PAGES = 5
#: Mentions of one transaction.
CHUNK = 500
MOST_NOTES = 20
log = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = minutes(1), minutes(60)
#: A key or password that was refused: asked again and again, many services lock the account.
OF_KEYS = frozenset({"unauthorized", "login", "key"})


class _LostLease(Exception):
    """Somebody else took over, or the source was changed meanwhile: what was read is not ours."""


def poll_due() -> int:
    """Read sources that are due until none is left or the time of this run is used up."""
    end, done = time.monotonic() + BUDGET, 0
    while time.monotonic() < end and (row := _claim()):
        poll(row)
        done += 1
    return done


@transaction.atomic
def _claim() -> Connection | None:
    """The source that has waited longest, leased to us; few at once leave workers to others."""
    moment = now()
    if Connection.objects.filter(leased_until__gt=moment).count() >= settings.SOURCES_AT_ONCE:
        return None
    free = Q(leased_until=None) | Q(leased_until__lte=moment)
    row = (
        Connection.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(free, next_poll_at__lte=moment, source__active=True)
        .select_related("source__brand")
        .order_by("next_poll_at")
        .first()
    )
    if row:
        # Not first in line again, should we die of it.
        row.leased_until, row.next_poll_at = moment + LEASE, moment + LEASE
        row.last_poll_at = moment
        row.save(update_fields=["leased_until", "next_poll_at", "last_poll_at"])
    return row


def poll(row: Connection) -> None:
    """Read a claimed source page by page."""
    try:
        for _page in range(MOST_PAGES):
            harvest = read_source(row)
            result, row = _store(row, harvest)
            # What fails here is judged again by the sweep; it is no fault of the source.
            each([result.touched], detection.run_many)
            if not harvest.more:
                break
        _release(row)
    except Trouble as trouble:
        _fail(row, trouble)
    except _LostLease:
        return
    except Exception as error:
        # Not the network's doing; a source that always does it must not hold up the others.
        log.exception("Source %s could not be stored", row.source_id)
        _fail(row, Trouble("not_stored", what=type(error).__name__))


def _store(row: Connection, harvest: Harvest) -> tuple[Result, Connection]:
    """Mentions and cursor; a long page in parts, of which only the last moves the cursor."""
    total, notes = Result(), list(harvest.notes)
    items = list(harvest.items)
    for table in harvest.tables:
        known = tables.take_in_table(table, source=row.source, notes=notes)
        if not known and table.letter and table.letter not in items:
            items.append(fitted(table.letter))
    while len(items) > CHUNK:
        part, items = items[:CHUNK], items[CHUNK:]
        _take(row, part, total, notes)
    with transaction.atomic():
        fresh = _hold(row)
        _take(row, items, total, notes)
        staff_mail.take_all(row.source.brand, harvest.reports, notes)
        brought = harvest.items or harvest.tables or harvest.reports
        _note_success(fresh, harvest, notes, bool(brought))
    return total, fresh


def _take(row: Connection, items: Sequence[Any], total: Result, notes: list[Note]) -> None:
    if not items:
        return
    source = row.source
    part = take_in(items, brand=source.brand, actor=automation(), source=source, judge=False)
    _add(total, part)
    if part.rejected:
        notes += _about(part.rejected, items)


def _about(rejected: list[dict[str, Any]], items: Sequence[Any]) -> list[Note]:
    """The first faults by name, the rest by number."""
    notes = []
    for bad in rejected[:3]:
        item = items[bad["index"]]
        name = one_line(str(item.get("text") or item.get("external_id") or ""), 60)
        why = " ".join(words for found in bad["errors"].values() for words in found)
        notes.append(Note("item", {"name": name, "why": why}))
    more = len(rejected) - len(notes)
    return [*notes, Note("items", {"count": more})] if more else notes


def _add(total: Result, part: Result) -> None:
    total.accepted += part.accepted
    total.duplicates += part.duplicates
    for watch, span in part.touched.items():
        known = total.touched.get(watch, span)
        total.touched[watch] = Touched(min(known.first, span.first), max(known.last, span.last))


def _hold(row: Connection) -> Connection:
    """The row as it stands, locked, if it is still leased to us and meant as it was read.

    What is changed is this copy: `row` stays as it was claimed, should storing fail.
    """
    current = Connection.objects.select_for_update(of=("self",)).select_related("source")
    found = current.filter(pk=row.pk).first()
    if found is None or found.leased_until != row.leased_until or not found.source.active:
        raise _LostLease
    return found


def _note_success(row: Connection, harvest: Harvest, notes: list[Note], brought: bool) -> None:
    moment = now()
    row.cursor, row.failures, row.problem, row.facts = harvest.cursor, 0, "", {}
    row.last_success_at = moment
    row.not_before = harvest.again_at
    if brought or notes:
        row.notes = [note.as_dict() for note in notes[:MOST_NOTES]]
    if harvest.keep:
        row.keep_secrets(row.secrets() | harvest.keep)
    # A page follows at once, under the same lease; a dead worker's rest waits for its end.
    row.leased_until = moment + LEASE
    row.next_poll_at = max(
        moment if harvest.more else moment + _pace(row), row.not_before or moment
    )
    row.save()
    _end_silence(row, moment)


def _end_silence(row: Connection, moment: datetime) -> None:
    """It can be read again; whether it says enough is its expectation's question."""
    source = row.source
    if source.failing_since:
        source.failing_since = None
        source.save(update_fields=["failing_since"])
        if not source.silent_since:
            Silence.objects.filter(source=source, ended_at=None).update(
                ended_at=Greatest(F("began_at"), moment)
            )


@transaction.atomic
def _release(row: Connection) -> None:
    fresh = _hold(row)
    fresh.leased_until = None
    fresh.save(update_fields=["leased_until"])


@transaction.atomic
def _fail(row: Connection, trouble: Trouble) -> None:
    """A source that cannot be read is silent from the last time it could."""
    row = _hold(row)
    before = row.problem
    row.failures += 1
    row.problem, row.facts = trouble.code, _short(trouble.facts)
    row.leased_until, row.not_before = None, trouble.again_at
    row.next_poll_at = _next_try(row, trouble)
    row.save()
    _begin_silence(row)
    if trouble.lasting and (row.next_poll_at is None or before != trouble.code):
        telling.source_stopped(row)


def _next_try(row: Connection, trouble: Trouble) -> datetime | None:
    """When to ask again; None where only a person can help.

    What could be read before may have been a page of maintenance or a guard against robots, gone
    in an hour: such a source is asked once an hour, lest one bad answer at night lose it for good.
    """
    moment = now()
    if not trouble.lasting:
        return max(moment + _wait(row), trouble.again_at or moment)
    may_pass = row.last_success_at is not None and trouble.code not in OF_KEYS
    return moment + _jitter(LONGEST_WAIT) if may_pass else None


def _begin_silence(row: Connection) -> None:
    source = row.source
    if source.failing_since is None:
        source.failing_since = row.last_success_at or source.created_at
        source.save(update_fields=["failing_since"])
    Silence.objects.get_or_create(
        source=source, ended_at=None, defaults={"began_at": source.failing_since}
    )


def _short(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: one_line(str(value), 300) for name, value in facts.items()}


def _pace(row: Connection) -> timedelta:
    connector = connector_of(row.source.kind)
    return _jitter(connector.every if connector else LONGEST_WAIT)


def _wait(row: Connection) -> timedelta:
    """Twice as long after every failure, up to an hour, and never in step with others."""
    connector: Connector | None = connector_of(row.source.kind)
    least = connector.at_least if connector else FIRST_WAIT
    doubled = FIRST_WAIT * 2 ** min(row.failures - 1, 10)
    return _jitter(max(least, min(doubled, LONGEST_WAIT)))


def _jitter(span: timedelta) -> timedelta:
    return span * random.uniform(1.0, 1.2)  # noqa: S311 -- spreads questions, guards nothing
