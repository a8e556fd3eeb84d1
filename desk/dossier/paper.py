"""The dossier on paper, set by Typst: every value goes in as data, never as markup."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crisisdesk.kernel.text import nfc
from desk.dossier import chronology, contents, letter, thumbs
from desk.dossier.choice import SECTIONS, is_outside

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


def labels() -> dict[str, str]:
    """The fixed words of the paper."""
    return {
        "drill": pgettext("dossier", "DRILL"),
        "to": pgettext("dossier", "To"),
        "about": pgettext("dossier", "About"),
        "page": pgettext("dossier", "page"),
        "contents": pgettext("dossier", "Table of contents"),
        "annex": pgettext("dossier", "Annex"),
        "annexes": pgettext("dossier", "Annexes"),
        "made": pgettext("dossier", "Made"),
        "by": pgettext("dossier", "by"),
        "purpose": pgettext("dossier", "Made for"),
        "period": pgettext("dossier", "Period"),
        "zone": pgettext("dossier", "All times"),
        "head": pgettext("dossier", "Last line of the log"),
        "holds_not": pgettext("dossier", "The chain of evidence does not hold"),
        "checked": pgettext("dossier", "Chain of evidence"),
        "check_alone": pgettext(
            "dossier",
            "Every file is listed with its SHA-256 in MANIFEST.txt; anybody can check them"
            " without us, as CHECK.txt says.",
        ),
        "confidential": pgettext("dossier", "Internal — not for publication"),
        "privileged": pgettext("dossier", "Legal privilege"),
        "none": pgettext("dossier", "None."),
        "line": pgettext("dossier", "Line"),
        "time": pgettext("dossier", "Time"),
        "what": pgettext("dossier", "What happened"),
        "link": pgettext("dossier", "Link"),
        "seen": pgettext("dossier", "Seen"),
        "source": pgettext("dossier", "Source"),
        "state": pgettext("dossier", "State"),
        "since": pgettext("dossier", "since"),
        "rests": pgettext("dossier", "Evidence"),
        "against": pgettext("dossier", "Against it"),
        "captured": pgettext("dossier", "Captured"),
        "added": pgettext("dossier", "Added"),
        "how": pgettext("dossier", "How, with what, where"),
        "original": pgettext("dossier", "Original"),
        "logged": pgettext("dossier", "Line of the log"),
        "withdrawn": pgettext("dossier", "Withdrawn"),
        "later": pgettext("dossier", "Later words"),
        "posted": pgettext("dossier", "Posted"),
        "author": pgettext("dossier", "Author"),
        "reach": pgettext("dossier", "Reach"),
        "left_out": pgettext("dossier", "Further posts of the case that are not listed"),
        "masked": pgettext("dossier", "Names of those who posted are masked."),
        "published": pgettext("dossier", "Published"),
        "version": pgettext("dossier", "Version"),
        "approved": pgettext("dossier", "Approved"),
        "where": pgettext("dossier", "Where"),
        "emergency": pgettext("dossier", "Published in an emergency"),
        "corrected": pgettext("dossier", "Corrected or retracted by"),
        "reason": pgettext("dossier", "Reason"),
        "outcome": pgettext("dossier", "What came of it"),
        "signature": pgettext("dossier", "Signature and seal"),
    }
