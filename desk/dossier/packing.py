"""Writing the archive, piece by piece, so that a large case needs little memory."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from desk.dossier import manifest, naming, paper
from desk.dossier.manifest import Packed
from desk.dossier.pieces import Piece, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desk.dossier.gathering import Gathered

PIECE = 1 << 20
#: These are packed already.
STORED = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".pdf", ".mp4", ".mov", ".zip", ".mp3", ".m4a")


class Changed(Exception):
    """A file is not what it was when it was checked a moment ago."""


class Box:
    """An archive whose bytes depend on what is in it and on nothing else."""

    def __init__(self, gathered: Gathered, path: Path) -> None:
        self.folder = naming.folder(gathered.dossier)
        at = localtime(gathered.dossier.at, gathered.zone)
        self.moment = (at.year, at.month, at.day, at.hour, at.minute, at.second)
        self.zip = zipfile.ZipFile(path, "w", allowZip64=True)

    def put(self, name: str, parts: Iterator[bytes]) -> tuple[str, int]:
        """Write one file; its digest and its size."""
        entry = zipfile.ZipInfo(f"{self.folder}/{name}", self.moment)
        entry.external_attr = 0o644 << 16
        # The same on every system.
        entry.create_system = 3
        packed = name.endswith(STORED)
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        sealed, size = hashlib.sha256(), 0
        with self.zip.open(entry, "w") as out:
            for part in parts:
                out.write(part)
                sealed.update(part)
                size += len(part)
        return sealed.hexdigest(), size


def pack(
    gathered: Gathered, folder: Path, beat: Callable[[], None] = lambda: None
) -> tuple[Path, dict[str, object]]:
    """Make the archive in `folder`; its path and the manifest."""
    found = pieces(gathered)
    there = [piece for piece in found if piece.is_there]
    names = {row.pk: piece.name for row in gathered.evidence for piece in there
             if piece.kind == "evidence" and piece.annex == gathered.annexes[row.pk]}  # fmt: skip
    pdf = paper.written(gathered, names, folder)
    beat()
    path = folder / "dossier.zip"
    box = Box(gathered, path)
    with box.zip:
        packed = [_pdf(box, pdf)]
        for piece in there:
            packed.append(_piece(box, piece))
            beat()
        data = manifest.as_data(gathered, packed, [one for one in found if not one.is_there])
        _papers(box, gathered, data, packed)
    return path, data


def _pdf(box: Box, pdf: Path) -> Packed:
    piece = Piece(name=f"{box.folder}.pdf", kind="pdf", title=box.folder)
    with pdf.open("rb") as stream:
        digest, size = box.put(piece.name, iter(lambda: stream.read(PIECE), b""))
    return Packed(piece, digest, size)


def _piece(box: Box, piece: Piece) -> Packed:
    if piece.file is None:
        digest, size = box.put(piece.name, iter([piece.content]))
        return Packed(piece, digest, size)
    with piece.file.open("rb") as stream:
        digest, size = box.put(piece.name, iter(lambda: stream.read(PIECE), b""))
    if digest != piece.seen:
        raise Changed(piece.name)
    return Packed(piece, digest, size)


def _papers(box: Box, gathered: Gathered, data: dict[str, object], packed: list[Packed]) -> None:
    rows = [(one.piece.name, one.sha256) for one in packed]
    for name, content in (
        (manifest.READABLE, manifest.as_words(data, gathered)),
        (manifest.MACHINE, manifest.as_json(data)),
        (manifest.HOWTO, manifest.howto()),
    ):
        digest, _size = box.put(name, iter([content]))
        rows.append((name, digest))
    box.put(manifest.SUMS, iter([manifest.sums(rows)]))
