"""The list of lessons, by how far they have come and by type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crisisdesk.kernel.clock import now
from incidents.models import ActionItem, Incident, Lesson, Review
from incidents.selectors import lessons
from playbooks.models import Playbook, PlaybookVersion, Proposal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(brand: Brand, lead: User) -> Review:
    case = Incident.objects.create(
        brand=brand, number=7, kind="boycott", title="Tẩy chay", detected_at=now(),
        created_by=lead, lead=lead,
    )  # fmt: skip
    return Review.objects.create(incident=case, round=1)


@pytest.fixture
def book(brand: Brand) -> Playbook:
    return Playbook.objects.create(brand=brand, slug="boycott", code="B", name_vi="A", name_en="A")


def change(review: Review, by: User, book: Playbook, text: str, **fields: Any) -> Lesson:
    proposal = Proposal.objects.create(playbook=book, words=text, source="INC-7", by=by, **fields)
    return Lesson.objects.create(
        review=review, text=text, by=by, outcome="playbook_change", playbook=book, change=proposal
    )


@pytest.fixture
def every(review: Review, lead: User, book: Playbook) -> None:
    """A lesson of each stage, named by it."""
    version = {"playbook": book, "content": {}, "author": lead, "edited_by": lead}
    draft = PlaybookVersion.objects.create(number=2, state="draft", **version)
    force = PlaybookVersion.objects.create(number=1, state="published", **version)
    change(review, lead, book, "proposed")
    change(review, lead, book, "taken", version=draft)
    change(review, lead, book, "in_force", version=force)
    change(review, lead, book, "declined", declined_at=now(), declined_by=lead, answer="thừa")
    Lesson.objects.create(review=review, text="no_outcome", by=lead)
    Lesson.objects.create(review=review, text="no_change", by=lead, outcome="no_change", reason="x")
    for text, done in (("to_do", None), ("done", now())):
        row = Lesson.objects.create(review=review, text=text, by=lead, outcome="action_item")
        ActionItem.objects.create(review=review, lesson=row, text="x", owner=lead, done_at=done)


@pytest.mark.parametrize(
    ("stage", "wanted"),
    [
        ("open", {"proposed", "taken", "no_outcome", "to_do"}),
        ("in_force", {"in_force"}),
        ("declined", {"declined"}),
    ],
)
@pytest.mark.usefixtures("every")
def test_lessons_by_how_far_they_have_come(stage: str, wanted: set[str], lead: User) -> None:
    assert {lesson.text for lesson in lessons.listing(lead, stage)} == wanted


@pytest.mark.usefixtures("every")
def test_every_lesson_says_its_stage(
    lead: User, brand: Brand, client_of: Callable[[User], Client]
) -> None:
    rows = list(lessons.listing(lead))
    assert len(rows) == 8
    assert all(lesson.text == lesson.stage for lesson in rows)
    counted = lessons.counts(brand)
    assert counted == {"proposed": 1, "taken": 1, "in_force": 1, "declined": 1}
    page = client_of(lead).get(reverse("desk:lessons")).content.decode()
    assert "thừa" in page


@pytest.mark.usefixtures("every")
def test_lessons_by_type(lead: User, client_of: Callable[[User], Client]) -> None:
    assert lessons.listing(lead, kind="boycott").count() == 8
    assert lessons.listing(lead, kind="deepfake").count() == 0
    page = client_of(lead).get(reverse("desk:lessons"), {"stage": "open", "kind": "boycott"})
    assert page.content.decode().count("<tr data-row>") == 4


def test_viewers_strangers_and_those_a_case_does_not_name_find_none(
    review: Review, lead: User, minh: User, khoa: User, vy: User
) -> None:
    Lesson.objects.create(review=review, text="x", by=lead)
    assert [lessons.listing(who).count() for who in (minh, khoa, vy)] == [1, 0, 0]
    Incident.objects.update(restricted=True)
    assert [lessons.listing(who).count() for who in (lead, minh)] == [1, 0]


def test_the_list_takes_the_same_queries_for_one_lesson_and_three(
    review: Review, lead: User, book: Playbook, client_of: Callable[[User], Client]
) -> None:
    client, counts = client_of(lead), []
    for more in (1, 2):
        for n in range(more):
            change(review, lead, book, f"{more}{n}")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("desk:lessons"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
