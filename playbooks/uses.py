"""Where playbooks are used: sockets that cases and drills plug into, and the shape of their answers.

Cases and scenarios stand above this room; they register what they know in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from playbooks.models import Playbook
    from teams.models import User


@dataclass(frozen=True)
class OpenCase:
    """A running case and the version it began with."""

    reference: str
    title: str
    url: str
    number: int


@dataclass(frozen=True)
class InCases:
    """What real cases say of a playbook; only those that the reader may see count."""

    open: tuple[OpenCase, ...] = ()
    past: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True)
class Named:
    """Something above this room that names a playbook, such as a scenario."""

    label: str
    url: str


CasesOf = Callable[["User", int], dict[int, InCases]]
DrilledOf = Callable[[int], dict[str, "datetime"]]
NamedOf = Callable[["Playbook"], list[Named]]

_cases: list[CasesOf] = []
_drilled: list[DrilledOf] = []
_named: list[NamedOf] = []


def cases(answer: CasesOf) -> None:
    """The room of cases says here which playbooks of a brand are used, by their id."""
    _cases[:] = [answer]


def drilled(answer: DrilledOf) -> None:
    """The room of drills says here when each type of a brand was last rehearsed, by its slug."""
    _drilled[:] = [answer]


def scenarios(answer: NamedOf) -> None:
    """The room of drills says here which scenarios rehearse a playbook."""
    _named[:] = [answer]


def in_cases(user: User, brand_id: int) -> dict[int, InCases]:
    return _cases[0](user, brand_id) if _cases else {}


def last_drilled(brand_id: int) -> dict[str, datetime]:
    return _drilled[0](brand_id) if _drilled else {}


def naming(playbook: Playbook) -> list[Named]:
    return _named[0](playbook) if _named else []
