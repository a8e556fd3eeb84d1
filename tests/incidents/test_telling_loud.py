"""What of a case is told as loudly as the case is severe, and what is not."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.clock import now
from incidents.telling import tell_team
from outbox.models import OutboxMessage
from teams.models import ContactMethod


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("topic", "channels"),
    [
        ("incidents.relapsed", ["email", "sms"]),
        ("incidents.task_assigned", ["email"]),
    ],
)
def test_a_task_of_a_severe_case_is_no_alarm(make_case, minh, topic, channels):
    way = ContactMethod(user=minh, channel="sms", proven_at=now())
    way.keep("+84912345678")
    way.save()
    incident = make_case()
    incident.severity = "high"
    tell_team(incident, topic, [minh], key="x:1")

    found = OutboxMessage.objects.filter(key__contains="x:1").order_by("channel")
    assert [row.channel for row in found] == channels
