"""From a lesson to the next run: proposed, taken over, in force, shown; and what was last time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import translation

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.errors import Blocked
from incidents.models import Incident, Lesson, Review
from incidents.selectors import lessons
from incidents.services import plan, review
from playbooks import selectors as playbooks
from playbooks.models import Playbook, Proposal
from playbooks.services import publish, seed, submit
from playbooks.services.proposals import decline, take

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db
Case = "Callable[..., Incident]"

STEP = {
    "vi": "Gọi tổng đài trước",
    "en": "Call the hotline first",
    "role": "lead",
    "minutes": 10,
    "critical": False,
}


@pytest.fixture
def rumour(brand: Brand) -> Playbook:
    seed(brand)
    return Playbook.objects.get(brand=brand, slug="rumour_fake_news")


@pytest.fixture
def lesson(make_case: Case, rumour: Playbook, admin_person: User, minh: User) -> Lesson:
    """Of a drill, whose review is being written."""
    case = make_case("post_mortem", kind=rumour.slug, is_drill=True)
    Review.objects.create(incident=case, round=1)
    return review.add_lesson(case, actor=minh, text="Tổng đài biết trước chúng ta")


def change(lesson: Lesson, who: User, book: Playbook, **row: Any) -> Proposal:
    """The lesson proposes a new step."""
    added = {"part": "steps", "kind": "add", "row": {**STEP, **row}}
    settled = review.settle_lesson(
        lesson,
        actor=who,
        outcome="playbook_change",
        proposal="Gọi tổng đài sớm",
        playbook=book,
        change=added,
    )
    assert settled.change is not None
    return settled.change


def running(make_case: Case, book: Playbook, lead: User) -> Incident:
    """A case that has just begun to run the version in force."""
    case = make_case("verifying")
    version = playbooks.published(case.brand).get(playbook=book)
    plan.choose(case, version, actor=lead)
    case.refresh_from_db()
    return case


def test_a_drill_teaches_the_next_run(
    lesson: Lesson,
    rumour: Playbook,
    make_case: Case,
    minh: User,
    lead: User,
    admin_person: User,
    phuong: User,
    client_of: Callable[[User], Client],
) -> None:
    """The whole loop: lesson, proposal, draft, second person, the row of the next case."""
    drill = lesson.review.incident
    review_url = reverse("incidents:review", args=[drill.reference])
    stages = []

    def look() -> None:
        stages.append(str(Lesson.objects.get().stage))

    proposal = change(lesson, minh, rumour)
    look()
    draft = take(proposal, actor=admin_person)
    look()
    draft.refresh_from_db()
    submit(draft, actor=admin_person)
    publish(draft, actor=phuong)
    look()
    assert stages == ["proposed", "taken", "in_force"]

    case = running(make_case, rumour, lead)
    drill.allowed.add(lead)
    words = f"sửa sau diễn tập {drill.reference}"
    pages = [
        reverse("incidents:tasks", args=[case.reference]),
        reverse("playbooks:detail", args=[rumour.slug]),
        case.get_absolute_url(),
    ]
    case.tasks.exclude(title_vi=STEP["vi"]).update(due_at=now() + minutes(600))
    for page in pages:
        text = client_of(lead).get(page).content.decode()
        assert words in text, page
        assert f"{review_url}#lessons" in text, page


def test_who_may_not_see_the_case_gets_no_link(
    lesson: Lesson,
    rumour: Playbook,
    make_case: Case,
    minh: User,
    lead: User,
    admin_person: User,
    phuong: User,
    client_of: Callable[[User], Client],
) -> None:
    draft = take(change(lesson, minh, rumour), actor=admin_person)
    draft.refresh_from_db()
    submit(draft, actor=admin_person)
    publish(draft, actor=phuong)
    drill = lesson.review.incident
    Incident.objects.filter(pk=drill.pk).update(restricted=True, lead=phuong)
    case = running(make_case, rumour, lead)
    url = reverse("incidents:tasks", args=[case.reference])
    review_url = reverse("incidents:review", args=[drill.reference])
    text = client_of(lead).get(url).content.decode()
    assert f"sửa sau diễn tập {drill.reference}" in text
    assert review_url not in text
    assert review_url in client_of(phuong).get(url).content.decode()


def test_a_lesson_settled_otherwise_takes_its_proposal_back(
    lesson: Lesson, rumour: Playbook, minh: User
) -> None:
    change(lesson, minh, rumour)
    lesson.refresh_from_db()
    change(lesson, minh, rumour, vi="Gọi tổng đài trong 10 phút")
    assert Proposal.objects.get().row["vi"] == "Gọi tổng đài trong 10 phút"
    lesson.refresh_from_db()
    review.settle_lesson(lesson, actor=minh, outcome="no_change", reason="đã có")
    assert Proposal.objects.count() == 0


def test_what_an_admin_took_over_is_not_settled_otherwise(
    lesson: Lesson, rumour: Playbook, minh: User, admin_person: User
) -> None:
    take(change(lesson, minh, rumour), actor=admin_person)
    lesson.refresh_from_db()
    with pytest.raises(Blocked) as caught:
        review.settle_lesson(lesson, actor=minh, outcome="no_change", reason="đã có")
    assert [reason.code for reason in caught.value.reasons] == ["taken"]
    lesson.refresh_from_db()
    assert lesson.outcome == "playbook_change"


def test_after_a_no_the_lesson_may_propose_something_else(
    lesson: Lesson, rumour: Playbook, minh: User, admin_person: User
) -> None:
    decline(change(lesson, minh, rumour), "quá muộn", actor=admin_person)
    lesson.refresh_from_db()
    assert lesson.stage == "declined"
    change(lesson, minh, rumour, minutes=5)
    lesson.refresh_from_db()
    assert lesson.stage == "proposed"
    assert Proposal.objects.declined().count() == 1


def test_a_change_in_words_only_reaches_the_admins_too(
    lesson: Lesson, rumour: Playbook, minh: User
) -> None:
    settled = review.settle_lesson(
        lesson, actor=minh, outcome="playbook_change", proposal="Viết lại", playbook=rumour
    )
    assert (settled.stage, settled.change.part) == ("proposed", "")


def test_the_form_words_a_row_and_says_what_is_wrong(
    lesson: Lesson, rumour: Playbook, minh: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(minh)
    url = reverse("incidents:lesson-change", args=[lesson.review.incident.reference, lesson.pk])
    first = rumour.versions.get().content["steps"][0]
    aim = f"?playbook={rumour.pk}&target=steps:change:{first['key']}"
    page = client.get(url + aim).content.decode()
    assert first["en"] in page

    wrong = client.post(url + aim, {"vi": "x", "minutes": "", "role": "lead", "words": "y"})
    assert wrong.status_code == 422
    assert Proposal.objects.count() == 0
    sent = {"vi": "Lời mới", "en": "New words", "minutes": 5, "role": "lead", "words": "Vì sao"}
    assert client.post(url + aim, sent).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.row["vi"], proposal.key) == ("change", "Lời mới", first["key"])
    assert proposal.source == lesson.review.incident.reference
    gone = f"?playbook={rumour.pk}&target=steps:remove:{first['key']}"
    assert client.post(url + gone, {"words": "Thừa"}).status_code == 302
    assert Proposal.objects.get().kind == "remove"


def test_a_target_nobody_offers_falls_back_to_a_new_step(
    lesson: Lesson, minh: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("incidents:lesson-change", args=[lesson.review.incident.reference, lesson.pk])
    for target in ("scct:change:x", "steps:change:nothing", ":::", "x"):
        page = client_of(minh).get(url, {"playbook": "abc", "target": target})
        assert page.status_code == 200
        assert 'value="steps:add:" selected' in page.content.decode()


def test_earlier_cases_of_the_type_are_suggested(
    make_case: Case, lead: User, minh: User, client_of: Callable[[User], Client]
) -> None:
    """At most three, the latest first; none restricted, of another type, or still running."""
    old = [make_case("closed", kind="rumour_fake_news") for _ in range(4)]
    for days, case in enumerate(old):
        Incident.objects.filter(pk=case.pk).update(opened_at=now() - minutes(1440 * (9 - days)))
    make_case("closed", kind="boycott")
    make_case("responding", kind="rumour_fake_news")
    make_case("false_alarm", kind="rumour_fake_news")
    make_case("closed", kind="rumour_fake_news", is_drill=True)
    make_case("closed", kind="rumour_fake_news", restricted=True, lead=None)
    case = make_case("verifying", kind="rumour_fake_news")
    assert lessons.last_time(case, minh) == [old[3], old[2], old[1]]

    for page in ("room", "facts"):
        text = client_of(minh).get(reverse(f"incidents:{page}", args=[case.reference]))
        text = text.content.decode()
        with translation.override("vi"):
            assert "Lần trước" in text
        assert text.count(f'"{reverse("incidents:review", args=[old[3].reference])}"') == 1
        assert old[0].reference + "<" not in text


def test_a_drill_is_told_of_drills_too(make_case: Case, minh: User) -> None:
    real = make_case("closed", kind="boycott")
    drill = make_case("closed", kind="boycott", is_drill=True)
    assert lessons.last_time(make_case("verifying", kind="boycott"), minh) == [real]
    again = make_case("verifying", kind="boycott", is_drill=True)
    assert lessons.last_time(again, minh) == [drill, real]


def test_without_a_type_nothing_is_suggested(make_case: Case, minh: User) -> None:
    make_case("closed")
    assert lessons.last_time(make_case("verifying"), minh) == []


def test_last_time_takes_the_same_queries_for_one_case_and_three(
    make_case: Case, minh: User, django_assert_num_queries: Any
) -> None:
    case = make_case("verifying", kind="boycott")
    for more in (1, 2):
        for _ in range(more):
            old = make_case("closed", kind="boycott")
            made = Review.objects.create(incident=old, round=1)
            Lesson.objects.create(review=made, text="Báo sớm", by=minh)
        minh.__dict__.pop("_memberships", None)
        with django_assert_num_queries(QUERIES):
            found = lessons.last_time(case, minh)
            assert all(row.lessons.all() for old in found for row in old.reviews.all())


#: Whose the brands are, the cases, their reviews, their lessons, their words and strategies.
QUERIES = 6
