from __future__ import annotations

import gzip
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from monitoring.intake import bodies, paths
from monitoring.models import CallHealth, FieldPaths, Mention, SeenCall
from monitoring.services import sources, webhooks
from tests.monitoring.conftest import said
from tests.plugins.trying import tried

JSON = "application/json"


@pytest.fixture
def hook(brand, watch, admin_person):
    source, token = sources.create(
        brand, actor=admin_person, kind="webhook", name="Reputa", platform="forum"
    )
    return source, f"/api/v1/intake/{token}/"


@pytest.fixture
def signed(hook, admin_person):
    return sources.renew_secret(hook[0], actor=admin_person)


def seal(secret, body, *, at=None, nonce="n1"):
    moment = int((at or now()).timestamp())
    head = f"{moment}.{nonce}." if nonce else f"{moment}."
    made = hmac.new(secret.encode(), (head + body).encode(), hashlib.sha256).hexdigest()
    middle = f",n={nonce}" if nonce else ""
    return {"X-Signature": f"t={moment}{middle},v1={made}"}


def test_signature_does_not_hold_again_with_a_space_in_it(hook, signed, client):
    body = json.dumps([said(1)])
    seals = seal(signed, body)

    def call(value):
        return client.post(hook[1], body, content_type="application/json",
                           headers={"X-Signature": value}).status_code  # fmt: skip

    value = seals["X-Signature"]
    assert [call(value), call(value.replace("v1=", "v1= "))] == [200, 409]


@pytest.mark.parametrize("nonce", ["n1", ""])
def test_signature_with_a_time_holds_once(hook, signed, client, nonce):
    body = json.dumps([said(1)])
    headers = seal(signed, body, nonce=nonce)

    first = client.post(hook[1], body, content_type=JSON, headers=headers)
    again = client.post(hook[1], body, content_type=JSON, headers=headers)
    other = client.post(hook[1], body, content_type=JSON, headers=seal(signed, body, nonce="n2"))

    assert first.json()["accepted"] == 1
    assert (again.status_code, again.json()["blockers"][0]["code"]) == (409, "replayed")
    assert other.json()["duplicates"] == 1
    assert CallHealth.objects.get().replayed == 1


@pytest.mark.parametrize("minutes", [-6, 6])
def test_signature_holds_for_five_minutes(hook, signed, client, minutes):
    body = json.dumps([said(1)])
    headers = seal(signed, body, at=now() + timedelta(minutes=minutes))

    assert client.post(hook[1], body, content_type=JSON, headers=headers).status_code == 403
    assert not Mention.objects.exists()


def test_body_time_and_nonce_are_all_under_the_signature(hook, signed, client):
    body = json.dumps([said(1)])
    good = seal(signed, body)["X-Signature"]

    for forged in (
        good.replace("n=n1", "n=n3"),
        good.replace("t=1", "t=2"),
        good[:-1],
        "t=,v1=",
        "v1=" + "0" * 64,
        "t=" + "9" * 400 + ",v1=0",
    ):
        answer = client.post(hook[1], body, content_type=JSON, headers={"X-Signature": forged})
        assert answer.status_code == 403
    changed = client.post(hook[1], body + " ", content_type=JSON, headers={"X-Signature": good})
    assert changed.status_code == 403
    assert CallHealth.objects.get().forged == 7


def test_storm_of_forgeries_locks_nobody_out(hook, signed, client):
    body = json.dumps([said(1)])
    with time_machine.travel(now(), tick=False):
        answers = [
            client.post(hook[1], body, content_type=JSON, headers={"X-Signature": "v1=0"})
            for _ in range(webhooks.MOST_FORGED + 5)
        ]
        good = client.post(hook[1], body, content_type=JSON, headers=seal(signed, body))

    codes = [answer.status_code for answer in answers]
    assert codes == [403] * webhooks.MOST_FORGED + [429] * 5
    assert "Hãy thử lại sau 61 giây" in answers[-1].json()["detail"]
    assert answers[-1]["Retry-After"]
    assert (good.status_code, good.json()["accepted"]) == (200, 1)
    assert CallHealth.objects.get().forged == webhooks.MOST_FORGED


def test_call_that_was_refused_for_its_body_may_come_again(hook, signed, client):
    body = "[{"
    headers = seal(signed, body)

    for _ in range(2):
        assert client.post(hook[1], body, content_type=JSON, headers=headers).status_code == 400
    assert CallHealth.objects.get().unread == 2


def test_old_signatures_are_forgotten(hook, signed, client):
    body = json.dumps([said(1)])
    client.post(hook[1], body, content_type=JSON, headers=seal(signed, body))

    assert webhooks.forget_old_calls() == 0
    SeenCall.objects.update(at=now() - timedelta(hours=1))
    assert webhooks.forget_old_calls() == 1


def test_body_at_the_limit_is_taken_and_one_above_is_not(hook, client):
    items = json.dumps([said(1)])
    full = items + " " * (bodies.MOST - len(items.encode()))

    good = client.post(hook[1], full, content_type=JSON)
    over = client.post(hook[1], full + " ", content_type=JSON)

    assert good.json()["accepted"] == 1
    assert (over.status_code, over["Content-Type"]) == (413, "application/problem+json")
    assert over.json()["limit"] == bodies.MOST
    assert "10 MB" in over.json()["detail"]


def test_api_has_the_same_limit(watch, api_of, minh):
    answer = api_of(minh).post("/api/v1/mentions/", " " * (bodies.MOST + 1), content_type=JSON)

    assert (answer.status_code, answer.json()["limit"]) == (413, bodies.MOST)


def pack(text):
    return gzip.compress(text.encode(), 9, mtime=0)


def test_packed_body_is_unpacked_up_to_a_limit(hook, client):
    def send(content):
        return client.post(
            hook[1], content, content_type=JSON, headers={"Content-Encoding": "gzip"}
        )

    assert send(pack(json.dumps([said(1)]))).json()["accepted"] == 1
    bomb = pack(" " * (bodies.MOST_UNPACKED + 1))
    assert len(bomb) < 100_000
    assert send(bomb).status_code == 413
    assert send(b"no gzip").status_code == 400
    assert send(pack(json.dumps([said(2)]))[:-12]).status_code == 400


ITEM = {"text": "Sao Mai thế nào", "posted_at": "2026-03-02T12:00:00+07:00"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps([ITEM]).encode("utf-16"), JSON),
        (json.dumps([ITEM], ensure_ascii=False).encode("utf-16-le"), JSON),
        (b"\xef\xbb\xbf" + json.dumps([ITEM]).encode(), JSON),
        (json.dumps([ITEM]).encode(), "text/plain"),
        (json.dumps([ITEM]).encode(), ""),
        (b'[{"text": "Sao Mai \xe9", "posted_at": "2026-03-02"}]', f"{JSON}; charset=latin-1"),
        (json.dumps({"mentions": [ITEM]}).encode(), JSON),
        (json.dumps(ITEM).encode(), JSON),
    ],
)
def test_body_is_read_whatever_its_code_and_type(hook, client, body, kind):
    answer = client.generic("POST", hook[1], body, content_type=kind)

    assert answer.json() == {"accepted": 1, "duplicates": 0, "rejected": []}


@pytest.mark.parametrize(
    ("body", "kind", "status", "word"),
    [
        (b"<html>", "text/html", 415, "html"),
        (b"a=1", "application/x-www-form-urlencoded", 415, "form"),
        (b"[]", f"{JSON}; charset=klingon", 415, "klingon"),
        (b'[{"text": "\xff"}]', JSON, 400, "11"),
        (b'[{"text": }]', JSON, 400, "11"),
        (b"", JSON, 400, ""),
        (b"[" * 70 + b"]" * 70, JSON, 400, "64"),
        (b"[" * 200_000, JSON, 400, "64"),
        (b"[" + b"1" * 6000 + b"]", JSON, 400, ""),
    ],
)
def test_body_that_cannot_be_read_is_told_where(hook, client, body, kind, status, word):
    answer = client.generic("POST", hook[1], body, content_type=kind)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert word in answer.json()["detail"]
    assert CallHealth.objects.get().unread == 1


@pytest.mark.parametrize(
    ("body", "status"), [([{"content": "a"}, {"content": "b"}], 200), ([], 400), ("a", 400)]
)
def test_call_of_which_nothing_is_taken_shows_at_the_source(
    hook, client, admin_person, client_of, body, status
):
    answer = client.post(hook[1], json.dumps(body), content_type=JSON)

    assert answer.status_code == status
    health = CallHealth.objects.get()
    assert (health.unread, bool(health.problem)) == (1, True)
    page = client_of(admin_person).get(hook[0].get_absolute_url()).content.decode()
    assert health.problem.split(":")[0] in page


def test_call_of_which_something_is_taken_can_be_read(hook, client):
    client.post(hook[1], json.dumps([said(1), {}]), content_type=JSON)

    assert CallHealth.objects.get().unread == 0


def test_call_of_which_all_is_taken_is_no_trouble_of_the_source(hook, client):
    client.post(hook[1], json.dumps([said(1)]), content_type=JSON)

    assert not CallHealth.objects.exists()


@time_machine.travel("2026-11-30T09:00+00:00", tick=False)
def test_last_call_with_refused_mentions_shows_why_without_their_words(
    hook, signed, client, admin_person, client_of, api_of
):
    bad = [said(1) | {"reach": "bí mật"}, said(2) | {"author": "An " * 99, "url": "x:bí mật"}]
    body = json.dumps([said(3), *bad, {}, "bí mật", said(4)])

    answer = client.post(hook[1], body, content_type=JSON, headers=seal(signed, body))
    body = json.dumps([said(5)])
    client.post(hook[1], body, content_type=JSON, headers=seal(signed, body))

    assert answer.json()["accepted"] == 2
    known = api_of(admin_person).get("/api/v1/sources/").json()["results"][0]["refused"]
    assert known == {
        "at": "2026-11-30T16:00:00+07:00",
        "count": 4,
        "of": 6,
        "first": answer.json()["rejected"][:3],
    }
    assert [one["index"] for one in known["first"]] == [1, 2, 3]
    page = client_of(admin_person).get(hook[0].get_absolute_url()).content.decode()
    assert "bị từ chối: 4 trên 6 lượt" in page
    assert all(f"[{place}]: " in page for place in (1, 2, 3))
    assert known["first"][0]["errors"]["reach"][0] in page
    assert "bí mật" not in page
    assert "bí mật" not in str(known)


def test_source_that_never_refused_says_so(hook, api_of, admin_person):
    assert api_of(admin_person).get("/api/v1/sources/").json()["results"][0]["refused"] is None


def test_one_object_a_line_keeps_the_good_lines(hook, client):
    body = "\n".join([json.dumps(ITEM), '{"broken', "", json.dumps({**ITEM, "text": ""})])

    answer = client.post(hook[1], body, content_type="application/x-ndjson").json()

    assert answer["accepted"] == 1
    assert [(bad["index"], list(bad["errors"])) for bad in answer["rejected"]] == [
        (1, ["non_field_errors"]),
        (2, ["text"]),
    ]


PATHS = {
    "text": "data.items[].message",
    "posted_at": "data.items[].created",
    "author": "data.items[].from.name",
    "external_id": "data.items[].id",
    "source": "data.channel",
}
SAMPLE = {
    "data": {
        "channel": "Fanpage mẹ và bé",
        "items": [
            {
                "id": 7,
                "message": "Sao Mai &amp; trà",
                "created": 1772434800,
                "from": {"name": "Hà"},
            },
            {"id": 8, "message": "", "created": "02/03/2026 10:00"},
            "lạ",
        ],
    }
}


def test_tools_own_names_are_translated(hook, client, admin_person):
    webhooks.set_paths(hook[0], actor=admin_person, given=PATHS)

    answer = client.post(hook[1], json.dumps(SAMPLE), content_type=JSON).json()

    assert answer["accepted"] == 1
    assert [bad["index"] for bad in answer["rejected"]] == [1, 2]
    mention = Mention.objects.get()
    assert (mention.text, mention.author, mention.external_id) == ("Sao Mai & trà", "Hà", "7")
    assert mention.posted_at.isoformat() == "2026-03-02T07:00:00+00:00"
    webhooks.drop_paths(hook[0], actor=admin_person)
    assert client.post(hook[1], json.dumps([said(1)]), content_type=JSON).json()["accepted"] == 1


def test_paths_through_two_lists_or_without_a_text_are_refused():
    from django.core.exceptions import ValidationError

    for given_paths in (
        {"text": "a[].x", "posted_at": "b[].y"},
        {"text": "a[].x"},
        {"text": "a[[.x", "posted_at": "a"},
    ):
        with pytest.raises(ValidationError):
            paths.check(given_paths)


def test_list_at_the_top_names_with_dots_and_lists_of_bodies():
    top = {"text": "[].m", "posted_at": '[]."a.b"'}
    assert paths.items([{"m": "x", "a.b": "2026-03-02"}], paths.check(top))[0]["text"] == "x"
    flat = {"text": "items[].m", "posted_at": "at"}
    twice = [{"at": "2026-03-02", "items": [{"m": "x"}]}, {"items": [{"m": "y"}]}]
    assert [one["text"] for one in paths.items(twice, paths.check(flat))] == ["x", "y"]


def test_sample_is_pasted_looked_at_and_saved(hook, admin_person, minh, client_of):
    url = reverse("monitoring:source-fields", args=[hook[0].pk])
    browser = client_of(admin_person)
    sample = json.dumps({"items": [{"message": "Sao Mai lạ", "created_at": "2026-03-02 10:00"}]})

    look = browser.post(url, {"look": "1", "sample": sample})
    assert look.status_code == 200
    assert 'value="items[].message"' in look.content.decode()
    assert "Sao Mai lạ" in look.content.decode()
    assert browser.post(url, {"look": "1", "sample": "{"}).status_code == 422
    assert browser.post(url, {"text": "items[].message"}).status_code == 422
    chosen = {"text": "items[].message", "posted_at": "items[].created_at"}
    assert browser.post(url, chosen).status_code == 302
    assert FieldPaths.objects.get().paths == chosen
    assert client_of(minh).get(url).status_code == 403


value = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
        st.sampled_from(["2026-03-02T12:00:00+07:00", "9999-12-31", "\ud800", "\x00", "\u200b",
                         "🥛🥛", "1e400", -1, 10**30, "0001-01-01T00:00"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip
item = st.one_of(
    value,
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("text", "posted_at", "external_id", "source", "reach", "url", "platform", "language", "author"), value)
    ),
    st.fixed_dictionaries(
        {"text": st.text(min_size=1, max_size=20), "posted_at": st.just("2026-03-02T12:00")},
        optional={"external_id": st.sampled_from(["a", "b", "\u200b"])},
    ),
)  # fmt: skip


@pytest.mark.django_db
@tried(12, 100)
@given(items=st.lists(item, min_size=1, max_size=6))
def test_every_item_of_any_call_is_accounted_for_twice(items, bot_brand):
    brand, bot = bot_brand
    first = take(items, brand, bot)
    again = take(items, brand, bot)

    for result in (first, again):
        assert result.accepted + result.duplicates + len(result.rejected) == len(items)
    assert again.accepted == 0
    assert [bad["index"] for bad in first.rejected] == [bad["index"] for bad in again.rejected]


def take(items, brand, bot):
    from monitoring.services.ingest import take_in

    return take_in(items, brand=brand, actor=bot, judge=False)


@pytest.fixture
def bot_brand(brand, watch, bot):
    return brand, bot


@tried(100, 400)
@given(st.binary(max_size=80), st.sampled_from(["", JSON, "text/plain; charset=utf-7", "a/b; ;="]),
       st.sampled_from(["", "gzip", "br"]))  # fmt: skip
def test_any_body_is_data_or_a_problem(body, kind, coding):
    try:
        bodies.parse(body, {"Content-Type": kind, "Content-Encoding": coding})
    except bodies.Unfit as unfit:
        known = unfit.status in {400, 413, 415}
    else:
        known = True
    assert known


@tried(60, 400)
@given(value, st.text(max_size=15), st.text(max_size=15))
def test_any_path_on_any_data_finds_or_is_refused(data, one, two):
    from django.core.exceptions import ValidationError

    paths.suggest(data)
    try:
        known = paths.check({"text": one, "posted_at": two})
    except ValidationError:
        return
    assert isinstance(paths.items(data, known), list)
