"""Clocks on the wall: which moment a local time is, in a year with hours that exist twice or never.

One rule answers all cases: a local time is reached when the clock on the wall shows it, or a later
one, for the first time. An hour that exists twice belongs as a whole to whoever had it first; an
hour that does not exist has passed when the clock has jumped over it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

SECOND = timedelta(seconds=1)


def wall(at: datetime, zone: tzinfo) -> datetime:
    """What the clock shows at a moment, without a zone."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def reached(local: datetime, zone: tzinfo) -> datetime:
    """The first moment at which the clock shows this local time or a later one."""
    moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if wall(moment, zone) == local:
        return moment
    return _jump(local, zone)


def _jump(local: datetime, zone: tzinfo) -> datetime:
    """When the clock jumped over a time that it never shows."""
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while after - before > SECOND:
        middle = before + timedelta(seconds=(after - before) // SECOND // 2)
        if wall(middle, zone) < local:
            before = middle
        else:
            after = middle
    return after
