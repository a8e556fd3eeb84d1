"""What a text says, without what only its platform put there; as words and runs of letters."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from crisisdesk.kernel.text import fold

#: Long texts repeat themselves; the beginning says what they claim.
MOST_CHARACTERS: Final = 2000
#: Runs of letters of these lengths stand for stems, slips and compounds in any language.
RUN_LENGTHS: Final = (3, 4, 5)

_LINK = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S+", re.IGNORECASE)
#: "— Name (@handle) January 1, 2020": who said it where is no part of what was said.
_SIGNED = re.compile(r"\s[—–-]{1,2}\s*[^\n—–]{0,80}\(@\w+\)[^—–]{0,30}$")
_HANDLE = re.compile(r"(?<!\w)@[\w.]+")
_CAMEL = re.compile(r"(?<=[a-zà-ỹ0-9])(?=[A-ZÀ-Ỹ])|(?<=[A-Z])(?=[A-Z][a-z])")
_TAG = re.compile(r"#(\w+)")
_WORD = re.compile(r"[^\W_]+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_TEENCODE = Path(__file__).parents[1] / "lexicon" / "teencode.tsv"


def bare(text: str) -> str:
    """The text without links, handles and signatures; hashtags are taken apart into words."""
    text = unicodedata.normalize("NFC", html.unescape(text[: 2 * MOST_CHARACTERS]))
    text = _SIGNED.sub(" ", _LINK.sub(" ", text).rstrip())
    text = _TAG.sub(lambda tag: f" {_CAMEL.sub(' ', tag.group(1))} ", _HANDLE.sub(" ", text))
    return " ".join(text.split())[:MOST_CHARACTERS]


def words(text: str) -> list[str]:
    """Words without accents, chat spellings replaced by what they stand for."""
    standard = _teencode()
    found = _WORD.findall(_STRETCHED.sub(r"\1", unicodedata.normalize("NFKC", text).lower()))
    return [word for one in found for word in standard.get(one, fold(one)).split()]


def runs(said: list[str]) -> list[str]:
    """Runs of letters, over the borders of words too, so that compounds keep together."""
    line = f" {' '.join(said)} "
    return [line[at : at + n] for n in RUN_LENGTHS for at in range(len(line) - n + 1)]


@lru_cache(maxsize=1)
def _teencode() -> dict[str, str]:
    lines = _TEENCODE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0].lower(): fold(row[1]) for row in rows}
