"""An invented brand's quiet week and its storm, for whoever tries the desk."""

from .recording import RECORDED_STORM, RECORDED_STORM_BEGAN, write
from .stream import (
    BRAND,
    QUIET_DAYS,
    SECOND_BRAND,
    SECOND_WORDS,
    STORM_LASTS,
    WATCH_WORDS,
    generate,
    quiet_week,
    rumour,
    second_brand,
    storm,
)

__all__ = [
    "BRAND",
    "QUIET_DAYS",
    "RECORDED_STORM",
    "RECORDED_STORM_BEGAN",
    "SECOND_BRAND",
    "SECOND_WORDS",
    "STORM_LASTS",
    "WATCH_WORDS",
    "generate",
    "quiet_week",
    "rumour",
    "second_brand",
    "storm",
    "write",
]
