"""A story before it is rehearsed: as its players would live it, and as control would steer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drills import arrivals
from monitoring.enums import Platform, SignalKind

if TYPE_CHECKING:
    from drills.models import Inject, Scenario

NAMED: dict[str, Any] = {"platform": Platform, "kind": SignalKind}


@dataclass(frozen=True)
class Line:
    """Something at a minute: an inject, or branches between which control chooses."""

    minute: int
    inject: Inject | None = None
    branches: tuple[str, ...] = ()


def lines(scenario: Scenario, injects: list[Inject], *, branch: str | None = None) -> list[Line]:
    """Everything and the choices, or what comes if `branch` is chosen ("": none is)."""
    if branch is not None:
        return [Line(i.at_minute, i) for i in injects if i.branch in ("", branch)]
    found = [Line(inject.at_minute, inject) for inject in injects]
    choices: dict[int, list[str]] = {}
    for row in scenario.branches:
        choices.setdefault(row["at"], []).append(scenario.branch_name(row["key"]))
    found += [Line(minute, branches=tuple(names)) for minute, names in choices.items()]
    # A choice stands before what happens in its minute, for that may depend on it.
    return sorted(found, key=lambda line: (line.minute, line.inject is not None))


def details(inject: Inject) -> list[tuple[str, Any]]:
    """What the piece needs to arrive as what it is, in words."""
    fields = arrivals.FIELDS[inject.arrives]
    return [
        (str(field.label), _said(name, inject.details[name]))
        for name, field in fields.items()
        if name in inject.details
    ]


def _said(name: str, value: Any) -> Any:
    """Choices by their names, a share in percent."""
    if name == "negative_share":
        return f"{value:.0%}"
    return str(NAMED[name](value).label) if name in NAMED else value
