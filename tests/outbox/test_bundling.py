"""Floods: too much at once is collected; nothing is lost and nothing said twice."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from crisisdesk.kernel.clock import now
from outbox import bundling, mail, relay
from outbox.models import Channel, OutboxMessage, OutboxState
from outbox.services import promise
from teams.models import ContactMethod

MOST = bundling.MOST_ELSEWHERE


def row(number, channel=Channel.TELEGRAM, address="method:7", **facts):
    moment = now()
    return OutboxMessage(
        key=f"{channel}:late:{number}", topic="teams.outbox_late", channel=channel,
        address=address, facts={"count": number, "minutes": 9, **facts}, language="en",
        planned_at=moment, available_at=moment,
    )  # fmt: skip


def tell(count, first=1, **more):
    for number in range(first, first + count):
        rows = [row(number, **more)]
        bundling.thin_out(rows)
        promise(rows)


def states():
    return list(OutboxMessage.objects.order_by("id").values_list("state", flat=True))


def due(address="method:7"):
    OutboxMessage.objects.filter(state=OutboxState.HELD).update(available_at=now())


@pytest.mark.django_db
def test_the_measure_goes_out_at_once_and_the_rest_is_collected():
    tell(MOST + 3)

    assert states() == ["waiting"] * MOST + ["held"] * 3


@pytest.mark.django_db
def test_other_addresses_and_channels_have_their_own_measure():
    tell(MOST)
    tell(1, first=50, address="method:8")
    tell(1, first=51, channel=Channel.SLACK)

    assert set(states()) == {"waiting"}


@pytest.mark.django_db
def test_what_was_collected_goes_out_as_one_with_a_line_for_each():
    tell(MOST + 3)
    due()

    assert bundling.flush() == 1
    carrier = OutboxMessage.objects.get(topic=bundling.TOPIC)
    assert states() == ["waiting"] * MOST + ["carried"] * 3 + ["waiting"]
    assert set(
        OutboxMessage.objects.filter(state="carried").values_list("carried_by", flat=True)
    ) == {carrier.pk}
    composed = mail.render(carrier.topic, mail.facts_for(carrier))
    assert composed[0] == "3 điều khác từ hệ thống" or "3 more things" in composed[0]
    assert len(mail.facts_for(carrier)["lines"]) == 3


@pytest.mark.django_db
def test_a_single_one_goes_out_as_itself():
    tell(MOST + 1)
    due()
    bundling.flush()

    assert states() == ["waiting"] * (MOST + 1)
    assert not OutboxMessage.objects.filter(topic=bundling.TOPIC).exists()


@pytest.mark.django_db
def test_a_long_list_is_counted_to_its_end():
    tell(MOST + 25)
    due()
    bundling.flush()

    facts = mail.facts_for(OutboxMessage.objects.get(topic=bundling.TOPIC))
    assert len(facts["lines"]) == bundling.LISTED
    assert facts["others"] == 25 - bundling.LISTED


@pytest.mark.django_db
def test_what_is_told_again_is_neither_collected_nor_sent_again():
    tell(MOST + 3)
    tell(MOST + 3)
    due()
    bundling.flush()
    tell(MOST + 3)

    assert OutboxMessage.objects.count() == MOST + 4


@pytest.mark.django_db
def test_the_collection_ends_once_and_is_not_put_off_by_what_follows():
    tell(MOST + 1)
    first = OutboxMessage.objects.get(state=OutboxState.HELD).available_at
    tell(1, first=99)

    held = OutboxMessage.objects.filter(state=OutboxState.HELD)
    assert {one.available_at for one in held} == {first}
    assert first <= now() + bundling.WINDOW


@pytest.mark.django_db
def test_after_a_quiet_while_messages_go_out_at_once_again():
    tell(MOST)
    OutboxMessage.objects.update(created_at=now() - bundling.WINDOW - timedelta(seconds=1))
    tell(1, first=99)

    assert set(states()) == {"waiting"}


@pytest.mark.django_db
def test_nothing_collected_is_sent_before_its_time():
    tell(MOST + 2)

    assert bundling.flush() == 0
    assert OutboxMessage.objects.filter(state=OutboxState.HELD).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("crowd", [1, 3])
def test_a_crowd_costs_one_question(django_assert_num_queries, crowd):
    rows = [row(number, address=f"method:{number}") for number in range(crowd)]

    with django_assert_num_queries(1):
        bundling.thin_out(rows)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_make_one_message():
    tell(MOST + 4)
    due()
    start = threading.Barrier(2)

    def sweep():
        start.wait()
        bundling.flush()
        connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert OutboxMessage.objects.filter(topic=bundling.TOPIC).count() == 1
    assert OutboxMessage.objects.filter(state=OutboxState.CARRIED).count() == 4


@pytest.mark.django_db
def test_a_drill_s_collection_says_that_it_is_one(minh):
    # Of somebody of the desk: nobody else is told of a drill.
    way = ContactMethod(pk=7, user=minh, channel="telegram")
    way.keep("7001")
    way.save()
    tell(MOST + 2, drill=True)
    due()
    bundling.flush()

    carrier = OutboxMessage.objects.get(topic=bundling.TOPIC)
    subject = mail.subject_of(carrier.topic, mail.facts_for(carrier))
    assert subject.startswith(("[DRILL]", "[DIỄN TẬP]"))
    assert relay.claim() is not None
