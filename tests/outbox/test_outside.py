"""Letters to people outside: what they carry, what a drill may not, who hears of a bounce."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.errors import Blocked
from outbox import outside, relay
from outbox.models import OutboxMessage, OutboxState
from outbox.services import enqueue, forget

TOKEN = "z" + "ab" * 16
TOPIC = "teams.outbox_late"


@pytest.fixture
def objections():
    """Sentences why a letter is not wanted, by address."""
    return {}


@pytest.fixture
def heard():
    return []


@pytest.fixture(autouse=True)
def _outside(monkeypatch, objections, heard):
    """The test's topic goes to the outside."""
    head = outside.Letterhead(
        name="Sao Mai",
        token=TOKEN,
        reply_to="press@saomai.example",
        list_id="<press.sao-mai.localhost>",
        unsubscribe="https://desk.example/press/t/leave/",
    )
    known = outside.Topic(lambda _m: head, lambda message: objections.get(message.address, ""))
    monkeypatch.setitem(outside._topics, TOPIC, known)

    def hear(token, hard, detail):
        heard.append((token, hard))
        return True

    monkeypatch.setitem(outside._bounced, "z", hear)


def promise(key="one", address="mai@bao.example", **facts):
    return enqueue(TOPIC, key=key, address=address, count=1, minutes=2, **facts)


def states():
    return list(OutboxMessage.objects.values_list("state", flat=True))


def test_the_letter_carries_what_a_list_must(post_office, settings, db):
    settings.BOUNCE_ADDRESS = "bounces@saomai.example"
    settings.DEFAULT_FROM_EMAIL = "Desk <desk@saomai.example>"
    post_office.start()
    promise(drill=False)

    relay.deliver_due()

    (letter,) = post_office.letters
    assert post_office.envelopes == [f"bounces+{TOKEN}@saomai.example"]
    assert letter["From"] == "Sao Mai <desk@saomai.example>"
    assert letter["Reply-To"] == "press@saomai.example"
    assert letter["List-Id"] == "<press.sao-mai.localhost>"
    assert letter["List-Unsubscribe"] == "<https://desk.example/press/t/leave/>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Message-ID"].startswith(f"<{TOKEN}.")


@pytest.mark.parametrize("facts", [{"drill": True}, {}, {"drill": "no"}, {"drill": None}])
def test_a_drill_cannot_even_promise_a_letter(db, facts):
    with pytest.raises(Blocked) as refused:
        promise(**facts)

    assert [reason.code for reason in refused.value.reasons] == ["drill_leaks"]
    assert OutboxMessage.objects.count() == 0


def test_a_letter_that_became_a_drill_is_refused_at_the_door(db, post_office):
    post_office.start()
    promise(drill=False)
    OutboxMessage.objects.update(facts={"count": 1, "minutes": 2, "drill": True})

    relay.deliver_due()

    assert post_office.letters == []
    assert states() == [OutboxState.PARKED]


def test_who_left_meanwhile_hears_nothing_and_nobody_need_look(db, post_office, objections):
    post_office.start()
    objections["mai@bao.example"] = "unsubscribed"
    promise(drill=False)

    relay.deliver_due()

    assert (post_office.letters, states()) == ([], [OutboxState.DROPPED])


@pytest.mark.parametrize(("code", "hard"), [("550 5.1.1", True), ("550 5.7.1", False)])
def test_an_address_refused_at_once_is_a_bounce(db, post_office, heard, code, hard):
    post_office.codes["mai@bao.example"] = code
    post_office.start()
    promise(drill=False)

    relay.deliver_due()

    assert (heard, states()) == ([(TOKEN, hard)], [OutboxState.DROPPED])


def test_an_address_refused_for_now_is_tried_again(db, post_office, heard):
    post_office.codes["mai@bao.example"] = "451"
    post_office.start()
    promise(drill=False)

    relay.deliver_due()

    assert (heard, states()) == ([], [OutboxState.WAITING])


def test_our_own_people_hear_first_however_long_the_list(db):
    promise("list", drill=False)
    own = enqueue("incidents.opened", key="own", address="minh@saomai.example", title="Sữa")

    assert relay.claim() == own


def test_a_token_of_nobody_is_not_known():
    assert outside.came_back("q" + "0" * 32, hard=True, detail="") is False


def test_forgetting_takes_the_address_out_and_stops_what_waits(db, post_office):
    post_office.start()
    promise("sent", drill=False)
    relay.deliver_due()
    promise("waiting", drill=False)

    assert forget(["sent", "waiting", "unknown"]) == 2

    assert states() == [OutboxState.SENT, OutboxState.DROPPED]
    assert set(OutboxMessage.objects.values_list("address", flat=True)) == {""}
