"""What changed between two texts: by sentence first, then by word within changed sentences."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

Segment = tuple[str, str]
#: A sentence with the blank that follows it; a line break ends one as well.
SENTENCE = re.compile(r"[^.!?…\n]*(?:[.!?…]+[”\"')\]]*|\n|$)\s*", re.UNICODE)
#: Below this share of common words a sentence reads better as another than as a changed one.
ALIKE = 0.5
WORD = re.compile(r"\w+|\s+|[^\w\s]", re.UNICODE)


@lru_cache(maxsize=1024)
def segments(old: str, new: str) -> tuple[Segment, ...]:
    """(equal | insert | delete, text) in reading order; versions never change, so it is kept."""
    found: list[Segment] = []
    before, after = sentences(old), sentences(new)
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for op, i1, i2, j1, j2 in opcodes:
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        if op == "replace":
            found += _by_word(gone, come)
        else:
            found.append((op, come or gone))
    return tuple(_joined(found))


def sentences(text: str) -> list[str]:
    return [part for part in SENTENCE.findall(text) if part]


def _by_word(gone: str, come: str) -> list[Segment]:
    before, after = WORD.findall(gone), WORD.findall(come)
    # Blanks are no landmarks: between long texts that share little else they cost minutes.
    matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [("delete", gone), ("insert", come)]
    found: list[Segment] = []
    for op, i1, i2, j1, j2 in matcher.get_opcodes():
        if op in ("equal", "delete", "replace"):
            found.append(("equal" if op == "equal" else "delete", "".join(before[i1:i2])))
        if op in ("insert", "replace"):
            found.append(("insert", "".join(after[j1:j2])))
    return found


def _joined(found: list[Segment]) -> list[Segment]:
    """Neighbours of one kind as one, and nothing empty."""
    joined: list[Segment] = []
    for op, text in found:
        if joined and joined[-1][0] == op:
            joined[-1] = (op, joined[-1][1] + text)
        elif text:
            joined.append((op, text))
    return joined
