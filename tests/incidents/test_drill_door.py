"""A drill at the door of the outbox: nothing to anybody but its players, whoever forgot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from incidents.services import paging
from incidents.services.opening import open_incident
from outbox import bundling, relay
from outbox.models import OutboxMessage, OutboxState
from outbox.services import promise
from teams.models import ContactMethod, Notice
from teams.notify import tell
from teams.paging import freezing
from teams.reaching import fanning

pytestmark = pytest.mark.django_db


@pytest.fixture
def drill(brand, bot, lan):
    case = open_incident(brand=brand, title="Diễn tập", actor=bot, is_drill=True, players=[lan])
    OutboxMessage.objects.all().delete()
    return case


def way(user, channel):
    row = ContactMethod(user=user, channel=channel, proven_at=now())
    row.keep("7001" if channel == "telegram" else "+84912345678")
    row.save()


def forget(case, people, severity="", *, urgent=False):
    """A room that forgot whom a drill may tell, and to say that it is one.

    It goes past `tell`, which asks who plays: the door is the last to look.
    """
    fact = fanning.Fact(
        "incidents.relapsed",
        "x",
        case.reference,
        severity,
        {"title": case.title},
        True,
        urgent,
        None,
    )
    promise(fanning.messages(people, fact))


@pytest.mark.parametrize("more", [{}, {"severity": "critical"}, {"urgent": True}])
def test_whoever_does_not_play_hears_of_it_on_no_channel(drill, minh, mailoutbox, more):
    way(minh, "telegram")
    way(minh, "sms")
    forget(drill, [minh], **more)

    relay.deliver_due()

    assert mailoutbox == []
    rows = OutboxMessage.objects.all()
    assert {row.state for row in rows} == {OutboxState.DROPPED}
    assert {"email", "telegram"} <= {row.channel for row in rows}


def test_a_player_is_told_that_it_is_a_drill_though_the_room_forgot_to_say(drill, lan, mailoutbox):
    forget(drill, [lan])

    relay.deliver_due()

    (letter,) = mailoutbox
    assert letter.subject.startswith("[DIỄN TẬP]")


def test_a_drill_is_not_told_within_a_collection_either(drill, minh, mailoutbox):
    forget(drill, [minh])
    tell([minh], "teams.outbox_late", key="real", count=1, minutes=9)
    OutboxMessage.objects.update(state="held", available_at=now() - timedelta(minutes=1))

    bundling.flush()
    relay.deliver_due()

    (letter,) = mailoutbox
    assert "Diễn tập" not in letter.subject + letter.body
    assert OutboxMessage.objects.get(key=f"mail:x:{minh.pk}").state == OutboxState.DROPPED


def test_a_page_of_a_drill_is_not_sent_to_whoever_plays_no_more(drill, lan, mailoutbox):
    page = paging.page_by_hand(drill, actor=lan, words="Gọi kho", targets=[freezing.person(lan)])
    drill.allowed.clear()

    relay.deliver_due()

    assert mailoutbox == []
    assert page.calls.count() == 1


def test_the_real_thing_passes(brand, bot, minh, mailoutbox):
    case = open_incident(brand=brand, title="Sữa", actor=bot)
    Notice.objects.all().delete()
    forget(case, [minh])

    relay.deliver_due()

    assert [letter.to for letter in mailoutbox if letter.to == [minh.email]]
