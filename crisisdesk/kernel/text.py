"""Text as the desk stores and searches it."""

from __future__ import annotations

import html
import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: No language puts more on one letter; a pile of hundreds covers the lines of others.
MOST_MARKS = 4
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_PILE = re.compile(f"({_MARK}{{{MOST_MARKS}}}){_MARK}+")
_NO_SIGN = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
_BY_HAND = (("đ", "d"), ("Đ", "D"), ("ø", "o"), ("ł", "l"), ("ß", "ss"))
#: What Vietnamese letters carry; taking them out one by one is quicker than looking at every sign.
_MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"


def nfc(text: str) -> str:
    """The text in Unicode NFC without control characters, direction overrides and half signs.

    Composed once more where something was taken out: what stood on both sides may join.
    """
    composed = unicodedata.normalize("NFC", text)
    if not composed.isprintable():
        composed = unicodedata.normalize("NFC", _CONTROL.sub("", composed))
    return composed if composed.isascii() else _PILE.sub(r"\1", composed)


def fold(text: str) -> str:
    """The key by which accents and case do not matter: "Đà Nẵng" becomes "da nang"."""
    return text.lower() if text.isascii() else _folded(_bare(text))


def _bare(text: str) -> str:
    """Without what Vietnamese letters carry, in NFD."""
    for letter, plain in _BY_HAND:
        text = text.replace(letter, plain)
    bare = unicodedata.normalize("NFD", text)
    for mark in _MARKS:
        bare = bare.replace(mark, "")
    return bare


def _folded(bare: str) -> str:
    if bare.isascii():
        return bare.lower()
    if any(map(unicodedata.combining, bare)):
        bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare).casefold()


def one_line(text: str, limit: int = 200) -> str:
    """The text on one line, cut with an ellipsis at `limit` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def unescaped(text: str) -> str:
    """The text with its HTML entities as signs; a number of a thousand digits is none."""
    return html.unescape(_NO_SIGN.sub("\ufffd", text)) if "&" in text else text
