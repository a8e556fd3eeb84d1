"""Text as the desk stores and searches it."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_BY_HAND = (("đ", "d"), ("Đ", "D"), ("ø", "o"), ("ł", "l"), ("ß", "ss"))
#: What Vietnamese letters carry; taking them out one by one is quicker than looking at every sign.
_MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"


def nfc(text: str) -> str:
    """The text in Unicode NFC without control characters and direction overrides."""
    composed = unicodedata.normalize("NFC", text)
    return composed if composed.isprintable() else _CONTROL.sub("", composed)


def fold(text: str) -> str:
    """The key by which accents and case do not matter: "Đà Nẵng" becomes "da nang"."""
    if text.isascii():
        return text.lower()
    for letter, plain in _BY_HAND:
        text = text.replace(letter, plain)
    bare = unicodedata.normalize("NFD", text)
    for mark in _MARKS:
        bare = bare.replace(mark, "")
    if bare.isascii():
        return bare.lower()
    if any(map(unicodedata.combining, bare)):
        bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare).casefold()


def one_line(text: str, limit: int = 200) -> str:
    """The text on one line, cut with an ellipsis at `limit` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
