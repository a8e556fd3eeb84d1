"""The table of mentions by months: a place for every date, made ahead or when it is needed."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from monitoring.intake import months
from monitoring.models import Bucket, Mention, MentionKey, Watch
from monitoring.services.ingest import take_in
from teams.automation import automation
from teams.models import Brand
from tests.monitoring.conftest import NOON, said


def drop(*gone: date) -> None:
    with connection.cursor() as cursor:
        for month in gone:
            cursor.execute(f"DROP TABLE IF EXISTS {months.partition(month)}")


def home_of(mention: Mention) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM monitoring_mention WHERE id = %s", [mention.pk]
        )
        return cursor.fetchone()[0]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(date(2004, 1, 1), date(2090, 12, 31)), st.integers(-400, 400))
def test_months_follow_each_other_without_a_gap(day, count):
    first = day.replace(day=1)

    assert months.after(months.after(first, count), -count) == first
    assert months.between(first, months.after(first, abs(count)))[-1] == months.after(
        first, abs(count)
    )
    assert first <= day < months.after(first)


def test_month_is_that_of_utc():
    assert months.month_of(datetime.fromisoformat("2026-03-01T06:59+07:00")) == date(2026, 2, 1)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2004, 1, 1, tzinfo=UTC),
        datetime(2008, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2008, 3, 1, tzinfo=UTC),
        NOON,
    ],
)
def test_mention_of_any_date_finds_its_month(watch, hear, at):
    hear([said(1, at)])

    assert home_of(Mention.objects.get()) == months.partition(months.month_of(at))


def test_months_ahead_are_made_once(db):
    this = months.month_of(now())

    months.make_ahead()

    assert {this, months.after(this), months.after(this, 2)} <= set(months.existing())
    assert months.make_ahead() == 0


@pytest.mark.django_db(transaction=True)
def test_month_that_is_missing_is_made_beside_an_open_transaction(brand, bot):
    old = datetime(2005, 6, 15, tzinfo=UTC)
    drop(date(2005, 6, 1))

    with transaction.atomic():
        take_in([said(1)], brand=brand, actor=bot)
        take_in([said(2, old)], brand=brand, actor=bot)

    assert home_of(Mention.objects.get(posted_at=old)) == "monitoring_mention_2005_06"


@pytest.mark.django_db(transaction=True)
def test_writers_who_miss_the_same_months_hold_nobody_up():
    brand = Brand.objects.create(slug="sao-mai", name="Sao Mai")
    watch = Watch.objects.create(brand=brand, name="Sao Mai", words=["sao mai"])
    year = months.between(date(2006, 1, 1), date(2006, 12, 1))
    drop(*year)
    bot, errors, barrier = automation(), [], threading.Barrier(4)

    def write(number: int) -> None:
        dates = year if number % 2 else year[::-1]
        items = [said(m.month, datetime(2006, m.month, 9, tzinfo=UTC)) for m in dates]
        try:
            barrier.wait(10)
            with transaction.atomic():
                for at in range(0, 12, 4):
                    take_in(items[at : at + 4], brand=brand, actor=bot, judge=False)
        except Exception as error:  # noqa: BLE001 -- shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[number % 2 * 2]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert errors == []
    assert Mention.objects.count() == 12
    assert sum(Bucket.objects.filter(watch=watch).values_list("total", flat=True)) == 12


def test_same_mention_under_another_date_is_no_second_one(watch, hear):
    hear([said(1, NOON)])

    again = hear([said(1, NOON - timedelta(days=400)), said(1, NOON + timedelta(days=40))])

    assert (again.accepted, again.duplicates) == (0, 2)
    assert Mention.objects.get().posted_at == NOON


def test_mention_whose_text_has_gone_is_still_known(watch, hear):
    hear([said(1), said(2)])
    counted = list(Bucket.objects.values_list("total", flat=True))
    Mention.objects.all().delete()

    again = hear([said(1), said(2)])

    assert (again.accepted, again.duplicates) == (0, 2)
    assert not Mention.objects.exists()
    assert list(Bucket.objects.values_list("total", flat=True)) == counted


def test_key_leads_to_its_mention(watch, hear):
    hear([said(1), said(2, NOON - timedelta(days=90))])

    assert set(MentionKey.objects.values_list("mention_id", "posted_at")) == set(
        Mention.objects.values_list("pk", "posted_at")
    )


def test_ids_are_unique_over_all_months(watch, hear):
    hear([said(number, NOON - timedelta(days=20 * number)) for number in range(30)])

    assert len(set(Mention.objects.values_list("pk", flat=True))) == 30


def test_rows_survive_the_division_into_months_and_its_undoing(watch, hear):
    step = import_module("monitoring.migrations.0011_mentions_by_month")
    hear([said(number, NOON - timedelta(days=40 * number)) for number in range(5)])
    before = list(Mention.objects.order_by("pk").values())

    with connection.schema_editor() as editor:
        step.join(None, editor)
    whole = list(Mention.objects.order_by("pk").values())
    with connection.schema_editor() as editor:
        step.divide(None, editor)
    hear([said(9)])

    assert whole == before
    assert list(Mention.objects.order_by("pk").values())[:5] == before
    assert Mention.objects.latest("pk").external_id == "m9"


def test_month_that_is_over_gets_its_index_and_the_present_one_none(watch, hear):
    hear([said(1, NOON), said(2, now())])
    present = months.partition(months.month_of(now()))

    while months.index_settled():
        pass

    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE %s", ["%_words"])
        found = {row[0] for row in cursor.fetchall()}
    assert "monitoring_mention_2026_03_words" in found
    assert f"{present}_words" not in found
