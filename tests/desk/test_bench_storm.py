"""A short storm on real processes: what was answered is kept, and nothing is sent twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from desk.bench import storm
from desk.bench.storming.account import Account, Done, account
from desk.bench.storming.stage import prepare
from desk.bench.storming.watchers import Watcher
from incidents.services import notes
from outbox.models import OutboxMessage

#: More than a web process has connections.
STREAMS = 24


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_short_storm_loses_nothing_and_repeats_nothing():
    found = storm.run(seconds=4, streams=STREAMS)["figure"]

    assert found["streams"] == STREAMS
    assert found["kept"]["letters promised, and arrived"] > 0
    assert found["kept"]["drills ended"] > 0
    assert found["steady"]["batch_of_250"]["n"] > 0
    assert found["from_note_to_open_streams"]["n"] > 0


@pytest.mark.django_db
def test_the_books_name_what_is_missing_and_what_came_twice():
    stage = prepare()
    case = stage.cases[0]
    notes.add(case, actor=stage.head, text="Ghi chú")
    case.refresh_from_db()
    late = Watcher(case.pk, case.reference, heard=[(case.last_seq - 1, 0.0)])

    books = account(stage, Done(3, 1, 1), Counter({"<a@b>": 2}), [late])

    faults = "\n".join(books.faults())
    for words in (
        "accepted, and in the table: 3 ≠ 0",
        "different ones: 2 ≠ 1",
        "public page: 1 ≠ 0",
        "drills ended: 1 ≠ 0",
        "missed the last line: 1",
    ):
        assert words in faults


def test_books_that_hold_have_no_faults():
    assert Account({"one": (2, 2)}, {"lost": 0}).faults() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "faults"), [(9, 0), (-11, 1)])
def test_letters_that_are_collected_are_no_loss_until_their_time_is_over(minutes, faults):
    stage, ends = prepare(), now() + timedelta(minutes=minutes)
    OutboxMessage.objects.create(
        key="x", channel="email", address="a@b.example", topic="t", state="held",
        planned_at=now() - timedelta(minutes=30), available_at=ends,
    )  # fmt: skip

    books = account(stage, Done(0, 0, 0), Counter(), [])

    assert books.told()["letters collected for one address"] == 1
    assert len(books.faults()) == faults
