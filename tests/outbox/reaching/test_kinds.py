"""Every way hands over what it should, and says what its service's answers mean."""

from __future__ import annotations

import json

import pytest

from outbox.failures import Permanent, Temporary, Unclear
from outbox.reaching import sending
from outbox.reaching.registry import way_of
from tests.monitoring.connectors.web import Answer
from tests.outbox.reaching.conftest import WORD
from tests.outbox.reaching.services import reply

SPOKEN = {"twilio_voice"}
#: The other side knows a repeated key.
REPEATS = {"matrix"}


def test_the_words_arrive_with_their_accents_and_addresses(service, hand_over):
    hand_over(service)

    text = service.text(service.took[0])
    assert WORD.title in text
    if service.kind not in SPOKEN:
        assert WORD.answer in text


def test_a_text_message_has_room_for_the_answer_only(open_service, hand_over):
    service = open_service("twilio_sms")
    hand_over(service)

    assert WORD.link not in service.text(service.took[0])


def test_the_network_s_number_is_kept(service, hand_over):
    made = hand_over(service)

    wanted = {
        "telegram": "1", "slack": "1503435956.000247", "msteams": "", "matrix": "$event1",
        "zalo": "z1", "sms_gateway": "e77", "twilio_sms": "SM1", "twilio_voice": "SM1",
    }  # fmt: skip
    assert made["id"] == wanted[service.kind]


def test_a_key_that_is_refused_needs_a_person(service, hand_over):
    service.refuses_key()

    with pytest.raises(Temporary if service.kind == "zalo" else Permanent) as failure:
        hand_over(service)

    assert failure.value.facts["code"] == ("renewing" if service.kind == "zalo" else "login")


def test_an_address_that_is_refused_is_called_so(service, hand_over):
    service.refuses_address()

    with pytest.raises(Permanent) as failure:
        hand_over(service)

    wanted = "refused" if service.kind == "sms_gateway" else "address_refused"
    assert failure.value.facts["code"] == wanted


def test_too_many_waits_as_long_as_it_is_told(service, hand_over):
    service.odd = reply({}, 429, Retry_After="120")

    with pytest.raises(Temporary) as failure:
        hand_over(service)

    assert failure.value.facts["code"] == "rate"


def test_a_broken_line_is_unclear_unless_the_key_is_known_again(service, hand_over):
    service.breaks_off()

    with pytest.raises(Temporary if service.kind in REPEATS else Unclear):
        hand_over(service)


def test_a_fault_of_theirs_is_unclear_unless_the_key_is_known_again(service, hand_over):
    service.odd = Answer(b"oops", 500)

    with pytest.raises(Temporary if service.kind in REPEATS else Unclear):
        hand_over(service)


def test_nobody_at_home_is_certainly_not_sent(service, hand_over):
    service.web.url = "http://127.0.0.1:9"

    with pytest.raises(Temporary) as failure:
        hand_over(service)

    assert failure.value.facts["code"] == "unreachable"


def test_a_private_address_is_not_gone_to(service, hand_over, settings):
    settings.SOURCES_ALLOW_PRIVATE = False

    with pytest.raises(Permanent) as failure:
        hand_over(service)

    assert failure.value.facts["code"] == "private"
    assert service.took == []


def test_no_secret_stands_in_a_failure(service, hand_over):
    for odd in (Answer(b"oops", 500), reply({}, 401)):
        service.odd = odd
        with pytest.raises((Permanent, Temporary, Unclear)) as failure:
            hand_over(service)
        said = f"{failure.value} {failure.value.facts}"
        assert not [key for key in service.secrets.values() if key in said]


def test_the_sign_in_is_tried_without_sending(service):
    if not way_of(service.kind).checks:
        # Of these only a test message tells.
        assert service.kind in {"msteams", "sms_gateway"}
        return
    who = sending.check(service.kind, service.options, service.secrets)

    wanted = {
        "telegram": "@saomai_bot", "slack": "crisisdesk · Sao Mai",
        "matrix": "@desk:example.vn", "zalo": "Sao Mai", "twilio_sms": "Sao Mai", "twilio_voice": "Sao Mai",
    }  # fmt: skip
    assert who == wanted[service.kind]
    assert service.took == []


def test_slack_words_mention_nobody(open_service, hand_over):
    service = open_service("slack")
    word = WORD.__class__(key="k", title="<!channel> a & b")
    hand_over(service, word)

    assert service.took[0]["text"] == "&lt;!channel&gt; a &amp; b"


def test_a_matrix_room_is_opened_once_and_a_message_told_once(open_service, hand_over):
    service = open_service("matrix")
    first = hand_over(service)
    hand_over(service, memory=first["memory"])

    assert service.rooms == 1
    assert len(service.took) == 1


def test_zalo_says_that_somebody_has_not_written_lately(open_service, hand_over):
    service = open_service("zalo")
    service.odd = reply({"error": -230, "message": "User has not interacted with OA"})

    with pytest.raises(Permanent) as failure:
        hand_over(service)

    assert failure.value.facts["code"] == "no_interaction"


@pytest.mark.parametrize(("method", "body"), [("GET", "json"), ("POST", "form")])
def test_a_gateway_is_called_as_its_account_says(open_service, hand_over, method, body):
    service = open_service("sms_gateway")
    seen = []
    service.odd = lambda question: seen.append(question) or reply({"CodeResult": 100})
    options = {**service.options, "method": method, "body": body}
    service.__class__ = type("Odd", (service.__class__,), {"options": options})
    hand_over(service)

    (question,) = seen
    given = question.query if method == "GET" else question.body.decode()
    assert "84912345678" in str(given)
    assert question.headers["x-signature"].startswith("t=")


def test_a_value_cannot_leave_its_place_in_the_template(open_service, hand_over):
    service = open_service("sms_gateway")
    hand_over(service, WORD.__class__(key="k", title='", "Phone": "+1900'))

    assert service.took[0]["Phone"] == service.address


def test_a_gateway_s_own_rule_decides(open_service, hand_over):
    service = open_service("sms_gateway")
    service.odd = reply({"CodeResult": "103", "message": "Balance not enough"})

    with pytest.raises(Permanent) as failure:
        hand_over(service)

    assert failure.value.facts["said"] == "Balance not enough"


def test_every_way_is_known_with_its_form_or_without():
    kinds = ["push", "telegram", "zalo", "slack", "msteams", "matrix"]
    assert all(way_of(kind) for kind in kinds)
    assert json.dumps([bool(way_of(kind).form) for kind in ("push", "msteams")]) == "[false, false]"
