"""Small pictures of the evidence for paper, drawn anew: what came from outside is never embedded."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from crisisdesk.kernel.pictures import MOST_PIXELS

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.models.fields.files import FieldFile

SIDE = 520
KINDS = ("JPEG", "PNG", "WEBP", "GIF")


def draw(file: FieldFile, to: Path) -> bool:
    """Draw the stored picture small; False for anything that is none, is broken or is too large."""
    try:
        with warnings.catch_warnings(), file.open("rb") as stream:
            warnings.simplefilter("error")
            _draw(stream, to)
    except Exception:  # noqa: BLE001 -- a hostile file fails in its own way, and is only not shown
        to.unlink(missing_ok=True)
        return False
    return True


def _draw(stream: object, to: Path) -> None:
    with Image.open(stream, formats=KINDS) as picture:  # type: ignore[arg-type]
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError
        picture.draft("RGB", (SIDE, SIDE))
        small = ImageOps.exif_transpose(picture)
        small.thumbnail((SIDE, SIDE))
        fresh = Image.new("RGB", small.size, "white")
        clear = small.convert("RGBA")
        fresh.paste(clear, mask=clear.getchannel("A"))
        fresh.save(to, "JPEG", quality=72)
