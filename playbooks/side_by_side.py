"""Two versions beside each other: every row with its partner, moved rows beside where they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from playbooks import diffs
from playbooks.diff_words import LABELS
from playbooks.enums import Moment

if TYPE_CHECKING:
    from playbooks.diffs import Change, Segment


@dataclass(frozen=True)
class Side:
    """One row as it stands on one side."""

    place: int
    vi: list[Segment]
    en: list[Segment]
    #: (label, value, whether it differs from the other side)
    facts: list[tuple[Any, Any]]


@dataclass(frozen=True)
class Pair:
    """A row on both sides, or on one."""

    kind: str
    label: str
    left: Side | None
    right: Side | None
    moved: tuple[int, int] | None = None

    @property
    def is_same(self) -> bool:
        return self.kind == "same" and self.moved is None


@dataclass(frozen=True)
class Part:
    key: str
    title: Any
    pairs: list[Pair]

    @property
    def differs(self) -> bool:
        return any(not pair.is_same for pair in self.pairs)

    @property
    def same(self) -> int:
        """Rows that are alike on both sides."""
        return sum(pair.is_same for pair in self.pairs)


def beside(before: dict[str, Any], after: dict[str, Any]) -> list[Part]:
    """Every section that has a row on either side, in the order of the newer one."""
    found = []
    for key, title in diffs.SECTIONS.items():
        old, new = diffs.rows_of(key, before), diffs.rows_of(key, after)
        if pairs := _pairs(old, new):
            found.append(Part(key, title, pairs))
    return found


def _pairs(old: dict[str, dict], new: dict[str, dict]) -> list[Pair]:
    """In the order of the new side; a row that is gone stands where it stood."""
    twins, gone = diffs.pair_up(old, new)
    moved = diffs.moves(twins, old, new)
    places = {key: at for at, key in enumerate(old, 1)}
    found = [
        _pair(key, old.get(twins.get(key, "")), row, places.get(twins.get(key, ""), 0), at, moved)
        for at, (key, row) in enumerate(new.items(), 1)
    ]
    for key in gone:
        lost = _pair(key, old[key], None, places[key], 0, moved)
        found.insert(min(places[key] - 1, len(found)), lost)
    return found


def _pair(
    key: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    was: int,
    stands: int,
    moved: dict[str, tuple[int, int]],
) -> Pair:
    change = diffs.change_of(key, before, after)
    return Pair(
        kind=change.kind if change else "same",
        label=change.label if change else diffs.label_of(after or {}),
        left=_side(before, change, was, "insert", 1) if before is not None else None,
        right=_side(after, change, stands, "delete", 2) if after is not None else None,
        moved=moved.get(key) if after is not None else None,
    )


def _side(row: dict[str, Any], change: Change | None, place: int, other: str, at: int) -> Side:
    """The row's words with only this side's marks."""
    flat = diffs.flat(row)
    words = {}
    for code in ("vi", "en"):
        marked = getattr(change, code, []) if change else []
        own = [segment for segment in marked if segment[0] != other]
        words[code] = own or [("equal", flat.get(code, ""))]
    facts = [(fact[0], _said(fact[0], fact[at])) for fact in change.facts] if change else []
    return Side(place, words["vi"], words["en"], facts)


def _said(label: Any, value: Any) -> Any:
    """What is left out says its default."""
    if value is None:
        return Moment.OPENED.label if label is LABELS["after"] else _("none")
    return value
