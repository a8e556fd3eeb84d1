"""The inbox by page and by API: the same rights, the same refusals, the same words."""

from __future__ import annotations

import html

import pytest

from crisisdesk.kernel.clock import now
from monitoring.models import InboxItem, Mention
from monitoring.services import inbox
from monitoring.services.ingest import take_in
from tests.monitoring.conftest import said

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture
def mention(brand, bot) -> Mention:
    take_in([said(1, now())], brand=brand, actor=bot, judge=False)
    return Mention.objects.get()


def page_and_api(mention, person, act, client_of, api_of, **sent):
    """The same act by both doors; the page's and the API's answer."""
    page = client_of(person).post(*page_of(mention, act, sent), follow=True)
    place = {"ask": ""}.get(act, f"{act}/")
    given = {**sent, "to": sent["to"].email} if "to" in sent else sent
    api = api_of(person).post(f"{API}mentions/{mention.pk}/inbox/{place}", given, format="json")
    return page, api


def page_of(mention, act, sent):
    place = {"answer": "answer", "reopen": "reopen"}.get(act, "triage")
    given = {**sent, "to": sent["to"].pk} if "to" in sent else dict(sent)
    return f"/monitoring/mentions/{mention.pk}/{place}/", {"act": act, **given}


ACTS = {
    "ask": {},
    "close": {},
    "answer": {"reply": "Chúng tôi đang kiểm tra"},
}


@pytest.mark.parametrize("act", ACTS)
def test_who_only_looks_is_refused_by_both(act, mention, khoa, client_of, api_of):
    page, api = page_and_api(mention, khoa, act, client_of, api_of, **ACTS[act])

    assert (page.status_code, api.status_code) == (403, 403)
    assert api.json()["detail"] in html.unescape(page.content.decode())


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_sees_nothing_by_both(act, mention, vy, client_of, api_of):
    page, api = page_and_api(mention, vy, act, client_of, api_of, **ACTS[act])

    assert (page.status_code, api.status_code) == (404, 404)


@pytest.mark.parametrize("act", ["close", "answer"])
def test_who_comes_second_hears_the_same_from_both(act, mention, minh, lead, client_of, api_of):
    inbox.answer(mention, actor=lead, reply="Vâng")

    page, api = page_and_api(mention, minh, act, client_of, api_of, seq=0, **ACTS[act])

    assert api.status_code == 409
    problem = api.json()
    assert problem["blockers"][0]["code"] == "stale" and problem["current_seq"] == 1
    assert problem["blockers"][0]["message"] in html.unescape(page.content.decode())
    assert InboxItem.objects.get().events.get().by == lead


def test_what_is_wrong_is_said_by_both(mention, minh, client_of, api_of):
    page, api = page_and_api(
        mention, minh, "answer", client_of, api_of, reply="a", url="https://a b"
    )

    assert (page.status_code, api.status_code) == (422, 400)
    assert list(api.json()["errors"]) == ["url"]


def test_the_api_walks_the_whole_way(mention, brand, minh, lead, api_of):
    api, place = api_of(minh), f"{API}mentions/{mention.pk}/inbox/"

    assert api.get(place).status_code == 404
    assert api.post(place, {}, format="json").json()["state"] == "waiting"
    given = api.post(f"{place}assign/", {"to": lead.email, "seq": 0}, format="json").json()
    assert (given["assignee"], given["seq"]) == (lead.email, 1)
    listed = api.get(f"{API}inbox/", {"assignee": lead.email}).json()["results"]
    assert [row["mention"]["text"] for row in listed] == [mention.text]
    said_back = api.post(f"{place}answer/", {"reply": "Vâng", "seq": 1}, format="json").json()
    assert said_back["events"][-1]["reply"] == "Vâng"
    assert api.get(f"{API}inbox/").json()["results"] == []
    again = api.post(f"{place}reopen/", {"seq": 2}, format="json").json()
    assert again["state"] == "waiting"
    assert api.post(f"{place}close/", {}, format="json").json()["state"] == "no_answer"
    verbs = [event["verb"] for event in api.get(place).json()["events"]]
    assert verbs == ["assigned", "answered", "reopened", "no_answer"]
    assert api.get(f"{API}mentions/{mention.pk}/").json()["id"] == mention.pk
    assert api.get(f"{API}mentions/{mention.pk}/answers/").json() == []


@pytest.mark.parametrize("wrong", ["nobody@saomai.example", "x"])
def test_the_api_gives_to_people_of_the_brand_only(wrong, mention, minh, vy, api_of):
    place = f"{API}mentions/{mention.pk}/inbox/assign/"

    for to in (wrong, vy.email):
        assert api_of(minh).post(place, {"to": to}, format="json").status_code == 400
    assert api_of(minh).post(place, {"to": None}, format="json").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    brand, bot, minh, lead, api_of, django_assert_num_queries, count
):
    take_in([said(n, now()) for n in range(count)], brand=brand, actor=bot, judge=False)
    ids = list(Mention.objects.values_list("pk", flat=True))
    inbox.assign(brand, ids, to=lead, actor=minh)
    api = api_of(minh)
    api.get(f"{API}inbox/")

    with django_assert_num_queries(6):
        rows = api.get(f"{API}inbox/").json()["results"]

    assert len(rows) == count


def test_a_reader_token_changes_nothing(mention, minh, api_of):
    place = f"{API}mentions/{mention.pk}/inbox/close/"

    assert api_of(minh, "read").post(place, {}, format="json").status_code == 403
