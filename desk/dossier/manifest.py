"""What is in the archive, for machines and for people, and how to check it without us."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crisisdesk.kernel.text import nfc, one_line
from desk.dossier import letter

if TYPE_CHECKING:
    from desk.dossier.gathering import Gathered
    from desk.dossier.pieces import Piece

FORMAT = "crisisdesk-dossier/1"
SUMS = "SHA256SUMS"
#: What Windows brings, in one line.
POWERSHELL = (
    "Get-Content SHA256SUMS | ForEach-Object { $h,$f = $_ -split '  ',2;"
    ' if ((Get-FileHash -LiteralPath $f).Hash -eq $h) { "$f: OK" } else { "$f: FAILED" } }'
)
READABLE, MACHINE, HOWTO = "MANIFEST.txt", "manifest.json", "CHECK.txt"


@dataclass(frozen=True)
class Packed:
    """One file as it went into the archive."""

    piece: Piece
    sha256: str
    size: int

    @property
    def holds(self) -> bool:
        return not self.piece.kept or self.piece.kept == self.sha256


def as_data(gathered: Gathered, packed: list[Packed], missing: list[Piece]) -> dict[str, Any]:
    """Plain JSON: every file, the head of the log, and who made it when."""
    dossier, report = gathered.dossier, gathered.report
    pdf = next(one for one in packed if one.piece.kind == "pdf")
    return {
        "format": FORMAT,
        "reference": gathered.incident.reference,
        "drill": gathered.incident.is_drill,
        "brand": gathered.incident.brand.name,
        "dossier": dossier.number,
        "purpose": dossier.purpose,
        "language": dossier.language,
        "exported_at": _iso(gathered, dossier.at),
        "exported_by": dossier.by.name,
        "timeline": {"seq": report.head_seq, "digest": report.head_digest},
        "chain_holds": report.holds,
        "faults": letter.faults(gathered),
        "pdf": {"name": pdf.piece.name, "sha256": pdf.sha256},
        "files": [_row(gathered, one.piece, one) for one in packed],
        "missing": [_row(gathered, piece, None) for piece in missing],
    }


def _iso(gathered: Gathered, at: Any) -> str | None:
    return at.astimezone(gathered.zone).isoformat(timespec="seconds") if at else None


def _row(gathered: Gathered, piece: Piece, packed: Packed | None) -> dict[str, Any]:
    return {
        "name": piece.name,
        "kind": piece.kind,
        "title": one_line(nfc(piece.title)),
        "original_name": one_line(nfc(piece.called)),
        "annex": piece.annex or None,
        "sha256": packed.sha256 if packed else None,
        "size": packed.size if packed else None,
        "sha256_when_kept": piece.kept or None,
        "holds": packed.holds if packed else False,
        "captured_at": _iso(gathered, piece.captured_at),
        "captured_by": piece.by,
        "timeline_line": piece.seq or None,
    }


def as_json(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def as_words(data: dict[str, Any], gathered: Gathered) -> bytes:
    """The same for people, in the dossier's language."""
    chain = _("holds") if data["chain_holds"] else _("does not hold")
    head = [
        _("Dossier %(number)s of %(reference)s · %(brand)s")
        % {"number": data["dossier"], "reference": data["reference"], "brand": data["brand"]},
        *([_("DRILL")] if data["drill"] else []),
        _("Made for: %(purpose)s") % {"purpose": gathered.dossier.get_purpose_display()},
        _("Made: %(at)s by %(name)s") % {"at": data["exported_at"], "name": data["exported_by"]},
        _("Last line of the log: %(seq)s, SHA-256 %(digest)s") % data["timeline"],
        _("Chain of evidence: %(state)s") % {"state": chain},
        *(f"  ! {fault}" for fault in data["faults"]),
        "",
    ]
    rows = [line for row in data["files"] for line in _told(row)]
    gone = [_("Not there: %(name)s") % {"name": row["name"]} for row in data["missing"]]
    return ("\r\n".join([*head, *rows, *gone]) + "\r\n").encode()


def _told(row: dict[str, Any]) -> list[str]:
    lines = [row["name"], f"  SHA-256 {row['sha256']}"]
    lines.append("  " + _("%(size)s bytes") % {"size": row["size"]} + f" · {row['title']}")
    if row["captured_at"]:
        told = {"at": row["captured_at"], "name": row["captured_by"] or "–"}
        lines.append("  " + _("captured %(at)s by %(name)s") % told)
    if row["timeline_line"]:
        lines.append("  " + _("line %(seq)s of the log") % {"seq": row["timeline_line"]})
    if not row["holds"]:
        kept = {"digest": row["sha256_when_kept"]}
        lines.append("  ! " + _("differs from what was kept: SHA-256 %(digest)s") % kept)
    return lines


def sums(rows: list[tuple[str, str]]) -> bytes:
    """For `sha256sum -c`: names are plain letters, so no line needs escaping."""
    return "".join(f"{digest}  {name}\n" for name, digest in rows).encode()


def howto() -> bytes:
    """How to check the archive with nothing but what every system brings."""
    lines = [
        _("How to check these files without us"),
        "",
        _("Unpack the archive and open a command line in this folder."),
        "",
        "Linux:    sha256sum -c SHA256SUMS",
        "macOS:    shasum -a 256 -c SHA256SUMS",
        f"Windows:  {POWERSHELL}",
        "",
        _("Each line must end in OK. SHA256SUMS covers every file but itself."),
        _("The SHA-256 of the whole archive stands in the sender's log; ask for it to compare."),
    ]
    return ("\r\n".join(lines) + "\r\n").encode()
