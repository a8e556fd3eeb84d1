"""Any order of answers, refusals, rests, passes, sweeps and crashes, against a small model.

The model knows no code of the desk: it says which step comes next and when. Each step exactly
once, none after the end, none missed; the auditor agrees after every walk.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from crisisdesk.kernel.clock import now
from teams import paging
from teams.models import Brand, Membership, Page, Role, User
from teams.paging import auditing, firing, freezing, policies
from tests.plugins.trying import thorough
from tests.teams.paging.conftest import MONDAY

pytestmark = pytest.mark.django_db
WAIT, KEEP, STEPS, REPEATS = 5, 10, 3, 2
serial = count()


class Walk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.hands = transaction.atomic()
        self.hands.__enter__()
        self.clock = time_machine.travel(MONDAY, tick=False)
        self.traveller = self.clock.start()
        number = next(serial)
        self.brand = Brand.objects.create(slug=f"b{number}", name="B")
        self.people = []
        for name in ("An", "Bình", "Chi"):
            user = User.objects.create_user(f"{name}{number}@x.example".lower(), name=name)
            Membership.objects.create(user=user, brand=self.brand, role=Role.MANAGER)
            self.people.append(user)
        step = {
            "targets": [{"kind": "all"}],
            "critical": WAIT,
            "high": 9,
            "moderate": 9,
            "watch": 9,
        }
        policies.save(
            self.brand,
            None,
            actor=self.people[0],
            name="x",
            repeats=REPEATS,
            keep_every=KEEP,
            steps=[step] * STEPS,
        )
        self.page = paging.start(
            self.brand, subject="", url="", severity="critical", key=f"walk{number}", words="x"
        )
        # What the model knows: how many steps of the chain fired, others, and when the next is due.
        self.index, self.extra, self.rests = 1, 0, 0
        self.declined: set[int] = set()
        self.due = MONDAY + timedelta(minutes=WAIT)
        self.over, self.ended = False, None

    def teardown(self) -> None:
        try:
            page = Page.objects.get(pk=self.page.pk)
            found = {one.code for one in auditing.differences(page)}
            assert found <= {"late", "missed"}, "late is when the sweep came late, as here"
            # A step that was overdue when the page ended has been missed, as one that still is.
            until = self.ended or now()
            assert ("missed" in found) == (self.due < until - auditing.PATIENCE)
        finally:
            transaction.set_rollback(True)
            self.hands.__exit__(None, None, None)
            self.clock.stop()

    def wait(self, index: int) -> timedelta:
        whole = STEPS * (REPEATS + 1)
        return timedelta(minutes=WAIT if index < whole else KEEP)

    def fired(self) -> int:
        return self.page.steps.filter(state="fired").count()

    def agree(self) -> None:
        assert self.fired() == self.index + self.extra
        ahead = firing.planned(self.page)
        if self.over:
            assert ahead is None
        else:
            assert ahead.due_at == self.due
            assert self.page.steps.filter(state="planned").count() == 1

    @rule(minutes=st.sampled_from([1, 4, 5, 6, 10, 15]))
    def time_passes_and_the_sweep_comes(self, minutes: int) -> None:
        self.traveller.shift(timedelta(minutes=minutes))
        firing.sweep()
        if not self.over and self.due <= now():
            self.index += 1
            self.due = now() + self.wait(self.index)
        self.agree()

    @rule(minutes=st.sampled_from([5, 11]))
    def the_sweep_dies_before_it_commits(self, minutes: int) -> None:
        self.traveller.shift(timedelta(minutes=minutes))
        with transaction.atomic():
            firing.sweep()
            transaction.set_rollback(True)
        self.agree()

    @precondition(lambda self: not self.over and len(self.declined) < 2)
    @rule(dies=st.booleans())
    def somebody_cannot(self, dies: bool) -> None:
        who = next(user for user in self.people if user.pk not in self.declined)
        with transaction.atomic():
            paging.cannot(self.page, who)
            transaction.set_rollback(dies)
        if not dies:
            self.declined.add(who.pk)
            self.index += 1
            self.due = now() + self.wait(self.index)
            called = self.page.steps.filter(state="fired").last().calls
            assert not self.declined & set(called.values_list("user", flat=True))
        self.agree()

    @precondition(lambda self: not self.over and self.rests < 3)
    @rule(minutes=st.sampled_from([1, 15]))
    def somebody_puts_it_off(self, minutes: int) -> None:
        self.due, self.rests = now() + timedelta(minutes=minutes), self.rests + 1
        paging.put_off(self.page, self.due, actor=self.people[1])
        self.agree()

    @precondition(lambda self: not self.over)
    @rule()
    def somebody_passes_it_on(self) -> None:
        paging.pass_on(self.page, [freezing.person(self.people[2])], actor=self.people[0])
        self.extra += 1
        self.due = now() + self.wait(self.index + 1)
        self.agree()

    @precondition(lambda self: not self.over)
    @rule(answers=st.booleans())
    def it_ends(self, answers: bool) -> None:
        if answers:
            paging.answer(self.page, self.people[0])
        else:
            paging.stop(self.page, actor=self.people[0], reason="case_over")
        self.over, self.ended = True, now()
        self.agree()


def test_any_walk_agrees_with_the_model() -> None:
    long = thorough()
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=300 if long else 5,
            stateful_step_count=20 if long else 10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
