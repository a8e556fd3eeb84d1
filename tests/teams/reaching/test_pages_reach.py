"""From a critical case to a phone and back: one message, one press, and then silence."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from incidents.services import severity
from incidents.services.opening import open_incident
from outbox import bundling, relay
from outbox.models import OutboxMessage, OutboxState
from teams.models import DutyShift, Page, ReachRule
from teams.notify import tell
from teams.paging import auditing, firing, links

#: A Monday, 02:30 in Vietnam.
NIGHT = "2026-06-01T19:30:00Z"


@pytest.fixture
def clock(db):
    with time_machine.travel(NIGHT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def phone(clock, open_service, connect, way_of, brand, minh):
    """Minh is on duty and asleep: quiet hours, and a phone that three messages rang already."""
    gateway = open_service("sms_gateway")
    way_of(minh, "sms", gateway.address, account=connect(gateway))
    ReachRule.objects.create(user=minh, quiet_from=time(22), quiet_until=time(7))
    DutyShift.objects.create(
        brand=brand, user=minh, starts_at=now() - timedelta(1), ends_at=now() + timedelta(1)
    )
    for number in range(bundling.MOST["sms"] + 1):
        tell([minh], "teams.outbox_late", key=f"late:{number}", severity="high", count=1, minutes=9)
    return gateway


@pytest.fixture
def critical(phone, brand, bot, lead):
    case = open_incident(brand=brand, title="Sữa bị tố gây ngộ độc", actor=bot)
    severity.raise_to(case, "critical", actor=lead, reason="báo chí")
    return case


def everything_later(clock):
    """Three days of sweeps."""
    for _half_day in range(6):
        clock.shift(timedelta(hours=12))
        firing.sweep()


def test_a_critical_case_rings_once_is_answered_by_one_press_and_leaves_everybody_alone(
    clock, phone, critical, minh, mailoutbox
):
    relay.deliver_due()

    (taken,) = phone.took
    link = re.search(r"https?://[^/]+(/page/\S+/)", phone.text(taken))
    assert link, "the first page was withdrawn by the louder one; quiet hours hold neither"
    assert [letter.to for letter in mailoutbox if "ngộ độc" in letter.subject] == [[minh.email]]

    assert Client().get(link[1]).status_code == 200
    assert Page.objects.filter(state="going").count() == 1, "looking answers nothing"
    assert Client().post(link[1]).status_code == 200

    case = Incident.objects.get(pk=critical.pk)
    assert case.acknowledged_at is not None
    assert case.clocks.get(kind="acknowledge").met_at is not None
    calls = [page.calls.count() for page in Page.objects.all()]
    everything_later(clock)
    bundling.flush()
    relay.deliver_due()
    assert [page.calls.count() for page in Page.objects.all()] == calls
    assert not [taken for taken in phone.took[1:] if "/page/" in phone.text(taken)]
    assert [auditing.differences(page) for page in Page.objects.all()] == [[], []]


def test_an_answer_withdraws_what_still_waits_on_every_channel(phone, critical, minh):
    page = Page.objects.get(state="going")
    Client().post(f"/page/{links.token(page.pk, minh.pk)}/")

    relay.deliver_due()

    assert phone.took == []
    waited = OutboxMessage.objects.filter(topic="teams.paged")
    assert set(waited.values_list("channel", "state")) == {
        ("email", OutboxState.DROPPED),
        ("sms", OutboxState.DROPPED),
    }


def test_a_critical_message_is_held_by_no_quiet_hours_and_an_ordinary_one_is(phone, minh):
    tell([minh], "teams.outbox_late", key="loud", severity="critical", count=1, minutes=9)

    loud = OutboxMessage.objects.get(key=f"sms:loud:{minh.pk}")
    quiet = OutboxMessage.objects.get(key=f"sms:late:0:{minh.pk}")
    assert (loud.state, quiet.state) == (OutboxState.WAITING, OutboxState.HELD)


def test_whoever_left_meanwhile_is_not_called_by_letter_either(phone, critical, minh, mailoutbox):
    minh.memberships.update(is_active=False)

    relay.deliver_due()

    assert phone.took == []
    assert not [letter for letter in mailoutbox if "ngộ độc" in letter.subject]


def test_a_call_by_text_message_after_the_end_is_found_by_the_auditor(clock, phone, critical, minh):
    page = Page.objects.get(state="going")
    relay.deliver_due()
    Client().post(f"/page/{links.token(page.pk, minh.pk)}/")
    page.refresh_from_db()
    assert auditing.differences(page) == []

    late = OutboxMessage.objects.filter(channel="sms", topic="teams.paged", state="sent")
    late.update(claimed_at=now() + timedelta(minutes=1))

    assert [one.code for one in auditing.differences(page)] == ["after_answer"]
