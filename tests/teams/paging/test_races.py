"""An answer and a sweep at the same moment, on real threads and a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from crisisdesk.kernel.errors import Blocked
from teams import paging
from teams.models import Page
from teams.paging import auditing, firing
from tests.teams.paging.conftest import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    gate = Barrier(len(calls))

    def run(call):
        try:
            gate.wait(timeout=10)
            return call()
        except Blocked as refusal:
            return [reason.code for reason in refusal.reasons]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.parametrize("_round", range(3))
def test_whoever_comes_first_wins_and_nothing_is_called_after_the_answer(
    _round, page, on_duty, minh, phuong, lan
):
    with time_machine.travel(MONDAY, tick=False) as clock:
        on_duty(minh)
        going = page()
        clock.shift(timedelta(minutes=5))

        *_swept, first, second = at_once(
            firing.sweep,
            firing.sweep,
            lambda: paging.answer(going, minh).state,
            lambda: paging.answer(going, phuong).state,
        )

        assert sorted([str(first), str(second)]) == ["['answered']", "answered"]
        ended = Page.objects.get()
        assert ended.steps.filter(state="planned").count() == 0
        assert ended.steps.filter(state="fired").count() in (1, 2)
        assert auditing.differences(ended) == []
        clock.shift(timedelta(days=1))
        assert firing.sweep() == 0


def test_two_sweepers_at_once_fire_a_step_once(page, on_duty, minh, phuong):
    with time_machine.travel(MONDAY, tick=False) as clock:
        on_duty(minh)
        pages = [page() for _number in range(3)]
        clock.shift(timedelta(minutes=5))

        at_once(*[firing.sweep] * 4)
        firing.sweep()

        assert [one.calls.filter(step__number=2).count() for one in pages] == [2, 2, 2]
