"""What monitoring's tests share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from monitoring.models import Mention, Signal, Watch
from monitoring.services import signals
from monitoring.services.ingest import Result, take_in
from tests.conftest import case_row

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


@pytest.fixture
def behind_a_secret(
    brand: Brand, watch: Watch, bot: User, minh: User, lead: User, hear: Callable[..., Result]
) -> Callable[[int], Incident]:
    """So many linked signals and mentions of a case that only `lead` may see."""

    def make(count: int = 1) -> Incident:
        at = now() - timedelta(hours=1)
        case = case_row(
            brand=brand, title="Thu hồi chưa công bố", actor=bot, detected_at=at, source_url=""
        )
        hear([said(number, at) for number in range(count)])
        for number in range(count):
            evidence = {"kind": "negative", "count": 40, "expected": 3.0, "window_minutes": 30,
                        "once_in_days": 12.0, "share": None, "usual_share": None,
                        "examples": list(Mention.objects.values_list("pk", flat=True)),
                        "platforms": {}}  # fmt: skip
            signal = Signal.objects.create(
                brand=brand, watch=watch, kind="negative", level="warning", started_at=at, at=at,
                last_at=at, raised_by=bot, evidence=evidence, episode=str(number),
            )  # fmt: skip
            signals.link(signal, case, actor=minh)
        Mention.objects.update(incident=case)
        Incident.objects.filter(pk=case.pk).update(restricted=True, lead=lead)
        return case

    return make


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
