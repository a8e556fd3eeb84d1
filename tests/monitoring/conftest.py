"""What monitoring's tests share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitoring.models import Watch
from monitoring.services.ingest import Result, take_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.models import Brand, User

#: A Monday noon in Hà Nội, long enough ago that nothing lies in the future.
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def said(number: int, at: datetime = NOON, **fields: Any) -> dict[str, Any]:
    """A mention as a listening tool sends it."""
    return {
        "external_id": f"m{number}",
        "source": "Facebook",
        "author": f"nguoi{number}",
        "text": f"Sao Mai hôm nay thế nào, lần thứ {number}",
        "posted_at": at.isoformat(),
        "url": f"https://facebook.example/{number}",
        "reach": 10,
        **fields,
    }


@pytest.fixture
def watch(brand: Brand, admin_person: User) -> Watch:
    return Watch.objects.create(
        brand=brand, name="Sao Mai", words=["sao mai"], created_by=admin_person
    )


@pytest.fixture
def hear(brand: Brand, bot: User) -> Callable[..., Result]:
    """Take mentions in for the brand."""

    def hear_them(items: list[Any], **options: Any) -> Result:
        return take_in(items, brand=brand, actor=options.pop("actor", bot), **options)

    return hear_them


@pytest.fixture
def calm_days(watch: Watch, hear: Callable[..., Result]) -> Callable[..., datetime]:
    """Days with two mentions every half hour; returns the moment after them."""

    def live_through(days: int = 8, begin: datetime = NOON) -> datetime:
        end = begin + timedelta(days=days)
        at, items = begin, []
        while at < end:
            items += [said(len(items), at), said(len(items) + 1, at + timedelta(minutes=7))]
            at += timedelta(minutes=30)
        hear(items, judge=False)
        return end

    return live_through


def storm(at: datetime, count: int = 90, over: timedelta = timedelta(minutes=30)) -> list[Any]:
    """Many angry mentions within a short time."""
    return [
        said(
            100_000 + number,
            at + over * number / count,
            text=f"Sao Mai lừa đảo, quá tệ, sữa bị hỏng, tẩy chay ngay {number}",
            platform=["facebook", "tiktok"][number % 2],
            reach=number,
        )
        for number in range(count)
    ]
