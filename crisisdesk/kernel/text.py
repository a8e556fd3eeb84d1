"""Text as the desk stores and searches it."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_FOLD_BY_HAND = str.maketrans({"đ": "d", "Đ": "d", "ø": "o", "ł": "l", "ß": "ss"})


def nfc(text: str) -> str:
    """The text in Unicode NFC without control characters and direction overrides."""
    return _CONTROL.sub("", unicodedata.normalize("NFC", text))


def fold(text: str) -> str:
    """The key by which accents and case do not matter: "Đà Nẵng" becomes "da nang"."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFD", text.translate(_FOLD_BY_HAND))
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", kept).casefold()


def one_line(text: str, limit: int = 200) -> str:
    """The text on one line, cut with an ellipsis at `limit` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
