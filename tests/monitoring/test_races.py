from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked
from incidents.models import Incident
from incidents.services.opening import open_incident
from monitoring.models import CsvImport, Mention, Signal, Watch
from monitoring.services import detection, ingest, signals
from monitoring.services.erasure import erase_author
from monitoring.services.ingest import take_in
from teams.automation import automation
from teams.models import Brand, Role
from tests.conftest import person
from tests.monitoring.conftest import said, storm

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def brand():
    brand = Brand.objects.create(slug="sao-mai", name="Sao Mai")
    Watch.objects.create(brand=brand, name="Sao Mai", words=["sao mai"])
    return brand


def together(*acts):
    """Run the acts in threads of their own, at the same moment; what they raised."""
    barrier, raised = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(10)
            act()
        except Exception as error:  # noqa: BLE001 -- handed to the test
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def test_storm_heard_by_four_writers_at_once_opens_one_case(brand):
    bot, end = automation(), now()
    begin = end - timedelta(days=8)
    calm = [said(n, begin + timedelta(minutes=20 * n)) for n in range(8 * 72 - 3)]
    take_in(calm, brand=brand, actor=bot)
    items = storm(end - timedelta(minutes=30), count=200)

    def part(number):
        return lambda: [
            take_in(items[at : at + 10], brand=brand, actor=bot)
            for at in range(number * 50, number * 50 + 50, 10)
        ]

    assert together(*(part(number) for number in range(4))) == []

    assert Mention.objects.count() == len(calm) + 200
    assert Signal.objects.count() == 1
    assert Incident.objects.count() == 1
    case = Incident.objects.get()
    assert [line.seq for line in case.timeline.order_by("seq")] == list(range(1, case.last_seq + 1))
    assert case.mentions.count() >= 150


def test_of_two_different_presses_at_once_one_wins_and_one_is_told_why(brand):
    minh = person(brand, "Đỗ Quang Minh", Role.MEMBER)
    ha = person(brand, "Ngô Thu Hà", Role.MEMBER)
    case = open_incident(brand=brand, title="Sữa hỏng", actor=automation())
    for number in range(5):
        signal = signals.raise_by_hand(brand, actor=minh, title=f"tin {number}")

        raised = together(
            lambda signal=signal: signals.dismiss(signal, reason="spam", actor=minh),
            lambda signal=signal: signals.link(signal, case, actor=ha),
        )

        assert [type(error) for error in raised] == [Blocked]
        signal.refresh_from_db()
        assert (signal.state == "linked") == (signal.incident_id is not None)


def test_judging_and_deciding_do_not_wait_for_each_other_in_a_circle(brand):
    minh, bot, end = person(brand, "Đỗ Quang Minh", Role.MEMBER), automation(), now()
    watch = Watch.objects.get()
    calm = [said(n, end - timedelta(days=8) + timedelta(minutes=20 * n)) for n in range(570)]
    take_in(calm, brand=brand, actor=bot)
    take_in(storm(end - timedelta(minutes=40)), brand=brand, actor=bot)
    signal, case = Signal.objects.get(), Incident.objects.get()
    more = [
        dict(item, external_id=f"b{n}")
        for n, item in enumerate(storm(end - timedelta(minutes=9), 120, timedelta(minutes=9)))
    ]

    raised = together(
        lambda: take_in(more, brand=brand, actor=bot),
        lambda: detection.run(watch.pk),
        lambda: [signals.raise_by_hand(brand, actor=minh, title=str(n)) for n in range(5)],
        lambda: signals.link(signals.raise_by_hand(brand, actor=minh, title="x"), case, actor=minh),
    )

    assert raised == []
    signal.refresh_from_db()
    assert signal.incident == case
    assert Incident.objects.count() == 1


def test_batch_that_began_before_an_erasure_does_not_bring_the_name_behind_it(brand, monkeypatch):
    boss = person(brand, "Bùi Thanh An", Role.ADMIN)
    asked, begun = threading.Event(), threading.Event()
    store = ingest.store

    def slowly(rows, names=None):
        begun.set()
        asked.wait(10)
        time.sleep(0.2)
        return store(rows, names)

    def erase():
        begun.wait(10)
        asked.set()
        erase_author(brand, handle="bi_92", reason="Thư", texts=False, actor=boss)

    monkeypatch.setattr(ingest, "store", slowly)
    hear = lambda: take_in([said(1, author="bi_92")], brand=brand, actor=automation())  # noqa: E731

    assert together(hear, erase) == []

    assert list(Mention.objects.values_list("author", flat=True)) == [""]


def test_file_that_is_being_taken_in_and_an_erasure_do_not_wait_in_a_circle(brand):
    boss, begun = person(brand, "Bùi Thanh An", Role.ADMIN), threading.Event()
    CsvImport.objects.create(brand=brand, by=boss, name="a.csv", state="running",
                             rejected=[{"line": 2, "row": ["bi_92"]}])  # fmt: skip

    def work():
        with transaction.atomic():
            CsvImport.objects.select_for_update().get()
            begun.set()
            time.sleep(0.3)
            take_in([said(1, author="bi_92")], brand=brand, actor=automation())

    def erase():
        begun.wait(10)
        erase_author(brand, handle="bi_92", reason="Thư", texts=False, actor=boss)

    assert together(work, erase) == []

    assert list(Mention.objects.values_list("author", flat=True)) == [""]
