"""The desk's time: stored in UTC, shown in the reader's zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: What the database can give back in every zone, and no slip of the keyboard.
YEARS = range(1900, 9000)


def now() -> datetime:
    """Give the present moment, aware of its zone."""
    return timezone.now()


def plausible(at: datetime) -> None:
    """Refuse the year 1 and its like: PostgreSQL stores them, and then no page can read the row."""
    if at.year not in YEARS:
        raise ValidationError(_("This date cannot be meant."), code="implausible")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def iso(at: datetime | None) -> str | None:
    """ISO 8601 with an offset, for JSON and digests."""
    return None if at is None else at.astimezone(timezone.get_default_timezone()).isoformat()
