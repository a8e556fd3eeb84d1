"""Sockets that upper rooms plug into, so that this room never imports an upper one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

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
