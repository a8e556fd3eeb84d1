"""Two sweeps at once, or a sweep beside an act, on real threads: each thing once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from crisisdesk.kernel.clock import now
from incidents import timeline
from incidents.enums import ClockKind
from incidents.models import LegalClockRun
from incidents.services import clocks, legal, severity
from outbox.models import OutboxMessage
from playbooks.models import LegalClock
from teams.models import Notice
from tests.incidents.test_races import at_once, rounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import Incident
    from teams.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_sweeps_write_a_breach_and_a_warning_once(
    make_case: Callable[..., Incident], phuong: User
) -> None:
    for _round in range(rounds()):
        case = make_case(severity="high")
        begun = now() - timedelta(minutes=50)
        clocks.start(case, ClockKind.ACKNOWLEDGE, ClockKind.HOLDING, at=begun)

        assert sum(at_once(clocks.sweep, clocks.sweep, clocks.sweep)) == 2

        assert case.timeline.filter(verb="clock_breached").count() == 1
        assert case.clocks.get(kind=ClockKind.HOLDING).warned_at is not None
        assert timeline.verify(type(case).objects.get(pk=case.pk)) is None
    keys = list(OutboxMessage.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys))
    assert Notice.objects.filter(user=phuong, topic="incidents.clock_breached").count() == rounds()


def test_a_sweep_beside_a_lowering_finds_the_same_breach(
    make_case: Callable[..., Incident], lead: User
) -> None:
    for _round in range(rounds()):
        case = make_case(severity="critical")
        begun = now() - timedelta(minutes=40)
        clocks.start(case, ClockKind.HOLDING, at=begun)

        at_once(
            clocks.sweep,
            lambda case=case: severity.lower_to(case, "watch", actor=lead, reason="tin cũ"),
        )

        found = case.clocks.get()
        assert (found.due_at, found.severity) == (begun + timedelta(minutes=30), "critical")
        assert case.timeline.filter(verb="clock_breached").count() == 1


def test_two_sweeps_tell_of_a_legal_deadline_once(make_case: Callable[..., Incident]) -> None:
    case = make_case("responding")
    clock = LegalClock.objects.create(
        brand=case.brand, key="a05", name_vi="Báo A05", starts_from="detected", hours=72,
        owner_role="legal",
    )  # fmt: skip
    for _round in range(rounds()):
        LegalClockRun.objects.all().delete()
        start = now() - timedelta(hours=80)
        run = LegalClockRun.of(clock, incident=case, started_at=start, half_at=start)
        run.due_at = start + timedelta(hours=72)
        run.save()
        before = case.timeline.filter(verb="clock_breached").count()

        assert sum(at_once(legal.sweep, legal.sweep)) == 1

        run.refresh_from_db()
        assert (run.told, run.breached_at) == ("due", run.due_at)
        assert case.timeline.filter(verb="clock_breached").count() == before + 1
