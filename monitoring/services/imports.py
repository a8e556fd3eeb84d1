"""Tables of other tools: kept for a preview, settled by a person or a saved mapping, taken in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.tables import table
from crisisdesk.kernel.text import one_line
from monitoring.enums import ImportState
from monitoring.intake import dates, headers
from monitoring.intake.clean import FIELDS, REQUIRED, Heard, plain
from monitoring.intake.plan import Plan, platform_names, remarks
from monitoring.intake.reasons import reasons
from monitoring.models import CsvImport, Source
from monitoring.services import import_work, mappings

if TYPE_CHECKING:
    from teams.models import Brand, User

PREVIEW_ROWS = 8
#: So many rows are taken in while the person waits; more go on in the background.
WHILE_ONE_WAITS = 1000


@dataclass(frozen=True)
class Preview:
    """The beginning of a table, what it would become, and what is odd about all of it."""

    header: list[str]
    #: line, cells, the mention it becomes, or the sentences that say why it becomes none
    rows: list[tuple[int, list[str], Heard | None, list[str]]]
    remarks: list[str]


@transaction.atomic
def upload(
    brand: Brand, *, actor: User, name: str, content: bytes, source: Source | None = None
) -> CsvImport:
    """Keep the file until the person has looked at its first rows."""
    require(actor, "monitoring.take_in", brand)
    found = _read(content)
    if not actor.is_automation:
        # A preview that was left behind need not be kept.
        CsvImport.objects.filter(brand=brand, by=actor, state=ImportState.PREVIEW).delete()
    job = CsvImport(
        brand=brand,
        by=actor,
        source=source,
        name=one_line(plain(name), 200),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=found.encoding,
        delimiter=found.delimiter,
        sheets=[sheet.name for sheet in found.sheets],
    )
    return _lay_out(job, found.sheets[headers.best_sheet(found.sheets)])


def _read(content: bytes) -> table.Table:
    try:
        found = table.read(content)
    except table.Unreadable as error:
        raise ValidationError({"file": str(error)}) from error
    if not found.sheets:
        raise ValidationError({"file": _("The file is empty.")})
    return found


def _lay_out(job: CsvImport, sheet: table.Sheet, header_line: int = 0) -> CsvImport:
    """Find the header, recognise the export by it or guess, and put its rows into the database."""
    place = headers.find(sheet.lines)
    for at, line in enumerate(sheet.lines[: headers.DEPTH]):
        place = at if line.number == header_line else place
    cells = sheet.lines[place].cells
    if len(cells) >= table.MOST_COLUMNS and sheet.lines[place].trouble:
        raise ValidationError({"file": sheet.lines[place].trouble})
    rows = sheet.lines[place + 1 :]
    job.sheet, job.header_line = sheet.name[:120], sheet.lines[place].number
    job.header = headers.names(cells)
    job.known = mappings.find(job.brand, job.header)
    job.total = len(rows)
    plan = Plan.of(job.known.plan) if job.known else _guess(cells, rows)
    job.plan, job.mapping = plan.as_dict(), plan.columns
    job.save()
    import_work.stage(job, rows)
    return job


def _guess(cells: list[str], rows: list[table.Line]) -> Plan:
    plan = Plan(columns=headers.guess(cells))
    plan.order = dates.order_of(plan.cell(line, "posted_at") for line in rows).value
    return plan


@transaction.atomic
def choose(job: CsvImport, *, actor: User, sheet: str, header_line: int) -> CsvImport:
    """Look at another sheet, or take another line for the header."""
    require(actor, "monitoring.take_in", job)
    job = _waiting(job)
    sheets = {found.name: found for found in _read(bytes(job.content)).sheets}
    if sheet not in sheets:
        raise ValidationError({"sheet": _("There is no such sheet in this workbook.")})
    return _lay_out(job, sheets[sheet], header_line)


def _waiting(job: CsvImport) -> CsvImport:
    job = lock(job)
    if job.state != ImportState.PREVIEW:
        raise Blocked([Refusal("imported", _("This file has been imported already."))])
    return job


def preview(job: CsvImport, plan: Plan) -> Preview:
    """The first rows with what they would become, and remarks about the whole table."""
    rows, width = [], len(job.header)
    lines = list(import_work.lines(job))
    for line in islice(lines, PREVIEW_ROWS):
        short = [one_line(plain(cell), 120) for cell in line.cells[:width]]
        short += [""] * (width - len(short))
        rows.append((line.number, short, *_verdict(plan.mention(line, width))))
    odd = _about_header(job) + remarks(plan, lines, width)
    return Preview(list(job.header), rows, odd)


def unknown_platforms(job: CsvImport, plan: Plan) -> dict[str, str]:
    """Names in the column of platforms that mean nothing to us: folded → as written."""
    return platform_names(plan, import_work.lines(job)) if "platform" in plan.columns else {}


def _verdict(found: Heard | dict[str, list[str]]) -> tuple[Heard | None, list[str]]:
    if isinstance(found, Heard):
        return found, []
    return None, reasons(found)


def _about_header(job: CsvImport) -> list[str]:
    double = [name for name in job.header if name.endswith(" (2)")]
    if not double:
        return []
    sentence = ngettext(
        "A column name stands twice (%(names)s): choose the right one.",
        "Some column names stand twice (%(names)s): choose the right ones.",
        len(double),
    )
    return [sentence % {"names": ", ".join(name.removesuffix(" (2)") for name in double)}]


def check(plan: Plan, width: int) -> Plan:
    """Known fields to existing columns, with those that every mention needs."""
    kept = {name: column for name, column in plan.columns.items() if 0 <= column < width}
    missing = [name for name in REQUIRED if name not in kept]
    if missing:
        sentence = _("Say which column holds this; without it nothing can be imported.")
        raise ValidationError(dict.fromkeys(missing, sentence))
    plan.columns = {name: kept[name] for name in FIELDS if name in kept}
    return plan


def run(job: CsvImport, *, plan: Plan, actor: User, save_as: str = "") -> CsvImport:
    """Take the file in: good rows are stored, bad ones listed with line and reason.

    A short table is through when this returns, a long one goes on in the background.
    """
    job = _start(job, plan, actor, save_as)
    if job.total <= WHILE_ONE_WAITS:
        import_work.work(job.pk)
        job.refresh_from_db()
    return job


@transaction.atomic
def _start(job: CsvImport, plan: Plan, actor: User, save_as: str) -> CsvImport:
    require(actor, "monitoring.take_in", job)
    job = _waiting(job)
    plan = check(plan, len(job.header))
    if save_as:
        job.known = mappings.remember(job, plan, name=save_as, actor=actor)
    if job.known:
        mappings.note_use(job.known)
    job.plan, job.mapping, job.by = plan.as_dict(), plan.columns, actor
    return import_work.begin(job, plan)


@transaction.atomic
def cancel(job: CsvImport, *, actor: User) -> CsvImport:
    """Stop; what was taken in stays, the rest is not."""
    require(actor, "monitoring.take_in", job)
    job = lock(job)
    if job.state in ImportState.over:
        raise Blocked([Refusal("import_over", _("This import is over already."))])
    job.state, job.content = ImportState.CANCELLED, b""
    job.save(update_fields=["state", "content"])
    job.chunks.all().delete()
    return job


def take_attachment(home: Source | Brand, *, name: str, content: bytes, actor: User) -> CsvImport:
    """A table that came without a person, such as in a letter.

    With a saved mapping for its header it is taken in at once; otherwise it waits on the import
    page for a person (`state` is "preview"). The same bytes are taken once. What is no table
    raises a ValidationError for `file`. With a source, all mentions are of that source.
    """
    source = home if isinstance(home, Source) else None
    brand = source.brand if source else home
    digest = hashlib.sha256(content).hexdigest()
    before = CsvImport.objects.filter(brand=brand, sha256=digest, source=source)
    job = before.exclude(state=ImportState.CANCELLED).first() or upload(
        brand, actor=actor, name=name, content=content, source=source
    )
    # Also where a worker ended between keeping the file and taking it in.
    if job.known is None or job.state != ImportState.PREVIEW:
        return job
    return run(job, plan=Plan.of(job.plan), actor=actor)
