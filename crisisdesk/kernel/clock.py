"""The desk's time: stored in UTC, shown in the reader's zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone


def now() -> datetime:
    """Give the present moment, aware of its zone."""
    return timezone.now()


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def iso(at: datetime | None) -> str | None:
    """ISO 8601 with an offset, for JSON and digests."""
    return None if at is None else at.astimezone(timezone.get_default_timezone()).isoformat()
