"""Small stories of two or three injects, as rows."""

from __future__ import annotations

from typing import Any

from drills.models import Inject, Scenario
from teams.models import Brand

NOTE: dict[str, Any] = {"arrives": "note", "details": {}}
SIGNAL = {
    "arrives": "signal",
    "details": {
        "kind": "manual",
        "platform": "tiktok",
        "reach": 40_000,
        "url": "https://a.example/",
    },
}
ENQUIRY = {
    "arrives": "enquiry",
    "details": {"outlet": "Báo Ngày Mới", "reporter": "Hà", "deadline_minutes": 30},
}
CALL = {
    "arrives": "call",
    "details": {"outlet": "Đài A", "deadline_minutes": 20, "question_vi": "Có thu hồi không?"},
}
POSTS = {"arrives": "posts", "details": {"count": 20, "over_minutes": 10, "negative_share": 0.7}}


def story(brand: Brand, *injects: dict[str, Any], minutes: int = 60) -> Scenario:
    """A scenario with these injects, at minute 0 unless they say otherwise."""
    slug = f"story-{Scenario.objects.count()}"
    scenario = Scenario.objects.create(
        brand=brand, slug=slug, title_vi="Chuyện nhỏ", format="functional", minutes=minutes
    )
    Inject.objects.bulk_create(
        Inject(
            scenario=scenario,
            order=place,
            key=f"i{place}",
            **{
                "at_minute": 0,
                "channel": "social",
                "persona_vi": "Một khách hàng",
                "content_vi": "Sữa có dị vật",
                "content_en": "Something is in the milk",
                "expected_vi": "Tiếp nhận",
                **inject,
            },
        )
        for place, inject in enumerate(injects, 1)
    )
    return scenario
