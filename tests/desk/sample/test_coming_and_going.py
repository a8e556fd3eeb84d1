"""The sample is loaded by an admin, tells nobody anything, and goes without leaving a row."""

from __future__ import annotations

import pytest
from django.db import transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from desk.sample import loading, removing
from drills.models import ReadinessDay
from incidents.models import Incident, TimelineEntry
from incidents.services import notes
from monitoring.models import Mention, Silence, Source
from outbox.models import OutboxState
from outbox.relay import deliver_due
from outbox.services import enqueue
from teams.models import Notice
from tests.desk.sample.counting import counts

pytestmark = pytest.mark.django_db


def test_removing_leaves_no_row_in_any_table(brand, admin_person, bot):
    """Neither of the sample nor of what came upon it since."""
    before = counts()
    for lived_in in (True, False):
        mau = loading.load(brand, actor=admin_person)
        assert loading.load(brand, actor=admin_person) == mau
        assert Incident.objects.filter(brand__is_sample=True).count() == 3
        assert Mention.objects.filter(brand__is_sample=True).count() == 16
        assert TimelineEntry.objects.exists()
        if lived_in:
            live_in(mau, admin_person, bot)

        assert removing.remove(actor=admin_person) > 0

        assert counts() == before
    assert removing.remove(actor=admin_person) == 0


def live_in(mau, admin_person, bot):
    source = Source.objects.filter(brand=mau).first()
    Silence.objects.create(source=source, began_at=now())
    ReadinessDay.objects.create(brand=mau, day=now().date(), overall=1, cells={})
    Notice.objects.create(
        key="k", user=admin_person, topic="incidents.opened", subject="INC-900003"
    )
    enqueue("incidents.opened", key="k", address="ai-do@example.com", subject="INC-900003")
    deliver_due()
    with transaction.atomic():
        notes.add(Incident.objects.filter(brand=mau).first(), actor=bot, text="thêm")


def test_the_outbox_lets_nothing_about_it_pass(mailoutbox):
    message = enqueue(
        "incidents.opened", key="k", address="ai-do@example.com", subject="INC-900001"
    )

    deliver_due()

    message.refresh_from_db()
    assert (message.state, mailoutbox) == (OutboxState.DROPPED, [])


def test_only_an_admin_loads_it(brand, minh):
    with pytest.raises(Forbidden):
        loading.load(brand, actor=minh)
