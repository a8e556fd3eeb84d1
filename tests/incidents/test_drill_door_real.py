"""What is really of a real case passes the door for drills, whatever drill its words mention.

`test_drill_door.py` shows what the door keeps back, `tests/drills/test_outbox_door.py` tries it all.
"""

from __future__ import annotations

import pytest

from incidents import drill_door
from outbox import relay
from outbox.models import Channel, OutboxMessage
from teams.notify import tell
from tests.drills import rehearsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def drill(brand, lan):
    case = rehearsed.case_of(brand)
    case.allowed.set([lan])
    return case


def objection(person, subject, **facts):
    message = OutboxMessage(
        topic="incidents.opened", channel=Channel.EMAIL, address=person.email, subject=subject,
        facts=facts,
    )  # fmt: skip
    return drill_door.objection(message)


def test_a_real_case_that_mentions_a_drill_is_heard_by_everybody(drill, brand, minh, mailoutbox):
    real = rehearsed.case_of(brand, drill=False)
    words = f"Giống {drill.reference}, nhưng lần này là thật"
    tell([minh], "incidents.opened", key="x", subject=real.reference, title=words, drill=False)

    relay.deliver_due()

    assert [one.to for one in mailoutbox] == [[minh.email]]
    assert words in mailoutbox[0].subject + mailoutbox[0].body


def test_a_collection_keeps_what_is_real_whatever_it_mentions(drill, brand, minh):
    real = rehearsed.case_of(brand, drill=False)
    about = {"title": f"Giống {drill.reference}", "drill": False}
    held = [
        {"subject": real.reference, "facts": about},
        {"subject": drill.reference, "facts": {"drill": True}},
    ]
    message = OutboxMessage(channel=Channel.EMAIL, address=minh.email, facts={"held": held, "count": 2})  # fmt: skip

    assert drill_door.objection(message) == ""
    assert message.facts == {"held": held[:1], "count": 1}


@pytest.mark.parametrize("subject", ["INC-999999999", "INC-{number}", "INC-x", ""])
def test_what_only_claims_to_be_of_a_real_case_is_of_the_drill_it_names(drill, minh, subject):
    """No such case, the number of the drill itself, or no case at all."""
    subject = subject.format(number=drill.number)

    assert objection(minh, subject, drill=False, title=f"Theo {drill.reference}")


@pytest.mark.parametrize("says", [None, True])
def test_a_message_that_does_not_deny_its_drill_is_of_the_drill(drill, brand, minh, says):
    real = rehearsed.case_of(brand, drill=False)

    assert objection(minh, real.reference, drill=says, title=f"Theo {drill.reference}")


def test_a_real_message_that_leads_to_a_drill_is_of_the_drill(drill, brand, minh):
    real = rehearsed.case_of(brand, drill=False)

    assert objection(minh, real.reference, drill=False, url=drill.get_absolute_url())
