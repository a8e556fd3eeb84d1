"""A write sent twice under one key happens once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from crisisdesk.kernel.clock import now
from teams.models import ApiToken, KeptAnswer, Team


def make(api, name="Trực đêm", key="k1"):
    return api.post(
        "/api/v1/teams/",
        {"brand": "sao-mai", "name": name},
        headers={"idempotency-key": key} if key else {},
    )


def test_the_second_request_gets_the_first_answer(brand, admin_person, api_of):
    api = api_of(admin_person)

    first, second = make(api), make(api)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert Team.objects.count() == 1


def test_another_content_under_the_same_key_is_refused(brand, admin_person, api_of):
    api = api_of(admin_person)
    make(api)

    answer = make(api, name="Trực ngày")

    assert answer.status_code == 409
    assert answer.json()["blockers"][0]["code"] == "idempotency_key_reused"
    assert Team.objects.count() == 1


def test_a_refusal_is_not_kept(brand, admin_person, api_of):
    api = api_of(admin_person)
    other = Team.objects.create(brand=brand, name="Trực đêm")

    assert make(api).status_code == 400
    other.delete()
    assert make(api).status_code == 201


def test_keys_of_different_callers_never_meet(brand, admin_person, manager, api_of):
    make(api_of(admin_person))

    assert make(api_of(manager)).status_code == 403


@pytest.mark.parametrize("end", ["revoked", "expired", "inactive"])
def test_a_token_that_holds_no_more_hears_nothing_that_was_kept(brand, admin_person, api_of, end):
    api = api_of(admin_person)
    assert make(api).status_code == 201
    if end == "revoked":
        ApiToken.objects.all().delete()
    elif end == "expired":
        ApiToken.objects.update(expires_at=now() - timedelta(minutes=1))
    else:
        type(admin_person).objects.filter(pk=admin_person.pk).update(is_active=False)

    answer = make(api)

    assert answer.status_code == 401
    assert "Idempotency-Replayed" not in answer
    assert "Trực đêm" not in answer.content.decode()


def test_a_browser_that_signed_out_hears_nothing_that_was_kept(brand, admin_person, client_of):
    browser = client_of(admin_person)
    send = {"content_type": "application/json", "headers": {"idempotency-key": "k1"}}
    facts = {"brand": "sao-mai", "name": "Trực đêm"}
    assert browser.post("/api/v1/teams/", facts, **send).status_code == 201
    assert browser.post("/api/v1/teams/", facts, **send)["Idempotency-Replayed"] == "true"
    cookie = browser.cookies["sessionid"].value
    browser.logout()
    browser.cookies["sessionid"] = cookie

    answer = browser.post("/api/v1/teams/", facts, **send)

    assert answer.status_code in (401, 403)
    assert "Idempotency-Replayed" not in answer


def test_a_key_is_forgotten_after_a_day(brand, admin_person, api_of):
    api = api_of(admin_person)
    make(api)
    Team.objects.all().delete()
    KeptAnswer.objects.update(created_at=now() - timedelta(hours=25))

    assert "Idempotency-Replayed" not in make(api)
    assert Team.objects.count() == 1


def test_without_a_key_nothing_is_kept(brand, admin_person, api_of):
    make(api_of(admin_person), key="")

    assert not KeptAnswer.objects.exists()


def test_an_endless_key_is_refused(brand, admin_person, api_of):
    assert make(api_of(admin_person), key="k" * 300).status_code == 400


def test_an_empty_answer_is_kept_too(brand, admin_person, api_of):
    api = api_of(admin_person)
    team = Team.objects.create(brand=brand, name="Trực đêm")
    path, key = f"/api/v1/teams/{team.pk}/", {"idempotency-key": "k2"}

    assert api.delete(path, headers=key).status_code == 204
    assert api.delete(path, headers=key).status_code == 204


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_once_and_both_hear_the_same(brand, admin_person, api_of):
    apis = [api_of(admin_person)]
    apis.append(type(apis[0])())
    apis[1]._credentials = dict(apis[0]._credentials)
    start, answers = threading.Barrier(2), []

    def press(api):
        start.wait()
        answers.append(make(api))
        connection.close()

    both = [threading.Thread(target=press, args=[api]) for api in apis]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Team.objects.count() == 1
