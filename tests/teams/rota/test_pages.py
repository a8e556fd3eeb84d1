"""Pages of rotas, swaps, handovers, teams and holidays."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from teams.duty import on_duty
from teams.models import CrewCard, Handover, Holiday, Membership, Override, Rota, Swap, Team
from tests.teams.rota.conftest import vn

NOW = vn(2026, 11, 10, 12)


@pytest.fixture(autouse=True)
def _tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


def text(answer) -> str:
    assert answer.status_code in (200, 201, 422), answer.status_code
    return answer.content.decode()


RULES = {
    "name": "Trực đêm", "role": "", "team": "", "time_zone": "Europe/Berlin", "warns": "on",
    "warn_days": "3",
}  # fmt: skip


def layer_form(*users, **fields):
    seats = {f"person_{number}": user.pk for number, user in enumerate(users, 1)}
    return {
        "name": "Lớp", "position": 1, "unit": "day", "length": 1, "starts_on": "2026-11-02",
        "handover_time": "08:00", **seats, **fields,
    }  # fmt: skip


def test_a_manager_makes_a_rota_and_puts_people_into_it(brand, manager, minh, lead, client_of):
    browser = client_of(manager)

    answer = browser.post(reverse("teams:rota_new"), RULES)

    rota = Rota.objects.get()
    assert answer["Location"] == reverse("teams:layer_add", args=[rota.pk])
    assert not rota.needs_handover and rota.time_zone == "Europe/Berlin"
    assert browser.post(answer["Location"], layer_form(minh, lead)).status_code == 302
    assert list(rota.layers.get().places.values_list("user", flat=True)) == [minh.pk, lead.pk]
    # Eight o'clock in Berlin is 14:00 here: Monday's turn, the eighth, is still running.
    assert on_duty(brand) == [lead]


def test_a_layer_without_people_or_with_one_hour_comes_back(brand, rota_of, manager, client_of):
    rota = rota_of()
    form = layer_form(hours_from="08:00")

    answer = client_of(manager).post(reverse("teams:layer_add", args=[rota.pk]), form)

    assert answer.status_code == 422
    assert "Chọn ít nhất một người." in text(answer)
    assert not rota.layers.exists()


def test_people_change_their_order_in_a_layer(brand, rota_of, manager, minh, lead, client_of):
    rota = rota_of(minh, lead)
    path = reverse("teams:layer", args=[rota.layers.get().pk])
    browser = client_of(manager)

    assert f'<option value="{minh.pk}" selected>' in text(browser.get(path))
    browser.post(path, layer_form(lead, minh))

    assert on_duty(brand) == [lead]


def test_the_calendar_shows_who_and_where_nobody_is(brand, rota_of, khoa, minh, client_of):
    rota = rota_of(minh, layer={"weekdays": [0, 1, 2]})
    browser = client_of(khoa)

    week = text(browser.get(reverse("teams:rota", args=[rota.pk])))

    assert minh.name in week
    assert 'class="rota-part rota-gap"' in week
    assert "09/11 – 15/11/2026" in week
    assert reverse("teams:override", args=[rota.pk]) not in week


@pytest.mark.parametrize(
    "query",
    ["view=month", "view=month&day=2027-02-06", "day=9999-12-31", "day=²²²²-11-01", "view=x&day="],
)
def test_the_calendar_goes_where_it_is_sent_and_nowhere_impossible(
    brand, rota_of, khoa, minh, client_of, query
):
    rota = rota_of(minh)
    page = text(client_of(khoa).get(reverse("teams:rota", args=[rota.pk]) + f"?{query}"))

    assert minh.name in page
    assert ("Tết" in page) == ("2027-02" in query)


@pytest.mark.parametrize("count", [1, 3])
def test_the_calendar_costs_the_same_whatever_the_number_of_rotas(
    brand, rota_of, manager, minh, lead, client_of, django_assert_num_queries, count
):
    for number in range(count):
        rota = rota_of(minh, lead, name=f"Bảng {number}")
        rota_of.layer(rota, [lead], position=2)
    browser = client_of(manager)
    path = reverse("teams:rota", args=[rota.pk]) + "?view=month"
    browser.get(path)

    with django_assert_num_queries(24):
        browser.get(path)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    brand, rota_of, manager, minh, lead, client_of, django_assert_num_queries, count
):
    for number in range(count):
        rota_of(minh, lead, name=f"Bảng {number}")
    browser = client_of(manager)
    browser.get(reverse("teams:rotas"))

    with django_assert_num_queries(20):
        browser.get(reverse("teams:rotas"))


def test_an_override_is_written_and_removed_on_the_page(
    brand, rota_of, manager, minh, lead, client_of
):
    rota = rota_of(minh)
    browser = client_of(manager)
    form = {"user": lead.pk, "starts_at": "2026-11-10T11:00", "ends_at": "2026-11-10T13:00"}

    assert browser.post(reverse("teams:override", args=[rota.pk]), form).status_code == 302
    assert on_duty(brand) == [lead]
    wrong = form | {"ends_at": "2026-11-10T10:00"}
    assert browser.post(reverse("teams:override", args=[rota.pk]), wrong).status_code == 422
    browser.post(reverse("teams:override_remove", args=[Override.objects.get().pk]))
    assert on_duty(brand) == [minh]


def offered(page: str, name: str) -> list[str]:
    """The values that a choice on the page offers."""
    choice = page.split(f'name="{name}"')[1].split("</select>", maxsplit=1)[0]
    return [part.split('"')[0] for part in choice.split('<option value="')[1:]]


def test_two_people_swap_on_the_page(brand, rota_of, minh, lead, client_of):
    rota = rota_of(minh, lead)
    path = reverse("teams:rota", args=[rota.pk])
    asker = client_of(minh)
    page = text(asker.get(path))
    sent = {
        "mine": offered(page, "mine")[1], "other": lead.pk, "back": offered(page, "back")[1],
        "note": "khám",
    }  # fmt: skip

    assert asker.post(path + "swap/", sent).status_code == 302
    assert "khám" in text(client_of(lead).get(reverse("teams:rotas")))
    swap = Swap.objects.get()
    assert (swap.starts_at, swap.back_starts_at) == (vn(2026, 11, 12, 8), vn(2026, 11, 11, 8))
    answer = client_of(lead).post(reverse("teams:swap_decide", args=[swap.pk, "accept"]))
    assert answer.status_code == 302
    assert on_duty(brand, swap.starts_at) == [lead]
    assert on_duty(brand, swap.back_starts_at) == [minh]


def test_a_turn_that_runs_is_given_away_from_now_on(brand, rota_of, minh, lead, client_of):
    rota = rota_of(minh, lead)
    path = reverse("teams:rota", args=[rota.pk])
    running = offered(text(client_of(minh).get(path)), "mine")[0]
    later = NOW + timedelta(minutes=7)

    with time_machine.travel(later, tick=False):
        client_of(minh).post(path + "swap/", {"mine": running, "other": lead.pk})

    swap = Swap.objects.get()
    assert (swap.starts_at, swap.ends_at) == (later, vn(2026, 11, 11, 8))


def test_a_turn_of_somebody_else_is_not_offered_as_mine(brand, rota_of, minh, lead, client_of):
    rota = rota_of(minh, lead)
    path = reverse("teams:rota", args=[rota.pk])
    others = offered(text(client_of(minh).get(path)), "back")[1]

    answer = client_of(minh).post(path + "swap/", {"mine": others, "other": lead.pk})

    assert answer.status_code == 422
    assert not Swap.objects.exists()


def test_a_handover_is_written_and_accepted_on_the_page(brand, rota_of, minh, lead, client_of):
    rota = rota_of(minh, lead, needs_handover=True)
    path = reverse("teams:handovers")
    giver, taker = client_of(minh), client_of(lead)
    form = {
        "at": vn(2026, 11, 11, 8).isoformat(), "taker": lead.pk, "open_work": "Vụ 204",
        "own_state": "tired",
    }  # fmt: skip

    assert f"({rota.name})" in text(giver.get(path))
    assert giver.post(path, form).status_code == 302
    note = Handover.objects.get()
    assert (note.rota, note.at, note.taker) == (rota, vn(2026, 11, 11, 8), lead)
    page = text(taker.get(reverse("teams:handover", args=[note.pk])))
    assert "Vụ 204" in page
    assert taker.post(reverse("teams:handover_accept", args=[note.pk])).status_code == 302
    note.refresh_from_db()
    assert note.accepted_at == NOW
    assert "Vụ 204" in text(giver.get(reverse("teams:handover", args=[note.pk])))


def test_who_is_not_on_duty_has_nothing_to_hand_over(brand, manager, client_of):
    assert 'name="open_work"' not in text(client_of(manager).get(reverse("teams:handovers")))


def test_the_bar_names_a_role_and_gives_a_number(brand, rota_of, minh, nghia, khoa, client_of):
    type(nghia).objects.filter(pk=nghia.pk).update(phone="0903 111 222")
    rota_of(minh)
    rota_of(nghia, name="Nói", role="spokesperson")

    page = text(client_of(khoa).get(reverse("desk:home")))

    assert "Người phát ngôn" in page
    assert 'href="tel:0903111222"' in page


def test_people_write_down_what_they_can_do(brand, minh, lan, client_of):
    place = Membership.objects.get(user=minh)
    sent = {
        "roles": ["writer", "social"], "languages": ["vi", "en"], "skills": "ảnh, Ảnh , luật",
        "backup": lan.pk,
    }  # fmt: skip

    assert (
        client_of(minh).post(reverse("teams:crew_card", args=[place.pk]), sent).status_code == 302
    )

    card = CrewCard.objects.get()
    assert (card.roles, card.skills, card.backup) == (["writer", "social"], ["ảnh", "luật"], lan)
    page = text(client_of(lan).get(reverse("teams:teams")))
    assert "Người soạn thảo" in page and "ảnh, luật" in page
    assert client_of(lan).get(reverse("teams:crew_card", args=[place.pk])).status_code == 403


def test_an_admin_makes_a_team(brand, admin_person, minh, client_of):
    browser = client_of(admin_person)

    browser.post(reverse("teams:team_new"), {"name": "Đội đêm", "members": [minh.pk]})

    team = Team.objects.get()
    assert [*team.members.all()] == [minh]
    browser.post(reverse("teams:team", args=[team.pk]), {"name": "Đội ngày", "members": []})
    assert "Đội ngày" in text(browser.get(reverse("teams:teams")))
    browser.post(reverse("teams:team_remove", args=[team.pk]))
    assert not Team.objects.exists()


def test_an_admin_fetches_a_year_and_mends_it(brand, admin_person, khoa, client_of):
    browser = client_of(admin_person)

    browser.post(reverse("teams:holidays_fetch"), {"year": 2027})

    tet = Holiday.objects.filter(brand=brand, kind="tet")
    assert tet.count() == 7
    day = {"date": "2027-02-04", "kind": "working", "name_vi": "Làm bù"}
    browser.post(reverse("teams:holidays"), day)
    assert Holiday.objects.get(date="2027-02-04").kind == "working"
    before = Holiday.objects.count()
    browser.post(reverse("teams:holidays_fetch"), {"year": 2027})
    assert Holiday.objects.count() == before
    page = text(client_of(khoa).get(reverse("teams:holidays")))
    assert "Làm bù" in page and "holidays/fetch" not in page


def test_a_duty_that_ends_while_a_note_is_written_keeps_its_note(
    brand, rota_of, minh, lead, client_of
):
    rota_of(minh, lead, needs_handover=True)
    at = vn(2026, 11, 11, 8)
    with time_machine.travel(at + timedelta(minutes=3), tick=False):
        form = {"at": at.isoformat(), "taker": lead.pk, "own_state": "fine", "watch": "Voz"}
        assert client_of(minh).post(reverse("teams:handovers"), form).status_code == 302
    assert Handover.objects.get().at == at


@pytest.mark.parametrize("count", [1, 3])
def test_the_handover_page_costs_the_same_whatever_its_length(
    brand, rota_of, noted, minh, lead, client_of, django_assert_num_queries, count
):
    for number in range(count):
        rota = rota_of(minh, lead, name=f"Bảng {number}", needs_handover=True)
        noted(rota, lead, minh, vn(2026, 11, 10, 8))
    browser = client_of(minh)
    browser.get(reverse("teams:handovers"))

    with django_assert_num_queries(23):
        browser.get(reverse("teams:handovers"))


def test_a_handover_that_waits_stands_first_on_the_duty_desk(
    brand, rota_of, noted, minh, lead, client_of
):
    note = noted(rota_of(lead, minh), lead, minh, NOW, accepted=False)
    waiting = text(client_of(minh).get(reverse("desk:home"))).split('id="todos"')[1]
    card = waiting.split("Vụ việc đang mở")[0]
    assert reverse("teams:handover", args=[note.pk]) in card
    assert "Không có việc nào chờ bạn." not in card

    other = text(client_of(lead).get(reverse("desk:home")))
    assert reverse("teams:handover", args=[note.pk]) not in other
    assert "Không có việc nào chờ bạn." in other
