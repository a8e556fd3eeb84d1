"""A person's word on what could not be sent."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.errors import Blocked
from outbox import relay, services
from outbox.models import OutboxMessage, OutboxState


def stuck(letter, state=OutboxState.PARKED):
    message = letter()
    OutboxMessage.objects.filter(pk=message.pk).update(state=state, attempts=9)
    return message


@pytest.mark.parametrize("state", [OutboxState.PARKED, OutboxState.UNCLEAR])
def test_a_stuck_message_is_sent_again_on_a_person_s_word(letter, post_office, state):
    post_office.start()
    message = stuck(letter, state)

    assert relay.deliver_due() == 0
    services.retry(message)
    assert relay.deliver_due() == 1


def test_a_dropped_message_is_never_sent(letter, post_office):
    post_office.start()
    message = stuck(letter)

    services.give_up(message)

    assert relay.deliver_due() == 0
    message.refresh_from_db()
    assert message.state == OutboxState.DROPPED


def test_what_is_not_stuck_needs_no_word(letter):
    with pytest.raises(Blocked):
        services.retry(letter())


def test_stuck_messages_are_found_by_what_they_are_about(letter):
    message = stuck(letter)
    OutboxMessage.objects.update(subject="INC-204")

    assert list(OutboxMessage.objects.stuck("INC-204")) == [message]
    assert not OutboxMessage.objects.stuck("INC-205").exists()
