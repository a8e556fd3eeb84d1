"""A batch of texts as families of hashed features, plus a few counted signs per text.

A family is one feature for each place (word or character) of a text; `starts` says where each
text begins. Serving sums table entries over the places; training builds a matrix from the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from monitoring.understanding import lexicon
from monitoring.understanding.lexicon import pairs
from monitoring.understanding.linear import Family, Floats, buckets
from monitoring.understanding.text import MARK, Batch, Codes, Positions, runs

BITS: Final = 20
SHORTEST_RUN, LONGEST_RUN = 3, 5
SCOPE: Final = 3  # words that a negator reaches
WORD_WEIGHT: Final = 2  # words beside runs of characters, of which each word has many

_NEGATED: Final = np.uint32(0x6A09E667)
_SIGNS: Final = (  # name, number of steps
    ("praise", 4),
    ("blame", 4),
    ("denied_praise", 3),
    ("denied_blame", 3),
    ("balance", 7),
    ("balance_after_turn", 5),
    ("last", 3),
    ("questions", 3),
    ("exclamations", 3),
    ("stretched", 2),
    ("length", 5),
)
SIGN_COUNT: Final = sum(steps for _, steps in _SIGNS)
#: Praise over blame and how far apart they are, how much of the lesser, silence, and many opinions.
LISTS: Final = ("lead", "distance", "mixed", "silent", "many")
MANY: Final = 4  # opinions from which on a text reads like a review of several things


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a batch with what the lists and the negators make of them."""

    words: Codes
    bare: Codes
    notes: npt.NDArray[np.uint8]
    denied: npt.NDArray[np.bool_]
    text_of: Positions
    starts: Positions


def read(batch: Batch) -> Reading:
    """Look the words up and mark what stands in a negator's reach."""
    words, bare = lexicon.standard_words(batch)
    found = lexicon.notes(words)
    notes = found[0] | found[1] | found[2]
    counts = np.diff(np.append(batch.word_starts, words.size))
    text_of = np.repeat(np.arange(counts.size), counts)
    denied = _denied((notes & lexicon.NEGATOR) > 0, batch.marks)
    return Reading(words, bare, _longest(found), denied, text_of, batch.word_starts)


def families(batch: Batch, reading: Reading) -> Iterator[Family]:
    """Words, pairs and runs of characters; accents count in some and not in others."""
    flip = np.where(reading.denied, _NEGATED, np.uint32(0))
    paired = np.append(reading.text_of[1:] == reading.text_of[:-1], False)
    for salt, words in ((1, reading.words), (2, reading.bare)):
        signed = words ^ flip
        yield Family(buckets(signed, salt, BITS), reading.starts, WORD_WEIGHT)
        following = np.append(words[1:], words[:1])
        joined = buckets(pairs(words, following), salt + 2, BITS) * paired
        yield Family(joined, reading.starts, WORD_WEIGHT)
    for length, hashes in enumerate(runs(batch.folded, LONGEST_RUN), start=1):
        if length >= SHORTEST_RUN:
            inside = batch.left >= length - 1
            yield Family(buckets(hashes, 4 + length, BITS) * inside, batch.starts)


def signs(batch: Batch, reading: Reading) -> npt.NDArray[np.intp]:
    """One step number per sign and text, ready to pick from a small table."""

    def count(hits: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
        return np.add.reduceat(hits.astype(np.intp), reading.starts)

    praise, blame = _opinions(reading)
    denied = reading.denied
    balance = _balance(reading)
    turned = _turned(reading)
    after = np.add.reduceat(balance * turned, reading.starts, dtype=np.intp)
    question, exclamation = batch.folded == ord("?"), batch.folded == ord("!")
    columns: tuple[npt.NDArray[np.intp], ...] = (
        count(praise & ~denied),
        count(blame & ~denied),
        count(praise & denied),
        count(blame & denied),
        np.add.reduceat(balance, reading.starts, dtype=np.intp) + 3,
        after + 2,
        _last(balance, reading) + 1,
        np.add.reduceat(question.astype(np.intp), batch.starts),
        np.add.reduceat(exclamation.astype(np.intp), batch.starts),
        batch.stretched.astype(np.intp),
        _length_step(reading),
    )
    offset, picked = 0, []
    for (_, steps), column in zip(_SIGNS, columns, strict=True):
        picked.append(np.clip(column, 0, steps - 1) + offset)
        offset += steps
    return np.stack(picked, axis=1)


def tally(reading: Reading) -> npt.NDArray[np.intp]:
    """Praise minus blame of each text, turned round where a negator reaches."""
    return np.add.reduceat(_balance(reading), reading.starts, dtype=np.intp)


def lists(reading: Reading) -> Floats:
    """What the word lists alone make of each text, as `LISTS` names it."""
    balance = _balance(reading)
    praise, blame = (
        np.add.reduceat((balance == mood).astype(np.intp), reading.starts) for mood in (1, -1)
    )
    lead, said = praise - blame, praise + blame
    columns = (
        np.sign(lead) * np.log1p(np.abs(lead)),
        np.log1p(np.abs(lead)),
        np.log1p(np.minimum(praise, blame)),
        said == 0,
        said >= MANY,
    )
    return np.stack(columns, axis=1).astype(np.float64)


def ironic(reading: Reading) -> npt.NDArray[np.bool_]:
    """Texts that hold a form often meant the other way round."""
    return np.logical_or.reduceat((reading.notes & lexicon.IRONY) > 0, reading.starts)


def wordless(batch: Batch) -> npt.NDArray[np.bool_]:
    """Texts without a single letter."""
    letters = (batch.kinds == 1) & ~((batch.folded >= 0x30) & (batch.folded < 0x3A))  # noqa: PLR2004
    return ~np.logical_or.reduceat(letters, batch.starts)


def pictured(batch: Batch) -> npt.NDArray[np.bool_]:
    """Texts that hold an emoji."""
    emoji = (batch.kinds == MARK) & (batch.folded >= 0x80)  # noqa: PLR2004
    return np.logical_or.reduceat(emoji, batch.starts)


def _longest(found: list[npt.NDArray[np.uint8]]) -> npt.NDArray[np.uint8]:
    """A phrase speaks for all its words: `không chê` is not also `chê`."""
    opinion = np.uint8(lexicon.POSITIVE | lexicon.NEGATIVE)
    notes = found[0].copy()
    for length in range(2, lexicon.LONGEST_PHRASE + 1):
        phrase = found[length - 1]
        hit = (phrase & opinion) > 0
        notes = np.where(hit, notes & ~opinion, notes) | phrase
        for step in range(1, length):
            notes[step:] &= np.where(hit[:-step], ~opinion, np.uint8(255))
    return notes


def _denied(negators: npt.NDArray[np.bool_], marks: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The words after a negator, up to `SCOPE` of them and never past a mark."""
    denied, reach = np.zeros_like(negators), negators
    for _ in range(SCOPE):
        reach = np.append(False, reach[:-1]) & ~marks
        denied |= reach
    return denied & ~negators


def _opinions(reading: Reading) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    return (reading.notes & lexicon.POSITIVE) > 0, (reading.notes & lexicon.NEGATIVE) > 0


def _balance(reading: Reading) -> npt.NDArray[np.int8]:
    praise, blame = _opinions(reading)
    balance = praise.astype(np.int8) - blame
    return np.where(reading.denied, -balance, balance)


def _turned(reading: Reading) -> npt.NDArray[np.bool_]:
    """Whether a `nhưng` or `but` stands before the word in its text."""
    turns = np.cumsum((reading.notes & lexicon.CONTRAST) > 0)
    before = np.append(0, turns)[reading.starts]
    return turns > before[reading.text_of]


def _last(balance: npt.NDArray[np.int8], reading: Reading) -> npt.NDArray[np.intp]:
    """The sign of the last opinion in each text."""
    place = np.where(balance != 0, np.arange(balance.size), -1)
    last = np.maximum.reduceat(place, reading.starts)
    signs = np.sign(balance[np.maximum(last, 0)]).astype(np.intp)
    return np.where(last >= 0, signs, 0)


def _length_step(reading: Reading) -> npt.NDArray[np.intp]:
    words = np.diff(np.append(reading.starts, reading.words.size)) - 1
    return np.searchsorted([2, 5, 12, 25], words)
