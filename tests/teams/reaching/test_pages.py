"""The pages about how one is reached, and about the desk's connections."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from outbox import relay
from outbox.models import OutboxMessage
from teams.models import Brand, ChannelAccount, ContactMethod, Membership, ReachRule, Role
from teams.reaching import methods
from tests.monitoring.connectors.web import serving
from tests.outbox.reaching.test_push import Browser

PAGE = "/people/reach/"


@pytest.fixture
def my(client_of, minh):
    return client_of(minh)


@pytest.fixture
def admin(client_of, admin_person):
    admin_person.language = "en"
    admin_person.save()
    return client_of(admin_person)


@pytest.fixture(autouse=True)
def _english(minh, db):
    minh.language = "en"
    minh.save()


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_whom_nothing_wakes_is_told_so_in_red(my, minh, way_of):
    before = text_of(my.get(PAGE))
    way_of(minh, "push", '{"endpoint": "https://x/"}')
    after = text_of(my.get(PAGE))

    assert "Nothing would wake you" in before
    assert "Nothing would wake you" not in after


def test_what_is_not_connected_says_whom_to_ask(my, open_service, connect):
    connect(open_service("slack"))
    text = text_of(my.get(PAGE))

    assert f'href="{reverse("teams:reach_add", args=["slack"])}"' in text
    assert f'href="{reverse("teams:reach_add", args=["zalo"])}"' not in text
    assert "Not connected: an admin can do it" in text


def test_from_the_address_to_the_proof(my, minh, open_service, connect):
    service = open_service("slack")
    connect(service)
    assert my.post(PAGE + "add/slack/", {"address": "U012AB3CD"}).status_code == 302
    relay.deliver_due()
    code = service.took[0]["text"].split()[0]
    row = minh.contact_methods.get()
    wrong = my.post(f"{PAGE}{row.pk}/prove/", {"code": "abc"})
    right = my.post(f"{PAGE}{row.pk}/prove/", {"code": code})

    assert (wrong.status_code, right.status_code) == (422, 302)
    row.refresh_from_db()
    assert row.proven_at is not None


def test_a_wrong_address_comes_back_with_its_error(my, open_service, connect):
    connect(open_service("slack"))
    answer = my.post(PAGE + "add/slack/", {"address": "minh"})

    assert answer.status_code == 422
    assert "Your member ID" in text_of(answer)


def test_telegram_shows_its_start_link_and_knows_when_it_was_pressed(
    my, minh, open_service, connect
):
    bot = open_service("telegram")
    connect(bot, checked_as="@saomai_bot")
    my.post(PAGE + "add/telegram/", {"address": ""})
    row = minh.contact_methods.get()
    assert methods.start_link(row) in text_of(my.get(PAGE))
    early = my.post(f"{PAGE}{row.pk}/look/", follow=True)
    bot.starts(methods.start_token(row))
    late = my.post(f"{PAGE}{row.pk}/look/", follow=True)

    assert "has not heard from you yet" in text_of(early)
    assert "From now on you are reached there" in text_of(late)


def test_a_test_is_followed_until_it_is_settled(my, minh, open_service, connect, way_of):
    service = open_service("slack")
    row = way_of(minh, "slack", "U012AB3CD", account=connect(service))
    my.post(f"{PAGE}{row.pk}/test/")
    waiting = text_of(my.get(f"{PAGE}{row.pk}/row/"))
    relay.deliver_due()
    sent = text_of(my.get(f"{PAGE}{row.pk}/row/"))

    assert 'hx-trigger="every 2s"' in waiting and "on its way" in waiting
    assert "hx-trigger" not in sent and "sent" in sent


def test_a_letter_is_tested_too(my, minh):
    my.post(PAGE + "letter/test/")

    assert OutboxMessage.objects.get().address == minh.email
    assert "on its way" in text_of(my.get(PAGE))


def test_wishes_are_kept(my, minh, way_of):
    way_of(minh, "telegram")
    sent = {
        "to_email": ["critical"], "to_telegram": ["high", "critical"],
        "quiet_from": "22:00", "quiet_until": "06:30",
    }  # fmt: skip
    assert my.post(PAGE + "wishes/", sent).status_code == 302

    rule = ReachRule.objects.get(user=minh)
    assert rule.wishes == {"email": ["critical"], "telegram": ["high", "critical"]}
    assert (rule.quiet_from.hour, rule.quiet_until.minute) == (22, 30)


def test_half_a_quiet_hour_is_refused_at_its_field(my):
    answer = my.post(PAGE + "wishes/", {"to_email": [], "quiet_from": "22:00"})

    assert answer.status_code == 422
    assert "Quiet hours have a beginning and an end." in text_of(answer)


def test_a_browser_is_taken_in(my, minh):
    with serving() as web:
        given = json.loads(Browser(web).address)
    given["endpoint"] = "https://push.example/abc"
    body = json.dumps({"subscription": given, "device": "Chrome · Android"})
    answer = my.post(PAGE + "browser/", body, content_type="application/json")

    assert answer.status_code == 201
    row = minh.contact_methods.get()
    assert (row.hint, row.proven_at is not None) == ("Chrome · Android", True)
    assert "push.example" not in row.sealed


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b'{"subscription": null}', b"\xff\xfe", b'{"a": "' + b"x" * 9000 + b'"}',
        b'{"subscription": {"endpoint": "https://a/", "keys": {"p256dh": "AA", "auth": "AA"}}}',
        b'{"subscription": {"endpoint": "javascript:1", "keys": {"p256dh": "AA", "auth": "AA"}}}',
    ],
)  # fmt: skip
def test_what_is_no_browser_is_refused(my, body):
    answer = my.post(PAGE + "browser/", body, content_type="application/json")

    assert answer.status_code in {400, 422}
    assert "subscription" in answer.json()["error"]
    assert not ContactMethod.objects.exists()


def test_nobody_touches_the_ways_of_another(client_of, lan, minh, way_of):
    row = way_of(minh, "telegram")
    theirs = client_of(lan)

    for act in ("test", "remove", "up", "code", "prove", "look"):
        assert theirs.post(f"{PAGE}{row.pk}/{act}/").status_code == 404
    assert ContactMethod.objects.filter(pk=row.pk).exists()


def test_the_worker_stands_at_the_root(client):
    answer = client.get("/sw.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert b"notificationclick" in answer.content


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_one_has(
    my, minh, way_of, django_assert_num_queries, count
):
    my.get(PAGE)
    for channel in ("telegram", "sms", "voice")[:count]:
        way_of(minh, channel)

    with django_assert_num_queries(10):
        my.get(PAGE)


# The desk's connections.


def test_a_service_is_connected_and_its_keys_are_never_shown(admin, brand, open_service):
    service = open_service("telegram")
    sent = {"name": "Bot", "bot_token": "123:tok", "service": service.web.url}
    answer = admin.post("/people/channels/new/telegram/", {**sent, "whose": "one"})
    row = ChannelAccount.objects.get()

    assert answer.status_code == 302
    assert (row.brand, row.checked_as) == (brand, "@saomai_bot")
    assert "123:tok" not in row.credentials + str(row.options)
    pages = text_of(admin.get("/people/channels/")) + text_of(admin.get(row.get_absolute_url()))
    assert "@saomai_bot" in pages
    assert "123:tok" not in pages


def test_a_key_that_is_refused_is_said_in_words(admin, open_service, connect):
    service = open_service("telegram")
    row = connect(service)
    row.keep_secrets({"bot_token": "9:falsch"})
    row.save()
    admin.post(f"/people/channels/{row.pk}/check/")
    page = text_of(admin.get("/people/channels/"))

    assert "Does not work" in page
    assert "9:falsch" not in page


def test_keys_stay_when_they_are_left_empty_but_not_for_another_place(admin, open_service, connect):
    service = open_service("telegram")
    row = connect(service)
    same = {"name": "Neu", "service": service.web.url}
    elsewhere = {"name": "Neu", "service": "http://127.0.0.1:9"}

    assert admin.post(row.get_absolute_url(), elsewhere).status_code == 422
    assert admin.post(row.get_absolute_url(), same).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.secrets()) == ("Neu", {"bot_token": "123:tok"})


def test_two_connections_of_one_channel_are_one_too_many(admin, open_service, connect):
    service = open_service("telegram")
    connect(service)
    sent = {"name": "Bot", "bot_token": "123:tok", "service": service.web.url}
    answer = admin.post("/people/channels/new/telegram/", {**sent, "whose": "one"})

    assert answer.status_code == 422
    assert "connected already" in text_of(answer)


def test_what_serves_all_brands_is_for_admins_of_all(
    admin, admin_person, open_service, connect, other_brand
):
    row = connect(open_service("telegram"), of=None)

    assert admin.get(row.get_absolute_url()).status_code == 403
    Membership.objects.create(user=admin_person, brand=other_brand, role=Role.ADMIN)
    assert admin.get(row.get_absolute_url()).status_code == 200
    assert Brand.objects.count() == 2


def test_a_template_that_names_nobody_is_refused(admin):
    sent = {
        "name": "eSMS", "url": "https://rest.esms.vn/", "method": "POST", "body": "json",
        "template": '{"text": "{{text}}"}', "secret": "geheim-geheim-geheim", "whose": "one",
    }  # fmt: skip
    wrong = {**sent, "template": '{"to": "{{to}}", "x": "{{password}}"}'}

    assert "{{to}}" in text_of(admin.post("/people/channels/new/sms_gateway/", sent))
    assert "{{password}}" in text_of(admin.post("/people/channels/new/sms_gateway/", wrong))


def test_who_is_reachable_is_shown_without_addresses(admin, minh, way_of):
    way_of(minh, "sms", "+84912345678")
    page = text_of(admin.get("/people/channels/people/"))

    assert "Text message (SMS)" in page
    assert "Can be woken" in page and "Nothing would wake them" in page
    assert "912345678" not in page and minh.email not in page


def test_members_manage_no_connections(my):
    assert my.get("/people/channels/").status_code == 403
    assert my.get("/people/channels/people/").status_code == 403
