"""Changing a brand's deadlines: an admin's act that leaves running clocks as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from playbooks import common_data
from playbooks.common_data import Ahead, Limit
from playbooks.models import TimerPolicy, TimerWarning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from teams.models import Brand, User

#: A warning after all of the time would be no warning.
MOST_PERCENT = 99


@transaction.atomic
def set_timers(
    brand: Brand,
    limits: Mapping[tuple[str, str], tuple[int | None, bool] | Limit],
    *,
    actor: User,
    ahead: Ahead | None = None,
) -> None:
    """Set minutes and calendar by (timer, severity); running clocks keep what they began with.

    A row remembers who changed it last; one that says what it said before is left alone.
    """
    require(actor, "playbooks.manage", brand)
    wanted = {place: Limit(*limit) for place, limit in limits.items()}
    _check(wanted, ahead)
    before = {
        (row.key, row.severity): Limit(row.minutes, row.working, row.hard_minutes)
        for row in TimerPolicy.objects.select_for_update().filter(brand=brand)
    }
    TimerPolicy.objects.bulk_create(
        [
            _row(brand, place, limit, actor, shipped=place not in before)
            for place, limit in wanted.items()
            if before.get(place) != limit
        ],
        update_conflicts=True,
        unique_fields=["brand", "key", "severity"],
        update_fields=["minutes", "working", "hard_minutes", "changed_by", "changed_at"],
    )
    if ahead is not None:
        _set_warning(brand, ahead, actor)


def _row(
    brand: Brand, place: tuple[str, str], limit: Limit, actor: User, *, shipped: bool
) -> TimerPolicy:
    """A row of what the brand had not written down yet is nobody's change where it is as shipped."""
    key, severity = place
    same = shipped and common_data.timers()[key].limit(severity) == limit
    return TimerPolicy(
        brand=brand,
        key=key,
        severity=severity,
        minutes=limit.minutes,
        working=limit.working,
        hard_minutes=limit.hard,
        changed_by=None if same else actor,
        changed_at=None if same else now(),
    )


def _set_warning(brand: Brand, ahead: Ahead, actor: User) -> None:
    row = TimerWarning.objects.select_for_update().filter(brand=brand).first()
    present = Ahead(row.percent, row.least_minutes) if row else common_data.timer_warning()
    if present == ahead:
        return
    TimerWarning.objects.update_or_create(
        brand=brand, defaults={**ahead._asdict(), "changed_by": actor, "changed_at": now()}
    )


def _check(limits: Mapping[tuple[str, str], Limit], ahead: Ahead | None) -> None:
    wrong = {
        f"{key}-{severity}-hard": _("The hard limit lies after the deadline.")
        for (key, severity), limit in limits.items()
        if limit.hard is not None and (limit.minutes is None or limit.hard <= limit.minutes)
    }
    if ahead and ahead.percent is not None and not 1 <= ahead.percent <= MOST_PERCENT:
        wrong["warning_percent"] = _("Give a share from 1 to %(most)s %%.") % {"most": MOST_PERCENT}
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def reset_timers(brand: Brand, *, actor: User) -> None:
    """Back to what the desk came with; the rows say who did it."""
    shipped = {
        (key, level.key): timer.limit(level.key)
        for key, timer in common_data.timers().items()
        for level in common_data.levels()
    }
    set_timers(brand, shipped, actor=actor, ahead=common_data.timer_warning())
