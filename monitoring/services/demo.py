"""The invented brand's quiet week, so that a newcomer's desk has a past to compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring import demo
from monitoring.enums import SourceKind
from monitoring.models import Watch
from monitoring.services import detection
from monitoring.services.ingest import take_in
from teams.automation import automation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

    from teams.models import Brand

BATCH = 500


def load_quiet_week(brand: Brand, now: datetime) -> int:
    """Eight ordinary days up to now; how many mentions were new. Loading twice adds nothing."""
    return _load(brand, demo.WATCH_WORDS, demo.quiet_week(now))


def load_second_brand(brand: Brand, now: datetime) -> int:
    """A dozen mentions of the other brand, which the first one's people must not see."""
    return _load(brand, demo.SECOND_WORDS, demo.second_brand(now))


def _load(brand: Brand, words: Iterable[str], mentions: Iterable[dict[str, Any]]) -> int:
    watch, _made = Watch.objects.get_or_create(
        brand=brand,
        name=brand.name,
        defaults={"words": list(words), "created_by": automation()},
    )
    items, stored = list(mentions), 0
    for at in range(0, len(items), BATCH):
        stored += take_in(
            items[at : at + BATCH],
            brand=brand,
            actor=automation(),
            kind=SourceKind.API,
            judge=False,
        ).accepted
    detection.run(watch.pk)
    return stored
