"""What a detector says about one bucket."""

from datetime import UTC, datetime
from typing import NamedTuple

VOLUME, NEGATIVE, MOOD = "volume", "negative", "mood"


class Observation(NamedTuple):
    """`level` is set only when there is something to announce; `score` is its news value.

    `once_in_days` says how rare the peak is by itself, also while an episode keeps the
    detector silent. The mood has no such rarity (0); it has the share of negatives, now and
    usually, and its count and expected are of the negatives.
    """

    at: datetime
    kind: str
    score: float
    once_in_days: float
    level: str | None
    window_minutes: int
    count: float
    expected: float
    episode_started: datetime | None
    share: float | None = None
    usual_share: float | None = None


def moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def seconds_of(at: datetime) -> int:
    """Seconds since the epoch; a time without a zone is taken as UTC."""
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
