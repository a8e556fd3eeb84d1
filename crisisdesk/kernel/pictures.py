"""Pictures from outside: checked by what they are, and drawn anew.

What a camera or a phone writes into a picture (place, device, owner) is left behind, and so is
whatever hides in the bytes of a file that pretends to be a picture.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LIMIT = 10_000_000
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Drawn:
    """A picture that holds nothing but what one sees."""

    content: bytes
    format: str
    width: int
    height: int


def redraw(content: bytes) -> Drawn:
    """The picture without anything but its pixels; what is none is refused (field `picture`)."""
    if len(content) > LIMIT:
        raise _refused(_("The picture is larger than %(limit)s MB.") % {"limit": 10})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                return _drawn(image)
    except UnidentifiedImageError as error:
        raise _refused(
            _("This is no JPEG, PNG or WebP picture. Take a screenshot, or save it as JPEG.")
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused(_("The picture has too many pixels.")) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise _refused(_("The picture is damaged.")) from error


def _drawn(image: Image.Image) -> Drawn:
    if image.width * image.height > MOST_PIXELS:
        raise _refused(_("The picture has too many pixels."))
    kind = str(image.format)
    upright = ImageOps.exif_transpose(image)
    see_through = kind != "JPEG" and upright.has_transparency_data
    fresh = upright.convert("RGBA" if see_through else "RGB")
    fresh.info = {}
    out = io.BytesIO()
    fresh.save(out, kind, **({"quality": 88} if kind != "PNG" else {"optimize": False}))
    return Drawn(out.getvalue(), kind.lower(), fresh.width, fresh.height)


def _refused(sentence: str) -> ValidationError:
    return ValidationError({"picture": sentence})
