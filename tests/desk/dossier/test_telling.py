"""Who hears of dossiers and of evidence that does not hold, and that somebody looks every night."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from desk.dossier import asking, jobs, making, nightly
from incidents.enums import JobState
from incidents.models import EvidenceCheck, Incident
from outbox.mail import compose
from outbox.models import OutboxMessage
from playbooks.workdays import ZONE
from teams.models import Notice
from tests.desk.dossier.test_tampering import swap

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import Dossier
    from teams.models import User

pytestmark = pytest.mark.django_db


def told(topic: str) -> set[str]:
    rows = Notice.objects.filter(topic=f"desk.{topic}")
    return set(rows.values_list("user__email", flat=True))


def night(days: int = 1, hour: int = 3) -> datetime:
    day = (now() + timedelta(days=days)).astimezone(ZONE).date()
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def test_whoever_asked_the_lead_and_legal_hear_that_a_dossier_is_ready(
    case: Incident, make: Callable[..., Dossier], lead: User, manager: User, lan: User, minh: User
) -> None:
    make(case, by=manager)

    assert told("dossier_ready") == {lead.email, manager.email, lan.email}
    letter = OutboxMessage.objects.get(topic="desk.dossier_ready", address=lan.email)
    assert compose(letter).subject == f"{case.reference}: hồ sơ 1 đã sẵn sàng"


def test_whoever_lost_the_right_hears_no_more_of_it(
    case: Incident, ask: Callable[..., Dossier], lead: User, lan: User, minh: User
) -> None:
    made = ask(case)
    Incident.objects.filter(pk=case.pk).update(lead=minh)
    making.work("Dossier", made.pk)

    made.refresh_from_db()
    assert made.problem == "right_lost"
    assert told("dossier_failed") == {minh.email, lan.email}


def test_one_that_is_given_up_is_told(
    case: Incident, ask: Callable[..., Dossier], lead: User, lan: User
) -> None:
    made = jobs.claim(type(ask(case)), case.dossiers.get().pk)
    jobs.fail(made, "unexpected")

    assert told("dossier_failed") == {lead.email, lan.email}


def test_evidence_that_does_not_hold_is_told_once_and_not_night_after_night(
    case: Incident, lead: User, lan: User
) -> None:
    def check() -> None:
        making.work("EvidenceCheck", asking.check_now(case, actor=lead).pk)

    check()
    assert told("evidence_broken") == set()
    swap(case)
    check()
    check()

    assert told("evidence_broken") == {lead.email, lan.email}
    assert Notice.objects.filter(topic="desk.evidence_broken", user=lan).count() == 1
    letter = OutboxMessage.objects.get(topic="desk.evidence_broken", address=lan.email)
    assert "Ảnh bài đăng gốc" not in compose(letter).body


def test_each_night_the_evidence_is_read_again_once(case: Incident, lan: User) -> None:
    assert nightly.begin() == 0
    with time_machine.travel(night(), tick=False):
        assert (nightly.begin(), nightly.begin()) == (1, 0)
        swap(case)
        making.sweep()
    check = EvidenceCheck.objects.get()
    assert (check.state, check.by.is_automation, len(check.faults)) == (JobState.READY, True, 1)
    assert lan.email in told("evidence_broken")
    with time_machine.travel(night(hour=23), tick=False):
        assert nightly.begin() == 0
    with time_machine.travel(night(days=2), tick=False):
        assert nightly.begin() == 1


@pytest.mark.parametrize(("fields", "due"), [({"is_drill": True}, 0), ({}, 1)])
def test_a_drill_is_not_read_at_night(case: Incident, fields: dict[str, Any], due: int) -> None:
    Incident.objects.filter(pk=case.pk).update(**fields)

    with time_machine.travel(night(), tick=False):
        assert nightly.begin() == due


def test_a_case_that_is_over_is_read_once_a_week(case: Incident) -> None:
    Incident.objects.filter(pk=case.pk).update(status="false_alarm")
    with time_machine.travel(night(), tick=False):
        assert nightly.begin() == 1
        making.sweep()
    with time_machine.travel(night(days=3), tick=False):
        assert nightly.begin() == 0
    with time_machine.travel(night(days=8), tick=False):
        assert nightly.begin() == 1
