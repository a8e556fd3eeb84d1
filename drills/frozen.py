"""The sheet as it is kept: figures once, words in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, override

from crisisdesk.kernel.vocabulary import Language
from drills import score, turns
from drills.models import ScoreSheet
from drills.score import Grade, Line
from drills.turns import Turn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from drills.models import Drill

WORDS = ("label", "definition", "remark", "reason")


@dataclass(frozen=True)
class Sheet:
    """What a page shows: lines, turns, and whether they are kept or still counted."""

    lines: list[Line]
    turns: list[Turn]
    kept_at: datetime | None = None

    @property
    def players(self) -> list[turns.Player]:
        return turns.players(self.turns)

    @property
    def good(self) -> int:
        return sum(line.grade == Grade.GOOD for line in self.lines)

    @property
    def graded(self) -> int:
        return sum(bool(line.grade) for line in self.lines)


def sheet_of(drill: Drill) -> Sheet:
    """The kept sheet of a drill that has ended, else how it stands now."""
    kept = ScoreSheet.objects.filter(drill=drill).first()
    if kept is None:
        return Sheet(score.sheet(drill), turns.turns(drill))
    return unpacked(kept)


def unpacked(kept: ScoreSheet) -> Sheet:
    """In the reader's language, in the words of that day."""
    language = (get_language() or Language.VIETNAMESE)[:2]
    return Sheet(
        [_line(row, language) for row in kept.lines], [_turn(row) for row in kept.turns], kept.at
    )


def packed(drill: Drill) -> dict[str, list[dict[str, Any]]]:
    """Lines and turns as plain JSON."""
    return {
        "lines": in_both(lambda: score.sheet(drill)),
        "turns": [_plain_turn(turn) for turn in turns.turns(drill)],
    }


def in_both(make: Any) -> list[dict[str, Any]]:
    """The same lines, said in each language."""
    said: dict[str, list[Line]] = {}
    for code in Language.values:
        with override(code):
            said[code] = make()
    return [
        _plain(line, {code: rows[at] for code, rows in said.items()})
        for at, line in enumerate(said[Language.VIETNAMESE])
    ]


def _plain(line: Line, said: dict[str, Line]) -> dict[str, Any]:
    return {
        "key": line.key,
        "seconds": _seconds(line.length),
        "target": _seconds(line.target),
        "done": line.done,
        "of": line.of,
        "grade": str(line.grade),
        "words": {
            code: {name: str(getattr(one, name)) for name in WORDS} for code, one in said.items()
        },
    }


def _line(row: dict[str, Any], language: str) -> Line:
    words = row["words"].get(language) or row["words"][Language.VIETNAMESE]
    return Line(
        key=row["key"],
        length=_length(row["seconds"]),
        target=_length(row["target"]),
        done=row["done"],
        of=row["of"],
        grade=Grade(row["grade"]),
        **{name: words[name] for name in WORDS},
    )


def _plain_turn(turn: Turn) -> dict[str, Any]:
    return {
        "minute": turn.minute,
        "role": turn.role,
        "who": list(turn.who),
        "seconds": _seconds(turn.length),
        "did": turn.did,
        "observed": turn.observed,
    }


def _turn(row: dict[str, Any]) -> Turn:
    return Turn(
        minute=row["minute"],
        role=row["role"],
        who=tuple(row["who"]),
        length=_length(row["seconds"]),
        did=row["did"],
        observed=row["observed"],
    )


def judged(kept: ScoreSheet, drill: Drill) -> None:
    """Take in what observers said after the end, in memory; nothing else of the sheet changes."""
    fresh = in_both(lambda: [score.observed(drill)])
    kept.lines = [*(row for row in kept.lines if row["key"] != "injects_met"), *fresh]
    said: Iterable[str] = [run.observed for run in drill.runs.all() if run.delivered_at]
    kept.turns = [{**row, "observed": word} for row, word in zip(kept.turns, said, strict=True)]


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()


def _length(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
