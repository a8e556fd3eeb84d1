"""Handbook G7, "the review that edits the playbook": its acceptance, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from crisisdesk.kernel.errors import Blocked
from incidents.models import Incident, Lesson, Review
from incidents.services import lifecycle, plan, review
from playbooks import selectors as playbooks
from playbooks.models import Playbook
from playbooks.services import publish, seed, submit
from playbooks.services.proposals import take

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db
Case = "Callable[..., Incident]"

STEP = {"vi": "Gọi kho trước", "en": "Call the store", "role": "lead", "minutes": 9}
PREPARED = {
    "kind": "holding",
    "name": {"vi": "Lời đầu khi kho chưa trả lời", "en": "First word without the store"},
    "requires_fact": False,
    "vi": "{brand} đang hỏi kho và sẽ nói tiếp trước {next_update_at}.",
    "en": "{brand} is asking the store and will say more by {next_update_at}.",
}


@pytest.fixture
def book(brand: Brand) -> Playbook:
    seed(brand)
    return Playbook.objects.get(brand=brand, slug="rumour_fake_news")


@pytest.fixture
def lesson(make_case: Case, minh: User, book: Playbook) -> Lesson:
    """Of a real case whose review is being written."""
    case = make_case("post_mortem", kind=book.slug)
    Review.objects.create(incident=case, round=1)
    return review.add_lesson(case, actor=minh, text="Kho biết trước chúng ta")


def in_force(lesson: Lesson, by: User, admin: User, second: User, **change: object) -> None:
    """Proposed by the review, taken over by the admin, published by a second person."""
    settled = review.settle_lesson(
        lesson, actor=by, outcome="playbook_change", proposal="Sớm hơn",
        playbook=Playbook.objects.get(slug="rumour_fake_news"),
        change={"kind": "add", "key": "", **change},
    )  # fmt: skip
    draft = take(settled.change, actor=admin)
    draft.refresh_from_db()
    submit(draft, actor=admin)
    publish(draft, actor=second)


@pytest.mark.parametrize("undecided", [1, 2])
def test_closing_with_an_undecided_lesson_is_refused(
    undecided: int, make_case: Case, reviewed: Callable[[Incident], Review], manager: User
) -> None:
    case = make_case("post_mortem")
    made = reviewed(case)
    for number in range(undecided):
        Lesson.objects.create(review=made, text=f"Chưa quyết {number}", by=manager)
    with pytest.raises(Blocked) as refused:
        lifecycle.close(case, actor=manager)
    assert [reason.code for reason in refused.value.reasons] == ["lesson_open"]
    case.refresh_from_db()
    assert case.status == "post_mortem"

    made.lessons.filter(outcome="").update(outcome="no_change", reason="đã có trong kịch bản")
    assert lifecycle.close(case, actor=manager).status == "closed"


def test_the_next_case_shows_changed_after_that_case_beside_the_step(
    lesson: Lesson, book: Playbook, make_case: Case, minh: User, lead: User, admin_person: User,
    phuong: User, client_of: Callable[[User], Client],
) -> None:  # fmt: skip
    in_force(lesson, minh, admin_person, phuong, part="steps", row={**STEP, "critical": False})
    case = make_case("verifying")
    plan.choose(case, playbooks.published(case.brand).get(playbook=book), actor=lead)
    page = client_of(lead).get(reverse("incidents:tasks", args=[case.reference])).content.decode()
    row = page[page.index(STEP["vi"]) :]
    assert f"sửa sau vụ {lesson.review.incident.reference}" in row[: row.index("</li>")]


def test_a_lesson_changes_a_prepared_text_too(
    lesson: Lesson, book: Playbook, minh: User, admin_person: User, phuong: User
) -> None:
    in_force(lesson, minh, admin_person, phuong, part="templates", row=PREPARED)
    version = playbooks.published(book.brand).get(playbook=book)
    texts = {row["name"]["vi"]: row["vi"] for row in version.content["templates"]}
    assert texts[PREPARED["name"]["vi"]] == PREPARED["vi"]
    lesson.refresh_from_db()
    assert lesson.stage == "in_force"
