"""Cases in any state for the rules to be tried on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from crisisdesk.kernel.clock import now
from incidents.enums import Axis, Outcome
from incidents.models import ActionItem, Incident, Lesson, Review, RoleAssignment

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.models import Brand, User

SCORES = {
    "watch": dict.fromkeys(Axis.values, 0),
    "moderate": dict.fromkeys(Axis.values, 1),
    "high": {**dict.fromkeys(Axis.values, 1), "spread": 3, "truth": 2},
    "critical": {**dict.fromkeys(Axis.values, 1), "people": 3},
}


@pytest.fixture
def make_case(brand: Brand, lead: User, bot: User) -> Callable[..., Incident]:
    """A case in a state, ripe for every transition from it unless told otherwise.

    It has a lead, scores, no playbook with a reason, a remedy, a public word and a signed review.
    """
    numbers = iter(range(1, 1000))

    def make(status: str = "detected", severity: str = "moderate", **fields: Any) -> Incident:
        case = Incident(
            brand=brand,
            number=next(numbers),
            status=status,
            severity=severity,
            created_by=bot,
            **{
                "detected_at": now(),
                "title": "Sữa có mùi lạ",
                "peak_severity": severity,
                "lead": lead,
                "no_playbook_reason": "chưa có kịch bản",
                "source_url": "https://voz.example/t/1",
                "remedy": "đổi sản phẩm",
                "remedy_done": True,
                "last_public_at": now() + timedelta(seconds=1),
                "no_closing_reason": "đã trả lời trực tiếp",
                **{f"score_{axis}": score for axis, score in SCORES[severity].items()},
                **fields,
            },
        )
        if status == "merged" and case.merged_into is None:
            case.merged_into = make()
        case.save(force_insert=True)
        if case.lead:
            RoleAssignment.objects.create(incident=case, role="lead", user=case.lead)
        return case

    return make


@pytest.fixture
def reviewed(manager: User) -> Callable[[Incident], Review]:
    """Give the case a whole, signed review by `manager`."""

    def review(case: Incident) -> Review:
        made = Review.objects.create(
            incident=case,
            round=case.round,
            reviewer=manager,
            summary="Tóm tắt",
            public_view="Công chúng thấy gì",
            signed_at=now(),
            signed_by=manager,
        )
        lesson = Lesson.objects.create(
            review=made, text="Báo nội bộ sớm hơn", outcome=Outcome.ACTION_ITEM, by=manager
        )
        ActionItem.objects.create(
            review=made, lesson=lesson, text="Sửa mẫu", owner=manager, due_on=now().date()
        )
        return made

    return review
