"""Sockets for rooms above: what is open when a duty ends, and who wants to know that it did."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from teams.models import Brand, Handover, User

    Source = Callable[[User, Brand], Iterable[str]]

#: Parts of a handover that the desk can write by itself.
PARTS = ("open_work", "promises")

_sources: dict[str, list[Source]] = defaultdict(list)
_followers: list[Callable[[Handover], None]] = []


def prefill(part: str, source: Source) -> None:
    """Let `source(giver, brand)` give lines for a part of the handover; only what all may read."""
    if part not in PARTS:
        raise LookupError(part)
    if source not in _sources[part]:
        _sources[part].append(source)


def lines(part: str, giver: User, brand: Brand) -> list[str]:
    return [line for source in _sources[part] for line in source(giver, brand)]


def follow_handover(follower: Callable[[Handover], None]) -> None:
    """Call `follower(handover)` when one is accepted, in its transaction."""
    if follower not in _followers:
        _followers.append(follower)


def handed_over(handover: Handover) -> None:
    for follower in _followers:
        follower(handover)
