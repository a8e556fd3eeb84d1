"""Nobody who plays reads what is still to come: not on a page, by API, on paper or in a file."""

from __future__ import annotations

import pytest
from django.urls import reverse

from crisisdesk.kernel.rights import may
from drills import schema, services
from drills.services import scenarios
from teams.models import Brand, Role, Title
from tests import worlds
from tests.conftest import person
from tests.drills.small import STORY

#: Everything that shows a story or a drill, by the name of its address.
OF_SCENARIO = ["scenario", "story", "preview_scenario", "print_scenario", "export_scenario", "edit_scenario"]  # fmt: skip
OF_DRILL = ["run", "live", "score"]


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    """Phượng controls; Minh and a manager, who writes scenarios otherwise, play."""
    with worlds.standing(django_db_blocker):
        brand = Brand.objects.create(slug="sao-mai", name="Sao Mai", short_name="Sao Mai")
        phuong = person(brand, "Trần Minh Phượng", Role.MANAGER, Title.COMMS_HEAD)
        manager = person(brand, "Hoàng Gia Bảo", Role.MANAGER)
        minh = person(brand, "Đỗ Quang Minh", Role.MEMBER)
        small = scenarios.plant(brand, schema.clean(STORY))
        played = services.start(small, actor=phuong, players=[minh, manager])
        yield worlds.kept(
            brand=brand, phuong=phuong, manager=manager, minh=minh, small=small, played=played
        )


brand, phuong, manager, minh = map(worlds.again, ("brand", "phuong", "manager", "minh"))
small, played = map(worlds.again, ("small", "played"))


def leaks(text):
    return [key for key in ("second", "third", "last") if f"Lời {key}" in text or f"Words {key}" in text]  # fmt: skip


@pytest.mark.parametrize("who", ["minh", "manager", "khoa"])
def test_no_page_tells_players_or_bystanders_what_comes(client_of, played, request, who):
    browser = client_of(request.getfixturevalue(who))
    pages = [reverse(f"drills:{n}", args=[played.scenario_id]) for n in OF_SCENARIO]
    pages += [f"{pages[2]}?as=control", reverse("drills:list"), reverse("drills:scenarios")]
    pages += [reverse(f"drills:{n}", args=[played.pk]) for n in OF_DRILL]
    pages.append(played.incident.get_absolute_url())

    found = {url: leaks(browser.get(url).content.decode()) for url in pages}

    assert found == {url: [] for url in pages}


@pytest.mark.parametrize("who", ["minh", "manager"])
def test_no_api_tells_them_either(api_of, played, request, who):
    api = api_of(request.getfixturevalue(who))
    base = "/api/v1/drills"
    urls = [
        f"{base}/", f"{base}/{played.pk}/", f"{base}/scenarios/",
        f"{base}/scenarios/{played.scenario_id}/", f"{base}/scenarios/{played.scenario_id}/export/",
    ]  # fmt: skip

    assert {url: leaks(api.get(url).content.decode()) for url in urls} == {u: [] for u in urls}


def test_what_has_come_is_read_by_everybody(client_of, played, minh):
    page = client_of(minh).get(played.get_absolute_url()).content.decode()

    assert "Lời first" in page


@pytest.mark.parametrize("name", ["story", "preview_scenario", "print_scenario", "export_scenario"])
def test_a_page_that_is_all_secret_is_refused(client_of, played, minh, manager, name):
    url = reverse(f"drills:{name}", args=[played.scenario_id])

    assert [client_of(one).get(url).status_code for one in (minh, manager)] == [403, 403]


def test_control_reads_everything_even_while_it_runs(client_of, api_of, played, phuong):
    browser = client_of(phuong)
    pages = ["preview_scenario", "print_scenario", "export_scenario"]
    urls = [reverse(f"drills:{name}", args=[played.scenario_id]) for name in pages]
    urls += [f"{urls[0]}?as=control", played.get_absolute_url()]

    assert [len(leaks(browser.get(url).content.decode())) for url in urls] == [3] * 5
    seen = api_of(phuong).get(f"/api/v1/drills/{played.pk}/").content.decode()
    assert len(leaks(seen)) == 3


def test_a_writer_who_does_not_play_reads_it(played, admin_person, make_person):
    assert may(admin_person, "drills.read_script", played)
    assert may(admin_person, "drills.read_script", played.scenario)


def test_a_member_who_starts_a_drill_controls_it(brand, minh, lan):
    small = scenarios.plant(brand, schema.clean({**STORY, "slug": "nobody_plays_it"}))
    assert not may(minh, "drills.read_script", small)

    drill = services.start(small, actor=minh, players=[lan])

    assert may(minh, "drills.read_script", drill)
    assert may(minh, "drills.read_script", small)
    services.end(drill, actor=minh)
    assert not may(minh, "drills.read_script", small)


def test_after_the_end_players_read_what_came_and_no_more(client_of, played, phuong, minh):
    services.end(played, actor=phuong)

    page = client_of(minh).get(reverse("drills:score", args=[played.pk])).content.decode()

    assert "Lời first" in page and leaks(page) == []


@pytest.fixture
def played_again(small, played, phuong, minh, manager, pass_minutes):
    """All of the story was told once; now it begins again for the same two."""
    pass_minutes(played, 30)
    services.deliver_due()
    services.end(played, actor=phuong)
    return services.start(small, actor=phuong, players=[minh, manager])


@pytest.mark.parametrize("who", ["minh", "manager"])
def test_an_earlier_drill_tells_its_players_nothing_of_what_comes_again(
    client_of, api_of, played, played_again, request, who
):
    person = request.getfixturevalue(who)
    pages = [reverse(f"drills:{n}", args=[played.pk]) for n in OF_DRILL]

    browser, api = client_of(person), api_of(person)
    shown = [browser.get(url).content.decode() for url in pages]
    shown.append(api.get(f"/api/v1/drills/{played.pk}/").content.decode())

    assert [leaks(text) for text in shown] == [[]] * 4
    assert "Lời first" in shown[0]
    assert not may(person, "drills.read_expected", played)


def test_who_does_not_play_again_reads_the_earlier_drill(client_of, played, played_again, nghia):
    page = client_of(nghia).get(played.get_absolute_url()).content.decode()

    assert leaks(page) == ["second", "third", "last"]


def test_a_writer_who_takes_the_lead_reads_no_more(played, admin_person):
    assert may(admin_person, "drills.read_script", played.scenario)

    type(played.incident).objects.filter(pk=played.incident_id).update(lead=admin_person)

    assert not may(admin_person, "drills.read_script", played.scenario)


def test_which_way_the_story_goes_is_no_news_for_its_players(api_of, played, phuong, minh):
    type(played).objects.filter(pk=played.pk).update(branch="tin_that", branch_at=played.started_at)
    base = "/api/v1/drills/"

    def told(person):
        api = api_of(person)
        return (
            api.get(f"{base}{played.pk}/").data["branch"],
            api.get(base).data["results"][0]["branch"],
        )

    assert (told(minh), told(phuong)) == (("", ""), ("tin_that", "tin_that"))
    services.end(played, actor=phuong)
    assert told(minh) == ("tin_that", "tin_that")
