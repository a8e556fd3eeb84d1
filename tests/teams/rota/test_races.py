"""Two hands at the same turn at the same moment."""

from __future__ import annotations

import threading

import pytest
import time_machine
from django.db import connection

from crisisdesk.kernel.errors import Blocked
from teams import handing
from teams.duty import on_duty
from teams.models import Handover, Override, Swap
from teams.services import handovers, swaps
from teams.services.swaps import Time
from tests.teams.rota.conftest import vn

TURN = Time(vn(2026, 11, 10, 8), vn(2026, 11, 11, 8))

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts):
    """Run them at once; what each gave or raised."""
    start, results = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait()
            results.append(act())
        except Exception as error:  # noqa: BLE001 -- looked at by the test
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_one_turn_is_taken_over_by_one_person_only(brand, rota_of, minh, lead, lan):
    with time_machine.travel(vn(2026, 11, 9, 12), tick=False):
        rota = rota_of(minh, lead)
        asked = [swaps.ask(rota, actor=minh, other=other, mine=TURN) for other in (lead, lan)]

        results = together(*(lambda one=one: swaps.accept(one, actor=one.other) for one in asked))

        assert {type(result) for result in results} == {Swap, Blocked}
        taken = next(result for result in results if isinstance(result, Swap))
        assert Override.objects.get().user == taken.other
        assert on_duty(brand, TURN.starts_at) == [taken.other]


def test_a_handover_that_is_sent_twice_is_one(brand, rota_of, minh, lead):
    with time_machine.travel(vn(2026, 11, 10, 12), tick=False):
        rota_of(minh, lead, needs_handover=True)
        ending = handing.endings(brand, minh)[0]
        known = {"actor": minh, "ending": ending, "taker": lead, "own_state": "fine"}

        results = together(*(lambda: handovers.write(brand, **known) for _ in range(2)))

        assert [type(result) for result in results] == [Handover, Handover]
        assert Handover.objects.count() == 1
