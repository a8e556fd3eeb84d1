"""The API of people: visible to members, changed by those who may, absent for strangers."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from teams.models import DutyShift, Team, Webhook
from teams.webhooks import announce

SHIFT = {"starts_at": "2030-01-01T08:00+07:00", "ends_at": "2030-01-01T16:00+07:00"}


def test_me_says_who_where_and_what_the_token_may(minh, api_of):
    answer = api_of(minh, "read").get("/api/v1/me/")

    assert answer.data["email"] == minh.email
    assert answer.data["memberships"] == [{"brand": "sao-mai", "role": "member", "title": ""}]
    assert answer.data["scopes"] == ["read"]


@pytest.mark.parametrize("path", ["me", "brands", "teams", "shifts", "webhooks"])
def test_nobody_reads_without_a_token(db, path):
    answer = APIClient().get(f"/api/v1/{path}/")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"


def test_one_sees_one_s_own_brands_only(brand, other_brand, minh, api_of):
    api = api_of(minh)

    assert [row["slug"] for row in api.get("/api/v1/brands/").data["results"]] == ["sao-mai"]
    assert api.get("/api/v1/brands/hai-dang/").status_code == 404


def test_an_admin_changes_the_brand_and_others_do_not(brand, admin_person, manager, vy, api_of):
    change = {"hotline": "1900 1234", "quiet_minutes": 45}

    assert api_of(manager).patch("/api/v1/brands/sao-mai/", change).status_code == 403
    assert api_of(vy).patch("/api/v1/brands/sao-mai/", change).status_code == 404
    assert api_of(admin_person).patch("/api/v1/brands/sao-mai/", change).data["quiet_minutes"] == 45


def test_a_wrong_value_is_said_at_its_field(brand, admin_person, api_of):
    answer = api_of(admin_person).patch("/api/v1/brands/sao-mai/", {"quiet_minutes": -1})

    assert answer.status_code == 400
    assert list(answer.data["errors"]) == ["quiet_minutes"]


def test_a_manager_plans_a_shift(brand, manager, minh, api_of):
    api = api_of(manager)
    answer = api.post("/api/v1/shifts/", {"brand": "sao-mai", "user": minh.email, **SHIFT})

    assert answer.status_code == 201
    assert answer.data["user"]["email"] == minh.email
    assert api.delete(f"/api/v1/shifts/{answer.data['id']}/").status_code == 204


def test_a_member_and_a_stranger_do_not(brand, minh, vy, api_of):
    shift = {"brand": "sao-mai", "user": minh.email, **SHIFT}

    assert api_of(minh).post("/api/v1/shifts/", shift).status_code == 403
    assert api_of(vy).post("/api/v1/shifts/", shift).status_code == 404
    assert not DutyShift.objects.exists()


def test_an_overlapping_shift_is_a_400_with_words(brand, manager, minh, api_of):
    shift = {"brand": "sao-mai", "user": minh.email, **SHIFT}
    api_of(manager).post("/api/v1/shifts/", shift)

    answer = api_of(manager).post("/api/v1/shifts/", shift)

    assert answer.status_code == 400
    assert list(answer.data["errors"]) == ["non_field_errors"]


def test_an_admin_keeps_response_teams(brand, admin_person, minh, vy, api_of):
    api = api_of(admin_person)

    unknown = api.post(
        "/api/v1/teams/", {"brand": "sao-mai", "name": "Trực đêm", "members": [vy.email]}
    )
    made = api.post(
        "/api/v1/teams/", {"brand": "sao-mai", "name": "Trực đêm", "members": [minh.email]}
    )
    double = api.post("/api/v1/teams/", {"brand": "sao-mai", "name": "Trực đêm"})
    emptied = api.patch(f"/api/v1/teams/{made.data['id']}/", {"members": []})

    assert (unknown.status_code, list(unknown.data["errors"])) == (400, ["members"])
    assert [person["name"] for person in made.data["members"]] == ["Đỗ Quang Minh"]
    assert double.status_code == 400
    assert emptied.data["members"] == []
    assert api.delete(f"/api/v1/teams/{made.data['id']}/").status_code == 204
    assert not Team.objects.exists()


def test_a_webhook_shows_its_secret_once(brand, admin_person, api_of):
    api = api_of(admin_person)
    hook = {"brand": "sao-mai", "url": "https://8.8.8.8/hook", "topics": ["incidents.*"]}

    made = api.post("/api/v1/webhooks/", hook)

    assert made.status_code == 201
    assert made.data["secret"] == Webhook.objects.get().secret
    assert "secret" not in api.get(f"/api/v1/webhooks/{made.data['id']}/").data
    off = api.patch(f"/api/v1/webhooks/{made.data['id']}/", {"is_active": False})
    assert off.data["is_active"] is False
    assert api.get(f"/api/v1/webhooks/{made.data['id']}/deliveries/").data["results"] == []


def test_a_webhook_into_the_own_network_is_refused(brand, admin_person, api_of):
    hook = {"brand": "sao-mai", "url": "http://169.254.169.254/latest", "topics": ["*"]}

    answer = api_of(admin_person).post("/api/v1/webhooks/", hook)

    assert (answer.status_code, list(answer.data["errors"])) == (400, ["url"])


def test_webhooks_are_the_admin_s(brand, manager, api_of):
    hook = {"brand": "sao-mai", "url": "https://8.8.8.8/", "topics": ["*"]}
    row = Webhook.objects.create(brand=brand, url="https://8.8.8.8/", topics=["*"])

    assert api_of(manager).post("/api/v1/webhooks/", hook).status_code == 403
    assert api_of(manager).get("/api/v1/webhooks/").data["results"] == []
    assert api_of(manager).get(f"/api/v1/webhooks/{row.pk}/deliveries/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    brand, admin_person, make_person, shift_of, api_of, django_assert_num_queries, count
):
    for number in range(count):
        person = make_person(f"Hà {number}")
        shift_of(person, number, number + 1)
        Team.objects.create(brand=brand, name=f"Đội {number}").members.add(person)
    api = api_of(admin_person)
    api.get("/api/v1/me/")

    with django_assert_num_queries(3):
        assert len(api.get("/api/v1/shifts/").data["results"]) == count
    with django_assert_num_queries(5):
        assert len(api.get("/api/v1/teams/").data["results"]) == count


def test_the_schema_names_tokens_and_the_key_of_repeated_writes(minh, api_of):
    schema = api_of(minh).get("/api/v1/schema/", headers={"accept": "application/json"}).json()

    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    write = schema["paths"]["/api/v1/teams/"]["post"]
    read = schema["paths"]["/api/v1/teams/"]["get"]
    assert "Idempotency-Key" in [parameter["name"] for parameter in write["parameters"]]
    assert "Idempotency-Key" not in [parameter["name"] for parameter in read["parameters"]]


def test_a_replay_through_the_api_is_a_new_delivery(brand, admin_person, api_of):
    hook = Webhook.objects.create(brand=brand, url="https://8.8.8.8/", topics=["*"])
    announce(brand, "incidents.opened", key="opened:1", subject="INC-1")
    api = api_of(admin_person)
    (first,) = api.get(f"/api/v1/webhooks/{hook.pk}/deliveries/").data["results"]

    again = api.post(f"/api/v1/webhooks/{hook.pk}/deliveries/{first['id']}/replay/")
    gone = api.post(f"/api/v1/webhooks/{hook.pk}/deliveries/999999/replay/")

    assert (again.status_code, again.data["topic"]) == (201, "incidents.opened")
    assert gone.status_code == 404
    assert api.delete(f"/api/v1/webhooks/{hook.pk}/").status_code == 204
