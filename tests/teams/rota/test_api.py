"""Duty by rule, for programs."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from teams.models import CrewCard, DutyShift, Membership, Team
from tests.teams.rota.conftest import vn

NOW = vn(2026, 11, 10, 12)
SPANS = "/api/v1/shifts/spans/"


@pytest.fixture(autouse=True)
def _tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


def test_spans_come_from_layers_overrides_and_hands(brand, rota_of, manager, minh, lead, api_of):
    rota = rota_of(minh, role="spokesperson")
    two, four = NOW + timedelta(hours=2), NOW + timedelta(hours=4)
    rota.overrides.create(user=lead, starts_at=two, ends_at=four, created_by=manager)
    DutyShift.objects.create(brand=brand, user=lead, starts_at=two, ends_at=four)
    query = {"brand": brand.slug, "until": (NOW + timedelta(hours=6)).isoformat()}

    rows = api_of(minh).get(SPANS, query).json()

    told = [(row["source"], row["user"]["id"], row["rota"], row["role"]) for row in rows]
    ruled = (rota.pk, "spokesperson")
    assert sorted(told, key=str) == sorted(
        [
            ("layer", minh.pk, *ruled), ("override", lead.pk, *ruled), ("layer", minh.pk, *ruled),
            ("shift", lead.pk, None, ""),
        ],
        key=str,
    )  # fmt: skip
    assert rows[0]["starts_at"] == "2026-11-10T12:00:00+07:00"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "brand"),
        ({"brand": "sao-mai", "since": "gestern"}, "since"),
        ({"brand": "sao-mai", "until": "2020-01-01T00:00:00Z"}, "until"),
        ({"brand": "sao-mai", "until": "2028-01-01T00:00:00Z"}, "until"),
    ],
)
def test_a_wrong_question_is_answered_by_its_field(brand, minh, api_of, query, field):
    answer = api_of(minh).get(SPANS, query)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_another_brand_has_no_spans(brand, vy, api_of):
    assert api_of(vy).get(SPANS, {"brand": brand.slug}).status_code == 404


def test_a_rota_is_read_with_its_layers_and_people(brand, rota_of, minh, lead, api_of):
    rota_of(minh, lead)

    (row,) = api_of(minh, "read").get("/api/v1/rotas/").json()["results"]

    assert row["time_zone"] == "Asia/Ho_Chi_Minh"
    assert row["layers"][0]["people"] == [minh.email, lead.email]


def test_a_team_tells_what_its_people_can_do(brand, minh, lan, api_of):
    team = Team.objects.create(brand=brand, name="Đội đêm")
    team.members.add(minh, lan)
    CrewCard.objects.create(
        membership=Membership.objects.get(user=minh), roles=["writer"], skills=["ảnh"],
        languages=["vi", "en"], backup=lan,
    )  # fmt: skip

    (row,) = api_of(minh).get("/api/v1/teams/").json()["results"]

    members = {member["id"]: member for member in row["members"]}
    assert members[minh.pk]["roles"] == ["writer"]
    assert members[minh.pk]["backup"] == {"id": lan.pk, "name": lan.name, "email": lan.email}
    assert members[lan.pk]["skills"] == [] and members[lan.pk]["backup"] is None


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/api/v1/rotas/", 6), (f"{SPANS}?brand=sao-mai", 8), ("/api/v1/teams/", 5)],
)
def test_the_lists_cost_the_same_whatever_their_length(
    brand, rota_of, minh, lead, api_of, django_assert_num_queries, count, path, queries
):
    for number in range(count):
        rota_of(minh, lead, name=f"Bảng {number}")
        Team.objects.create(brand=brand, name=f"Đội {number}").members.add(minh)
    api = api_of(minh)
    api.get(path)

    with django_assert_num_queries(queries):
        api.get(path)
