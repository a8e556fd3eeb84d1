"""CSV files: kept for a preview, then taken in; what cannot be taken is told line by line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import one_line
from monitoring.enums import ImportState, SourceKind
from monitoring.intake import table
from monitoring.intake.clean import FIELDS, REQUIRED, Heard, clean, plain
from monitoring.models import CsvImport
from monitoring.services.ingest import Result, take_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from teams.models import Brand, User

PREVIEW_ROWS = 8
BATCH = 1000
#: Rows with faults that are kept to be shown and downloaded; beyond that the file is wrong.
MOST_FAULTS = 5000


@dataclass(frozen=True)
class Preview:
    """The beginning of a table, and what it would become."""

    header: list[str]
    #: line, cells, the mention it becomes, or the sentences that say why it becomes none
    rows: list[tuple[int, list[str], Heard | None, list[str]]]


@transaction.atomic
def upload(brand: Brand, *, actor: User, name: str, content: bytes) -> CsvImport:
    """Keep the file until the person has looked at its first rows."""
    require(actor, "monitoring.take_in", brand)
    try:
        shape = table.sniff(content)
        header = next(table.rows(content, shape), (0, []))[1]
    except table.Unreadable as error:
        raise ValidationError({"file": str(error)}) from error
    if not header:
        raise ValidationError({"file": _("The file is empty.")})
    # A preview that was left behind need not be kept.
    CsvImport.objects.filter(brand=brand, by=actor, state=ImportState.PREVIEW).delete()
    return CsvImport.objects.create(
        brand=brand,
        by=actor,
        name=one_line(plain(name), 200),
        content=content,
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        header=[one_line(plain(cell), 120) for cell in header],
        mapping=table.guess(header),
    )


def preview(job: CsvImport, mapping: dict[str, int]) -> Preview:
    """The first rows, each with what it would become."""
    rows = []
    for line, cells in islice(_rows(job), PREVIEW_ROWS):
        short = [one_line(plain(cell), 120) for cell in cells]
        rows.append((line, short, *_verdict(clean(table.item(cells, mapping)))))
    return Preview(list(job.header), rows)


def _verdict(found: Heard | dict[str, list[str]]) -> tuple[Heard | None, list[str]]:
    if isinstance(found, Heard):
        return found, []
    return None, [sentence for sentences in found.values() for sentence in sentences]


def _rows(job: CsvImport) -> Iterator[tuple[int, list[str]]]:
    lines = table.rows(bytes(job.content), table.Shape(job.encoding, job.delimiter))
    next(lines, None)
    return lines


def check_mapping(mapping: dict[str, int], width: int) -> dict[str, int]:
    """Known fields to existing columns, with those that every mention needs."""
    kept = {name: column for name, column in mapping.items() if 0 <= column < width}
    missing = [name for name in REQUIRED if name not in kept]
    if missing:
        sentence = _("Say which column holds this; without it nothing can be imported.")
        raise ValidationError(dict.fromkeys(missing, sentence))
    return {name: kept[name] for name in FIELDS if name in kept}


@transaction.atomic
def run(job: CsvImport, *, mapping: dict[str, int], actor: User) -> CsvImport:
    """Take the file in: good rows are stored, bad ones listed with line and reason."""
    require(actor, "monitoring.take_in", job)
    job = lock(job)
    if job.state != ImportState.PREVIEW:
        raise Blocked([Refusal("imported", _("This file has been imported already."))])
    job.mapping = check_mapping(mapping, len(job.header))
    result, faults = _take_all(job, actor)
    job.accepted, job.duplicates = result.accepted, result.duplicates
    job.rejected, job.state, job.content = faults[:MOST_FAULTS], ImportState.DONE, b""
    job.save()
    return job


def _take_all(job: CsvImport, actor: User) -> tuple[Result, list[dict[str, Any]]]:
    total, faults = Result(), []
    try:
        rows = sorted(_read(job), key=_moment)
    except table.Unreadable as error:
        raise ValidationError(str(error)) from error
    good = [row for row in rows if isinstance(row[2], Heard)]
    faults = [_fault(line, cells, errors) for line, cells, errors in rows
              if isinstance(errors, dict)]  # fmt: skip
    for at in range(0, len(good), BATCH):
        part = good[at : at + BATCH]
        heard = [row[2] for row in part]
        result = take_in(heard, brand=job.brand, actor=actor, kind=SourceKind.CSV)
        total.accepted += result.accepted
        total.duplicates += result.duplicates
        for bad in result.rejected:
            line, cells, _heard = part[bad["index"]]
            faults.append(_fault(line, cells, bad["errors"]))
    return total, sorted(faults, key=lambda fault: fault["line"])


def _read(job: CsvImport) -> Iterator[tuple[int, list[str], Any]]:
    for line, cells in _rows(job):
        yield line, cells, clean(table.item(cells, job.mapping))


def _moment(row: tuple[int, list[str], Any]) -> tuple[float, int]:
    """In the order of events, so that the detectors see it as it happened."""
    heard = row[2]
    return (heard.posted_at.timestamp() if isinstance(heard, Heard) else 0.0, row[0])


def _fault(line: int, cells: list[str], errors: dict[str, list[str]]) -> dict[str, Any]:
    short = [one_line(plain(cell), 500) for cell in cells]
    return {"line": line, "errors": errors, "row": short}
