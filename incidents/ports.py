"""Sockets that upper rooms plug into, so that a lower room never imports an upper one.

A *guard* adds reasons to a transition: `ports.guard("contain", overdue_promises)` makes
`contain` refuse whatever `overdue_promises(incident)` returns. A *follower* acts in the same
transaction after something happened: `ports.follow("merged", move_statements)`. Both are
registered in `AppConfig.ready`, once, and called in the order of registration.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from crisisdesk.kernel.errors import Refusal

    Check = Callable[[Any], list[Refusal]]
    Follower = Callable[..., None]

#: Happenings and the arguments that followers receive by name.
HAPPENINGS = {
    "opened": ("incident", "actor"),
    "verifying": ("incident", "actor"),
    "responding": ("incident", "actor"),
    "left_open": ("incident", "actor"),
    "merged": ("incident", "target", "actor"),
    "severity_changed": ("incident", "old", "actor"),
    "fact_changed": ("fact", "actor"),
    "claim_turned_true": ("claim", "actor"),
    "reverifying": ("incident", "actor"),
    "closed": ("incident", "actor"),
}
GUARDED = ("mark_false_alarm", "contain", "resolve", "resolve_watch")

_guards: dict[str, list[Check]] = defaultdict(list)
_followers: dict[str, list[Follower]] = defaultdict(list)


def guard(name: str, check: Check) -> None:
    """Let `check(incident)` add refusals to the guarded transition `name`."""
    if name not in GUARDED:
        raise LookupError(name)
    if check not in _guards[name]:
        _guards[name].append(check)


def follow(happening: str, follower: Follower) -> None:
    """Call `follower` with the happening's arguments, in its transaction."""
    if happening not in HAPPENINGS:
        raise LookupError(happening)
    if follower not in _followers[happening]:
        _followers[happening].append(follower)


_washes: list[Callable[[Any], bool]] = []


def hot_wash(opens: Callable[[Any], bool]) -> None:
    """Let `opens(incident)` open the hot wash of a case that still runs, as after a drill."""
    if opens not in _washes:
        _washes.append(opens)


def washes(incident: Any) -> bool:
    """Whether an upper room says that it is time for the hot wash."""
    return any(opens(incident) for opens in _washes)


_recalls: list[Callable[[Any], None]] = []


def recall(teller: Callable[[Any], None]) -> None:
    """Let `teller(cases)` hang on earlier cases what its room knows of them."""
    if teller not in _recalls:
        _recalls.append(teller)


def recalled(cases: Any) -> Any:
    """The cases, with what the upper rooms tell of them."""
    for teller in _recalls:
        teller(cases)
    return cases


def objections(name: str, incident: Any) -> list[Refusal]:
    """What the plugged-in guards say."""
    return [refusal for check in _guards[name] for refusal in check(incident)]


def announce(happening: str, **arguments: Any) -> None:
    """Run the followers; a failing follower fails the whole act."""
    if set(arguments) != set(HAPPENINGS[happening]):
        raise TypeError(happening)
    for follower in _followers[happening]:
        follower(**arguments)
