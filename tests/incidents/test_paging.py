"""A case wakes people; whoever takes it on ends that, whichever way they do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from incidents.services import claims, lifecycle, paging, severity, team
from incidents.services.opening import open_incident
from outbox.models import OutboxMessage
from teams import paging as pages
from teams.models import Brand, DutyShift, Notice, Page, User
from teams.paging import firing

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty(brand: Brand, minh: User) -> User:
    DutyShift.objects.create(
        brand=brand, user=minh, starts_at=now() - timedelta(hours=1), ends_at=now() + timedelta(9)
    )
    return minh


@pytest.fixture
def case(brand: Brand, duty: User, bot: User) -> Incident:
    return open_incident(brand=brand, title="Sữa có mùi lạ", actor=bot)


def verbs(case: Incident) -> list[str]:
    return list(case.timeline.order_by("seq").values_list("verb", flat=True))


def going(case: Incident) -> list[Page]:
    return list(Page.objects.filter(about_id=case.pk, state="going"))


def test_opening_a_case_pages_those_on_duty_and_the_log_says_so(case, duty):
    page = Page.objects.get()

    assert [call.user for call in page.calls.all()] == [duty]
    assert (page.about, page.subject, page.words) == ("case", case.reference, case.title)
    assert page.severity == "high", "unscored runs as high"
    assert verbs(case) == ["opened", "page_sent"]


def test_answering_the_page_acknowledges_the_case_and_meets_its_clock(case, duty):
    pages.answer(Page.objects.get(), duty)

    case.refresh_from_db()
    assert case.acknowledged_at == Page.objects.get().ended_at or case.acknowledged_at
    assert case.clocks.get(kind="acknowledge").met_at is not None
    assert verbs(case)[2:] == ["page_answered", "acknowledged"]


def test_an_executive_who_was_woken_may_have_it(case, nghia):
    """Not one who works on cases: yet the page has called them, and they have answered."""
    pages.pass_on(Page.objects.get(), [{"kind": "person", "id": nghia.pk, "name": ""}], actor=nghia)
    pages.answer(Page.objects.get(), nghia)

    case.refresh_from_db()
    assert case.acknowledged_at is not None


def test_acknowledging_the_case_answers_its_page(case, duty):
    lifecycle.acknowledge(case, actor=duty)

    assert going(case) == []
    assert Page.objects.get().ended_by == duty
    assert verbs(case)[2:] == ["acknowledged", "page_answered"]


def test_a_case_that_turns_critical_unanswered_is_paged_anew(case, duty, lead):
    severity.raise_to(case, "critical", actor=lead, reason="báo chí")

    old, new = Page.objects.order_by("pk")
    assert (old.state, old.end_reason) == ("stopped", "raised")
    assert (new.state, new.severity) == ("going", "critical")
    assert new.calls.count() == 1


def test_a_case_that_somebody_has_is_not_paged_again_when_it_turns_critical(case, duty, lead):
    lifecycle.acknowledge(case, actor=duty)
    severity.raise_to(case, "critical", actor=lead, reason="báo chí")

    assert Page.objects.count() == 1


def test_a_case_that_leaves_the_open_states_stops_all_its_pages(case, duty, lead, phuong):
    paging.page_about(case, [phuong], "Gọi kho", key="kho")
    severity.score(
        case,
        actor=lead,
        scores=dict.fromkeys(["people", "spread", "truth", "stakeholders", "business"], 0),
    )
    case.refresh_from_db()
    case.lead = lead
    case.save(update_fields=["lead"])

    lifecycle.resolve(case, actor=lead, reason="một khách, đã đổi hàng")

    assert going(case) == []
    assert set(Page.objects.values_list("end_reason", flat=True)) == {"case_over"}


def test_whoever_takes_the_lead_has_answered(case, duty, lead):
    team.name_lead(case, lead, actor=lead)

    assert going(case) == []
    assert Page.objects.get().ended_by == lead
    case.refresh_from_db()
    assert case.acknowledged_at is None, "that is an act of its own"


def test_a_case_merged_away_calls_nobody_and_the_other_goes_on(
    case, brand, bot, manager, make_person: Callable[..., User]
):
    other = open_incident(brand=brand, title="Cùng chuyện", actor=bot)

    lifecycle.merge(case, other, actor=manager, reason="trùng")

    assert going(case) == []
    assert len(going(other)) == 1


def test_reopening_starts_a_new_page(make_case: Callable[..., Incident], duty, manager):
    case = make_case("false_alarm")
    assert going(case) == []

    lifecycle.reopen(case, actor=manager, reason="ảnh mới", evidence="https://x.example/1")

    (page,) = going(case)
    assert page.key == f"case:{case.pk}:2"


def test_a_page_of_a_restricted_case_calls_only_those_it_names(case, duty, lead, lan):
    Page.objects.all().delete()
    case.restricted = True
    case.save(update_fields=["restricted"])
    case.allowed.set([lan])

    page = paging.wake(case, actor=lead)

    assert [call.user for call in page.calls.all()] == [lan]


def test_a_drill_pages_its_players_alone(brand, duty, bot, lan):
    case = open_incident(brand=brand, title="Diễn tập", actor=bot, is_drill=True, players=[lan])

    page = Page.objects.get(about_id=case.pk)
    assert page.is_drill
    assert [call.user for call in page.calls.all()] == [lan]


def test_a_claim_that_turns_true_wakes_the_head_of_communications(
    make_case: Callable[..., Incident], lead, phuong
):
    case = make_case("verifying", severity="high")
    claim = claims.register_claim(case, actor=lead, text="Sữa có giòi")
    claims.turn_true(claim, case, lead)

    page = Page.objects.get(about="matter")
    assert [call.user for call in page.calls.all()] == [phuong]
    assert page.facts["words_en"].startswith("What we called false")
    assert page.words != page.facts["words_en"]

    pages.answer(page, phuong)
    assert page.key.startswith("turned:")


def test_a_matter_answered_does_not_acknowledge_the_case(case, duty, phuong):
    page = paging.page_by_hand(
        case,
        actor=duty,
        words="Gọi kho ngay",
        targets=[{"kind": "person", "id": phuong.pk, "name": phuong.name}],
    )
    pages.answer(page, phuong)

    case.refresh_from_db()
    assert case.acknowledged_at is None
    assert len(going(case)) == 1


def test_a_page_nobody_answers_writes_one_line_when_the_chain_is_over(case, duty):
    with time_machine.travel(now(), tick=False) as clock:
        for _step in range(14):
            clock.shift(timedelta(minutes=10))
            firing.sweep()

    assert verbs(case).count("page_unanswered") == 1
    assert verbs(case).count("page_sent") == 9


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_pages_of_cases_asks_the_same_for_one_and_three(
    brand, duty, bot, count, client_of, django_assert_num_queries
):
    for number in range(count):
        open_incident(brand=brand, title=f"Vụ {number}", actor=bot)
    browser = client_of(duty)
    browser.get("/people/pages/")

    with django_assert_num_queries(9):
        text = browser.get("/people/pages/").content.decode()

    assert text.count("Đang chờ người nhận") == count


def test_a_page_of_a_restricted_case_does_not_exist_for_others(case, duty, lan, minh, client_of):
    case.restricted = True
    case.save(update_fields=["restricted"])
    case.allowed.set([lan])
    address = f"/people/pages/{Page.objects.get().pk}/"

    assert client_of(lan).get(address).status_code == 200
    assert client_of(minh).get(address).status_code == 404
    assert case.title not in client_of(minh).get("/people/pages/").content.decode()


def test_the_war_room_shows_that_nobody_has_answered_and_lets_one_answer(case, duty, client_of):
    browser = client_of(duty)
    room = browser.get(case.get_absolute_url()).content.decode()
    assert "Chưa ai nhận cuộc gọi trực" in room
    page = Page.objects.get()

    browser.post(f"/people/pages/{page.pk}/answer/", {"back": case.get_absolute_url()})

    case.refresh_from_db()
    assert case.acknowledged_at is not None
    assert "Chưa ai nhận cuộc gọi trực" not in browser.get(case.get_absolute_url()).content.decode()


def test_somebody_is_paged_by_hand_from_the_case(case, duty, phuong, client_of):
    address = f"/incidents/{case.reference}/do/page/"
    browser = client_of(duty)
    assert browser.post(address, {"words": "Gọi kho"}).status_code == 422

    assert browser.post(address, {"words": "Gọi kho", "person": phuong.pk}).status_code == 302

    page = Page.objects.get(about="matter")
    assert [call.user for call in page.calls.all()] == [phuong]
    assert page.words == "Gọi kho"
    assert page.started_by == duty


def letters_to(user: User) -> list[str]:
    return list(
        OutboxMessage.objects.filter(key__endswith=f":{user.pk}").values_list("topic", flat=True)
    )


def test_who_is_paged_for_a_new_case_hears_of_it_once_and_finds_both_in_the_desk(case, duty):
    assert letters_to(duty) == ["teams.paged"]
    told = Notice.objects.filter(user=duty).values_list("topic", flat=True)
    assert set(told) == {"teams.paged", "incidents.opened"}


def test_who_is_not_paged_for_a_new_case_gets_its_letter(brand, minh, phuong, bot):
    """Nobody is on duty: the head is called at once, every comms member gets the letter."""
    open_incident(brand=brand, title="Sữa có mùi lạ", actor=bot)

    assert letters_to(minh) == ["incidents.opened"]
    assert letters_to(phuong) == ["teams.paged"]


def test_reopening_writes_once_to_who_is_paged(make_case: Callable[..., Incident], phuong, manager):
    DutyShift.objects.create(
        brand=phuong.memberships.get().brand, user=phuong,
        starts_at=now() - timedelta(hours=1), ends_at=now() + timedelta(9),
    )  # fmt: skip
    case = make_case("false_alarm", severity="high")
    lifecycle.reopen(case, actor=manager, reason="ảnh mới", evidence="https://x.example/1")

    assert letters_to(phuong) == ["teams.paged"]


def test_a_claim_that_turns_true_is_written_once_to_who_is_woken(
    make_case: Callable[..., Incident], lead, phuong
):
    case = make_case("verifying", severity="high")
    claim = claims.register_claim(case, actor=lead, text="Sữa có giòi")
    OutboxMessage.objects.all().delete()
    claims.turn_true(claim, case, lead)

    assert letters_to(phuong) == ["teams.paged"]
    assert letters_to(lead) == ["incidents.claim_turned_true"]
