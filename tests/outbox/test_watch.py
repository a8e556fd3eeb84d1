"""Letters that lie too long are complained about by another way."""

from __future__ import annotations

import json
from datetime import timedelta

from django.core.management import call_command

from crisisdesk.kernel.clock import minutes, now
from outbox import tasks, watch
from outbox.models import OutboxMessage, OutboxState
from teams.models import Notice


def lying_since(age):
    OutboxMessage.objects.update(planned_at=now() - age)


def test_a_letter_of_a_minute_is_not_late(letter):
    letter()
    lying_since(minutes(1))

    assert watch.late()[0] == 0
    assert not watch.complain_if_late()


def test_a_letter_planned_for_later_is_not_late(letter):
    letter()
    lying_since(timedelta(minutes=-30))

    assert not watch.complain_if_late()


def test_a_late_letter_rings_at_every_admin_once_an_hour(letter, admin_person, minh):
    letter()
    lying_since(minutes(10))

    assert tasks.watchdog()
    assert tasks.watchdog()
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.topic) == (admin_person, "teams.outbox_late")
    assert notice.facts == {"count": 1, "minutes": 10}


def test_what_a_person_must_decide_is_not_called_late(letter):
    letter()
    OutboxMessage.objects.update(state=OutboxState.PARKED, planned_at=now() - minutes(10))

    assert not watch.complain_if_late()


def test_the_sweep_is_the_scheduler_s_heartbeat(db):
    assert watch.silent_for("scheduler") is None

    tasks.sweep()

    assert watch.silent_for("scheduler") < timedelta(seconds=5)


def test_deliver_needs_no_broker(letter, post_office, capsys):
    post_office.start()
    letter()

    call_command("deliver", "--json")

    assert json.loads(capsys.readouterr().out) == {"sent": 1, "waiting": 0, "stuck": 0}
    assert len(post_office.letters) == 1
