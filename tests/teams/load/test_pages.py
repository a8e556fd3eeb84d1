"""The pages of load: everybody's own, the team's for those who run the desk, and the cards."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from teams.load import pulse, selectors
from teams.models import ExposureDay, Handover, LoadRules, PulseAnswer, Stretch

#: Queries of a whole page, its frame included.
MINE, TEAM = 16, 21


@pytest.fixture
def tired(brand):
    """A person at work for some hours, as the sweep has noted it."""

    def make(user, hours, *, told=True):
        began = now() - timedelta(hours=hours)
        return Stretch.objects.create(
            user=user, brand=brand, began_at=began, last_at=now(),
            prompt_due_at=began + timedelta(hours=6), limit_due_at=began + timedelta(hours=8),
            prompted_at=now() if told else None,
            limit_told_at=now() if told and hours >= 8 else None,
        )  # fmt: skip

    return make


def page(client, name):
    return client.get(reverse(name)).content.decode()


def test_a_person_reads_their_own_figures(minh, client_of, shift_of, crisis):
    crisis(7)
    shift_of(minh, -7, 2)

    html = page(client_of(minh), "teams:my_load")

    figures = selectors.figures_of(minh)
    assert figures.without_relief >= timedelta(hours=7)
    assert figures.day == figures.week >= timedelta(hours=7)
    assert "7 giờ" in html


def test_managers_see_who_is_beyond_a_limit_and_nobody_else(
    minh, lead, manager, client_of, shift_of, crisis, tired
):
    crisis(9)
    shift_of(minh, -9, 2)
    shift_of(lead, -5, 2)
    tired(minh, 9)
    tired(lead, 5, told=False)

    found = selectors.beyond_now(minh.memberships.get().brand, manager)

    assert [(one.user, "stretch" in one.reasons) for one in found] == [(minh, True)]
    html = page(client_of(manager), "teams:load").split('id="together"')[0]
    assert minh.name in html.split('id="relief"')[1]
    assert lead.name not in html.split('id="relief"')[1]


@pytest.mark.parametrize("who", ["minh", "khoa", "lan", "nghia"])
def test_the_teams_page_is_not_for_everybody(who, request, client_of):
    assert client_of(request.getfixturevalue(who)).get(reverse("teams:load")).status_code == 403


def test_figures_of_four_people_are_not_shown(brand, manager, make_person, shift_of, crisis):
    crisis(100)
    people = [make_person(f"Người {n}") for n in range(5)]
    for person in people[:4]:
        shift_of(person, -60, -50)

    assert selectors.team_figures(brand) is None

    shift_of(people[4], -60, -50)
    team = selectors.team_figures(brand)
    assert (team.people, team.hours, team.most_hours) == (5, 10, 10)


def test_the_team_page_names_nobody_in_its_figures(
    brand, manager, make_person, shift_of, crisis, client_of
):
    crisis(100)
    people = [make_person(f"Người số {n}") for n in range(5)]
    for person in people:
        shift_of(person, -60, -50)

    html = page(client_of(manager), "teams:load")

    assert not any(person.name in html.split("<main", 1)[1] for person in people)


def test_limits_are_checked_where_they_are_set(brand, manager, client_of):
    wrong = {"prompt_hours": 8, "limit_hours": 8, "rest_hours": 11, "week_hours": 48,
             "exposure_minutes": 60}  # fmt: skip
    answer = client_of(manager).post(reverse("teams:load"), wrong)

    assert answer.status_code == 422
    assert "Lời nhắc phải đến trước giới hạn" in answer.content.decode()
    assert (
        client_of(manager).post(reverse("teams:load"), {**wrong, "limit_hours": 9}).status_code
        == 302
    )
    assert LoadRules.objects.get().limit_hours == 9


def test_the_pulse_is_one_tap_and_goes_back(brand, minh, client_of):
    answer = client_of(minh).post(reverse("teams:load_pulse"), {"value": "4", "next": "/"})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert [row["value"] for row in pulse.mine(minh)] == [4]
    assert PulseAnswer.objects.get().shared is False


def test_the_pulse_leads_to_no_other_site(brand, minh, client_of):
    answer = client_of(minh).post(
        reverse("teams:load_pulse"), {"value": "4", "next": "https://evil.example/"}
    )

    assert answer["Location"] == reverse("teams:my_load")


@pytest.mark.parametrize("value", ["", "0", "6", "x"])
def test_an_answer_out_of_range_is_named(brand, minh, client_of, value):
    answer = client_of(minh).post(reverse("teams:load_pulse"), {"value": value})

    assert answer.status_code == 422
    assert PulseAnswer.objects.count() == 0


@pytest.mark.parametrize("who", ["manager", "admin_person", "nghia", "lead"])
def test_no_page_shows_another_persons_answer(brand, minh, who, request, client_of):
    """The only answer of the brand is a 5 of Minh's; nobody else's page or file holds it."""
    other = request.getfixturevalue(who)
    pulse.answer(brand, actor=minh, value=5, shared=True)
    client = client_of(other)

    assert json.loads(client.get(reverse("teams:load_pulse_export")).content) == {"pulse": []}
    client.post(reverse("teams:load_pulse_erase"), {"answer": PulseAnswer.objects.get().pk})
    client.post(reverse("teams:load_pulse_erase"), {"all": "1"})
    assert PulseAnswer.objects.count() == 1
    assert "/ 5 ·" not in page(client, "teams:my_load")


def test_the_api_knows_nothing_of_the_pulse(admin_person, api_of):
    schema = api_of(admin_person).get("/api/v1/schema/").content.decode()

    assert not any(word in schema.lower() for word in ("pulse", "exposure", "stretch"))


def test_a_person_downloads_and_erases_their_answers(brand, minh, client_of):
    pulse.answer(brand, actor=minh, value=2, shared=True)
    client = client_of(minh)

    rows = json.loads(client.get(reverse("teams:load_pulse_export")).content)["pulse"]
    client.post(reverse("teams:load_pulse_erase"), {"all": "1"})

    assert [(row["value"], row["shared"], row["brand"]) for row in rows] == [(2, True, brand.slug)]
    assert PulseAnswer.objects.count() == 0


def test_the_prompt_stands_on_home_and_leads_to_the_handover(minh, client_of, tired):
    tired(minh, 7)

    html = page(client_of(minh), "desk:home")

    assert 'id="load-own"' in html


def test_a_manager_reads_on_home_whom_to_relieve(minh, manager, lead, client_of, tired):
    tired(minh, 9)
    tired(lead, 7)

    html = page(client_of(manager), "desk:home")

    assert "Cần người thay" in html
    assert f"{minh.name}" in html.split("Cần người thay")[1][:400]
    assert html.count("Cần người thay") == 1


def test_nobody_else_reads_it(minh, khoa, lan, client_of, tired):
    tired(minh, 9)

    assert "Cần người thay" not in page(client_of(lan), "desk:home")
    assert "Cần người thay" not in page(client_of(khoa), "desk:home")


def test_the_pulse_is_asked_after_long_work_until_it_is_settled(brand, minh, client_of, tired):
    row = tired(minh, 7)
    Stretch.objects.filter(pk=row.pk).update(ended_at=now())
    client = client_of(minh)
    assert reverse("teams:load_pulse") in page(client, "desk:home")

    client.post(reverse("teams:load_pulse"), {"skip": "1", "next": "/"})

    assert reverse("teams:load_pulse") not in page(client, "desk:home")
    assert PulseAnswer.objects.count() == 0


def test_a_brand_without_pulse_does_not_ask(brand, minh, client_of, tired):
    row = tired(minh, 7)
    Stretch.objects.filter(pk=row.pk).update(ended_at=now())
    LoadRules.objects.create(brand=brand, asks_pulse=False)

    assert reverse("teams:load_pulse") not in page(client_of(minh), "desk:home")
    assert 'id="pulse"' not in page(client_of(minh), "teams:my_load")


@pytest.mark.parametrize("count", [1, 3])
def test_cards_are_one_query(brand, manager, make_person, tired, django_assert_num_queries, count):
    for number in range(count):
        tired(make_person(f"Người {number}"), 9)
    selectors.cards(manager, brand)

    with django_assert_num_queries(1):
        card = selectors.cards(manager, brand)
        assert [row.user.name for row in card.relief] == [f"Người {n}" for n in range(count)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_much_for_three_people_as_for_one(
    brand, manager, make_person, shift_of, crisis, tired, client_of,
    django_assert_num_queries, count,
):  # fmt: skip
    for number in range(count):
        crisis(9 + number)
        person = make_person(f"Người {number}")
        shift_of(person, -9, 1)
        tired(person, 9)
        pulse.answer(brand, actor=person, value=3)
    client = client_of(manager)
    page(client, "teams:load")

    with django_assert_num_queries(TEAM):
        page(client, "teams:load")
    with django_assert_num_queries(MINE):
        page(client, "teams:my_load")


def test_an_opened_item_is_remembered_and_counted_once(brand, minh, client_of):
    client = client_of(minh)
    for _time in range(2):
        answer = client.post(reverse("teams:load_opened"), {"item": "mention:7"})

    assert answer.status_code == 204
    assert client.session["unveiled"] == ["mention:7"]
    assert ExposureDay.objects.get().items == 1


@pytest.mark.parametrize("item", ["", "mention:", "mention:1;x", "M:1", "mention:" + "9" * 40])
def test_what_is_no_item_is_not_counted(brand, minh, client_of, item):
    client_of(minh).post(reverse("teams:load_opened"), {"item": item})

    assert ExposureDay.objects.count() == 0


def test_night_calls_are_counted_by_the_persons_own_night(brand, minh, bot, page_call):
    page_call(minh, "2026-06-17T02:30:00+07:00")
    page_call(minh, "2026-06-17T14:00:00+07:00")
    page_call(minh, "2026-06-17T03:00:00+07:00", is_drill=True)

    at = datetime.fromisoformat("2026-06-18T00:00:00+07:00")
    assert selectors.figures_of(minh, at).night_calls == 1
    minh.time_zone = "Europe/London"
    assert selectors.figures_of(minh, at).night_calls == 0


def test_who_has_gone_home_is_no_longer_named(brand, minh, manager, client_of, tired):
    tired(minh, 9)
    Stretch.objects.update(last_at=now() - timedelta(minutes=31))

    assert selectors.cards(manager, brand).relief == []
    assert selectors.cards(minh, brand).own is None
    assert selectors.beyond_now(brand, manager) == []


def test_who_has_just_been_relieved_is_not_asked_to_hand_over(brand, minh, lead, manager, tired):
    tired(minh, 9)
    note = Handover.objects.create(brand=brand, giver=minh, taker=lead, at=now())
    assert selectors.cards(minh, brand).own is not None

    note.accepted_at = now()
    note.save()
    assert selectors.cards(minh, brand).own is None
    assert selectors.cards(manager, brand).relief == []
    assert selectors.beyond_now(brand, manager) == []

    # Who stays at it all the same is told again.
    note.accepted_at = now() - selectors.STOPPED - timedelta(minutes=1)
    note.save()
    assert selectors.cards(minh, brand).own is not None
    assert [row.user for row in selectors.cards(manager, brand).relief] == [minh]


def test_the_war_room_says_it_too(minh, client_of, crisis, tired):
    case = crisis(7)
    tired(minh, 7)

    html = client_of(minh).get(case.get_absolute_url()).content.decode()

    assert 'id="load-own"' in html


def test_the_pulse_is_asked_at_the_hot_wash(brand, minh, client_of, crisis):
    case = crisis(7, status="post_mortem")
    url = reverse("incidents:review", args=[case.reference])
    assert reverse("teams:load_pulse") in client_of(minh).get(url).content.decode()

    LoadRules.objects.create(brand=brand, asks_pulse=False)

    assert reverse("teams:load_pulse") not in client_of(minh).get(url).content.decode()
