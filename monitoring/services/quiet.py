"""Quiet hours of a brand: a warning waits for the morning; an alert and a case never do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from monitoring import telling
from monitoring.enums import SignalKind, SignalLevel, SignalState
from monitoring.models import BrandRules, Signal

if TYPE_CHECKING:
    from datetime import time


def morning_after(brand_id: int, moment: datetime) -> datetime | None:
    """When the quiet hours end that the moment lies in; None outside of them."""
    rules = BrandRules.objects.filter(brand=brand_id).first()
    if rules is None or rules.quiet_from is None or rules.quiet_until is None:
        return None
    local = timezone.localtime(moment)
    if not _inside(local.time(), rules.quiet_from, rules.quiet_until):
        return None
    end = local.replace(
        hour=rules.quiet_until.hour, minute=rules.quiet_until.minute, second=0, microsecond=0
    )
    return end if end > local else end + timedelta(days=1)


def _inside(at: time, begin: time, end: time) -> bool:
    if begin <= end:
        return begin <= at < end
    return at >= begin or at < end


def warn(signal: Signal) -> None:
    """Tell those on duty of a warning, or keep it for the morning."""
    signal.quiet_until = morning_after(signal.brand_id, now())
    if signal.quiet_until is None:
        signal.told_at = now()
        telling.warned(signal)
    signal.save(update_fields=["quiet_until", "told_at"])


def tell_due() -> int:
    """Tell the warnings that waited for the morning and still wait for a decision."""
    due = Signal.objects.filter(quiet_until__lte=now(), told_at=None)
    return each(list(due), _tell)


@transaction.atomic
def _tell(signal: Signal) -> int:
    signal = lock(signal)
    if signal.told_at:
        return 0
    signal.told_at = now()
    signal.save(update_fields=["told_at"])
    if signal.state != SignalState.NEW or signal.level != SignalLevel.WARNING:
        return 0
    telling.warned(signal)
    return 1


def keeps_quiet(signal: Signal) -> bool:
    """Whether nobody need be reminded of it now."""
    if signal.level != SignalLevel.WARNING or signal.kind == SignalKind.MANUAL:
        return False
    waits = signal.quiet_until is not None and signal.told_at is None
    return waits or morning_after(signal.brand_id, now()) is not None
