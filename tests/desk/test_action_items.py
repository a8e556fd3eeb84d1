"""The list of what reviews asked to be mended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from crisisdesk.kernel.clock import now
from desk.paper import review_data
from desk.review import assembled
from incidents.models import ActionItem, Incident, Lesson, Review

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(brand: Brand, lead: User) -> Review:
    case = Incident.objects.create(
        brand=brand, number=7, title="Sữa có mùi lạ", detected_at=now(), created_by=lead, lead=lead
    )
    return Review.objects.create(incident=case, round=1)


def item(review: Review, owner: User, days: int | None, **more: object) -> ActionItem:
    due = None if days is None else timezone.localdate() + timedelta(days=days)
    return ActionItem.objects.create(review=review, text="Sửa mẫu", owner=owner, due_on=due, **more)


def test_items_say_their_day_and_what_is_late(
    review: Review, lead: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(lead)
    late, ahead = item(review, lead, -1), item(review, lead, 3)
    item(review, lead, None)
    page = client.get(reverse("desk:action-items")).content.decode()
    assert page.count("task-late") == 1
    assert page.count("task task-open") == 2
    for one in (late, ahead):
        assert one.due_on.strftime("%d/%m/%Y") in page
    assert "task-done" not in page


def test_finished_items_are_listed_apart(
    review: Review, lead: User, client_of: Callable[[User], Client]
) -> None:
    item(review, lead, 3, done_at=now(), done_by=lead)
    client = client_of(lead)
    assert "Sửa mẫu" not in client.get(reverse("desk:action-items")).content.decode()
    done = client.get(reverse("desk:action-items"), {"done": "1"}).content.decode()
    assert "task task-done" in done
    assert timezone.localdate().strftime("%d/%m/%Y") in done


def test_the_list_takes_the_same_queries_for_one_item_and_three(
    review: Review, lead: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(lead)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            item(review, lead, 3)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("desk:action-items"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_paper_says_days_as_the_page_does(review: Review, lead: User) -> None:
    lesson = Lesson.objects.create(review=review, text="Báo kho sớm hơn", by=lead)
    one = item(review, lead, 3, lesson=lesson)
    with translation.override("vi"):
        (row,) = review_data(assembled(review.incident, lead))["lessons"]
    assert row["outcome"] == "chưa có kết quả"
    assert one.due_on.strftime("%d/%m/%Y") in row["end"]
