"""How the rows of one kind of export become mentions, and what is odd about what they become."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.tables.cells import as_meant
from crisisdesk.kernel.tables.table import Line
from crisisdesk.kernel.text import fold, unescaped
from monitoring.intake import dates
from monitoring.intake.clean import FIELDS, Heard, clean, platform_of

USUAL_ZONE = "Asia/Ho_Chi_Minh"
#: Nobody's post was seen by a fifth of Viet Nam; such a column is something else.
HUGE_REACH = 20_000_000
FEW = 3
#: What stands for a sign that could not be read.
UNREAD = "\ufffd"
SHOWN_VALUES = 12
#: Fields without which a mention is one all the same, and what spreadsheets write where they have
#: nothing: such a cell must not cost the row, nor be the identifier of hundreds.
ASIDE = ("external_id", "language", "reach", "url", "platform")
NOTHING = frozenset({"-", "–", "—", "n/a", "#n/a", "null", "none", "nan", "không có"})

_BARE_LINK = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[!-~]*)?", re.IGNORECASE)
_DAMAGED_ID = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_WHOLE_ID = re.compile(r"(\d+)\.0+")
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|div|span|em|strong|img|ul|ol|li|h[1-6]|mark)\b[^<>]*>", re.IGNORECASE
)
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d?);", re.IGNORECASE)


@dataclass
class Plan:
    """Columns, defaults for fields without one, the reading of dates, names of platforms."""

    columns: dict[str, int] = field(default_factory=dict)
    #: Field → value for rows that say nothing: platform, source, language.
    defaults: dict[str, str] = field(default_factory=dict)
    order: str = dates.DAY_FIRST
    zone: str = USUAL_ZONE
    #: Name in the export, folded → platform of ours.
    platforms: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Plan:
        return cls(**{name: stored[name] for name in cls.__dataclass_fields__ if name in stored})

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def cell(self, line: Line, name: str) -> str:
        """What the row says of a field; empty where it says nothing."""
        column = self.columns.get(name, -1)
        cell = line.cells[column] if 0 <= column < len(line.cells) else ""
        # Before what a spreadsheet would take for a formula stands a sign that says it is none.
        return as_meant(cell)

    def at(self, line: Line) -> datetime | None:
        """When it was posted, in the zone of the export unless it names one."""
        found = dates.moment(self.cell(line, "posted_at"), self.order)
        return found.replace(tzinfo=self._zone) if found and found.tzinfo is None else found

    def item(self, line: Line) -> dict[str, Any]:
        """The row as a mention's fields, before they are cleaned."""
        item: dict[str, Any] = {name: self.cell(line, name).strip() for name in FIELDS}
        for name in ASIDE:
            item[name] = "" if item[name].lower() in NOTHING else item[name]
        if _BARE_LINK.fullmatch(item["url"]):
            item["url"] = f"https://{item['url']}"
        for name, value in self.defaults.items():
            item[name] = item[name] or value
        item["posted_at"] = self.at(line) or item["posted_at"]
        item["text"] = readable(item["text"])
        item["external_id"] = whole_id(item["external_id"])
        named = item["platform"]
        item["platform"] = self.platforms.get(fold(named), named)
        return item

    def mention(self, line: Line, width: int) -> Heard | dict[str, list[str]]:
        """The mention that a row becomes, or what is wrong with it by field."""
        trouble = line.trouble or _too_wide(line, width)
        return {"row": [trouble]} if trouble else clean(self.item(line))


def _too_wide(line: Line, width: int) -> str:
    """Cells beyond the header mean that a separator stands in a text without quotes."""
    last = max((at for at, cell in enumerate(line.cells, 1) if cell.strip()), default=0)
    if last <= width:
        return ""
    return _(
        "Line %(line)s has %(cells)s cells under %(width)s columns: a separator stands in a text "
        "without quotation marks."
    ) % {"line": line.number, "cells": last, "width": width}


def readable(text: str) -> str:
    """Text without the markup and the entities of the page it was taken from."""
    if "<" in text and _TAG.search(text):
        text = _TAG.sub("", _BREAK.sub("\n", text))
    return unescaped(text) if _ENTITY.search(text) else text


def whole_id(value: str) -> str:
    """An id, unless a spreadsheet rounded it: many posts would share what is left of it."""
    if _DAMAGED_ID.fullmatch(value):
        return ""
    match = _WHOLE_ID.fullmatch(value)
    return match[1] if match else value


def platform_names(plan: Plan, lines: Iterable[Line]) -> dict[str, str]:
    """Names in the column of platforms that we do not know by ourselves → how they are shown."""
    found: dict[str, str] = {}
    for line in lines:
        name = plan.cell(line, "platform").strip()
        if name and not platform_of(name):
            found.setdefault(fold(name), name)
    return dict(list(found.items())[:SHOWN_VALUES])


def remarks(plan: Plan, lines: Sequence[Line], width: int) -> list[str]:
    """What is odd about the whole table under this plan, in sentences."""
    return [
        *_about_dates(plan, lines),
        *_about_texts(plan, lines),
        *_about_ids(plan, lines),
        *_about_reach(plan, lines),
        *_about_rows(lines, width),
    ]


def _about_dates(plan: Plan, lines: Sequence[Line]) -> list[str]:
    values = [plan.cell(line, "posted_at") for line in lines]
    said = []
    order = dates.order_of(values)
    if dates.depends_on_order(values) and not order.certain:
        said.append(
            _("Every date of this table could be read both ways. Check day and month below.")
        )
    if order.against:
        said.append(
            ngettext(
                "%(count)s date fits only the other order of day and month.",
                "%(count)s dates fit only the other order of day and month.",
                order.against,
            )
            % {"count": order.against}
        )
    limit = now() + timedelta(hours=1)
    future = sum(at > limit for line in lines if (at := plan.at(line)))
    if future:
        said.append(
            ngettext(
                "%(count)s date lies in the future.", "%(count)s dates lie in the future.", future
            )
            % {"count": future}
        )
    return said


def _about_texts(plan: Plan, lines: Sequence[Line]) -> list[str]:
    texts = {plan.cell(line, "text") for line in lines}
    if "text" in plan.columns and len(lines) >= FEW and len(texts) == 1:
        return [_("All texts are the same. Is this the right column?")]
    return []


def _about_ids(plan: Plan, lines: Sequence[Line]) -> list[str]:
    cells = (plan.cell(line, "external_id").strip() for line in lines)
    ids = [value for value in cells if value and value.lower() not in NOTHING]
    damaged = sum(bool(_DAMAGED_ID.fullmatch(value)) for value in ids)
    said = []
    if damaged:
        said.append(
            ngettext(
                "%(count)s identifier was rounded by a spreadsheet (such as 1.23E+17). It is left "
                "out; text, time and author tell the mention apart instead.",
                "%(count)s identifiers were rounded by a spreadsheet (such as 1.23E+17). They are "
                "left out; text, time and author tell the mentions apart instead.",
                damaged,
            )
            % {"count": damaged}
        )
    whole = [value for value in ids if not _DAMAGED_ID.fullmatch(value)]
    if len(whole) >= FEW and len(set(whole)) * 2 < len(whole):
        said.append(_("Most identifiers repeat. Rows with the same one are taken only once."))
    return said


def _about_reach(plan: Plan, lines: Sequence[Line]) -> list[str]:
    huge = 0
    for line in lines:
        digits = re.sub(r"[.,\s]", "", plan.cell(line, "reach"))
        huge += len(digits) <= SHOWN_VALUES and digits.isdecimal() and int(digits) > HUGE_REACH
    if not huge:
        return []
    sentence = ngettext(
        "%(count)s row claims a reach above %(limit)s million.",
        "%(count)s rows claim a reach above %(limit)s million.",
        huge,
    )
    return [sentence % {"count": huge, "limit": HUGE_REACH // 1_000_000}]


def _about_rows(lines: Sequence[Line], width: int) -> list[str]:
    broken = [line.number for line in lines if line.trouble or _too_wide(line, width)]
    unread = [line.number for line in lines if any(UNREAD in cell for cell in line.cells)]
    said = []
    if broken:
        sentence = ngettext(
            "%(count)s row does not fit the table (first in line %(line)s); it will be listed to "
            "be mended.",
            "%(count)s rows do not fit the table (first in line %(line)s); they will be listed to "
            "be mended.",
            len(broken),
        )
        said.append(sentence % {"count": len(broken), "line": broken[0]})
    if unread:
        sentence = ngettext(
            "%(count)s row holds signs that could not be read (first in line %(line)s).",
            "%(count)s rows hold signs that could not be read (first in line %(line)s).",
            len(unread),
        )
        said.append(sentence % {"count": len(unread), "line": unread[0]})
    return said
