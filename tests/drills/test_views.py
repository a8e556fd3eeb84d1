"""Pages of the drill room."""

from __future__ import annotations

import pytest
from django.urls import reverse

from drills import services
from drills.models import Drill

ROOM = ["drills:list", "drills:readiness"]


@pytest.mark.parametrize("name", ROOM)
@pytest.mark.parametrize("who", ["khoa", "minh", "admin_person"])
def test_everyone_of_the_brand_may_look(client_of, scenario, name, who, request):
    page = client_of(request.getfixturevalue(who)).get(reverse(name))

    assert page.status_code == 200


def test_the_list_shows_scenarios_running_and_past_drills(client_of, scenario, drill, phuong, minh):
    page = client_of(minh).get(reverse("drills:list")).content.decode()
    assert scenario.title_vi in page and drill.incident.reference in page
    assert drill.get_absolute_url() in page

    services.end(drill, actor=phuong)
    page = client_of(minh).get(reverse("drills:list")).content.decode()
    assert reverse("drills:score", args=[drill.pk]) in page


def test_an_empty_room_says_so(client_of, minh):
    page = client_of(minh).get(reverse("drills:list"))

    assert page.status_code == 200
    assert page.content.decode().count("empty") >= 2


def test_who_writes_scenarios_is_led_from_the_empty_room_to_the_first(client_of, manager, minh):
    first = reverse("drills:new_scenario")

    assert first in client_of(manager).get(reverse("drills:list")).content.decode()
    assert first not in client_of(minh).get(reverse("drills:list")).content.decode()


def test_the_scenario_page_tells_the_whole_story_to_who_writes_it(client_of, scenario, manager):
    page = client_of(manager).get(scenario.get_absolute_url()).content.decode()

    for inject in scenario.injects.all():
        assert f"T+{inject.at_minute}" in page


def test_who_only_watches_reads_what_the_players_are_told(client_of, scenario, khoa):
    page = client_of(khoa).get(scenario.get_absolute_url()).content.decode()

    assert scenario.brief_vi[:20] in page and "T+6" not in page
    assert reverse("drills:start", args=[scenario.pk]) not in page


def test_starting_asks_first_and_leads_to_the_run(client_of, scenario, phuong):
    browser = client_of(phuong)
    url = reverse("drills:start", args=[scenario.pk])
    assert browser.get(url).status_code == 200
    assert Drill.objects.count() == 0

    answer = browser.post(url, {"note": "Đội A"})

    drill = Drill.objects.get()
    assert answer.status_code == 302 and answer["Location"] == drill.get_absolute_url()
    assert drill.note == "Đội A"


def test_a_viewer_can_neither_start_judge_nor_end(client_of, scenario, drill, khoa):
    browser = client_of(khoa)
    run = drill.runs.first()

    answers = [
        browser.get(reverse("drills:start", args=[scenario.pk])),
        browser.post(reverse("drills:observe", args=[drill.pk, run.pk]), {"observed": "met"}),
        browser.post(reverse("drills:end", args=[drill.pk])),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_a_stranger_finds_nothing(client_of, scenario, drill, vy):
    browser = client_of(vy)
    run = drill.runs.first()
    pages = [
        ("scenario", [scenario.pk]),
        ("start", [scenario.pk]),
        ("run", [drill.pk]),
        ("live", [drill.pk]),
        ("score", [drill.pk]),
    ]
    acts = [("observe", [drill.pk, run.pk]), ("end", [drill.pk])]

    seen = [browser.get(reverse(f"drills:{name}", args=args)).status_code for name, args in pages]
    done = [browser.post(reverse(f"drills:{name}", args=args)).status_code for name, args in acts]

    assert {*seen, *done} == {404}


def test_the_run_page_bears_the_drill_mark_and_leads_to_the_war_room(client_of, drill, khoa):
    page = client_of(khoa).get(drill.get_absolute_url()).content.decode()

    assert "is-drill" in page or "drill-band" in page
    assert drill.incident.get_absolute_url() in page


def test_an_observer_judges_on_the_page(client_of, drill, nghia):
    run = drill.runs.first()

    answer = client_of(nghia).post(
        reverse("drills:observe", args=[drill.pk, run.pk]),
        {"observed": "partly", "comment": "Hơi chậm"},
    )

    run.refresh_from_db()
    assert answer.status_code == 302
    assert (run.observed, run.comment, run.by) == ("partly", "Hơi chậm", nghia)


def test_a_judgement_without_a_verdict_comes_back_with_the_reason(client_of, drill, nghia):
    url = reverse("drills:observe", args=[drill.pk, drill.runs.first().pk])

    assert client_of(nghia).post(url, {"comment": "?"}).status_code == 422


def test_ending_leads_to_the_sheet(client_of, drill, phuong):
    answer = client_of(phuong).post(reverse("drills:end", args=[drill.pk]), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("drills:score", args=[drill.pk])
    assert answer.status_code == 200


def test_the_live_list_answers_only_when_something_happened(client_of, drill, khoa, pass_minutes):
    browser = client_of(khoa)
    url = reverse("drills:live", args=[drill.pk])
    seq = browser.get(url)["X-Live-Seq"]
    assert browser.get(url, {"seq": seq}).status_code == 204

    pass_minutes(drill, 7)
    services.deliver_due()

    answer = browser.get(url, {"seq": seq})
    assert answer.status_code == 200 and answer["X-Live-Seq"] != seq
    assert "hx-swap-oob" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_longer_list_costs_no_more_queries(
    client_of, scenario, phuong, khoa, django_assert_num_queries, count
):
    for _number in range(count):
        services.end(services.start(scenario, actor=phuong), actor=phuong)
    browser = client_of(khoa)

    with django_assert_num_queries(9):
        assert browser.get(reverse("drills:list")).status_code == 200
