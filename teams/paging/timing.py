"""When the next step of a frozen policy is due: pure functions of policy and moment."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from teams import ports

if TYPE_CHECKING:
    from collections.abc import Iterator


class Place(NamedTuple):
    """A place in the chain; turns beyond the policy's repeats are the last step, over and over."""

    turn: int
    position: int


def wait_of(policy: dict[str, Any], place: Place) -> int:
    """Minutes that a step waits for an answer."""
    if is_tail(policy, place) or _ends(policy, place):
        return policy["keep"]
    return policy["steps"][place.position]["wait"]


def is_tail(policy: dict[str, Any], place: Place) -> bool:
    """Whether the chain is over and its last step is repeated."""
    return place.turn > policy["repeats"]


def _ends(policy: dict[str, Any], place: Place) -> bool:
    return place == Place(policy["repeats"], len(policy["steps"]) - 1)


def following(policy: dict[str, Any], place: Place) -> Place:
    """The place after this one."""
    last = len(policy["steps"]) - 1
    if not is_tail(policy, place) and place.position < last:
        return Place(place.turn, place.position + 1)
    turn = place.turn + 1
    return Place(turn, last if turn > policy["repeats"] else 0)


def due(policy: dict[str, Any], start: datetime, minutes: int) -> datetime:
    """So many minutes after `start`, by the policy's calendar and outside its quiet hours."""
    if policy["working"]:
        return awake(policy, ports.add_working(start, minutes, policy.get("brand")))
    return awake(policy, start + timedelta(minutes=minutes))


def awake(policy: dict[str, Any], at: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into."""
    if not policy["quiet"]:
        return at
    begin, end = (time.fromisoformat(word) for word in policy["quiet"])
    zone = ZoneInfo(policy["zone"])
    local = at.astimezone(zone)
    clock = local.time()
    quiet = begin <= clock < end if begin <= end else clock >= begin or clock < end
    if not quiet:
        return at
    day = local.date() + timedelta(days=1 if clock >= end else 0)
    return datetime.combine(day, end, zone)


def ahead(
    policy: dict[str, Any], place: Place, at: datetime, count: int
) -> Iterator[tuple[Place, datetime]]:
    """The steps after the planned one, should nobody answer."""
    for _step in range(count):
        at = due(policy, at, wait_of(policy, place))
        place = following(policy, place)
        yield place, at
