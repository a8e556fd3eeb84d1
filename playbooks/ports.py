"""Sockets that upper rooms plug into, so that this room never imports an upper one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from teams.models import User

    Follower = Callable[..., None]

#: Happenings and the arguments that followers receive by name.
HAPPENINGS = {"legal_clock_confirmed": ("clock",)}

_followers: dict[str, list[Follower]] = defaultdict(list)


def follow(happening: str, follower: Follower) -> None:
    """Call `follower` with the happening's arguments, in its transaction."""
    if happening not in HAPPENINGS:
        raise LookupError(happening)
    if follower not in _followers[happening]:
        _followers[happening].append(follower)


def announce(happening: str, **arguments: Any) -> None:
    """Run the followers; a failing follower fails the whole act."""
    if set(arguments) != set(HAPPENINGS[happening]):
        raise TypeError(happening)
    for follower in _followers[happening]:
        follower(**arguments)


#: Reference of a case → where its review is, for those references that the person may follow.
CasesOf = Callable[["User", "set[str]"], dict[str, str]]

_cases: list[CasesOf] = []


def cases(answer: CasesOf) -> None:
    """The room of cases says here which references a person may follow."""
    _cases[:] = [answer]


def cases_of(user: User, references: set[str]) -> dict[str, str]:
    """Addresses by reference; a case that the person may not see has none."""
    return _cases[0](user, references) if _cases and references else {}
