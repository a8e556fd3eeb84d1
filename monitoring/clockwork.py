"""Five-minute buckets: the grid on which mentions are counted and judged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

STEP = timedelta(minutes=5)
SECONDS = int(STEP.total_seconds())
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def floor(at: datetime) -> datetime:
    """Start of the bucket that holds the moment."""
    return EPOCH + (at - EPOCH) // STEP * STEP


def ceiling(at: datetime) -> datetime:
    """The first border at or after the moment."""
    start = floor(at)
    return start if start == at else start + STEP


def starts(begin: datetime, end: datetime) -> list[datetime]:
    """Starts of the buckets in [begin, end)."""
    return [begin + STEP * index for index in range((end - begin) // STEP)]
