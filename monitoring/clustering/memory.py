"""The first texts of every cluster of some days, findable by likeness.

Sketches that agree in one of 32 bands of four places are candidates (locality-sensitive hashing);
what the whole sketches say about their likeness then decides. Two texts that share half of their
runs meet in a band with a chance of 87 %, at seven tenths with 99.98 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from monitoring.clustering.index import Index, among, bands_of
from monitoring.clustering.sketch import FEWEST_WORDS, PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitoring.clustering.index import Slots
    from monitoring.clustering.sketch import Matrix, Sketches

#: Share of common runs from which two texts are versions of one text. Runs of five characters
#: agree by chance far less than this, and a copy with a word changed in ten keeps well over it.
ALIKE: Final = 0.4
#: What was silent for so long begins anew when it comes back (seconds).
SPAN: Final = 7 * 86_400.0
_CHUNK: Final = 1 << 15

Times = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts with the names and the times (seconds) that their mentions have."""

    names: Sequence[int]
    at: Times
    sketches: Sketches

    def take(self, rows: Slots) -> Texts:
        """Those in these rows."""
        names = [self.names[row] for row in rows.tolist()]
        return Texts(names, self.at[rows], self.sketches.take(rows))


class Memory:
    """One text per cluster, the first; a text that is like no other is a cluster of its own."""

    def __init__(self) -> None:
        self._names: list[int] = []
        self._slot_of: dict[int, int] = {}
        self._seen: Times = np.zeros(0)
        self._places: Matrix = np.zeros((0, PLACES), np.uint32)
        self._whole: dict[int, int] = {}
        self._old, self._new = Index(), Index()

        self._bridges: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return len(self._names)

    def add(self, texts: Texts) -> None:
        """Remember texts as the first of their kind; too short ones are left out."""
        texts = texts.take(np.flatnonzero(texts.sketches.words >= FEWEST_WORDS))
        first, sketches = len(self), texts.sketches
        if not len(sketches):
            return
        self._names += texts.names
        for offset, whole in enumerate(sketches.whole.tolist()):
            self._whole[whole] = first + offset
        self._slot_of.update({name: first + n for n, name in enumerate(texts.names)})
        self._seen = np.concatenate((self._seen, texts.at))
        self._places = np.concatenate((self._places, sketches.places))
        self._new = self._new.joined(Index.of(sketches.places, first))
        if len(self._new) > len(self._old) // 4:
            self._old, self._new = self._old.joined(self._new), Index()

    def assign(self, texts: Texts) -> list[int]:
        """For each text the name of the first one that said the same, or its own.

        What begins something new is remembered. How a stream is cut into batches makes no
        difference unless a band is crowded.
        """
        found = list(texts.names)
        fresh, same = self._by_heart(texts, found)
        if fresh:
            self._by_likeness(texts.take(np.array(fresh)), fresh, found)
        for row, first in same.items():
            found[row] = found[first]
        self._touch(texts, found)
        return found

    def bridges(self) -> list[tuple[int, int]]:
        """Pairs of first texts that turned out to be versions of one text, the earlier first.

        Bands miss a pair now and then; a text that is like both shows it.
        """
        found, self._bridges = self._bridges, []
        return found

    def rename(self, old: int, new: int) -> None:
        """Another mention stands for the text, since the first is gone."""
        if (slot := self._slot_of.pop(old, None)) is not None:
            self._names[slot] = new
            self._slot_of[new] = slot

    def forget(self, before: float, most: int) -> None:
        """Let go of what was last heard before, and of the oldest beyond `most`."""
        keep = self._seen >= before
        if keep.sum() > most:
            keep &= self._seen >= np.sort(self._seen)[-most]
        if keep.all():
            return
        slots = np.flatnonzero(keep)
        renumbered = dict(zip(slots.tolist(), range(len(slots)), strict=True))
        self._names = [self._names[slot] for slot in slots.tolist()]
        self._slot_of = {name: slot for slot, name in enumerate(self._names)}
        self._whole = {
            whole: renumbered[slot] for whole, slot in self._whole.items() if slot in renumbered
        }
        self._seen, self._places = self._seen[slots], self._places[slots]
        self._old, self._new = Index.of(self._places, 0), Index()

    def _by_heart(self, texts: Texts, found: list[int]) -> tuple[list[int], dict[int, int]]:
        """Settle exact copies; the rows left over, and the rows that repeat one of these."""
        fresh: list[int] = []
        same: dict[int, int] = {}
        first: dict[int, int] = {}
        rows = zip(texts.sketches.whole.tolist(), texts.sketches.words.tolist(), strict=True)
        for row, (whole, words) in enumerate(rows):
            if words < FEWEST_WORDS:
                continue
            slot = self._whole.get(whole)
            if slot is not None and abs(self._seen[slot] - texts.at[row]) <= SPAN:
                found[row] = self._names[slot]
            elif whole in first and abs(texts.at[first[whole]] - texts.at[row]) <= SPAN:
                same[row] = first[whole]
            else:
                first[whole] = row
                fresh.append(row)
        return fresh, same

    def _by_likeness(self, texts: Texts, rows: list[int], found: list[int]) -> None:
        """Settle what is like a first text, in memory or earlier in the batch; keep the rest."""
        bands = bands_of(texts.sketches.places)
        known, among_us = self._best_known(texts, bands), self._pairs_among(texts, bands)
        begins = np.ones(len(rows), bool)
        for row, name in enumerate(texts.names):
            share, first = known.get(row, (0.0, name))
            for other, earlier in among_us.get(row, ()):
                if begins[earlier] and other > share:
                    share, first = other, texts.names[earlier]
            begins[row] = first == name
            found[rows[row]] = first
        self.add(texts.take(np.flatnonzero(begins)))

    def _best_known(
        self, texts: Texts, bands: npt.NDArray[np.uint64]
    ) -> dict[int, tuple[float, int]]:
        """For each row the most alike text in memory."""
        best: dict[int, tuple[float, int]] = {}
        sketches, at = texts.sketches, texts.at
        for index in (self._old, self._new):
            rows, slots = index.partners(bands)
            near = np.abs(at[rows] - self._seen[slots]) <= SPAN
            for row, slot, share in _alike(sketches.places, self._places, rows[near], slots[near]):
                other = best.get(row)
                if other is None or share > other[0]:
                    best[row] = (share, slot)
                if other is not None:
                    self._bridge(other[1], slot)
        return {row: (share, self._names[slot]) for row, (share, slot) in best.items()}

    def _bridge(self, one: int, other: int) -> None:
        """Join two first texts that are alike themselves; being like a third is not enough."""
        older, younger = sorted((one, other))
        names = self._names[older], self._names[younger]
        if names[0] == names[1] or (self._places[one] == self._places[other]).mean() < ALIKE:
            return
        self._bridges.append(names)
        for slot, name in enumerate(self._names):
            if name == names[1]:
                self._names[slot] = names[0]
        self._slot_of[names[0]] = older

    def _pairs_among(
        self, texts: Texts, bands: npt.NDArray[np.uint64]
    ) -> dict[int, list[tuple[float, int]]]:
        """For each row the earlier ones that are like it."""
        rows, slots = among(bands)
        near = np.abs(texts.at[rows] - texts.at[slots]) <= SPAN
        places = texts.sketches.places
        found: dict[int, list[tuple[float, int]]] = {}
        for row, earlier, share in _alike(places, places, rows[near], slots[near]):
            found.setdefault(row, []).append((share, earlier))
        return found

    def _touch(self, texts: Texts, found: list[int]) -> None:
        """What was heard again stays."""
        slots = np.array([self._slot_of.get(name, -1) for name in found], np.intp)
        known = slots >= 0
        np.maximum.at(self._seen, slots[known], texts.at[known])


def _alike(
    ours: Matrix, theirs: Matrix, rows: Slots, slots: Slots
) -> Iterator[tuple[int, int, float]]:
    """Pairs that are versions of one text, and the share of runs that they have in common."""
    for begin in range(0, len(rows), _CHUNK):
        left, right = rows[begin : begin + _CHUNK], slots[begin : begin + _CHUNK]
        share = (ours[left] == theirs[right]).mean(axis=1)
        good = share >= ALIKE
        yield from zip(left[good].tolist(), right[good].tolist(), share[good].tolist(), strict=True)
