"""The hot wash: who writes, what is seen of them, and what becomes of a line."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from drills.models import Drill, Scenario
from incidents.models import FollowUpPolicy, Incident, Lesson, TimelineEntry, WashLine, WashVote
from incidents.selectors import hot_wash as selectors
from incidents.services import hot_wash
from tests.meanwhile import right_after_reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import User

pytestmark = pytest.mark.django_db
Case = "Callable[..., Incident]"


def rows(case: Incident, viewer: User) -> list[Any]:
    return [row for column in selectors.board(case, viewer) for row in column.rows]


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        ("responding", False),
        ("contained", False),
        ("resolved", True),
        ("post_mortem", True),
        ("closed", False),
        ("false_alarm", False),
    ],
)
def test_it_opens_with_the_end_of_the_work_and_closes_with_the_review(
    status: str, is_open: bool, make_case: Case, minh: User
) -> None:
    case = make_case(status)
    if is_open:
        hot_wash.add(case, actor=minh, kind="well", text="Kho gọi lại ngay")
    else:
        with pytest.raises(Blocked) as refused:
            hot_wash.add(case, actor=minh, kind="well", text="Kho gọi lại ngay")
        assert [reason.code for reason in refused.value.reasons] == ["hot_wash_shut"]
    assert WashLine.objects.count() == int(is_open)


def test_after_a_drill_it_opens_whatever_the_state_of_its_case(
    make_case: Case, minh: User, lead: User
) -> None:
    case = make_case("responding", is_drill=True)
    case.allowed.add(minh, lead)
    story = Scenario.objects.create(
        brand=case.brand, slug="x", title_vi="Tin đồn", format="tabletop", minutes=30
    )
    drill = Drill.objects.create(scenario=story, incident=case, started_by=lead)
    assert not hot_wash.is_open(case)
    Drill.objects.filter(pk=drill.pk).update(ended_at=now())
    assert hot_wash.is_open(case)
    line = hot_wash.add(case, actor=minh, kind="idea", text="Có sẵn số của kho")
    with pytest.raises(Blocked) as refused:
        hot_wash.to_lesson(line, actor=lead)
    assert [reason.code for reason in refused.value.reasons] == ["not_resolved"]


def test_a_line_is_shown_without_its_author_and_stays_so_under_a_later_rule(
    make_case: Case, minh: User, lead: User
) -> None:
    case = make_case("resolved")
    hot_wash.add(case, actor=minh, kind="badly", text="Bản tin nội bộ ra muộn")
    FollowUpPolicy.objects.create(brand=case.brand, anonymous=False)
    hot_wash.add(case, actor=minh, kind="badly", text="Mẫu thiếu tiếng Anh")
    assert [(row.author, row.mine) for row in rows(case, lead)] == [(None, False), (minh, False)]
    assert [row.mine for row in rows(case, minh)] == [True, True]


def test_a_line_keeps_what_its_page_promised_though_it_was_sent_under_a_later_rule(
    make_case: Case, minh: User, lead: User, client_of: Callable[[User], Client]
) -> None:
    case, client = make_case("resolved"), client_of(minh)
    form = client.get(reverse("incidents:hot-wash", args=[case.reference])).context["form"]
    assert (
        "Dòng của bạn"
        in client.get(reverse("incidents:hot-wash", args=[case.reference])).content.decode()
    )
    typed = {name: form[name].value() for name in ("kind", "key", "unnamed")}
    FollowUpPolicy.objects.create(brand=case.brand, anonymous=False)
    client.post(
        reverse("incidents:do", args=[case.reference, "wash"]), {**typed, "text": "Thiếu người"}
    )
    hot_wash.add(case, actor=minh, kind="well", text="Viết sau")
    by_text = {row.line.text: row.author for row in rows(case, lead)}
    assert by_text == {"Thiếu người": None, "Viết sau": minh}
    form = client.get(reverse("incidents:hot-wash", args=[case.reference])).context["form"]
    assert form["unnamed"].value() is False


def test_no_page_and_no_log_line_names_who_wrote_without_a_name(
    make_case: Case, minh: User, lead: User, client_of: Callable[[User], Client]
) -> None:
    case = make_case("post_mortem", lead=lead)
    case.reviews.create(round=1)
    line = hot_wash.add(case, actor=minh, kind="idea", text="Gọi kho trước khi đăng")
    lesson = hot_wash.to_lesson(line, actor=lead)
    assert (lesson.by, lesson.text) == (lead, line.text)
    assert not TimelineEntry.objects.filter(incident=case, actor=minh).exists()
    pages = [reverse(f"incidents:{name}", args=[case.reference]) for name in ("hot-wash", "review")]
    for page in pages:
        text = client_of(lead).get(page).content.decode()
        assert line.text in text
        assert minh.name not in text


def test_the_same_line_sent_twice_is_one_line(
    make_case: Case, minh: User, lead: User, client_of: Callable[[User], Client]
) -> None:
    case, key = make_case("resolved"), str(uuid.uuid4())
    url = reverse("incidents:do", args=[case.reference, "wash"])
    sent = {"kind": "surprise", "text": "Báo gọi trước", "key": key}
    answers = [client_of(minh).post(url, sent).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert WashLine.objects.count() == 1
    # A key of somebody else's line neither hides nor changes anything.
    client_of(lead).post(url, sent)
    assert WashLine.objects.count() == 2


def test_a_vote_counts_once_a_person_and_can_be_taken_back(
    make_case: Case, minh: User, lead: User
) -> None:
    case = make_case("resolved")
    line = hot_wash.add(case, actor=minh, kind="well", text="Ghim bài sớm")
    for who in (minh, lead, lead):
        hot_wash.vote(line, actor=who, on=True)
    (row,) = rows(case, lead)
    assert (row.votes, row.voted) == (2, True)
    for _ in range(2):
        hot_wash.vote(line, actor=lead, on=False)
    assert WashVote.objects.count() == 1


def test_a_press_makes_a_lesson_once_and_begins_the_review(make_case: Case, lead: User) -> None:
    case = make_case("resolved")
    line = hot_wash.add(case, actor=lead, kind="idea", text="Danh sách số điện thoại")
    first, second = (hot_wash.to_lesson(line, actor=lead) for _ in range(2))
    assert first == second == Lesson.objects.get()
    case.refresh_from_db()
    assert case.status == "post_mortem"
    with pytest.raises(Blocked) as refused:
        hot_wash.take_back(line, actor=lead)
    assert [reason.code for reason in refused.value.reasons] == ["lesson"]


def test_only_its_author_takes_a_line_back(make_case: Case, minh: User, lead: User) -> None:
    case = make_case("resolved")
    line = hot_wash.add(case, actor=minh, kind="well", text="x")
    with pytest.raises(Forbidden):
        hot_wash.take_back(line, actor=lead)
    hot_wash.take_back(line, actor=minh)
    assert WashLine.objects.count() == 0


def test_a_line_that_was_taken_back_meanwhile_is_said_to_be_gone(
    make_case: Case, minh: User, lead: User
) -> None:
    line = hot_wash.add(make_case("resolved"), actor=minh, kind="well", text="x")
    WashLine.objects.filter(pk=line.pk).delete()
    for act in (
        lambda: hot_wash.take_back(line, actor=minh),
        lambda: hot_wash.vote(line, actor=lead, on=True),
        lambda: hot_wash.to_lesson(line, actor=lead),
    ):
        with pytest.raises(Blocked) as refused:
            act()
        assert [reason.code for reason in refused.value.reasons] == ["hot_wash_gone"]


def test_who_only_watches_and_who_is_of_another_brand_stay_out(
    make_case: Case, khoa: User, vy: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("incidents:hot-wash", args=[make_case("resolved").reference])
    assert [client_of(who).get(url).status_code for who in (khoa, vy)] == [403, 404]


def test_the_board_is_sent_again_only_when_something_changed(
    make_case: Case, minh: User, lead: User, client_of: Callable[[User], Client]
) -> None:
    case = make_case("resolved")
    line = hot_wash.add(case, actor=minh, kind="well", text="Ghim bài sớm")
    client = client_of(lead)
    live = reverse("incidents:hot-wash-live", args=[case.reference])
    seq = selectors.pulse(case)
    assert client.get(live, {"seq": seq}).status_code == 204
    hot_wash.vote(line, actor=lead, on=True)
    answer = client.get(live, {"seq": seq})
    assert (answer.status_code, answer["X-Live-Seq"]) == (200, selectors.pulse(case))
    # What one types stands outside of what is replaced.
    assert "<textarea" not in answer.content.decode()


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
def test_an_empty_or_endless_line_names_its_field(
    text: str, make_case: Case, minh: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("incidents:do", args=[make_case("resolved").reference, "wash"])
    answer = client_of(minh).post(url, {"kind": "well", "text": text})
    assert answer.status_code == 422
    assert 'id="id_text_error"' in answer.content.decode()


def test_the_board_takes_the_same_queries_for_one_line_and_three(
    make_case: Case, minh: User, lead: User, django_assert_num_queries: Any
) -> None:
    case = make_case("resolved")
    for more in (1, 2):
        for _ in range(more):
            line = hot_wash.add(case, actor=minh, kind="well", text="x")
            hot_wash.vote(line, actor=lead, on=True)
        with django_assert_num_queries(1):
            assert all(row.votes for row in rows(case, lead))


def test_a_line_that_comes_while_the_board_is_read_is_news_to_it(
    make_case: Case, minh: User, client_of: Callable[[User], Client]
) -> None:
    case, browser = make_case("resolved"), client_of(minh)
    url = reverse("incidents:hot-wash-live", args=[case.reference])

    def another() -> None:
        hot_wash.add(case, actor=minh, kind="idea", text="Có sẵn số của kho")

    with right_after_reading('SELECT "incidents_washline"."id"', another) as came:
        missed = browser.get(url)
    assert came and "Có sẵn số của kho" not in missed.content.decode()

    news = browser.get(url, {"seq": missed["X-Live-Seq"]})
    assert news.status_code == 200 and "Có sẵn số của kho" in news.content.decode()
