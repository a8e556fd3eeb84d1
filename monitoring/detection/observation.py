"""What a detector says about one bucket."""

from datetime import UTC, datetime
from typing import NamedTuple

VOLUME, NEGATIVE, MOOD = "volume", "negative", "mood"
SPREAD, SOURCE = "spread", "source"


class Observation(NamedTuple):
    """`level` is set only when there is something to announce; `score` is its news value.

    `once_in_days` says how rare the peak is by itself, also while an episode keeps the
    detector silent; `height` is the same on the scale of the daily peaks. The mood, the spread
    and a wide source have no such rarity (0). The mood has the share of negatives, now and
    usually; its count and expected, and those of the spread, are of the negatives. `more` are
    further facts, plain JSON.
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
    height: float = 0.0
    more: dict | None = None


def moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def seconds_of(at: datetime) -> int:
    """Seconds since the epoch; a time without a zone is taken as UTC."""
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
