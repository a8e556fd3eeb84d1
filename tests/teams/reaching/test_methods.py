"""A person's own ways: proven by what only its owner can read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked
from outbox.models import OutboxMessage
from teams.models import ContactMethod
from teams.reaching import bots, limits, methods, selectors


def code_in(service):
    return next(word for word in service.text(service.took[-1]).split() if word.isdigit())


@pytest.fixture
def sms(open_service, connect):
    service = open_service("twilio_sms")
    connect(service)
    return service


@pytest.fixture
def added(sms, minh, brand, deliver):
    """Minh's number, with a code on its way to it."""
    row = methods.add(minh, brand, "sms", "0912 345 678")
    deliver()
    row.refresh_from_db()
    return row


def test_the_code_is_sent_there_and_proves_it(added, sms):
    assert sms.took[0]["To"] == "+84912345678"
    methods.prove(added, code_in(sms))

    added.refresh_from_db()
    assert added.proven_at is not None


def test_no_code_is_ever_stored(added, sms):
    code = code_in(sms)

    stored = str(list(OutboxMessage.objects.values())) + str(list(ContactMethod.objects.values()))
    assert code not in stored


def test_a_wrong_code_proves_nothing_and_counts(added):
    with pytest.raises(ValidationError):
        methods.prove(added, "000000")

    added.refresh_from_db()
    assert (added.proven_at, added.guesses) == (None, 1)


def test_after_five_wrong_ones_even_the_right_one_is_no_good(added, sms):
    code = code_in(sms)
    wrong = "111111" if code != "111111" else "222222"
    for _ in range(methods.MOST_GUESSES):
        with pytest.raises(ValidationError):
            methods.prove(added, wrong)

    with pytest.raises(ValidationError):
        methods.prove(added, code)


def test_a_code_gets_old(added, sms):
    ContactMethod.objects.update(code_until=now() - timedelta(seconds=1))

    with pytest.raises(ValidationError):
        methods.prove(added, code_in(sms))


def test_the_code_of_one_way_proves_no_other(added, sms, lan, brand, deliver):
    other = methods.add(lan, brand, "sms", "0987 654 321")
    deliver()

    with pytest.raises(ValidationError):
        methods.prove(added, code_in(sms))
    methods.prove(other, code_in(sms))


def test_a_new_address_must_be_proven_again(added, sms, minh, brand):
    methods.prove(added, code_in(sms))
    again = methods.add(minh, brand, "sms", "0987 654 321")

    assert again.pk == added.pk
    assert again.proven_at is None
    assert again.hint == "…321"


@pytest.mark.parametrize("number", ["12", "hello", "+84 91", "", "0912345678901234"])
def test_what_is_no_number_is_refused_at_its_field(sms, minh, brand, number):
    with pytest.raises(ValidationError):
        methods.add(minh, brand, "sms", number)

    assert not ContactMethod.objects.exists()


def test_without_a_connection_there_is_no_such_way(minh, brand):
    with pytest.raises(Blocked):
        methods.add(minh, brand, "sms", "0912345678")


def test_another_brand_s_connection_does_not_serve(sms, vy, other_brand):
    with pytest.raises(Blocked):
        methods.add(vy, other_brand, "sms", "0912345678")


def test_nobody_floods_a_stranger_s_phone(sms, minh, brand):
    for _ in range(limits.MOST):
        methods.add(minh, brand, "sms", "0912345678")

    with pytest.raises(Blocked):
        methods.add(minh, brand, "sms", "0912345678")
    assert OutboxMessage.objects.count() == limits.MOST


def test_a_test_shows_what_becomes_of_it(added, sms, deliver):
    methods.prove(added, code_in(sms))
    methods.test(added)
    waiting = selectors.last_tries([added.name])[added.name]
    deliver()
    sent = selectors.last_tries([added.name])[added.name]

    assert (waiting.state, sent.state) == ("waiting", "sent")
    assert len(sms.took) == 2


def test_a_failed_test_says_why_in_words(added, sms, deliver):
    methods.prove(added, code_in(sms))
    sms.refuses_address()
    methods.test(added)
    deliver()

    found = selectors.last_tries([added.name])[added.name]
    assert found.state == "failed"
    assert "not a valid phone number" in found.problem
    added.refresh_from_db()
    assert added.problem == "address_refused"


def test_only_a_proven_way_is_tested(added):
    with pytest.raises(Blocked):
        methods.test(added)


def test_what_waits_for_a_removed_way_is_not_sent(added, sms, minh, deliver):
    methods.prove(added, code_in(sms))
    message = methods.test(added)
    methods.remove(added)

    assert deliver(message).state == "dropped"
    assert len(sms.took) == 1


def test_ways_are_put_in_order(minh, way_of):
    first, second = way_of(minh, "sms"), way_of(minh, "voice")
    methods.move_up(second)
    methods.move_up(second)

    assert list(minh.contact_methods.all()) == [second, first]


# Telegram: the start link.


@pytest.fixture
def bot(open_service, connect):
    service = open_service("telegram")
    service.account = connect(service, checked_as="@saomai_bot")
    return service


@pytest.fixture
def waiting(bot, minh, brand):
    return methods.add(minh, brand, "telegram")


def test_the_start_link_proves_a_chat(bot, waiting):
    token = methods.start_link(waiting).partition("?start=")[2]
    bot.starts(token, chat=4711)

    assert bots.look_for_starts() == 1
    waiting.refresh_from_db()
    assert waiting.proven_at is not None
    assert waiting.opened()["address"] == "4711"
    assert waiting.hint == "minh"


def test_a_link_is_good_once_and_for_its_own_way_only(bot, waiting, lan, brand):
    other = methods.add(lan, brand, "telegram")
    token = methods.start_token(waiting)
    bot.starts(token, chat=1)
    bot.starts("x" * 40, chat=2)
    bots.look_for_starts()
    bot.starts(token, chat=3)
    bots.look_for_starts()

    waiting.refresh_from_db()
    other.refresh_from_db()
    assert waiting.opened()["address"] == "1"
    assert other.proven_at is None


def test_an_old_link_is_no_good(bot, waiting):
    ContactMethod.objects.update(code_until=now() - timedelta(seconds=1))
    bot.starts(methods.start_token(waiting))
    bots.look(bot.account)

    waiting.refresh_from_db()
    assert waiting.proven_at is None


def test_the_bot_is_read_on_from_where_it_was_read(bot, waiting):
    bot.starts("somebody-else")
    bots.look(bot.account)
    bot.account.refresh_from_db()

    assert bot.account.offset == 101
    assert bots.look(bot.account) == 0


def test_nobody_asks_the_bot_when_nobody_waits(bot):
    bots.look_for_starts()

    assert bot.web.asked == []
