"""Keys of mentions in two parts: what was heard once is known in either, and on the way."""

from __future__ import annotations

import threading
from importlib import import_module

import pytest
from django.db import connection, transaction

from crisisdesk.kernel.clock import now
from monitoring.intake import months, settling
from monitoring.models import BrandBucket, Mention, MentionKey, Watch
from monitoring.services.ingest import take_in
from teams.automation import automation
from teams.models import Brand
from tests.monitoring.conftest import NOON, said
from tests.monitoring.test_races import together


@pytest.fixture
def few(monkeypatch):
    """Carry over whatever there is, three keys at a time."""
    monkeypatch.setattr(settling, "MANY", 1)
    monkeypatch.setattr(settling, "CHUNK", 3)


def parts() -> dict[bool, int]:
    settled = list(MentionKey.objects.values_list("settled", flat=True))
    return {part: settled.count(part) for part in (False, True)}


def test_new_keys_gather_and_few_of_them_stay_where_they_are(watch, hear):
    hear([said(1), said(2)])

    assert settling.settle() == 0
    assert parts() == {False: 2, True: 0}


def test_many_are_carried_over_and_lead_where_they_led(few, watch, hear):
    hear([said(number) for number in range(10)])
    before = set(MentionKey.objects.values_list("digest", "mention_id", "posted_at"))

    assert settling.settle() == 10

    assert parts() == {False: 0, True: 10}
    assert set(MentionKey.objects.values_list("digest", "mention_id", "posted_at")) == before


def test_a_sweep_ends_and_the_next_one_goes_on(few, watch, hear, monkeypatch):
    monkeypatch.setattr(settling, "ROUNDS", 2)
    hear([said(number) for number in range(10)])

    assert [settling.settle() for _sweep in range(3)] == [6, 4, 0]


def test_a_mention_is_known_whichever_part_holds_its_key(few, watch, hear):
    hear([said(1), said(2)])
    settling.settle()
    hear([said(3)])

    again = hear([said(1), said(3), said(4), said(2)])

    assert (again.accepted, again.duplicates) == (1, 3)
    assert Mention.objects.count() == 4
    assert sum(BrandBucket.objects.values_list("total", flat=True)) == 4


def test_rows_survive_the_division_into_parts_and_its_undoing(few, watch, hear):
    step = import_module("monitoring.migrations.0111_keys_in_two_parts")
    hear([said(1), said(2)])
    settling.settle()
    hear([said(3)])
    before = set(MentionKey.objects.values_list("digest", "mention_id", "posted_at"))

    with connection.cursor() as cursor:
        cursor.execute(step.JOIN)
        cursor.execute("SELECT digest, mention_id, posted_at FROM monitoring_mentionkey")
        assert set(cursor.fetchall()) == before
        cursor.execute(step.DIVIDE)

    assert parts() == {False: 0, True: 3}
    assert hear([said(number) for number in range(1, 5)]).accepted == 1


@pytest.fixture
def brand_of_threads():
    brand = Brand.objects.create(slug="sao-mai", name="Sao Mai")
    Watch.objects.create(brand=brand, name="Sao Mai", words=["sao mai"])
    return brand


@pytest.mark.django_db(transaction=True)
def test_nothing_is_carried_over_while_somebody_writes(few, brand_of_threads):
    bot = automation()
    take_in([said(1)], brand=brand_of_threads, actor=bot)
    carried = []

    with transaction.atomic():
        take_in([said(2)], brand=brand_of_threads, actor=bot)
        together(lambda: carried.append(settling.settle()))

    assert carried == [0]
    assert parts() == {False: 2, True: 0}
    assert settling.settle() == 2


@pytest.mark.django_db(transaction=True)
def test_writers_of_the_same_mentions_and_sweeps_store_each_once(few, brand_of_threads):
    bot, done = automation(), threading.Event()
    items = [said(number, NOON) for number in range(60)]
    months.make([months.month_of(NOON), months.month_of(now())])

    def write(step):
        for at in range(0, 60, 10):
            some = items[at : at + 20][::step]
            take_in(some, brand=brand_of_threads, actor=bot, judge=False)

    def carry():
        while not done.is_set():
            settling.settle()

    def all_writers():
        try:
            raised.extend(together(*(lambda step=step: write(step) for step in (1, -1, 1))))
        finally:
            done.set()

    raised = []
    assert together(all_writers, carry) == []

    assert raised == []
    assert Mention.objects.count() == MentionKey.objects.count() == 60
    assert sum(BrandBucket.objects.values_list("total", flat=True)) == 60
    assert parts()[True] > 0
