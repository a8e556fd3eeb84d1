"""Judging a text by the rules."""

from __future__ import annotations

import re
from collections import defaultdict
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from crisisdesk.kernel.abuse.reading import rules
from crisisdesk.kernel.text import nfc

if TYPE_CHECKING:
    from crisisdesk.kernel.abuse.reading import Rule

#: Nobody reads further before it is covered, and a hostile text must not cost more.
LONGEST = 20_000
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_APOSTROPHE = re.compile(r"['’`´]")
_WORD = re.compile(r"[\w*]+")
#: đ.ị.t, f-u-c-k
_DOTTED = re.compile(r"(?<![^\W_])([^\W_])(?:[.\-_·]+[^\W_])+(?![^\W_])")
#: f u c k
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_] ){3,}[^\W\d_](?![^\W_])")
_SEPARATORS = re.compile(r"[.\-_· ]+")
_REPEATED = re.compile(r"([^\W\d_*])\1{2,}")
_STARS = re.compile(r"\*+")
_MIXED = re.compile(r"(?=[^\W\d_]*\d)(?=\d*[^\W\d_])[^\W_]{3,12}")
_DIGITS = str.maketrans("013457", "oieast")


class Kind(StrEnum):
    """What a reader is warned of."""

    THREAT = "threat"
    SEXUAL = "sexual"
    SLUR = "slur"
    INSULT = "insult"
    GORE = "gore"


@lru_cache(maxsize=4096)
def kinds_in(text: str) -> tuple[Kind, ...]:
    """What a reader should be warned of, the gravest first; empty for what may simply be read."""
    words = spelled_out(text[:LONGEST])
    found = {rule.kind for rule in _candidates(frozenset(words)) if _holds(rule, words)}
    return tuple(kind for kind in Kind if kind in found)


def spelled_out(text: str) -> list[str]:
    """The words in lower case, without the tricks by which filters are passed."""
    plain = _APOSTROPHE.sub("", _INVISIBLE.sub("", nfc(text))).lower()
    if "." in plain or "-" in plain or "_" in plain or "·" in plain:
        plain = _DOTTED.sub(lambda found: _SEPARATORS.sub("", found[0]), plain)
    plain = _SPACED.sub(lambda found: found[0].replace(" ", ""), plain)
    plain = _STARS.sub("*", _REPEATED.sub(r"\1", plain))
    return [_without_digits(word) for part in _WORD.findall(plain) if (word := part.strip("_*"))]


def _without_digits(word: str) -> str:
    """l0z is loz; a number or a code with many digits stays what it is."""
    if word.isalpha() or not _MIXED.fullmatch(word):
        return word
    return word.translate(_DIGITS) if sum(map(str.isdigit, word)) < len(word) / 2 else word


@cache
def _by_anchor() -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules():
        for word in rule.anchors:
            found[word].append(rule)
    return dict(found)


def _candidates(words: frozenset[str]) -> list[Rule]:
    anchors = _by_anchor()
    return [rule for word in words & anchors.keys() for rule in anchors[word]]


def _holds(rule: Rule, words: list[str]) -> bool:
    # A word with accents cannot be part of what was typed without them.
    kept = words if rule.reading == "accents" else [w if w.isascii() else "·" for w in words]
    return rule.pattern.search(f" {' '.join(kept)} ") is not None
