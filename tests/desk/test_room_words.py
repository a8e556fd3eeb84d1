"""What the war room lets people press, and what it tells to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from incidents.models import Incident, Question
from incidents.services import evidence, facts, notes

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(brand: Brand, lead: User) -> Incident:
    """A case in verification with one critical question open."""
    made = Incident.objects.create(
        brand=brand,
        number=7,
        title="Sữa có mùi lạ",
        status="verifying",
        severity="high",
        peak_severity="high",
        detected_at=now(),
        created_by=lead,
        lead=lead,
        no_playbook_reason="chưa có kịch bản",
        **dict.fromkeys(("score_people", "score_spread", "score_truth", "score_stakeholders"), 1),
        score_business=1,
    )
    Question.objects.create(incident=made, text_vi="Lô nào?", critical=True, owner=lead)
    return made


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args), headers={"accept-language": "vi"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_step_that_a_reason_can_answer_stays_open(
    case: Incident, lead: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(lead)
    url = reverse("incidents:move", args=[case.reference, "respond"])
    room = page(client, "incidents:room", case.reference)
    assert f'href="{url}"' in room
    assert "Còn 1 câu hỏi then chốt chưa trả lời" in room
    form = page(client, "incidents:move", case.reference, "respond")
    assert 'name="before_verification"' in form
    assert 'name="reason"' not in form
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"before_verification": "người dùng gặp nguy"}).status_code == 302
    case.refresh_from_db()
    assert case.status == "responding"


def test_a_step_asks_for_no_words_that_nobody_owes(
    case: Incident, lead: User, client_of: Callable[[User], Client]
) -> None:
    case.questions.all().delete()
    form = page(client_of(lead), "incidents:move", case.reference, "respond")
    assert 'name="before_verification"' not in form


def test_nobody_is_shown_a_step_they_may_not_take(
    case: Incident, minh: User, client_of: Callable[[User], Client]
) -> None:
    room = page(client_of(minh), "incidents:room", case.reference)
    assert reverse("incidents:move", args=[case.reference, "respond"]) not in room


def test_an_empty_filter_says_so_inside_the_timeline(
    case: Incident, lead: User, client_of: Callable[[User], Client]
) -> None:
    answer = client_of(lead).get(
        reverse("incidents:room", args=[case.reference]), {"show": "notes"}
    )
    timeline = answer.content.decode().partition('id="timeline"')[2].partition("</ol>")[0]
    assert "timeline-empty" in timeline


def test_privileged_facts_reach_only_those_who_may_read_them(
    case: Incident, lan: User, lead: User, minh: User, client_of: Callable[[User], Client]
) -> None:
    secret = "Hợp đồng số 7 có điều khoản phạt"
    fact = facts.add_fact(case, actor=lan, text_vi=secret, visibility="privileged")
    case.refresh_from_db()
    for name, args in (
        ("incidents:room", ()),
        ("incidents:log", ()),
        ("incidents:facts", ()),
        ("incidents:do", ("question-answer", case.questions.get().pk)),
        ("incidents:do", ("evidence",)),
    ):
        assert secret not in page(client_of(minh), name, case.reference, *args), name
    for name in ("room", "log", "facts"):
        assert secret in page(client_of(lead), f"incidents:{name}", case.reference), name
    url = reverse("incidents:do", args=[case.reference, "fact-revise", fact.pk])
    assert client_of(minh).get(url).status_code == 404
    assert client_of(lead).get(url).status_code == 200
    with pytest.raises(Forbidden):
        facts.revise_fact(fact, actor=minh, status="refuted", reason="đoán")


def test_a_step_that_nothing_typed_can_free_shows_reasons_and_no_form(
    case: Incident, lead: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("incidents:move", args=[case.reference, "mark_false_alarm"])
    answer = client_of(lead).get(url, headers={"accept-language": "vi"})
    text = answer.content.decode()
    assert "cần thêm một người nữa" in text
    assert 'name="reason"' not in text


def test_who_confirmed_first_is_told_that_another_must_follow(
    case: Incident, lead: User, minh: User, client_of: Callable[[User], Client]
) -> None:
    fact = facts.add_fact(case, actor=minh, text_vi="Lô L2107 đạt kiểm nghiệm")
    evidence.add_evidence(case, actor=minh, title="Phiếu", url="https://a.example/1", fact=fact)
    facts.revise_fact(fact, actor=minh, status="confirmed", reason="Phiếu số 118")
    url = reverse("incidents:do", args=[case.reference, "fact-second", fact.pk])
    assert f'action="{url}"' not in page(client_of(minh), "incidents:facts", case.reference)
    assert f'action="{url}"' in page(client_of(lead), "incidents:facts", case.reference)


def test_a_viewer_is_offered_only_what_they_may_open(
    case: Incident, khoa: User, client_of: Callable[[User], Client]
) -> None:
    for name in ("incidents:room", "incidents:log"):
        text = page(client_of(khoa), name, case.reference)
        assert reverse("incidents:facts", args=[case.reference]) not in text
        assert "?show=decisions" not in text
        assert "?show=public" in text


def test_a_filtered_timeline_grows_by_its_own_kind_only(
    case: Incident, lead: User, client_of: Callable[[User], Client]
) -> None:
    facts.add_fact(case, actor=lead, text_vi="Lô L2107 đạt kiểm nghiệm")
    notes.add(case, actor=lead, text="Đã gọi tổng đài")
    client = client_of(lead)
    live = reverse("incidents:live", args=[case.reference])
    room = client.get(reverse("incidents:room", args=[case.reference]), {"show": "notes"})
    assert f"{live}?show=notes" in room.content.decode()
    news = client.get(live, {"show": "notes", "seq": 0}).content.decode()
    assert "Đã gọi tổng đài" in news
    assert "Lô L2107" not in news
    assert "Lô L2107" in client.get(live, {"seq": 0}).content.decode()


def test_who_only_reads_is_led_to_the_ledger_not_to_a_form(
    case: Incident, admin_person: User, client_of: Callable[[User], Client]
) -> None:
    room = page(client_of(admin_person), "incidents:room", case.reference)
    question = case.questions.get()
    ledger = reverse("incidents:facts", args=[case.reference])
    assert f"{ledger}#question-{question.pk}" in room
    assert reverse("incidents:do", args=[case.reference, "task"]) not in room
