"""Labelled files of any origin: CSV or TSV, any usual way of naming a mood."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from crisisdesk.kernel.text import nfc

NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"
MOODS: Final = (NEGATIVE, NEUTRAL, POSITIVE)
MOST_NUMBERED: Final = 2  # labels 0, 1, 2; anything above is stars

_NAMES: Final = {
    NEGATIVE: ("negative", "neg", "-1", "tiêu cực", "tieu cuc"),
    NEUTRAL: ("neutral", "neu", "trung tính", "trung tinh", "trung lập"),
    POSITIVE: ("positive", "pos", "+1", "tích cực", "tich cuc"),
}
_BY_NAME: Final = {name: mood for mood, names in _NAMES.items() for name in names}


class LabelError(ValueError):
    """The file cannot be read as labelled texts; the message says where."""


class Labelled(NamedTuple):
    """Texts with moods and, where a time column was named, times."""

    texts: list[str]
    labels: list[str]
    times: list[str] | None


def read(path: Path, text: str, label: str, time: str | None = None) -> Labelled:
    """The named columns of a file, labels turned into moods, empty texts left out."""
    rows = _rows(path)
    for column in filter(None, (text, label, time)):
        if rows and column not in rows[0]:
            raise LabelError(
                _("No column “%(column)s”. The file has: %(columns)s")
                % {"column": column, "columns": ", ".join(rows[0])}
            )
    rows = [row for row in rows if (row[text] or "").strip()]
    if not rows:
        raise LabelError(_("The file holds no texts."))
    labels = moods([row[label] or "" for row in rows])
    return Labelled(
        [nfc(row[text]) for row in rows],
        labels,
        [row[time] or "" for row in rows] if time else None,
    )


def moods(labels: list[str]) -> list[str]:
    """Names, -1/0/1, 0/1/2 or 1 to 5 stars as `negative`, `neutral`, `positive`."""
    plain = [label.strip().casefold() for label in labels]
    table = _table(set(plain))
    for number, label in enumerate(plain, start=1):
        if label not in table:
            raise LabelError(
                _("Row %(row)d: the label “%(label)s” is not understood.")
                % {"row": number, "label": label}
            )
    return [table[label] for label in plain]


def _table(found: set[str]) -> dict[str, str]:
    if found <= {"-1", "0", "1", "+1"} and "-1" in found:
        return {"-1": NEGATIVE, "0": NEUTRAL, "1": POSITIVE, "+1": POSITIVE}
    if found <= {"0", "1", "2"}:
        return dict(zip("012", MOODS, strict=True))
    if found <= {"1", "2", "3", "4", "5"}:
        return {"1": NEGATIVE, "2": NEGATIVE, "3": NEUTRAL, "4": POSITIVE, "5": POSITIVE}
    return _BY_NAME


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabelError(_("The file is not UTF-8 (byte %(at)d).") % {"at": error.start}) from None
    tabs = path.suffix.lower() in {".tsv", ".tab"} or _more_tabs(content)
    reader = (
        csv.DictReader(io.StringIO(content), delimiter="\t", quoting=csv.QUOTE_NONE)
        if tabs
        else csv.DictReader(io.StringIO(content))
    )
    try:
        return list(reader)
    except csv.Error as error:
        raise LabelError(
            _("Line %(line)d cannot be read: %(why)s") % {"line": reader.line_num, "why": error}
        ) from None


def _more_tabs(content: str) -> bool:
    header = content.split("\n", 1)[0]
    return header.count("\t") > header.count(",")
