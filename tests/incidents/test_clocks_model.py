"""Whatever is done to a case in whatever order, its clocks say what a small model says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.vocabulary import rank
from incidents.enums import ClockKind
from incidents.models import Incident
from incidents.services import clocks, severity
from playbooks.workdays import ZONE
from tests.plugins.trying import tried

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.models import User

#: A Wednesday morning; no holiday within the two weeks that a run may take.
NINE = datetime(2026, 12, 2, 9, 0, tzinfo=ZONE)
LEVELS = ("watch", "moderate", "high", "critical")
KINDS = (ClockKind.ACKNOWLEDGE, ClockKind.HOLDING)
#: Handbook B3: minutes, and whether they are working time.
LIMITS = {
    (ClockKind.ACKNOWLEDGE, "watch"): (240, True),
    (ClockKind.ACKNOWLEDGE, "moderate"): (30, True),
    (ClockKind.ACKNOWLEDGE, "high"): (10, False),
    (ClockKind.ACKNOWLEDGE, "critical"): (5, False),
    (ClockKind.HOLDING, "watch"): (None, False),
    (ClockKind.HOLDING, "moderate"): (240, True),
    (ClockKind.HOLDING, "high"): (60, False),
    (ClockKind.HOLDING, "critical"): (30, False),
}
HARD = {(ClockKind.HOLDING, "critical"): 60}
ACTS = st.one_of(
    st.tuples(st.just("tick"), st.integers(1, 90)),
    st.tuples(st.just("tick"), st.integers(1, 90)),
    st.tuples(st.just("level"), st.sampled_from(LEVELS)),
    st.tuples(st.just("level"), st.sampled_from(LEVELS)),
    st.tuples(st.just("meet"), st.sampled_from(KINDS)),
    st.tuples(st.just("sweep"), st.just(0)),
)


def offices_open(at: datetime) -> bool:
    hours = time(8, 30) <= at.time() < time(12) or time(13) <= at.time() < time(17, 30)
    return at.weekday() < 5 and hours


@cache
def end(minutes: int, working: bool) -> datetime:
    """Counted minute by minute."""
    at, left = NINE, minutes
    while left:
        left -= 1 if not working or offices_open(at) else 0
        at += timedelta(minutes=1)
    return at


@dataclass
class Model:
    """One clock, to which a breach happens in the very moment that its time is over."""

    kind: str
    due: datetime | None = None
    hard: datetime | None = None
    set_at: datetime = NINE
    breached: datetime | None = None
    hard_breached: datetime | None = None
    met: datetime | None = None

    def level(self, name: str, at: datetime) -> None:
        if self.met:
            return
        if self.breached is None:
            minutes, working = LIMITS[self.kind, name]
            self.due = None if minutes is None else end(minutes, working)
        if self.hard_breached is None:
            patience = HARD.get((self.kind, name))
            self.hard = end(patience, False) if patience else None
        self.set_at = at

    def pass_until(self, at: datetime) -> None:
        if self.met:
            return
        if self.breached is None and self.due and self.due < at:
            self.breached = max(self.due, self.set_at)
        if self.hard_breached is None and self.hard and self.hard < at:
            self.hard_breached = max(self.hard, self.set_at)


def expect(models: dict[str, Model], name: str, value: object, level: str | None) -> None:
    """What the act does to the models; time has passed for them before."""
    for model in models.values():
        model.pass_until(now())
        if name == "level" and value != level:
            model.level(str(value), now())
    if name == "meet" and models[str(value)].met is None:
        models[str(value)].met = now()


def act(case: Incident, name: str, value: object, lead: User) -> None:
    case = Incident.objects.get(pk=case.pk)
    if name == "tick":
        return
    if name == "sweep":
        clocks.sweep()
    elif name == "meet":
        with transaction.atomic():
            clocks.meet(lock(case), ClockKind(value))
    elif rank(str(value)) > rank(case.severity):
        severity.raise_to(case, str(value), actor=lead, reason="lan nhanh")
    elif rank(str(value)) < rank(case.severity):
        severity.lower_to(case, str(value), actor=lead, reason="lắng xuống")


def check(case: Incident, models: dict[str, Model]) -> None:
    for row in case.clocks.all():
        model = models[row.kind]
        assert (row.due_at, row.hard_due_at) == (model.due, model.hard)
        assert row.met_at == model.met
        # The sweep may not have come by yet; what it wrote is never another moment.
        assert row.breached_at in (None, model.breached)
        assert row.hard_breached_at in (None, model.hard_breached)


@pytest.mark.django_db
@tried(8, 60)
@example(start="watch", acts=[("tick", 6), ("level", "critical")])
@example(start="critical", acts=[("tick", 40), ("level", "watch"), ("sweep", 0)])
@given(start=st.sampled_from(LEVELS), acts=st.lists(ACTS, min_size=3, max_size=14))
def test_clocks_say_what_the_model_says(
    make_case: Callable[..., Incident], lead: User, start: str, acts: list[tuple[str, object]]
) -> None:
    with time_machine.travel(NINE, tick=False) as machine, transaction.atomic():
        case = make_case(severity=start)
        clocks.start(case, *KINDS)
        models = {str(kind): Model(kind) for kind in KINDS}
        for model in models.values():
            model.level(start, NINE)

        for name, value in acts:
            if name == "tick":
                machine.shift(timedelta(minutes=int(str(value))))
            expect(models, name, value, Incident.objects.get(pk=case.pk).severity)
            act(case, name, value, lead)
            check(case, models)

        expect(models, "sweep", 0, None)
        clocks.sweep()
        moments = {row.kind: (row.breached_at, row.hard_breached_at) for row in case.clocks.all()}
        assert moments == {k: (m.breached, m.hard_breached) for k, m in models.items()}
        lines = case.timeline.filter(verb="clock_breached").count()
        assert lines == sum(moment is not None for pair in moments.values() for moment in pair)
        transaction.set_rollback(True)
