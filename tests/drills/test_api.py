"""Drills and readiness through the API."""

from __future__ import annotations

import pytest

from drills.models import Drill
from playbooks.services import seed as plans

DRILLS = "/api/v1/drills/"


def test_a_drill_is_started_judged_and_ended_by_api_alone(api_of, scenario, phuong):
    api = api_of(phuong)

    made = api.post(DRILLS, {"scenario": scenario.pk, "note": "Đội A"})
    assert made.status_code == 201
    url = f"{DRILLS}{made.data['id']}/"
    first, second = made.data["injects"][:2]

    judged = api.post(f"{url}injects/{first['id']}/", {"observed": "met"})
    early = api.post(f"{url}injects/{second['id']}/", {"observed": "met"})
    ended = api.post(f"{url}end/")

    assert (judged.status_code, judged.data["observed"]) == (200, "met")
    assert (early.status_code, early.data["blockers"][0]["code"]) == (409, "not_delivered")
    assert ended.status_code == 200 and ended.data["ended_at"] is not None
    score = {line["key"]: line for line in ended.data["score"]}
    assert (score["injects_met"]["done"], score["injects_met"]["of"]) == (1, 1)
    assert score["time_to_acknowledge"]["seconds"] is None


def test_a_second_drill_of_the_same_scenario_is_refused_with_a_reason(api_of, drill, phuong):
    answer = api_of(phuong).post(DRILLS, {"scenario": drill.scenario_id})

    assert answer.status_code == 409
    assert [reason["code"] for reason in answer.data["blockers"]] == ["running"]


def test_an_unknown_scenario_is_a_fault_of_the_field(api_of, scenario, vy):
    answer = api_of(vy).post(DRILLS, {"scenario": scenario.pk})

    assert answer.status_code == 400
    assert list(answer.data["errors"]) == ["scenario"]
    assert Drill.objects.count() == 0


def test_a_viewer_reads_and_does_nothing(api_of, drill, khoa):
    api = api_of(khoa)

    assert api.get(f"{DRILLS}{drill.pk}/").status_code == 200
    assert api.post(DRILLS, {"scenario": drill.scenario_id}).status_code == 403
    assert api.post(f"{DRILLS}{drill.pk}/end/").status_code == 403


def test_a_stranger_sees_no_drill(api_of, drill, vy):
    api = api_of(vy)

    assert api.get(DRILLS).data["results"] == []
    assert api.get(f"{DRILLS}scenarios/").data["results"] == []
    assert api.get(f"{DRILLS}{drill.pk}/").status_code == 404
    assert api.post(f"{DRILLS}{drill.pk}/end/").status_code == 404


def test_lists_name_scenarios_and_drills(api_of, drill, khoa):
    api = api_of(khoa)

    slugs = [row["slug"] for row in api.get(f"{DRILLS}scenarios/").data["results"]]
    assert (len(slugs), "rumour_to_recall" in slugs) == (8, True)
    assert [row["incident"] for row in api.get(DRILLS).data["results"]] == [
        drill.incident.reference
    ]


def test_readiness_names_holes_and_types_of_one_brand(api_of, brand, khoa):
    answer = api_of(khoa).get("/api/v1/readiness/")

    assert answer.data["brand"] == brand.slug
    assert "one_person" in [line["code"] for line in answer.data["red_lines"]]
    assert answer.data["playbooks"] == []
    assert (answer.data["overall"], answer.data["types"]) == (None, [])


def test_readiness_gives_every_cell_of_every_type(api_of, brand, khoa):
    plans(brand)

    first, *rest = api_of(khoa).get("/api/v1/readiness/").data["types"]

    assert len(rest) == 17
    assert (first["slug"], first["likelihood"], first["rated"]) == ("viral_complaint", 3, False)
    assert (len(first["cells"]), first["cells"]["drilled"], first["cells"]["used"]) == (9, 0, None)


@pytest.mark.parametrize("slug", ["hai-dang", "nowhere"])
def test_readiness_of_a_foreign_brand_is_not_there(api_of, khoa, other_brand, slug):
    assert api_of(khoa).get("/api/v1/readiness/", {"brand": slug}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_longer_list_costs_no_more_queries(
    api_of, scenario, phuong, django_assert_num_queries, count
):
    from drills import services

    for _number in range(count):
        services.end(services.start(scenario, actor=phuong), actor=phuong)
    api = api_of(phuong)
    api.get(DRILLS)

    with django_assert_num_queries(3):
        assert len(api.get(DRILLS).data["results"]) == count
