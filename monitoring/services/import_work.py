"""The rows of an import, in chunks that are taken in one after the other.

A chunk is deleted in the transaction that takes its rows in: after a crash the next worker goes
on where this one stopped, and no row is taken twice. The chunks stand in the order of events, so
that the detectors see what was said as it happened. One that cannot be stored is narrowed down to
the row that breaks it (`import_narrowing`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Q
from django.utils import translation

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.tables.table import Line
from monitoring.enums import ImportState, SourceKind
from monitoring.intake.clean import Heard, plain
from monitoring.intake.plan import Plan
from monitoring.models import CsvImport, ImportChunk
from monitoring.services import detection, import_narrowing
from monitoring.services.erasure import erased_of
from monitoring.services.ingest import take_in

if TYPE_CHECKING:
    from monitoring.intake.store import Touched

log = logging.getLogger(__name__)

CHUNK = 1000
#: Rows with faults that are kept to be shown and downloaded; beyond that the file is wrong.
MOST_FAULTS = 5000
STANDS_STILL = timedelta(minutes=1)


def stage(job: CsvImport, rows: Iterable[Line]) -> None:
    """Put the rows into the database, in place of those that are there."""
    job.chunks.all().delete()
    waiting = [[line.number, [_storable(cell) for cell in line.cells], line.trouble]
               for line in rows]  # fmt: skip
    ImportChunk.objects.bulk_create(
        (
            ImportChunk(job=job, number=at // CHUNK, rows=waiting[at : at + CHUNK])
            for at in range(0, len(waiting), CHUNK)
        ),
        batch_size=20,
    )


def _storable(cell: str) -> str:
    """JSON in the database takes neither NUL nor half a surrogate pair."""
    return cell.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def lines(job: CsvImport) -> Iterator[Line]:
    """The rows that wait."""
    for rows in job.chunks.values_list("rows", flat=True).iterator(chunk_size=20):
        yield from (Line(*row) for row in rows)


def begin(job: CsvImport, plan: Plan) -> CsvImport:
    """Settle the order of the rows and give the job to the workers."""
    stage(job, sorted(lines(job), key=lambda line: _place(plan, line)))
    job.content, job.moved_at = b"", now()
    job.state = ImportState.RUNNING if job.total else ImportState.DONE
    job.save()
    transaction.on_commit(lambda: hint(job.pk), robust=True)
    return job


def _place(plan: Plan, line: Line) -> tuple[float, int]:
    at = plan.at(line)
    return (at.timestamp() if at and 1 < at.year < 9999 else 0.0, line.number)  # noqa: PLR2004 -- the ends of the calendar have no timestamp in every zone


def hint(pk: int) -> None:
    """Tell the workers, without waiting for a broker that may be down; the sweep finds it too."""
    threading.Thread(target=_publish, args=(pk,), daemon=True).start()


def _publish(pk: int) -> None:
    from monitoring.tasks import work_on_import  # noqa: PLC0415 -- tasks import services

    try:
        work_on_import.apply_async((pk,), retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 -- every transport fails in its own way
        log.warning("The broker does not take messages: %s", error)


def work(pk: int) -> None:
    """Take chunk after chunk in, until all are in, someone cancels or someone else is at it."""
    while (chunk := _next(pk)) is not None:
        touched = _tried(chunk)
        if touched is None:
            return
        detection.run_many(touched)


def _tried(chunk: ImportChunk) -> dict[int, Touched] | None:
    """Take it; what fails a few times goes on being narrowed, all else the sweep tries again."""
    try:
        return _take(chunk)
    except (OperationalError, psycopg.OperationalError):
        # The database's own trouble, of which no row is guilty.
        raise
    except Exception as error:
        # What a database says of a row quotes the row, which is nobody's business in a log.
        told = not isinstance(error, (DatabaseError, psycopg.Error))
        kind = type(error).__name__
        log.warning("Rows of import %s cannot be stored: %s", chunk.job_id, kind, exc_info=told)
        if chunk.attempts < import_narrowing.WHOLE:
            return None
        alone = import_narrowing.span(chunk.attempts, len(chunk.rows)) == 1
        return _take(chunk, given_up=error) if alone else {}


def work_on_stalled() -> int:
    """Give imports that stand still to the workers again."""
    late = Q(moved_at__lt=now() - STANDS_STILL) | Q(moved_at=None)
    running = CsvImport.objects.filter(late, state=ImportState.RUNNING)
    return each(list(running.values_list("pk", flat=True)), _hint_again)


def _hint_again(pk: int) -> int:
    hint(pk)
    return 1


def _held(pk: int) -> CsvImport | None:
    """The running job, unless another worker holds it."""
    running = CsvImport.objects.select_for_update(skip_locked=True, of=("self",))
    return running.filter(pk=pk, state=ImportState.RUNNING).first()


@transaction.atomic
def _next(pk: int) -> ImportChunk | None:
    """The next chunk, its attempt counted before it is made."""
    job = _held(pk)
    chunk = job.chunks.first() if job else None
    if chunk:
        chunk.attempts += 1
        chunk.save(update_fields=["attempts"])
    return chunk


@transaction.atomic
def _take(chunk: ImportChunk, *, given_up: Exception | None = None) -> dict[int, Touched] | None:
    """Take rows of a chunk in and strike them off; None where someone else is at it.

    Where its first row was tried alone, or is `given_up`, that one is listed among the faults.
    """
    job = _held(chunk.job_id)
    found = job.chunks.filter(pk=chunk.pk, attempts=chunk.attempts).first() if job else None
    if job is None or found is None:
        return None
    rows = [Line(*row) for row in found.rows]
    span = 0 if given_up else import_narrowing.span(found.attempts, len(rows))
    # The reasons are for the person who waits for them, not for the worker.
    with translation.override(job.by.language):
        if span:
            faults, touched = _take_rows(job, rows[:span])
        else:
            faults, touched = [_lost(rows[0], given_up)], {}
    _strike_off(found, span)
    if faults and (erased := erased_of(job.brand)):
        # Only the good rows went the way on which names of erased authors are left behind.
        faults = [bad | {"row": erased.out_of_row(bad["row"])} for bad in faults]
    _enter(job, faults)
    return touched


def _strike_off(chunk: ImportChunk, span: int) -> None:
    """So many of its first rows are in; none of them: the first one never will be."""
    done = span or 1
    chunk.rows = chunk.rows[done:]
    if not chunk.rows:
        chunk.delete()
        return
    chunk.attempts = import_narrowing.attempts_after(done, len(chunk.rows), good=bool(span))
    chunk.save(update_fields=["rows", "attempts"])


def _lost(line: Line, error: Exception | None) -> dict[str, Any]:
    return _fault(line, {"row": [import_narrowing.sentence(error)]})


def _take_rows(job: CsvImport, rows: list[Line]) -> tuple[list[dict[str, Any]], dict[int, Touched]]:
    plan, width = Plan.of(job.plan), len(job.header)
    made = [(line, plan.mention(line, width)) for line in rows]
    good = [(line, one) for line, one in made if isinstance(one, Heard)]
    faults = [_fault(line, bad) for line, bad in made if isinstance(bad, dict)]
    result = take_in(
        [one for _line, one in good],
        brand=job.brand, actor=job.by, source=job.source, kind=SourceKind.CSV, judge=False,
    )  # fmt: skip
    job.accepted += result.accepted
    job.duplicates += result.duplicates
    faults += [_fault(good[bad["index"]][0], bad["errors"]) for bad in result.rejected]
    return faults, result.touched


def _enter(job: CsvImport, faults: list[dict[str, Any]]) -> None:
    """What became of the chunk; after the last one the job is done."""
    job.refused += len(faults)
    job.rejected = sorted(job.rejected + faults, key=lambda bad: bad["line"])[:MOST_FAULTS]
    job.moved_at = now()
    if not job.chunks.exists():
        job.state = ImportState.DONE
    job.save()


def _fault(line: Line, errors: dict[str, list[str]]) -> dict[str, Any]:
    return {"line": line.number, "errors": errors, "row": [plain(cell) for cell in line.cells]}
