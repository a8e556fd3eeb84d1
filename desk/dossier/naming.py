"""Names inside the archive: safe on every system, whatever the file was called."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from crisisdesk.kernel.text import fold, nfc

if TYPE_CHECKING:
    from incidents.models import Dossier

LONGEST = 40
#: Endings that a reader's machine opens and does not run; anything else becomes `.bin`.
ENDINGS = frozenset({
    "jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "heic", "heif", "avif", "pdf", "txt",
    "csv", "json", "eml", "mp3", "m4a", "wav", "ogg", "aac", "mp4", "mov", "m4v", "webm", "avi", "mkv",
    "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "zip",
})  # fmt: skip
_OTHER = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """Small plain letters, digits and hyphens only."""
    plain = _OTHER.sub("-", fold(nfc(text))).strip("-")
    return plain[:LONGEST].strip("-")


def safe(number: int, name: str, width: int = 2) -> str:
    """`03-anh-man-hinh.jpg`: numbered, so that no name of a device and no dot can lead it."""
    path = PurePosixPath(name.replace("\\", "/"))
    ending = path.suffix.lower().lstrip(".")
    if ending not in ENDINGS:
        ending = "bin"
    return f"{number:0{width}d}-{slug(path.stem) or 'tep'}.{ending}"


def folder(dossier: Dossier) -> str:
    """The one folder of the archive, in plain letters."""
    drill = "DIEN-TAP-" if dossier.incident.is_drill else ""
    return f"{drill}{dossier.incident.reference}-ho-so-{dossier.number}"


def archive(dossier: Dossier) -> str:
    """The archive's own name; that of a drill says so with its marks."""
    drill = "DIỄN-TẬP-" if dossier.incident.is_drill else ""
    return f"{drill}{dossier.incident.reference}-ho-so-{dossier.number}.zip"
