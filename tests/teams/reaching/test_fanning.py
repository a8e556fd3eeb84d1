"""One fact reaches each person on the channels they want, once each."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine

from outbox.bundling import flush
from outbox.models import OutboxMessage
from teams.models import Notice, ReachRule
from teams.notify import tell
from teams.reaching import fanning, selectors

NIGHT = datetime(2026, 11, 30, 2, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def tell_late(people, key="late:1", **more):
    tell(people, "teams.outbox_late", key=key, url="/x/", count=3, minutes=9, **more)


def channels(state=None):
    rows = OutboxMessage.objects.all()
    rows = rows.filter(state=state) if state else rows
    return sorted(rows.values_list("channel", flat=True))


def test_it_takes_the_channels_of_its_severity_and_keys_name_them(minh, way_of):
    for channel in ("push", "telegram", "sms", "voice"):
        way_of(minh, channel)
    tell_late([minh], severity="high")

    assert channels() == ["email", "push", "sms", "telegram"]
    keys = set(OutboxMessage.objects.values_list("key", flat=True))
    assert keys == {f"{name}:late:1:{minh.pk}" for name in ("mail", "push", "sms", "telegram")}


def test_the_outbox_knows_no_number(minh, way_of):
    way = way_of(minh, "sms", "+84912345678")
    tell_late([minh], severity="critical")

    row = OutboxMessage.objects.get(channel="sms")
    assert row.address == f"method:{way.pk}"
    assert "912345678" not in str(OutboxMessage.objects.values_list())
    assert "912345678" not in way.sealed + way.digest + str(way.facts)


def test_what_is_not_proven_is_not_used(minh, way_of):
    way_of(minh, "telegram", proven=False)
    tell_late([minh], severity="critical")

    assert channels() == ["email"]


def test_two_browsers_are_one_message(minh, way_of):
    way_of(minh, "push", "a")
    way_of(minh, "push", "b")
    tell_late([minh])

    assert channels() == ["email", "push"]
    assert OutboxMessage.objects.get(channel="push").address == f"browsers:{minh.pk}"


def test_one_s_ways_are_nobody_else_s(minh, lan, way_of):
    way_of(minh, "telegram")
    tell_late([minh, lan])

    assert channels() == ["email", "email", "telegram"]


def test_told_again_is_told_once(minh, way_of):
    way_of(minh, "telegram")
    tell_late([minh])
    tell_late([minh])

    assert channels() == ["email", "telegram"]
    assert Notice.objects.count() == 1


def test_what_stays_in_the_desk_stays_there(minh, way_of):
    way_of(minh, "telegram")
    tell_late([minh], by_mail=False)

    assert channels() == []


def test_a_page_may_leave_out_the_letter(minh, way_of):
    way_of(minh, "telegram")
    tell_late([minh], by_mail=False, page=5)

    assert channels() == ["telegram"]


def test_a_page_carries_who_and_what_for_its_link_and_wakes(minh, way_of):
    way_of(minh, "telegram")
    tell_late([minh], page=5, severity="high")

    letter, chat = OutboxMessage.objects.order_by("channel")
    assert {name: chat.facts[name] for name in ("page", "person", "wake")} == {
        "page": 5, "person": minh.pk, "wake": True,
    }  # fmt: skip
    assert "wake" not in letter.facts


@pytest.fixture
def asleep(minh):
    ReachRule.objects.create(user=minh, quiet_from=time(22), quiet_until=time(6))
    return minh


@pytest.mark.parametrize(
    ("how", "goes"),
    [
        ({"severity": "high"}, False),
        ({"severity": "critical"}, True),
        ({"urgent": True}, True),
        ({"page": 5}, True),
    ],
)
def test_at_night_only_what_presses_disturbs(asleep, way_of, how, goes):
    way_of(asleep, "telegram")
    with time_machine.travel(NIGHT, tick=False):
        tell_late([asleep], **how)

    chat = OutboxMessage.objects.get(channel="telegram")
    assert (chat.state == "waiting") is goes
    assert OutboxMessage.objects.get(channel="email").state == "waiting"
    if not goes:
        assert chat.available_at == NIGHT.replace(hour=6)


def test_the_morning_brings_it_as_one(asleep, way_of):
    way_of(asleep, "telegram")
    with time_machine.travel(NIGHT, tick=False):
        for number in range(3):
            tell_late([asleep], key=f"late:{number}")
    with time_machine.travel(NIGHT.replace(hour=6), tick=False):
        assert flush() == 1

    told = selectors.deliveries_of("late:1", [asleep])[asleep.pk]
    assert [(one.channel, one.state) for one in told] == [
        ("email", "waiting"), ("telegram", "waiting"),
    ]  # fmt: skip


def test_a_flood_is_collected_but_not_what_presses(minh, way_of):
    way_of(minh, "telegram")
    for number in range(8):
        tell_late([minh], key=f"late:{number}")
    tell_late([minh], key="now", severity="critical")

    chats = OutboxMessage.objects.filter(channel="telegram").order_by("id")
    assert [one.state for one in chats] == ["waiting"] * 5 + ["held"] * 3 + ["waiting"]


@pytest.mark.parametrize("crowd", [1, 3])
def test_a_crowd_costs_no_more_queries(make_person, way_of, django_assert_num_queries, crowd):
    people = [make_person(f"Hà {number}") for number in range(crowd)]
    for one in people:
        way_of(one, "telegram")
        way_of(one, "sms")

    with django_assert_num_queries(4):
        tell_late(people, severity="high")


def test_text_messages_lose_their_accents_by_wish_only(minh, lan, way_of):
    ReachRule.objects.create(user=minh, unaccented=True)
    way_of(minh, "sms")
    way_of(lan, "sms")
    tell_late([minh, lan], severity="critical")

    plain = OutboxMessage.objects.filter(channel="sms", facts__unaccented=True)
    assert plain.count() == 1


def test_keys_of_all_channels_are_known(minh):
    assert fanning.key_of("email", "a", 7) == "mail:a:7"
    assert fanning.key_of("sms", "a", 7) == "sms:a:7"
