"""A table of journalists, line by line: what each line would do to the list, and why not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crisisdesk.kernel.tables import table
from crisisdesk.kernel.tables.encodings import Unreadable
from crisisdesk.kernel.text import fold, nfc, one_line
from statements.models import ContactState, PressContact, PressSuppression
from statements.services.press_list import cleaned, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crisisdesk.kernel.tables.table import Line
    from teams.models import Brand

MOST_LINES = 5_000
#: Titles and empty lines stand above the header, but not more than these.
DEPTH = 20
LONGEST = {"email": 254, "note": 2000, "group": 80}

#: Column names, folded.
COLUMNS: dict[str, tuple[str, ...]] = {
    "email": (
        "email", "e mail", "mail", "email address", "thu dien tu", "dia chi email",
        "dia chi thu dien tu", "dia chi mail", "hop thu",
    ),
    "name": (
        "name", "full name", "ho ten", "ho va ten", "ten", "phong vien", "nha bao", "reporter",
        "journalist", "contact", "lien he",
    ),
    "outlet": (
        "outlet", "toa soan", "co quan bao chi", "bao", "co quan", "don vi", "media", "newspaper",
        "organisation", "organization", "to chuc",
    ),
    "language": ("language", "lang", "ngon ngu"),
    "groups": ("groups", "group", "nhom", "tags", "the", "danh sach"),
    "note": ("note", "notes", "ghi chu", "remark", "remarks"),
}  # fmt: skip
LANGUAGES = {
    "": "", "both": "", "ca hai": "", "song ngu": "", "vi en": "",
    "vi": "vi", "vietnamese": "vi", "tieng viet": "vi", "viet": "vi", "vn": "vi",
    "en": "en", "english": "en", "tieng anh": "en", "anh": "en",
}  # fmt: skip
_APART = re.compile(r"[;,|]")


class Fate(models.TextChoices):
    """What a line does to the list."""

    ADD = "add", pgettext_lazy("import", "Added")
    CHANGE = "change", pgettext_lazy("import", "Changed")
    SAME = "same", pgettext_lazy("import", "As it was")
    REFUSED = "refused", pgettext_lazy("import", "Refused")


@dataclass
class Planned:
    """One line of the table."""

    number: int
    cells: list[str]
    fate: Fate = Fate.REFUSED
    reason: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    contact: PressContact | None = None

    @property
    def email(self) -> str:
        return self.values.get("email", "")


def plan(brand: Brand, content: bytes) -> list[Planned]:
    """Every line with its fate; a table that cannot be understood at all is refused."""
    header, lines = _lines(content)
    rows = [_row(header, line) for line in lines]
    _twice(rows)
    wanted = {row.email for row in rows if row.email}
    known = {
        contact.email: contact
        for contact in PressContact.objects.filter(brand=brand, email__in=wanted).prefetch_related(
            "groups"
        )
    }
    hashes = {digest_of(email): email for email in wanted}
    erased = {
        hashes[digest]
        for digest in PressSuppression.objects.filter(brand=brand, digest__in=hashes).values_list(
            "digest", flat=True
        )
    }
    for row in rows:
        if not row.reason:
            _settle(row, known.get(row.email), erased)
    return rows


def _lines(content: bytes) -> tuple[dict[str, int], Sequence[Line]]:
    try:
        sheets = table.read(content).sheets
    except Unreadable as error:
        raise ValidationError({"file": str(error)}) from error
    for sheet in sheets:
        for at, line in enumerate(sheet.lines[:DEPTH]):
            if "email" in (header := _header(line.cells)):
                if len(sheet.lines) - at - 1 > MOST_LINES:
                    raise ValidationError({"file": _too_long()})
                return header, sheet.lines[at + 1 :]
    raise ValidationError(
        {"file": _("No column is named “E-mail”. Name the columns in the first line.")}
    )


def _too_long() -> str:
    sentence = _("The table has more than %(most)s lines. Split it and import the parts.")
    return sentence % {"most": MOST_LINES}


def _header(cells: Sequence[str]) -> dict[str, int]:
    """Field → column; each column serves once."""
    names = [" ".join(re.findall(r"\w+", fold(cell).replace("_", " "))) for cell in cells]
    found: dict[str, int] = {}
    for key, words in COLUMNS.items():
        at = next((names.index(word) for word in words if word in names), None)
        if at is not None and at not in found.values():
            found[key] = at
    return found


def _row(header: dict[str, int], line: Line) -> Planned:
    row = Planned(line.number, [one_line(cell, 200) for cell in line.cells])
    if line.trouble:
        row.reason = line.trouble
        return row
    cells = {key: _cell(line.cells, at) for key, at in header.items()}
    row.groups = _groups(cells.pop("groups", ""))
    said = cells.pop("language", "")
    spoken = " ".join(re.findall(r"\w+", fold(said)))
    row.values = cleaned(cells) | ({"language": LANGUAGES.get(spoken, "")} if spoken else {})
    row.reason = _fault(row, spoken, said)
    return row


def _cell(cells: Sequence[str], at: int) -> str:
    """A quotation mark before a formula was put there by a spreadsheet, or by our own export."""
    text = nfc(cells[at]).strip() if at < len(cells) else ""
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def _groups(text: str) -> list[str]:
    names = (one_line(part, 200) for part in _APART.split(text))
    return list({name.casefold(): name for name in names if name}.values())


def _fault(row: Planned, spoken: str, said: str) -> str:
    if not row.email:
        return _("There is no e-mail address.")
    try:
        validate_email(row.email)
    except ValidationError:
        return _("“%(email)s” is no e-mail address.") % {"email": one_line(row.email, 80)}
    if spoken not in LANGUAGES:
        word = one_line(said, 40)
        return _("The language “%(word)s” is unknown; write vi, en or nothing.") % {"word": word}
    lengths = {key: len(row.values.get(key, "")) for key in ("email", "note")}
    lengths["group"] = max(map(len, row.groups), default=0)
    if any(length > LONGEST[key] for key, length in lengths.items()):
        return _("The address, the note or a group's name is too long.")
    return ""


def _twice(rows: Iterable[Planned]) -> None:
    """The first line with an address counts; a later one is told, not lost."""
    first: dict[str, int] = {}
    for row in rows:
        if row.reason:
            continue
        if row.email in first:
            row.reason = _("Line %(line)s has this address already.") % {"line": first[row.email]}
        else:
            first[row.email] = row.number


def _settle(row: Planned, contact: PressContact | None, erased: set[str]) -> None:
    if contact is None:
        if row.email in erased:
            row.reason = _("This person was erased; add them by hand if they asked for it.")
        else:
            row.fate = Fate.ADD
        return
    row.contact = contact
    have = {group.name.casefold() for group in contact.groups.all() if group.is_active}
    new = [name for name in row.groups if name.casefold() not in have]
    # An empty cell says nothing and takes nothing away; a language is empty for “both” only.
    differs = any(
        (value or key == "language") and getattr(contact, key) != value
        for key, value in row.values.items()
    )
    row.fate = Fate.CHANGE if differs or new else Fate.SAME
    if contact.state != ContactState.ACTIVE:
        row.reason = str(
            gettext_lazy("%(state)s; stays so.") % {"state": contact.get_state_display()}
        )
