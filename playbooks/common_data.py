"""What every playbook shares, read once from the shipped `seed/common.yaml`.

Timers, chains, legal clocks and the first hour are copied into each brand, where admins edit
them; the rest (placeholders, roles, axes, phrases, channels) is the same for everyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from playbooks.content import Text

SEED = Path(__file__).resolve().parent / "seed"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Placeholder:
    """A gap in a template and who fills it: the desk, a confirmed fact or the writer."""

    key: str
    source: str
    label: Text

    @property
    def braced(self) -> str:
        """As a template writes it: `{hotline}`."""
        return f"{{{self.key}}}"


@dataclass(frozen=True)
class RoleInfo:
    key: str
    label: Text
    description: Text


@dataclass(frozen=True)
class Score:
    score: int
    label: Text


@dataclass(frozen=True)
class Axis:
    """One of the five questions by which severity is scored."""

    key: str
    label: Text
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Level:
    """A severity and the totals that lead to it."""

    key: str
    min_total: int
    max_total: int
    label: Text


@dataclass(frozen=True)
class Override:
    """Lifts the level whatever the total: an axis at its score, or a ticked circumstance."""

    key: str
    axis: str
    score: int
    flag: str
    at_least: str
    inform_executive: bool
    label: Text


@dataclass(frozen=True)
class LintPhrase:
    """Words that do harm, by language, with why and what to write instead."""

    key: str
    severity: str
    error_in: tuple[str, ...]
    patterns_vi: tuple[str, ...]
    patterns_en: tuple[str, ...]
    why: Text
    rewrite: Text

    def patterns(self, language: str) -> tuple[str, ...]:
        return self.patterns_en if language == "en" else self.patterns_vi


@dataclass(frozen=True)
class ChannelInfo:
    key: str
    label: Text
    character_limit: int | None


@dataclass(frozen=True)
class Rung:
    """How far a story has climbed, and the score it suggests on the spread axis."""

    key: str
    axis_spread: int
    label: Text


@dataclass(frozen=True)
class Timer:
    """Shipped minutes of one timer by severity."""

    key: str
    label: Text
    minutes: dict[str, int | None]
    working: frozenset[str]
    hard: dict[str, int]

    def limit(self, level: str) -> Limit:
        """What is shipped for one severity."""
        return Limit(self.minutes[level], level in self.working, self.hard.get(level))


class Limit(NamedTuple):
    """Minutes of a timer at one severity, its calendar, and where patience ends."""

    minutes: int | None
    working: bool = False
    hard: int | None = None


class Ahead(NamedTuple):
    """When a deadline is warned of: after a share of its time, while so much is left."""

    percent: int | None
    least_minutes: int


def read_yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 -- a safe loader


@cache
def document() -> dict[str, Any]:
    """The whole of `common.yaml`; never change what it returns."""
    return dict(read_yaml(SEED / "common.yaml"))


@cache
def placeholders() -> dict[str, Placeholder]:
    rows = document()["placeholders"]
    return {row["key"]: Placeholder(row["key"], row["source"], Text.of(row)) for row in rows}


@cache
def roles() -> dict[str, RoleInfo]:
    return {
        row["key"]: RoleInfo(row["key"], Text.of(row), Text.of(row["description"]))
        for row in document()["roles"]
    }


@cache
def axes() -> tuple[Axis, ...]:
    return tuple(
        Axis(
            row["key"],
            Text.of(row),
            tuple(Score(score["score"], Text.of(score)) for score in row["scores"]),
        )
        for row in document()["axes"]
    )


@cache
def levels() -> tuple[Level, ...]:
    return tuple(
        Level(row["key"], row["min_total"], row["max_total"], Text.of(row))
        for row in document()["levels"]
    )


@cache
def overrides() -> tuple[Override, ...]:
    return tuple(
        Override(
            key=row["key"],
            axis=row["when"].get("axis", ""),
            score=row["when"].get("score", 0),
            flag=row["when"].get("flag", ""),
            at_least=row["at_least"],
            inform_executive=row["inform_executive"],
            label=Text.of(row),
        )
        for row in document()["overrides"]
    )


@cache
def lint_phrases() -> tuple[LintPhrase, ...]:
    return tuple(
        LintPhrase(
            key=row["key"],
            severity=row["severity"],
            error_in=tuple(row["error_in"]),
            patterns_vi=tuple(row["patterns_vi"]),
            patterns_en=tuple(row["patterns_en"]),
            why=Text.of(row["why"]),
            rewrite=Text.of(row["rewrite"]),
        )
        for row in document()["lint"]
    )


@cache
def channels() -> dict[str, ChannelInfo]:
    return {
        row["key"]: ChannelInfo(row["key"], Text.of(row), row["character_limit"])
        for row in document()["channels"]
    }


@cache
def spread_ladder() -> tuple[Rung, ...]:
    return tuple(
        Rung(row["key"], row["axis_spread"], Text.of(row)) for row in document()["spread_ladder"]
    )


@cache
def timers() -> dict[str, Timer]:
    return {
        row["key"]: Timer(
            key=row["key"],
            label=Text.of(row),
            minutes={level.key: row[level.key] for level in levels()},
            working=frozenset(row["working"]),
            hard=row.get("hard", {}),
        )
        for row in document()["timers"]
    }


@cache
def timer_warning() -> Ahead:
    row = document()["timer_warning"]
    return Ahead(row["percent"], row["least_minutes"])


@cache
def validity() -> dict[tuple[str, str], int]:
    """Minutes an approval stays good, by kind and severity."""
    return {
        (row["kind"], level.key): row[level.key]
        for row in document()["validity"]
        for level in levels()
    }


@cache
def chains() -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    """Shipped approval steps by kind, severity and lane."""
    return {
        (row["kind"], level, row["lane"]): row["steps"]
        for row in document()["chains"]
        for level in row["levels"]
    }
