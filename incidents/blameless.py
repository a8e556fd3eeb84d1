"""A lint for wording that looks for a culprit; it only ever hints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from crisisdesk.kernel.text import nfc
from incidents.blameless_words import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A name of one short word is a common word in Vietnamese ("Mai", "An").
FEWEST_SIGNS = 5
#: A longer text is looked at from its beginning; whoever types sees hints at once.
LONGEST = 20_000


@dataclass(frozen=True)
class Finding:
    """One habit of speech in the text: where, why it harms, what to write."""

    key: str
    phrases: tuple[str, ...]
    why: str
    rewrite: str


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def check(text: str, names: Iterable[str] = ()) -> list[Finding]:
    """Every rule that finds something, in the order of the list."""
    clean = nfc(text)[:LONGEST]
    if not clean.strip():
        return []
    people = _people(names)
    found = []
    for rule in RULES:
        hits = [
            " ".join(hit.split())
            for pattern in rule.patterns
            for hit in _hits(pattern, clean, people)
        ]
        if hits:
            phrases = tuple(dict.fromkeys(hits))
            found.append(Finding(rule.key, phrases, str(rule.why), str(rule.rewrite)))
    return found


def _hits(pattern: str, text: str, people: str) -> list[str]:
    if "NAME" not in pattern:
        return [match[0] for match in _compiled(pattern).finditer(text)]
    if not people:
        return []
    return [match[0] for match in re.finditer(pattern.replace("NAME", people), text, re.IGNORECASE)]


def _people(names: Iterable[str]) -> str:
    """Full names, and their last two words: how Vietnamese people are called among colleagues."""
    called = set()
    for name in names:
        words = nfc(name).split()
        called |= {" ".join(words), " ".join(words[-2:])}
    kept = sorted((one for one in called if len(one) >= FEWEST_SIGNS), key=len, reverse=True)
    return rf"\b(?:{'|'.join(map(re.escape, kept))})" if kept else ""
