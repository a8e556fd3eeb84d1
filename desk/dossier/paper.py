"""The dossier on paper, set by Typst: every value goes in as data, never as markup."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst
from django.utils.translation import gettext as _

from crisisdesk.kernel.text import nfc
from desk.dossier import chronology, contents, letter, thumbs
from desk.dossier.choice import SECTIONS, is_outside
from desk.dossier.labels import labels

if TYPE_CHECKING:
    from desk.dossier.gathering import Gathered

#: A word that would run off the paper may be parted; addresses and digests stay whole.
_LONG = re.compile(r"\S{73,}")
_PART = re.compile(r"\S{1,72}")
SOURCE = Path(__file__).resolve().parents[1] / "typst" / "dossier.typ"


def written(gathered: Gathered, names: dict[int, str], folder: Path) -> Path:
    """Set the PDF in `folder`; `names` says where each original stands in the archive."""
    shutil.copy(SOURCE, folder / "dossier.typ")
    data = clean(document(gathered, names))
    _thumbs(gathered, data, folder)
    (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
    pdf = folder / "dossier.pdf"
    # The moment it was asked for, so that the same matter gives the same bytes.
    made = int(gathered.dossier.at.timestamp())
    typst.compile(
        str(folder / "dossier.typ"), output=str(pdf), root=str(folder), ignore_system_fonts=True,
        timestamp=made,
    )  # fmt: skip
    return pdf


def document(gathered: Gathered, names: dict[int, str]) -> dict[str, Any]:
    """Plain words and rows for the paper; a section that was not chosen is not there."""
    dossier, case = gathered.dossier, gathered.incident
    made: dict[str, Any] = {
        "chronology": lambda: chronology.rows(gathered),
        "facts": lambda: contents.facts(gathered),
        "claims": lambda: contents.claims(gathered),
        "posts": lambda: contents.posts(gathered),
        "evidence": lambda: contents.evidence(gathered, names),
        "statements": lambda: contents.statements(gathered),
        "decisions": lambda: contents.decisions(gathered),
        "contacts": lambda: contents.contacts(gathered),
    }
    return {
        "lang": dossier.language,
        "labels": labels(),
        "outside": is_outside(dossier.purpose),
        "drill": case.is_drill,
        "reference": case.reference,
        "number": dossier.number,
        "purpose": str(dossier.get_purpose_display()),
        "privileged": dossier.privileged,
        "made": gathered.stamp(dossier.at),
        "by": dossier.by.name,
        "zone": _zone(gathered),
        "period": _period(gathered),
        "head_seq": gathered.report.head_seq,
        "head_digest": gathered.report.head_digest,
        "letter": letter.letter(gathered),
        "posts_left_out": gathered.posts_left_out,
        "masked": not gathered.choice.authors,
        "titles": {name: str(title) for name, title in SECTIONS.items()},
        "sections": {name: rows() for name, rows in made.items() if gathered.choice.has(name)},
    }


def clean(value: Any) -> Any:
    """Words as NFC without control signs or signs that turn the direction, all the way down."""
    if isinstance(value, str):
        # Half a surrogate pair is no letter.
        return _LONG.sub(_parted, nfc(value.encode("utf-8", "replace").decode()))
    if isinstance(value, dict):
        return {key: clean(part) for key, part in value.items()}
    if isinstance(value, list):
        return [clean(part) for part in value]
    return value


def _parted(found: re.Match[str]) -> str:
    word = found[0]
    whole = word.startswith(("http://", "https://"))
    return word if whole else "\u200b".join(_PART.findall(word))


def _zone(gathered: Gathered) -> str:
    offset = gathered.dossier.at.astimezone(gathered.zone).strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:]} ({gathered.zone})"


def _period(gathered: Gathered) -> str:
    choice = gathered.choice
    if choice.since is None and choice.until is None:
        return _("the whole case")
    return f"{gathered.stamp(choice.since)} – {gathered.stamp(choice.until)}"


def _thumbs(gathered: Gathered, data: dict[str, Any], folder: Path) -> None:
    """Pictures whose files are what they were; a file that was changed is not shown."""
    shown = folder / "thumbs"
    shown.mkdir()
    rows = {row["annex"]: row for row in data["sections"].get("evidence", [])}
    for row in gathered.evidence:
        number = gathered.annexes[row.pk]
        whole = row.file and gathered.report.seen.get(row.file.name) == rows[number]["sha256"]
        if whole and thumbs.draw(row.file, shown / f"{number}.jpg"):
            rows[number]["thumb"] = f"thumbs/{number}.jpg"
