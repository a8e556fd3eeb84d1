"""Figures held to what a brand wants to reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.figures import Length
from playbooks.models import Target

if TYPE_CHECKING:
    from decimal import Decimal

    from desk.figures import Share
    from teams.models import Brand

#: Shares of which less is better; a length is always the better the shorter it is.
LESS_IS_BETTER = frozenset({"false_alarm_rate", "relapse_rate", "self_corrections"})


def at_most(row: Length | Share) -> bool:
    """Whether the target is a ceiling rather than a floor."""
    return isinstance(row, Length) or row.key in LESS_IS_BETTER


@dataclass(frozen=True)
class Aim:
    """A target beside its figure; `met` is None while there is not enough data."""

    limit: Decimal
    at_most: bool
    in_minutes: bool
    met: bool | None


def aim(row: Length | Share, limit: Decimal | None) -> Aim | None:
    """How a figure stands to its target; None without one."""
    if limit is None:
        return None
    return Aim(limit, at_most(row), isinstance(row, Length), _met(row, limit))


def _met(row: Length | Share, limit: Decimal) -> bool | None:
    """A median in minutes or a share in percent, exact to what the target can say."""
    if isinstance(row, Length):
        value = None if row.median is None else row.median.total_seconds() / 60
    else:
        value = None if row.share is None else row.share * 100
    if value is None:
        return None
    return value <= limit if at_most(row) else value >= limit


def of_brand(brand: Brand | None) -> dict[str, Decimal]:
    """The targets of a brand; none of several brands together."""
    if brand is None:
        return {}
    return dict(Target.objects.filter(brand=brand).values_list("measure", "limit"))
