from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crisisdesk.kernel.clock import now
from monitoring.models import Mention, Signal, Source, Watch
from monitoring.services import sources
from monitoring.services.ingest import take_in
from teams.models import Membership, Role
from tests.conftest import case_row
from tests.monitoring.conftest import NOON, said

MENTIONS, SIGNALS = "/api/v1/mentions/", "/api/v1/signals/"


def ours(number, **fields):
    return said(number, **{"brand": "sao-mai", **fields})


@pytest.fixture
def signal(brand, watch, bot):
    at = now()
    return Signal.objects.create(
        brand=brand, watch=watch, kind="volume", level="warning", started_at=at, at=at,
        last_at=at, raised_by=bot, score=0.4,
        evidence={"kind": "volume", "count": 40, "expected": 3.0, "window_minutes": 30,
                  "once_in_days": 12.0, "share": None, "usual_share": None},
    )  # fmt: skip


def test_list_of_mentions_is_taken_in(watch, api_of, minh):
    answer = api_of(minh).post(MENTIONS, [ours(1), ours(2, brand="Sao Mai"), ours(1)])

    assert answer.status_code == 200
    assert answer.json() == {"accepted": 2, "duplicates": 1, "rejected": []}


def test_rejected_items_keep_their_place_in_the_list(watch, other_brand, api_of, minh):
    items = [ours(1), said(2), ours(3, brand="hai-dang"), ours(4, text=""), 5, ours(6)]

    answer = api_of(minh).post(MENTIONS, items).json()

    assert answer["accepted"] == 2
    assert [(bad["index"], list(bad["errors"])) for bad in answer["rejected"]] == [
        (1, ["brand"]),
        (2, ["brand"]),
        (3, ["text"]),
        (4, ["non_field_errors"]),
    ]
    assert not Mention.objects.filter(brand=other_brand).exists()


@pytest.mark.parametrize("body", [{}, [], [{}] * 1001, "text", 7, None])
def test_body_that_is_no_list_of_1_to_1000_is_a_problem(api_of, minh, body):
    answer = api_of(minh).post(MENTIONS, json.dumps(body), content_type="application/json")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]["non_field_errors"]


def test_body_that_is_no_json_is_a_problem(api_of, minh):
    answer = api_of(minh).post(MENTIONS, b"[{", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_viewer_feeds_no_brand(watch, api_of, khoa):
    answer = api_of(khoa).post(MENTIONS, [ours(1)]).json()

    assert (answer["accepted"], list(answer["rejected"][0]["errors"])) == (0, ["brand"])


def test_token_for_writing_mentions_does_that_and_nothing_else(watch, api_of, minh):
    client = api_of(minh, "mentions:write")

    assert client.post(MENTIONS, [ours(1)]).status_code == 200
    assert client.get(MENTIONS).status_code == 403
    assert client.get(SIGNALS).status_code == 403
    assert client.post(SIGNALS, {"brand": "sao-mai", "title": "x"}).status_code == 403


def test_stranger_without_token_is_asked_for_one(db, client):
    answer = client.post(MENTIONS, "[]", content_type="application/json")

    assert answer.status_code in {401, 403}
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("count", [1, 3])
def test_listing_mentions_asks_the_database_the_same_whatever_their_number(
    watch, hear, api_of, minh, django_assert_num_queries, count
):
    hear([said(number) for number in range(count)])
    client = api_of(minh)
    client.get(MENTIONS)

    with django_assert_num_queries(3):
        answer = client.get(MENTIONS)

    assert len(answer.json()["results"]) == count


@pytest.fixture
def of_two(watch, hear, brand, other_brand, minh, bot):
    """Seven mentions of one brand and six of another, in turns and some at one moment."""
    Membership.objects.create(user=minh, brand=other_brand, role=Role.MEMBER)
    at = now() - timedelta(hours=2)
    hear([said(n, at + timedelta(minutes=n)) for n in range(7)], judge=False)
    take_in([said(n, at + timedelta(minutes=n)) for n in range(6)],
            brand=other_brand, actor=bot, judge=False)  # fmt: skip
    return list(Mention.objects.order_by("-posted_at", "-id").values_list("pk", flat=True))


@pytest.mark.parametrize("size", [3, 5, 12])
def test_who_works_for_two_brands_pages_through_both_and_back(of_two, api_of, minh, size):
    caller, forth, back = api_of(minh), [], []
    url = f"{MENTIONS}?page_size={size}"
    while url:
        page = caller.get(url).json()
        forth.append([row["id"] for row in page["results"]])
        url, last = page["next"], page
    url = last["previous"]
    while url:
        page = caller.get(url).json()
        back.insert(0, [row["id"] for row in page["results"]])
        url = page["previous"]

    assert [pk for page in forth for pk in page] == of_two
    assert [pk for page in back for pk in page] == of_two[: -len(forth[-1])]


@pytest.mark.parametrize("asked", ["", "&brand=hai-dang", "&brand=nobody"])
def test_every_brand_is_read_through_its_own_index(of_two, api_of, minh, other_brand, asked):
    with CaptureQueriesContext(connection) as seen:
        found = api_of(minh).get(f"{MENTIONS}?page_size=3{asked}").json()["results"]

    reads = [one["sql"] for one in seen if 'FROM "monitoring_mention"' in one["sql"]]
    assert len(reads) == {"": 2, "&brand=hai-dang": 1, "&brand=nobody": 0}[asked]
    assert all('"monitoring_mention"."brand_id" = ' in sql for sql in reads)
    assert len(found) == (0 if "nobody" in asked else 3)


def test_mentions_are_found_by_their_words_without_accents(watch, hear, api_of, minh):
    hear([said(1, text="Sữa Sao Mai bị hỏng"), said(2, text="Sao Mai ngon")])

    found = api_of(minh).get(MENTIONS, {"q": "SUA hong"}).json()["results"]

    assert [one["external_id"] for one in found] == ["m1"]


def test_filters_narrow_and_wrong_ones_are_problems(watch, hear, api_of, minh):
    hear([said(1), said(2, NOON + timedelta(days=1), platform="zalo")])
    client = api_of(minh)

    def ids(**question):
        return [row["external_id"] for row in client.get(MENTIONS, question).json()["results"]]

    assert ids(platform="zalo") == ["m2"]
    assert ids(until=(NOON + timedelta(hours=1)).isoformat()) == ["m1"]
    assert ids(watch=watch.pk) == ["m2", "m1"]
    assert ids(brand="hai-dang") == []
    assert ids(incident="INC-999") == []
    assert client.get(MENTIONS, {"label": "furious"}).json()["errors"].keys() == {"label"}


@pytest.mark.parametrize("name", ["watch", "source", "signal"])
@pytest.mark.parametrize("number", ["1" * 25, str(2**63), "-1", "0"])
def test_a_number_that_no_id_can_have_is_a_problem_of_the_caller(api_of, minh, name, number):
    answer = api_of(minh).get(MENTIONS, {name: number})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


def test_viewer_sees_no_handles(watch, hear, api_of, khoa, minh):
    hear([said(1)])

    assert api_of(minh).get(MENTIONS).json()["results"][0]["author"] == "nguoi1"
    assert api_of(khoa).get(MENTIONS).json()["results"][0]["author"] == ""


def test_other_brands_mentions_and_signals_do_not_exist(watch, hear, signal, api_of, vy):
    hear([said(1)])
    client = api_of(vy)

    assert client.get(MENTIONS).json()["results"] == []
    assert client.get(SIGNALS).json()["results"] == []
    for path in ("", "open/", "link/", "watch/", "dismiss/"):
        method = client.post if path else client.get
        assert method(f"{SIGNALS}{signal.pk}/{path}").status_code == 404


def test_signal_tells_its_reason_in_a_sentence(signal, api_of, minh):
    row = api_of(minh).get(f"{SIGNALS}{signal.pk}/").json()

    assert (row["state"], row["level"], row["watch"]) == ("new", "warning", "Sao Mai")
    assert "40" in row["sentence"]
    assert row["at"].endswith("+07:00")


def test_signal_opens_a_case(signal, api_of, minh):
    answer = api_of(minh).post(f"{SIGNALS}{signal.pk}/open/", {"title": "Sữa hỏng"})

    assert answer.status_code == 200
    signal.refresh_from_db()
    assert answer.json()["incident"] == signal.incident.reference
    assert signal.incident.title == "Sữa hỏng"


def test_signal_is_linked_watched_and_dismissed(brand, signal, api_of, minh, bot):
    case = case_row(brand=brand, title="Vụ cũ", actor=bot)
    client, url = api_of(minh), f"{SIGNALS}{signal.pk}/"

    later = (now() + timedelta(hours=3)).isoformat()
    watched = client.post(f"{url}watch/", {"review_at": later, "note": "chờ báo"})
    assert (watched.status_code, watched.json()["state"]) == (200, "watched")
    unknown = client.post(f"{url}link/", {"incident": "INC-999"})
    assert (unknown.status_code, list(unknown.json()["errors"])) == (400, ["incident"])
    linked = client.post(f"{url}link/", {"incident": case.reference})
    assert (linked.status_code, linked.json()["incident"]) == (200, case.reference)
    refused = client.post(f"{url}dismiss/", {"reason": "spam"})
    assert refused.status_code == 409
    assert refused.json()["blockers"][0]["code"] == "wrong_state"


def test_dismissing_without_a_known_reason_is_a_problem(signal, api_of, minh):
    answer = api_of(minh).post(f"{SIGNALS}{signal.pk}/dismiss/", {"reason": "dull"})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reason"])


def test_viewer_decides_nothing_but_may_raise(brand, signal, api_of, khoa):
    client = api_of(khoa)

    assert client.post(f"{SIGNALS}{signal.pk}/dismiss/", {"reason": "spam"}).status_code == 403
    raised = client.post(SIGNALS, {"brand": "sao-mai", "title": "Nghe ở chợ"})
    assert (raised.status_code, raised.json()["kind"]) == (201, "manual")


@pytest.mark.parametrize("count", [1, 3])
def test_listing_signals_asks_the_database_the_same_whatever_their_number(
    brand, watch, bot, api_of, minh, django_assert_num_queries, count
):
    for number in range(count):
        Signal.objects.create(
            brand=brand, watch=watch, kind="manual", level="warning", started_at=NOON, at=NOON,
            last_at=NOON, raised_by=bot, title=str(number), episode=str(number),
        )  # fmt: skip
    client = api_of(minh)
    client.get(SIGNALS)

    with django_assert_num_queries(3):
        assert len(client.get(SIGNALS).json()["results"]) == count


@pytest.mark.parametrize("path", ["watches", "sources"])
@pytest.mark.parametrize("count", [1, 3])
def test_listing_what_is_set_up_asks_the_same_whatever_its_number(
    brand, api_of, minh, django_assert_num_queries, path, count
):
    for number in range(count):
        Watch.objects.create(brand=brand, name=str(number))
        Source.objects.create(brand=brand, key=str(number), name=str(number), kind="api")
    client = api_of(minh)
    client.get(f"/api/v1/{path}/")

    with django_assert_num_queries(3):
        assert len(client.get(f"/api/v1/{path}/").json()["results"]) == count


def test_manager_sets_up_watches_and_sources(brand, api_of, manager):
    client = api_of(manager)

    watch = client.post(
        "/api/v1/watches/",
        {"brand": "sao-mai", "name": "Sữa", "words": ["sữa", "SUA", "!!"], "sensitivity": "high"},
    )
    assert (watch.status_code, watch.json()["words"]) == (201, ["sữa"])
    changed = client.patch(f"/api/v1/watches/{watch.json()['id']}/", {"active": False})
    assert changed.json()["active"] is False
    again = client.post("/api/v1/watches/", {"brand": "sao-mai", "name": "Sữa"})
    assert again.status_code == 400
    source = client.post(
        "/api/v1/sources/", {"brand": "sao-mai", "name": "Reputa", "kind": "webhook"}
    )
    assert source.status_code == 201
    assert len(source.json()["token"]) > 30
    edited = client.patch(f"/api/v1/sources/{source.json()['id']}/", {"expected_every_minutes": 60})
    assert edited.json()["expected_every_minutes"] == 60


def test_member_sets_up_nothing(brand, watch, api_of, minh):
    client = api_of(minh)

    assert client.post("/api/v1/watches/", {"brand": "sao-mai", "name": "x"}).status_code == 403
    assert client.patch(f"/api/v1/watches/{watch.pk}/", {"name": "x"}).status_code == 403
    body = {"brand": "sao-mai", "name": "x", "kind": "webhook"}
    assert client.post("/api/v1/sources/", body).status_code == 403


@pytest.fixture
def hook(brand, watch, admin_person):
    source, token = sources.create(
        brand, actor=admin_person, kind="webhook", name="Reputa", platform="forum"
    )
    return source, f"/api/v1/intake/{token}/"


def test_webhook_takes_in_without_a_sign_in(hook, client):
    source, url = hook

    answer = client.post(url, json.dumps([said(1)]), content_type="application/json")

    assert answer.json() == {"accepted": 1, "duplicates": 0, "rejected": []}
    assert Mention.objects.get().source == source


@pytest.mark.parametrize("wrap", [lambda item: {"mentions": [item]}, lambda item: item])
def test_webhook_takes_a_named_list_and_a_single_mention(hook, client, wrap):
    answer = client.post(hook[1], json.dumps(wrap(said(1))), content_type="application/json")

    assert answer.json()["accepted"] == 1


def test_unknown_or_renewed_address_does_not_exist(hook, client, admin_person):
    source, url = hook
    sources.renew_token(source, actor=admin_person)

    for address in (url, "/api/v1/intake/x/"):
        answer = client.post(address, "[]", content_type="application/json")
        assert answer.status_code == 404


def test_switched_off_webhook_does_not_exist(hook, client, admin_person):
    sources.edit(hook[0], actor=admin_person, active=False)

    assert client.post(hook[1], "[]", content_type="application/json").status_code == 404


def test_signed_webhook_refuses_what_is_forged(hook, client, admin_person):
    source, url = hook
    secret = sources.renew_secret(source, actor=admin_person)
    body = json.dumps([said(1)])
    right = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()

    def send(signature, text=body):
        headers = {"X-Crisisdesk-Signature": signature} if signature is not None else {}
        return client.post(url, text, content_type="application/json", headers=headers)

    for forged in (None, "", "sha256=", "sha256=" + "0" * 64, "đ", right[:-1]):
        assert send(forged).status_code == 403
    assert send(f"sha256={right}", text=body + " ").status_code == 403
    assert not Mention.objects.exists()
    assert send(f"sha256={right}").json()["accepted"] == 1
    assert send(f"sha256={right}").json()["duplicates"] == 1


def test_token_is_kept_as_a_hash_only(hook):
    source, url = hook
    token = url.split("/")[-2]

    assert token not in json.dumps(list(Source.objects.values()), default=str)
    assert len(source.token_hash) == 64
