"""From the row in the outbox to the service and back: what each way knows afterwards."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from crisisdesk.kernel.clock import now
from outbox import relay
from outbox.models import OutboxMessage, OutboxState
from outbox.reaching.kinds.twilio import signed
from outbox.reaching.waking import MOST as MOST_WAKES
from teams.models import ChannelAccount, ContactMethod, Notice
from teams.notify import tell
from teams.reaching import bots, browsers, delivering, selectors
from teams.services import deactivate
from tests.monitoring.connectors.web import serving
from tests.outbox.reaching.test_push import Browser


def tell_late(people, **more):
    tell(people, "teams.outbox_late", key="late:1", url="/x/", count=3, minutes=9, **more)


def told(channel):
    return OutboxMessage.objects.get(channel=channel)


def again():
    OutboxMessage.objects.filter(state=OutboxState.WAITING).update(available_at=now())


@pytest.fixture
def on(open_service, connect, way_of, minh):
    """Minh can be reached by a service: `on("slack")`."""

    def make(kind):
        service = open_service(kind)
        service.account = connect(service)
        service.way = way_of(minh, service.channel, service.address, account=service.account)
        return service

    return make


def test_the_words_are_those_of_the_letter_with_the_link(on, minh, deliver):
    service = on("telegram")
    tell_late([minh], drill=True)
    deliver()

    text = service.text(service.took[0])
    assert text.startswith("[DIỄN TẬP] 3 thư chưa rời được hệ thống")
    assert text.endswith("http://localhost:8000/x/")


def test_the_way_knows_that_it_worked(on, minh, deliver):
    service = on("slack")
    tell_late([minh])
    deliver()

    service.way.refresh_from_db()
    assert service.way.ok_at is not None
    assert told("slack").receipt["sent"][0]["id"] == "1503435956.000247"


def test_whoever_left_is_not_reached(on, minh, deliver):
    service = on("telegram")
    tell_late([minh])
    minh.is_active = False
    minh.save()
    deliver()

    assert told("telegram").state == OutboxState.DROPPED
    assert service.took == []


def test_a_switched_off_connection_sends_nothing(on, minh, deliver):
    service = on("telegram")
    tell_late([minh])
    ChannelAccount.objects.update(is_active=False)
    deliver()

    assert told("telegram").state == OutboxState.PARKED
    assert service.took == []


def test_a_number_goes_by_whatever_serves_it_now(on, open_service, connect, minh, deliver):
    on("twilio_sms")
    ChannelAccount.objects.update(is_active=False)
    other = open_service("sms_gateway")
    connect(other)
    tell_late([minh], severity="critical")
    deliver()

    assert len(other.took) == 1


def test_a_chat_that_may_have_been_told_waits_for_a_person(on, minh, deliver):
    service = on("telegram")
    service.breaks_off()
    tell_late([minh])
    deliver()

    assert told("telegram").state == OutboxState.UNCLEAR
    assert selectors.deliveries([told("telegram").key])[told("telegram").key].state == "unclear"


@pytest.mark.parametrize("kind", ["twilio_sms", "twilio_voice", "telegram", "zalo"])
def test_a_wake_up_is_repeated_when_in_doubt_but_not_for_ever(on, minh, deliver, kind):
    service = on(kind)
    service.breaks_off()
    tell_late([minh], page=5)
    for _ in range(MOST_WAKES + 2):
        deliver()
        again()

    assert len(service.took) == MOST_WAKES
    assert told(service.channel).state == OutboxState.UNCLEAR


@pytest.mark.parametrize(("page", "state"), [(5, "waiting"), (None, "unclear")])
def test_a_wake_up_of_a_dead_worker_is_taken_up_again(on, minh, page, state):
    on("twilio_voice")
    tell_late([minh], page=page, severity="critical")
    OutboxMessage.objects.filter(channel="voice").update(
        state=OutboxState.CLAIMED, claimed_at=now() - relay.CLAIM_LASTS - timedelta(seconds=1),
        attempts=1,
    )  # fmt: skip
    relay.recover()

    assert told("voice").state == state


def test_a_wake_up_stands_before_what_waited_longer(on, minh, lan, way_of):
    on("telegram")
    tell([lan], "teams.outbox_late", key="old", count=1, minutes=1)
    tell_late([minh], page=5)

    assert relay.claim().channel == "telegram"


def test_matrix_remembers_its_room(on, minh, deliver):
    service = on("matrix")
    tell_late([minh])
    deliver()
    tell([minh], "teams.outbox_late", key="late:2", count=1, minutes=1)
    deliver()

    assert service.rooms == 1
    assert len(service.took) == 2


# Browsers.


@pytest.fixture
def browser(settings):
    settings.SOURCES_ALLOW_PRIVATE = True
    with serving() as web:
        yield Browser(web)


def test_one_of_two_browsers_is_enough_and_a_dead_one_is_forgotten(browser, minh, deliver):
    browsers.subscribe(minh, json.loads(browser.address), "Chrome · Android")
    dead = {**json.loads(browser.address), "endpoint": browser.web.url + "/push/gone"}
    browsers.subscribe(minh, dead, "Firefox · Linux")
    tell_late([minh])
    deliver()

    assert browser.read()["title"] == "3 thư chưa rời được hệ thống"
    assert told("push").state == OutboxState.SENT
    assert [way.hint for way in minh.contact_methods.all()] == ["Chrome · Android"]


def test_the_keys_are_made_once_and_sealed(minh, db):
    first, second = browsers.keys(), browsers.keys()

    assert first.pk == second.pk
    assert first.secrets()["private_key"] not in first.credentials
    assert ContactMethod.objects.count() == 0


def test_a_browser_belongs_to_who_signed_in_there_last(browser, minh, lan):
    for one in (minh, lan, lan):
        browsers.subscribe(one, json.loads(browser.address), "Chrome")

    assert ContactMethod.objects.get().user == lan


# Zalo's keys.


def test_keys_that_ran_out_are_renewed_and_the_message_goes_out(on, minh, deliver):
    service = on("zalo")
    service.good = set()
    tell_late([minh])
    deliver()
    assert told("zalo").state == OutboxState.WAITING
    assert bots.renew_due() == 1
    again()
    deliver()

    assert told("zalo").state == OutboxState.SENT
    service.account.refresh_from_db()
    assert service.account.secrets()["refresh_token"] == "r2"
    assert service.account.renew_at > now() + timedelta(hours=20)


def test_keys_are_renewed_by_one_of_two(on):
    service = on("zalo")
    ChannelAccount.objects.update(renew_at=now())
    first, second = (ChannelAccount.objects.get(pk=service.account.pk) for _ in range(2))

    assert (bots.renew(first), bots.renew(second)) == (1, 0)
    assert service.renewed == 1


def test_keys_that_cannot_be_renewed_are_told_to_admins(on, admin_person):
    service = on("zalo")
    service.renewed = 7
    ChannelAccount.objects.update(renew_at=now())
    bots.renew_due()

    service.account.refresh_from_db()
    assert (service.account.problem, service.account.renew_at) == ("login", None)
    assert Notice.objects.get().user == admin_person


# Word of arrival.


def call(service, client, body, **headers):
    path = delivering.callback(service.account, told("sms")).removeprefix("http://localhost:8000")
    return client.post(path, body, **headers)


def state():
    return selectors.deliveries([told("sms").key])[told("sms").key].state


@pytest.mark.parametrize(
    ("status", "stands"), [("delivered", "arrived"), ("undelivered", "failed")]
)
def test_twilio_s_signed_word_counts(on, minh, deliver, client, status, stands):
    service = on("twilio_sms")
    tell_late([minh], severity="critical")
    deliver()
    fields = {"MessageSid": "SM1", "MessageStatus": status}
    url = delivering.callback(service.account, told("sms"))
    answer = call(
        service, client, "&".join(f"{n}={v}" for n, v in fields.items()),
        content_type="application/x-www-form-urlencoded",
        HTTP_X_TWILIO_SIGNATURE=signed(url, fields, "t1"),
    )  # fmt: skip

    assert answer.status_code == 204
    assert state() == stands


def test_a_gateway_s_signed_word_counts(on, minh, deliver, client):
    service = on("sms_gateway")
    tell_late([minh], severity="critical")
    deliver()
    body, at = json.dumps({"id": "e77", "status": "delivered"}), int(time.time())
    mac = hmac.new(b"geheim-geheim-geheim", f"{at}.n1.{body}".encode(), hashlib.sha256)
    header = f"t={at},n=n1,v1={mac.hexdigest()}"
    answer = call(service, client, body, content_type="application/json", HTTP_X_SIGNATURE=header)

    assert answer.status_code == 204
    assert state() == "arrived"


@pytest.mark.parametrize("header", ["", "t=1,n=a,v1=00", "nonsense"])
def test_an_unsigned_word_changes_nothing(on, minh, deliver, client, header):
    for kind in ("twilio_sms",):
        service = on(kind)
        tell_late([minh], severity="critical")
        deliver()
        answer = call(
            service, client, "MessageStatus=delivered", HTTP_X_TWILIO_SIGNATURE=header,
            content_type="application/x-www-form-urlencoded", HTTP_X_SIGNATURE=header,
        )  # fmt: skip

        assert answer.status_code == 404
        assert state() == "sent"


# Connections and people that end.


def test_a_key_that_fails_is_said_to_admins_once_and_is_over_when_it_works(
    on, minh, deliver, admin_person
):
    service = on("telegram")
    service.refuses_key()
    for number in range(2):
        tell([minh], "teams.outbox_late", key=f"late:{number}", count=1, minutes=1)
    deliver()
    service.account.refresh_from_db()
    assert (service.account.problem, service.account.facts) == ("login", {"said": "Unauthorized"})
    assert Notice.objects.filter(user=admin_person, topic="teams.channel_broken").count() == 1
    service.odd = None
    tell([minh], "teams.outbox_late", key="late:9", count=1, minutes=1)
    deliver()

    service.account.refresh_from_db()
    assert service.account.problem == ""


def test_whoever_leaves_is_forgotten_with_all_ways(on, minh, admin_person, brand):
    on("telegram")
    deactivate(minh.memberships.get(), actor=admin_person)

    assert not ContactMethod.objects.exists()


def test_resealing_covers_ways_and_connections(on, settings):
    service = on("telegram")
    settings.CREDENTIALS_KEYS = [
        "the new key of this desk, long enough",
        *settings.CREDENTIALS_KEYS,
    ]
    call_command("reseal_credentials", stdout=StringIO())
    settings.CREDENTIALS_KEYS = settings.CREDENTIALS_KEYS[:1]

    service.way.refresh_from_db()
    service.account.refresh_from_db()
    assert service.way.opened()["address"] == service.address
    assert service.account.secrets() == service.secrets


# What waits for a person.


def test_an_admin_sees_by_whom_and_why_without_any_address(
    on, minh, deliver, admin_person, vy, client_of
):
    service = on("telegram")
    service.refuses_address()
    tell_late([minh])
    deliver()
    admin_person.language = "en"
    admin_person.save()
    page = client_of(admin_person).get("/people/").content.decode()

    assert f"{minh.name} · Telegram" in page
    assert "bot was blocked by the user" in page
    assert service.way.name not in page
    row = told("telegram")
    assert client_of(admin_person).post(f"/people/letters/{row.pk}/drop/").status_code == 302
    assert told("telegram").state == OutboxState.DROPPED
