"""Bytes as text: which code they are in, old Vietnamese ones among them.

TCVN3 (ABC) has a letter for a letter and is converted; VNI writes two signs for one letter in
ways that differ from font to font, so it is recognised and named.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from crisisdesk.kernel.text import nfc

SAMPLE = 65_536
#: Above this share of NUL bytes it is UTF-16 or no text at all.
NULS = 0.1
ONE_SIDED = 0.95
#: Below this share of broken signs among the non-ASCII ones it is damaged UTF-8.
DAMAGE = 0.05

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
#: Words that hardly a Vietnamese text does without.
_COMMON = frozenset(
    [
        "và",
        "của",
        "là",
        "không",
        "được",
        "có",
        "những",
        "với",
        "người",
        "trong",
        "này",
        "đã",
        "các",
        "một",
        "tôi",
        "rất",
        "bị",
        "cũng",
        "như",
        "thì",
        "nội",
        "dung",
        "thời",
        "gian",
        "ngày",
        "giờ",
        "bài",
        "viết",
        "nguồn",
        "tác",
        "giả",
        "liên",
        "kết",
        "tương",
    ]
)
_VNI = frozenset(
    [
        "vaø",
        "cuûa",
        "laø",
        "khoâng",
        "ñöôïc",
        "coù",
        "nhöõng",
        "vôùi",
        "ngöôøi",
        "naøy",
        "ñaõ",
        "caùc",
        "moät",
        "toâi",
        "raát",
        "bò",
        "cuõng",
        "nhö",
        "noäi",
        "thôøi",
        "ngaøy",
        "giôø",
        "baøi",
        "vieát",
        "nguoàn",
        "taùc",
        "giaû",
        "lieân",
        "keát",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")
#: TCVN3 uses signs that are no letters elsewhere, such as « and ®.
_RUN = re.compile(r"[^\s\d\x00-\x40\x5b-\x60\x7b-\x7f]+")
_TONES = frozenset(b"\xcc\xd2\xde\xec\xf2")
_VOWELS = frozenset(b"aeiouyAEIOUY\xe2\xc2\xea\xca\xf4\xd4\xf5\xd5\xfd\xdd\xe3\xc3")
#: đ and ư; in Western texts they would be Icelandic.
_ONLY_VIETNAMESE = frozenset(b"\xf0\xd0\xfd\xdd")


class Unreadable(ValueError):
    """The file is no table; the sentence says what it is instead."""


class Decoded(NamedTuple):
    """A text, and the name of the code it was in."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """The text of a file, whatever wrote it; what is no text is refused with a reason."""
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "")
    encoding = encoding or _by_nuls(content) or _utf8(content)
    if encoding:
        text = content.decode(encoding, "replace")
        if encoding.startswith("utf-8") and _is_tcvn3(text):
            return _done(text.translate(_TCVN3), "TCVN3")
        _refuse_vni(text)
        return _done(text, encoding)
    return _eight_bits(content)


def _by_nuls(content: bytes) -> str:
    """UTF-16 without its mark: every other byte of plain letters is NUL."""
    sample = content[:SAMPLE]
    nuls = sample.count(0)
    if nuls <= len(sample) * NULS:
        return ""
    odd = sample[1::2].count(0)
    if odd >= nuls * ONE_SIDED:
        return "utf-16-le"
    if nuls - odd >= nuls * ONE_SIDED:
        return "utf-16-be"
    raise Unreadable(_("This is not a text file. Export the table as CSV or as an Excel workbook."))


def _utf8(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        beyond = sum(not sign.isascii() for sign in text)
        return "utf-8" if broken <= beyond * DAMAGE else ""
    return "utf-8-sig"


def _eight_bits(content: bytes) -> Decoded:
    latin = content.decode("latin-1")
    if _is_tcvn3(latin):
        return _done(latin.translate(_TCVN3), "TCVN3")
    _refuse_vni(latin)
    encoding = "windows-1258" if _is_vietnamese(content) else "windows-1252"
    return _done(content.decode(encoding, "replace"), encoding)


def _is_tcvn3(text: str) -> bool:
    """Whether it makes sense as TCVN3 and none as it stands."""
    sample = text[:SAMPLE]
    hits = _common(_RUN.findall(sample.translate(_TCVN3).lower()), _COMMON)
    return hits > 1 and hits > 2 * _common(_WORD.findall(nfc(sample).lower()), _COMMON)


def _common(words: list[str], known: frozenset[str]) -> int:
    return sum(not word.isascii() and word in known for word in words)


def _refuse_vni(text: str) -> None:
    words = _WORD.findall(text[:SAMPLE].lower())
    hits = _common(words, _VNI)
    if hits > 1 and hits > _common(words, _COMMON):
        raise Unreadable(
            _(
                "This file is in the old VNI code. Convert it to Unicode first, for instance with "
                "the toolbox of UniKey."
            )
        )


def _is_vietnamese(content: bytes) -> bool:
    """Windows-1258 writes tones as signs of their own behind a vowel; Western words seldom do."""
    sample = content[:SAMPLE]
    tones = [at for at, byte in enumerate(sample) if byte in _TONES]
    if tones:
        behind = sum(at > 0 and sample[at - 1] in _VOWELS for at in tones)
        return behind * 2 > len(tones)
    return any(byte in _ONLY_VIETNAMESE for byte in sample)


def _done(text: str, encoding: str) -> Decoded:
    """In NFC: tones that were signs of their own join their letters."""
    text = text.removeprefix("\ufeff")
    text = text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
    return Decoded(nfc(text), encoding)
