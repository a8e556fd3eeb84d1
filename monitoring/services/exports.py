"""Taking mentions out of the desk as a table: in bounded memory, and written down."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F

from crisisdesk.kernel.clock import iso, now
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.tables.cells import harmless
from monitoring.models import Mention, MentionExport
from monitoring.selectors.cases import case_for
from monitoring.selectors.mentions import find, visible
from monitoring.selectors.paging import stretch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitoring.selectors.mentions import Search
    from teams.models import Brand, User

#: What a spreadsheet can open.
MOST = 1_000_000
#: What says who wrote it, or may: links and ids of many platforms hold the handle.
TELLING = ("author", "url", "external_id")
#: Rows in memory at a time.
CHUNK = 1_000


@dataclass
class _Line:
    """Catches the one line that the csv writer has made."""

    text: str = ""

    def write(self, text: str) -> None:
        self.text = text


def begin(brand: Brand, *, actor: User, query: str) -> MentionExport:
    """Write down that somebody takes mentions out; authors only for those who may see them."""
    require(actor, "monitoring.export", brand)
    names = may(actor, "monitoring.see_authors", brand)
    return MentionExport.objects.create(
        brand=brand, by=actor, query=query[:2000], with_authors=names
    )


def lines(export: MentionExport, search: Search) -> Iterator[str]:
    """The table piece by piece, newest first; what has gone out is counted as it goes."""
    yield "\ufeff" + _line(_header(export))
    after = ""
    while export.rows < MOST:
        rows, after = _chunk(export, search, after)
        if rows:
            yield "".join(_line(_cells(mention, export)) for mention in rows)
            export.rows += len(rows)
            MentionExport.objects.filter(pk=export.pk).update(rows=F("rows") + len(rows))
        if not after:
            break
    MentionExport.objects.filter(pk=export.pk).update(finished_at=now())


def _chunk(export: MentionExport, search: Search, after: str) -> tuple[list[Mention], str]:
    rows = find(visible(export.by, export.brand), search).filter(received_at__lte=export.at)
    rows = rows.select_related("source").prefetch_related(case_for(export.by)).defer("text_key")
    page = stretch(rows, "posted_at", after=after, size=min(CHUNK, MOST - export.rows))
    return page.rows, page.older


def _header(export: MentionExport) -> list[str]:
    """Names that the import page understands again."""
    names = ["external_id", "source", "author", "text", "posted_at", "language", "reach", "url",
             "platform", "label", "uncertain", "incident"]  # fmt: skip
    return names if export.with_authors else [name for name in names if name not in TELLING]


def _cells(mention: Mention, export: MentionExport) -> list[Any]:
    case = mention.incident.reference if mention.incident else ""
    cells = {
        "external_id": mention.external_id, "source": mention.source.key, "author": mention.author,
        "text": mention.text, "posted_at": iso(mention.posted_at), "language": mention.language,
        "reach": mention.reach, "url": mention.url, "platform": mention.platform,
        "label": mention.label, "uncertain": "yes" if mention.uncertain else "", "incident": case,
    }  # fmt: skip
    return [cells[name] for name in _header(export)]


def _line(cells: list[Any]) -> str:
    place = _Line()
    csv.writer(place).writerow([harmless(cell) for cell in cells])
    return place.text
