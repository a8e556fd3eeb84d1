"""Connecting sources: pages, API, sealed secrets, a test that stores nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from crisisdesk.kernel import sealing
from crisisdesk.kernel.errors import Forbidden
from monitoring.connectors import registry, words
from monitoring.models import Connection, Mention, Source
from monitoring.services import connections, polling, sources
from tests.monitoring.connectors.test_feed import entry, rss
from tests.monitoring.connectors.web import Answer, serving

MAILBOX = {
    "name": "Hộp thư nghe", "host": "imap.example.vn", "security": "ssl", "port": "",
    "username": "nghe@saomai.example", "password": "rất-bí-mật", "folder": "INBOX",
    "platform": "", "expected_every_minutes": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _loopback(settings):
    settings.SOURCES_ALLOW_PRIVATE = True


@pytest.fixture
def web():
    with serving() as found:
        yield found


@pytest.fixture
def feed_url(web):
    body = rss(entry(1), entry(2)).encode()
    return web.says("/rss", Answer(body, headers={"Content-Type": "application/rss+xml"}))


@pytest.fixture
def mailbox(brand, admin_person):
    form = registry.connector_of("mailbox").form(MAILBOX)
    assert form.is_valid(), form.errors
    return connections.add(brand, actor=admin_person, kind="mailbox", values=form.cleaned_data)


def everything_stored():
    """The database as whoever holds a backup reads it."""
    with connection.cursor() as cursor:
        for table in ("monitoring_connection", "monitoring_source", "outbox_outboxmessage"):
            cursor.execute(f"SELECT * FROM {table}")
            yield str(cursor.fetchall())


def test_password_is_nowhere_in_clear(mailbox):
    assert "rất-bí-mật" not in "".join(everything_stored())
    assert mailbox.connection.secrets() == {"password": "rất-bí-mật"}


def test_password_is_never_shown_again(mailbox, client, admin_person, api_of):
    client.force_login(admin_person)

    for path in ("", "connection/"):
        assert (
            "rất-bí-mật"
            not in client.get(f"/monitoring/sources/{mailbox.pk}/{path}").content.decode()
        )
    assert "rất-bí-mật" not in str(api_of(admin_person).get(f"/api/v1/sources/{mailbox.pk}/").data)


def test_empty_password_keeps_the_stored_one(mailbox, admin_person, client):
    client.force_login(admin_person)

    client.post(
        f"/monitoring/sources/{mailbox.pk}/connection/",
        MAILBOX | {"password": "", "folder": "Nghe"},
    )

    row = Connection.objects.get(source=mailbox)
    assert (row.options["folder"], row.secrets()["password"]) == ("Nghe", "rất-bí-mật")


def test_stored_password_is_not_sent_to_another_server(mailbox, admin_person, client):
    """Whoever may change the address must not be able to have the password sent to them."""
    client.force_login(admin_person)
    changed = MAILBOX | {"password": "", "host": "imap.ke-xau.example"}

    saved = client.post(f"/monitoring/sources/{mailbox.pk}/connection/", changed)
    tested = client.post(f"/monitoring/sources/{mailbox.pk}/connection/", changed | {"test": "1"})

    assert (saved.status_code, tested.status_code) == (422, 422)
    assert Connection.objects.get(source=mailbox).options["host"] == "imap.example.vn"


def test_other_place_is_read_from_its_beginning(mailbox, admin_person):
    Connection.objects.update(cursor={"uid": 7, "validity": 1})
    form = registry.connector_of("mailbox").form(MAILBOX | {"folder": "Khác"})
    assert form.is_valid()

    connections.change(mailbox, actor=admin_person, values=form.cleaned_data)

    assert Connection.objects.get(source=mailbox).cursor == {}


def test_feed_is_added_on_its_page_and_read(feed_url, client, admin_person, brand, watch):
    client.force_login(admin_person)

    answer = client.post("/monitoring/sources/new/rss/", {"name": "Báo Bịa", "url": feed_url})
    polling.poll_due()

    source = Source.objects.get(name="Báo Bịa")
    assert answer.headers["Location"] == f"/monitoring/sources/{source.pk}/"
    assert (source.kind, source.platform, Mention.objects.count()) == ("rss", "news", 2)


def test_test_shows_what_would_come_and_stores_nothing(feed_url, client, admin_person):
    client.force_login(admin_person)

    answer = client.post(
        "/monitoring/sources/new/rss/", {"name": "x", "url": feed_url, "test": "1"}
    )

    page = answer.content.decode()
    assert "Sữa Sao Mai bị khiếu nại, bài 1" in page
    assert (Source.objects.count(), Mention.objects.count()) == (0, 0)
    assert answer.headers["Cache-Control"] == "no-store"


def test_test_of_a_stored_source_changes_nothing(feed_url, client, admin_person, brand):
    values = {"name": "Báo", "url": feed_url, "expected_every_minutes": None}
    source = connections.add(brand, actor=admin_person, kind="rss", values=values)
    client.force_login(admin_person)
    before = Connection.objects.values().get()

    answer = client.post(f"/monitoring/sources/{source.pk}/test/")

    assert "bài 2" in answer.content.decode()
    assert (Connection.objects.values().get(), Mention.objects.count()) == (before, 0)


def test_failed_test_says_why(web, client, admin_person):
    client.force_login(admin_person)
    url = web.says("/", Answer(b"<html></html>"))

    answer = client.post("/monitoring/sources/new/rss/", {"name": "x", "url": url, "test": "1"})

    assert "trang web, không phải" in answer.content.decode()


@pytest.mark.parametrize(
    "url", ["ftp://bao.example/rss", "javascript:alert(1)", "https://a:b@bao.example/", "file:///x"]
)
def test_feed_address_must_be_one(client, admin_person, url):
    client.force_login(admin_person)

    assert client.post("/monitoring/sources/new/rss/", {"name": "x", "url": url}).status_code == 422


def test_private_address_is_named_and_not_read(feed_url, settings, brand, admin_person):
    settings.SOURCES_ALLOW_PRIVATE = False

    trial = connections.try_out(
        brand, actor=admin_person, kind="rss", values={"name": "x", "url": feed_url}
    )

    assert "SOURCES_ALLOW_PRIVATE" in trial.problem


def test_health_stands_on_the_page_in_words(mailbox, client, admin_person):
    Connection.objects.update(problem="login", facts={"host": "imap.example.vn"}, next_poll_at=None)
    client.force_login(admin_person)

    for path in ("/monitoring/sources/", f"/monitoring/sources/{mailbox.pk}/"):
        assert "imap.example.vn từ chối tên đăng nhập" in client.get(path).content.decode()


def test_poll_now_moves_the_date(mailbox, client, admin_person):
    Connection.objects.update(next_poll_at=None, problem="login")
    client.force_login(admin_person)

    assert client.post(f"/monitoring/sources/{mailbox.pk}/poll/").status_code == 302

    assert Connection.objects.get().next_poll_at is not None


def test_source_that_is_sent_to_is_not_polled(brand, client, admin_person):
    hook, _token = sources.create(brand, actor=admin_person, kind="webhook", name="Nghe")
    client.force_login(admin_person)

    for path in ("poll", "test", "connection"):
        assert client.post(f"/monitoring/sources/{hook.pk}/{path}/").status_code == 404


def test_api_makes_reads_and_tests_a_source(feed_url, api_of, admin_person, brand):
    api = api_of(admin_person)
    body = {"brand": brand.slug, "kind": "rss", "name": "Báo", "settings": {"url": feed_url}}

    made = api.post("/api/v1/sources/", body)
    pk = made.data["id"]
    trial = api.post(f"/api/v1/sources/{pk}/test/").data
    polling.poll_due()
    found = api.get(f"/api/v1/sources/{pk}/").data

    assert made.status_code == 201
    assert (trial["problem"], trial["count"]) == ("", 2)
    assert found["last_day"] == 2
    assert found["reading"]["problem"] is None
    assert found["reading"]["last_success_at"]


def test_api_says_what_is_wrong_by_field(api_of, admin_person, brand):
    body = {"brand": brand.slug, "kind": "rss", "name": "Báo", "settings": {"url": "x y"}}

    answer = api_of(admin_person).post("/api/v1/sources/", body)

    assert (answer.status_code, list(answer.data["errors"])) == (400, ["url"])


def test_api_tells_a_problem_with_its_code(api_of, admin_person, mailbox):
    Connection.objects.update(problem="dns", facts={"host": "imap.example.vn"})

    found = api_of(admin_person).get(f"/api/v1/sources/{mailbox.pk}/").data["reading"]["problem"]

    assert found["code"] == "dns"
    assert "imap.example.vn" in found["message"]


@pytest.mark.parametrize("count", [1, 3])
def test_sources_page_asks_the_database_as_often_for_three(
    brand, admin_person, client, count, django_assert_num_queries
):
    for number in range(count):
        values = {"name": f"b{number}", "url": "https://b.example/", "expected_every_minutes": None}
        connections.add(brand, actor=admin_person, kind="rss", values=values)
    client.force_login(admin_person)
    client.get("/monitoring/sources/")

    with django_assert_num_queries(PAGE_QUERIES):
        client.get("/monitoring/sources/")


PAGE_QUERIES = 7


@pytest.mark.parametrize("who", ["minh", "khoa", "nghia", "lan", "vy"])
def test_only_managers_and_admins_connect(brand, mailbox, who, request):
    person = request.getfixturevalue(who)

    for act in (
        lambda: connections.add(brand, actor=person, kind="rss", values={"name": "x", "url": "y"}),
        lambda: connections.change(mailbox, actor=person, values={}),
        lambda: connections.poll_now(mailbox, actor=person),
        lambda: connections.try_out(brand, actor=person, kind="rss", values={}),
        lambda: connections.try_change(mailbox, actor=person, values={}),
        lambda: connections.try_stored(mailbox, actor=person),
    ):
        with pytest.raises(Forbidden):
            act()


def test_lost_key_stops_sources_and_says_what_to_do(mailbox, settings, admin_person):
    settings.CREDENTIALS_KEYS = ["another key that opens nothing of this"]

    polling.poll_due()

    row = Connection.objects.get()
    assert (row.problem, row.stopped) == ("sealed", True)
    assert "nhập lại" in connections.try_stored(mailbox, actor=admin_person).problem


def test_resealing_covers_sources_and_webhooks(mailbox, brand, admin_person, settings):
    hook, _token = sources.create(brand, actor=admin_person, kind="webhook", name="Nghe")
    secret = sources.renew_secret(hook, actor=admin_person)
    old = settings.CREDENTIALS_KEYS
    settings.CREDENTIALS_KEYS = ["the new key of this desk, long enough", *old]
    out = StringIO()

    call_command("reseal_credentials", "--json", stdout=out)

    settings.CREDENTIALS_KEYS = settings.CREDENTIALS_KEYS[:1]
    hook.refresh_from_db()
    assert json.loads(out.getvalue()) == {"resealed": 2, "lost": []}
    assert sealing.unseal(hook.secret) == secret
    assert Connection.objects.get().secrets()["password"] == "rất-bí-mật"


def test_resealing_names_what_no_key_opens(mailbox, settings):
    settings.CREDENTIALS_KEYS = ["another key that opens nothing of this"]

    with pytest.raises(CommandError, match="Hộp thư nghe"):
        call_command("reseal_credentials", stdout=StringIO())


def test_webhook_secret_is_sealed_and_still_checks_calls(brand, admin_person, settings):
    hook, _token = sources.create(brand, actor=admin_person, kind="webhook", name="Nghe")
    secret = sources.renew_secret(hook, actor=admin_person)
    signature = sources.hmac.new(secret.encode(), b"[]", sources.hashlib.sha256).hexdigest()

    assert secret not in hook.secret
    assert sources.signed(hook, b"[]", f"sha256={signature}")
    settings.CREDENTIALS_KEYS = ["another key that opens nothing of this"]
    assert not sources.signed(hook, b"[]", f"sha256={signature}")


def test_secrets_that_stood_in_clear_are_sealed_by_the_migration(brand, admin_person):
    hook, _token = sources.create(brand, actor=admin_person, kind="webhook", name="Nghe")
    Source.objects.filter(pk=hook.pk).update(secret="stood in clear")
    migration = import_module("monitoring.migrations.0051_seal_webhook_secrets")

    migration.seal_all(apps, None)

    hook.refresh_from_db()
    assert "clear" not in hook.secret
    assert sealing.unseal(hook.secret) == "stood in clear"
    migration.open_all(apps, None)
    hook.refresh_from_db()
    assert hook.secret == "stood in clear"


def test_unknown_kind_is_refused(brand, admin_person, client, api_of):
    client.force_login(admin_person)

    assert client.get("/monitoring/sources/new/telex/").status_code == 404
    body = {"brand": brand.slug, "kind": "telex", "name": "x"}
    assert api_of(admin_person).post("/api/v1/sources/", body).status_code == 400
    with pytest.raises(ValidationError):
        connections.add(brand, actor=admin_person, kind="telex", values={"name": "x"})


@pytest.mark.parametrize("code", sorted(words.SENTENCES))
def test_every_problem_has_its_sentence_in_both_languages(code):
    facts = dict.fromkeys(
        ("host", "status", "found", "folder", "name", "why", "what", "count"), "bao.example"
    )
    said = set()
    for language in ("vi", "en"):
        with translation.override(language):
            said.add(words.sentence(code, facts))

    assert len(said) == 2
    assert not any("%(" in sentence for sentence in said)


def test_unknown_problem_and_missing_facts_are_told_all_the_same():
    assert "xyz" in words.sentence("xyz", {})
    assert "%(" not in words.sentence("dns", {})


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("youtube", {"mode": "video", "query": "https://youtu.be/SaoMai00001?t=3"}, "SaoMai00001"),
        ("youtube", {"mode": "video", "query": "https://www.youtube.com/watch?v=SaoMai00001&t=1"},
         "SaoMai00001"),
        ("youtube", {"mode": "channel", "query": "https://www.youtube.com/channel/UC" + "a" * 22},
         "UC" + "a" * 22),
        ("youtube", {"mode": "video", "query": "sữa"}, None),
        ("reddit", {"mode": "subreddit", "query": "r/VietNam"}, "VietNam"),
        ("reddit", {"mode": "subreddit", "query": "a b"}, None),
        ("mastodon", {"mode": "hashtag", "query": "#SaoMai"}, "SaoMai"),
        ("mastodon", {"mode": "search", "query": "#SaoMai"}, "#SaoMai"),
        ("mastodon", {"mode": "hashtag", "query": ""}, None),
        ("mastodon", {"mode": "notifications", "query": ""}, ""),
        ("bluesky", {"mode": "author", "query": "@bao.bsky.social"}, "bao.bsky.social"),
        ("bluesky", {"mode": "author", "query": "https://bsky.app/profile/Bao.Example/"},
         "bao.example"),
        ("bluesky", {"mode": "author", "query": "did:plc:bao2345"}, "did:plc:bao2345"),
        ("bluesky", {"mode": "author", "query": "Báo Tuổi Bịa"}, None),
        ("bluesky", {"mode": "search", "query": "Báo Tuổi Bịa"}, "Báo Tuổi Bịa"),
    ],
)  # fmt: skip
def test_what_people_type_is_understood(kind, given, kept):
    secrets = {"api_key": "k", "client_id": "i", "client_secret": "s", "access_token": "t",
               "app_password": "p", "handle": "h.example", "instance": "https://m.example",
               "daily_units": "5000"}  # fmt: skip
    form = registry.connector_of(kind).form({"name": "x", **secrets, **given})

    assert form.is_valid() is (kept is not None)
    if kept is not None:
        assert form.cleaned_data["query"] == kept


def test_key_with_a_slip_of_the_keyboard_is_refused():
    form = registry.connector_of("youtube").form(
        {"name": "x", "mode": "search", "query": "s", "daily_units": "5000", "api_key": "khóa ạ"}
    )

    assert "api_key" in form.errors


def test_starting_the_desk_loads_no_library_of_networks_or_workbooks():
    code = (
        "import django, os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'crisisdesk.settings';"
        " django.setup(); import crisisdesk.urls, monitoring.tasks;"
        " print([n for n in ('outbox.egress', 'feedparser', 'imap_tools', 'atproto_client', 'mastodon',"
        " 'praw', 'googleapiclient', 'cryptography.fernet', 'openpyxl') if n in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
