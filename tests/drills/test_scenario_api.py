"""Scenarios through the API; what is to come is read by those who may know it."""

from __future__ import annotations

import pytest

from drills import schema, services
from drills.models import Scenario
from drills.services import scenarios
from tests.drills.small import STORY, with_

BASE = "/api/v1/drills/scenarios/"


@pytest.fixture
def small(brand):
    return scenarios.plant(brand, schema.clean(STORY))


def test_a_writer_reads_the_story_and_a_viewer_the_facts(api_of, small, manager, khoa):
    told = api_of(manager).get(f"{BASE}{small.pk}/").data
    seen = api_of(khoa).get(f"{BASE}{small.pk}/").data

    assert [row["minute"] for row in told["story"]["injects"]] == [0, 10, 10, 20]
    assert (seen["title_vi"], seen["story"]) == ("Chuyện nhỏ", None)


def test_a_document_read_can_be_written_back(api_of, small, manager):
    api = api_of(manager)
    story = api.get(f"{BASE}{small.pk}/").data["story"]
    story["injects"][1]["minute"] = 5

    answer = api.put(f"{BASE}{small.pk}/", {"story": story}, format="json")

    assert answer.status_code == 200
    assert answer.data["story"]["injects"][1]["minute"] == 5


def test_what_is_wrong_is_named_by_its_place(api_of, small, manager):
    wrong = with_("injects[3].minute", 99)

    answer = api_of(manager).put(f"{BASE}{small.pk}/", {"story": wrong}, format="json")

    assert answer.status_code == 400
    assert list(answer.data["errors"]) == ["injects[3].minute"]
    renamed = api_of(manager).put(
        f"{BASE}{small.pk}/", {"story": with_("slug", "other")}, format="json"
    )
    assert (renamed.status_code, list(renamed.data["errors"])) == (400, ["slug"])


def test_a_file_goes_out_and_comes_in(api_of, small, manager, brand):
    api = api_of(manager)
    text = api.get(f"{BASE}{small.pk}/export/").content.decode()

    other = text.replace("small_story", "other_story")
    made = api.post(f"{BASE}import/", {"brand": brand.slug, "yaml": other})

    assert made.status_code == 201
    taken = Scenario.objects.get(slug="other_story")
    assert (made.data["id"], scenarios.export(taken)) == (taken.pk, other)


def test_a_running_story_is_not_written(api_of, small, manager, phuong, brand):
    services.start(small, actor=phuong, players=[phuong])
    api = api_of(manager)

    answers = [
        api.put(f"{BASE}{small.pk}/", {"story": STORY}, format="json"),
        api.post(f"{BASE}import/", {"brand": brand.slug, "yaml": scenarios.export(small)}),
        api.post(f"{BASE}{small.pk}/retire/"),
    ]

    assert [(a.status_code, a.data["blockers"][0]["code"]) for a in answers] == [(409, "running")] * 3  # fmt: skip


def test_those_who_do_not_write_are_refused(api_of, small, minh, vy, brand):
    api, strange = api_of(minh), api_of(vy)
    body = {"brand": brand.slug, "yaml": scenarios.export(small)}

    assert api.put(f"{BASE}{small.pk}/", {"story": STORY}, format="json").status_code == 403
    assert api.get(f"{BASE}{small.pk}/export/").status_code == 403
    assert api.post(f"{BASE}import/", body).status_code == 403
    assert strange.get(f"{BASE}{small.pk}/").status_code == 404
    assert strange.post(f"{BASE}import/", body).status_code == 404


def test_retiring_by_api(api_of, small, manager):
    assert api_of(manager).post(f"{BASE}{small.pk}/retire/").data["retired_at"] is not None
