"""Observers see all of a drill and do nothing in its case; players see what has come."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from crisisdesk.kernel.errors import Blocked, Forbidden
from crisisdesk.kernel.rights import may
from drills import services
from drills.models import Drill
from incidents.models import Incident
from incidents.services import lifecycle, notes, team
from statements.services import drafting
from statements.services.drafting import Words
from tests.drills import rehearsed


@pytest.fixture
def drill(brand, admin_person, minh, lan) -> Drill:
    made = rehearsed.run(rehearsed.story(brand), admin_person, minh)
    made.observers.set([lan])
    return Drill.objects.get(pk=made.pk)


def page(client_of, person, drill, name="run"):
    return client_of(person).get(reverse(f"drills:{name}", args=[drill.pk])).content.decode()


def test_control_and_observers_read_what_is_to_come_and_players_do_not(
    client_of, drill, admin_person, lan, minh, nghia
):
    for name in ("run", "score"):
        for person in (admin_person, lan):
            assert "Mong đợi 2" in page(client_of, person, drill, name)
        # Nghĩa neither plays nor writes scenarios, and others were named to observe.
        for person in (minh, nghia):
            text = page(client_of, person, drill, name)
            assert "Mong đợi" not in text and "Chuyện 2" not in text
    assert "Chuyện 1" in page(client_of, minh, drill)


def test_the_api_hides_the_same(api_of, drill, minh, lan):
    url = f"/api/v1/drills/{drill.pk}/"

    hers = api_of(lan).get(url).json()["injects"]
    his = api_of(minh).get(url).json()["injects"]

    assert [row["expected"] for row in hers] == ["Mong đợi 1", "Mong đợi 2"]
    assert [(row["content"], row["expected"]) for row in his] == [("Chuyện 1", "")]


def test_after_the_end_everybody_inside_reads_what_was_expected(
    client_of, drill, admin_person, minh, khoa
):
    services.end(drill, actor=admin_person)

    text = page(client_of, minh, drill)
    assert "Mong đợi 1" in text and "Mong đợi 2" not in text
    assert "Mong đợi" not in page(client_of, khoa, drill)


def test_only_those_named_judge(drill, lan, phuong, admin_person):
    run = drill.runs.first()
    with pytest.raises(Forbidden):
        services.observe(run, actor=phuong, observed="met")

    services.observe(run, actor=lan, observed="met")
    services.observe(run, actor=admin_person, observed="partly")


def test_an_observer_does_nothing_in_the_case_while_the_drill_runs(drill, lan, phuong):
    services.name_observers(drill, actor=drill.started_by, observers=[lan, phuong])
    case = Incident.objects.get(pk=drill.incident_id)

    acts = (
        lambda: notes.add(case, actor=phuong, text="Nên làm thế này"),
        lambda: drafting.draft(case, actor=phuong, kind="holding", words=Words(text_vi="Xin lỗi")),
        lambda: team.name_lead(case, phuong, actor=phuong),
        lambda: lifecycle.mark_false_alarm(case, actor=phuong, reason="diễn tập"),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    assert may(phuong, "incidents.view_working", case)
    assert case.timeline.count() == 0


def test_an_observer_of_a_drill_works_on_real_cases_and_after_its_end(brand, drill, lan):
    real = rehearsed.case_of(brand, drill=False)
    assert may(lan, "incidents.note", real)
    case = Incident.objects.get(pk=drill.incident_id)
    assert not may(lan, "incidents.note", case)

    services.end(drill, actor=drill.started_by)

    assert may(lan, "incidents.note", Incident.objects.get(pk=drill.incident_id))


def test_nobody_plays_and_observes(drill, admin_person, minh):
    with pytest.raises(ValidationError, match="Minh"):
        services.name_observers(drill, actor=admin_person, observers=[minh])


def test_only_control_names_observers_and_only_while_it_runs(drill, admin_person, phuong, lan):
    with pytest.raises(Forbidden):
        services.name_observers(drill, actor=phuong, observers=[phuong])
    services.end(drill, actor=admin_person)
    with pytest.raises(Blocked):
        services.name_observers(drill, actor=admin_person, observers=[])


def test_observers_are_named_on_the_page(client_of, drill, admin_person, phuong, minh):
    url = reverse("drills:observers", args=[drill.pk])
    browser = client_of(admin_person)
    form = browser.get(url).content.decode()
    assert phuong.name in form and minh.name not in form

    assert browser.post(url, {"observers": [phuong.pk]}).status_code == 302

    assert list(drill.observers.all()) == [phuong]


def test_the_start_refuses_somebody_on_both_sides(client_of, brand, phuong, minh):
    scenario = rehearsed.story(brand)
    url = reverse("drills:start", args=[scenario.pk])

    answer = client_of(phuong).post(url, {"players": [minh.pk], "observers": [minh.pk]})

    assert answer.status_code == 422 and minh.name in answer.content.decode()
    assert Drill.objects.count() == 0


def test_a_drill_starts_with_its_observers_who_are_told_of_nothing(brand, phuong, lan):
    made = services.start(rehearsed.story(brand), actor=phuong, observers=[lan])

    assert list(made.observers.all()) == [lan]
    assert lan not in made.incident.allowed.all()
