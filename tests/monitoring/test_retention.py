"""Old texts go, counts and keys stay; what belongs to a case stays with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from incidents.services.opening import open_incident
from monitoring.intake import months
from monitoring.models import (
    Bucket,
    Correction,
    CsvImport,
    Mention,
    MentionKey,
    Removal,
    RetentionPolicy,
)
from monitoring.selectors.retention import sentence
from monitoring.services import retention
from monitoring.services.ingest import take_in
from monitoring.services.mentions import attach, correct_label
from tests.monitoring.conftest import said

TODAY = datetime(2026, 3, 20, 8, tzinfo=UTC)
#: Twenty-four months back lies 1 March 2024.
LAST_OLD = datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)
FIRST_KEPT = datetime(2024, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(TODAY, tick=False):
        yield


def names():
    return sorted(Mention.objects.values_list("external_id", flat=True))


def test_texts_older_than_the_rule_go_and_younger_ones_stay(watch, hear):
    hear([said(1, LAST_OLD), said(2, FIRST_KEPT), said(3, TODAY)])

    assert retention.sweep() == 1
    assert names() == ["m2", "m3"]
    assert months.month_of(LAST_OLD) not in months.existing()


def test_counts_and_keys_outlive_the_text(watch, hear):
    hear([said(1, LAST_OLD)])
    retention.sweep()

    again = hear([said(1, LAST_OLD)])

    assert (again.accepted, again.duplicates) == (0, 1)
    assert not Mention.objects.exists()
    assert list(Bucket.objects.values_list("total", flat=True)) == [1]
    assert MentionKey.objects.count() == 1


def test_mention_of_a_case_stays_with_it(watch, hear, brand, minh):
    hear([said(1, LAST_OLD), said(2, LAST_OLD)])
    case = open_incident(brand=brand, title="Sữa lạ", actor=minh, reporter="tổng đài")
    attach([Mention.objects.get(external_id="m1").pk], case, actor=minh)

    retention.sweep()

    assert names() == ["m1"]
    assert (Removal.objects.get().removed, Removal.objects.get().kept) == (1, 1)


def test_brand_that_keeps_longer_keeps_its_own(watch, hear, other_brand, vy, bot):
    hear([said(1, LAST_OLD)])
    take_in([said(2, LAST_OLD)], brand=other_brand, actor=bot)
    RetentionPolicy.objects.create(brand=other_brand, keep_months=36)

    retention.sweep()

    assert names() == ["m2"]
    assert months.month_of(LAST_OLD) in months.existing()


def test_last_brand_to_let_go_takes_the_month_along(watch, hear, other_brand, bot):
    hear([said(1, LAST_OLD)])
    take_in([said(2, LAST_OLD)], brand=other_brand, actor=bot)

    assert retention.sweep() == 2
    assert months.month_of(LAST_OLD) not in months.existing()


@pytest.mark.parametrize("company", [0, 1])
def test_what_hangs_on_a_mention_goes_with_it(watch, hear, minh, other_brand, bot, company):
    hear([said(1, LAST_OLD), said(2, TODAY)])
    # With another brand in the month the rows go one by one, without it as a whole.
    take_in([said(3, LAST_OLD)] * company, brand=other_brand, actor=bot)
    RetentionPolicy.objects.create(brand=other_brand, keep_months=60)
    for mention in Mention.objects.filter(brand=watch.brand):
        correct_label(mention, label="negative", actor=minh)

    retention.sweep()

    assert Correction.objects.count() == 1


def test_holder_that_keeps_is_asked(watch, hear, minh, monkeypatch):
    holder = retention.Holder("monitoring_correction", keeps=True)
    monkeypatch.setattr(retention, "HOLDERS", [holder])
    hear([said(1, LAST_OLD), said(2, LAST_OLD)])
    correct_label(Mention.objects.get(external_id="m1"), label="negative", actor=minh)

    retention.sweep()

    assert names() == ["m1"]


def test_rule_is_looked_at_once_a_day(watch, hear):
    retention.sweep()
    hear([said(1, LAST_OLD)])

    assert retention.sweep() == 0
    with time_machine.travel(TODAY + timedelta(days=1, minutes=1)):
        assert retention.sweep() == 1


def test_shorter_rule_takes_a_day_to_hold(watch, hear, brand, admin_person):
    hear([said(1, TODAY - timedelta(days=200))])
    retention.set_policy(brand, keep_months=3, actor=admin_person)

    assert retention.sweep() == 0
    with time_machine.travel(TODAY + timedelta(days=1, minutes=1)):
        assert retention.sweep() == 1


def test_what_went_is_told_in_words(watch, hear):
    hear([said(1, LAST_OLD)])
    retention.sweep()

    assert "1" in sentence(Removal.objects.get())
    assert Removal.objects.get().before == FIRST_KEPT


def test_refused_rows_of_old_files_go_too(watch, brand, manager):
    for at in (LAST_OLD, FIRST_KEPT):
        CsvImport.objects.create(brand=brand, by=manager, name="a.csv", at=at, state="done",
                                 rejected=[{"line": 2, "row": ["x"]}])  # fmt: skip

    retention.sweep()

    assert [bool(job.rejected) for job in CsvImport.objects.order_by("at")] == [False, True]


def test_nothing_removed_leaves_no_line(watch, hear):
    hear([said(1, TODAY)])

    retention.sweep()

    assert not Removal.objects.exists()


def test_only_an_admin_sets_the_rule(brand, manager):
    with pytest.raises(Forbidden):
        retention.set_policy(brand, keep_months=12, actor=manager)


@pytest.mark.parametrize("count", [0, 2, 121])
def test_rule_out_of_reason_is_refused(brand, admin_person, count):
    with pytest.raises(ValidationError):
        retention.set_policy(brand, keep_months=count, actor=admin_person)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_however_much_was_removed(
    client_of, brand, admin_person, bot, rows, django_assert_num_queries
):
    for _number in range(rows):
        Removal.objects.create(brand=brand, kind="age", by=bot, removed=5, before=now())
    client = client_of(admin_person)
    client.get("/monitoring/retention/")

    with django_assert_num_queries(9):
        page = client.get("/monitoring/retention/")

    assert page.status_code == 200


def test_admin_changes_the_rule_on_the_page(client_of, brand, admin_person):
    answer = client_of(admin_person).post("/monitoring/retention/months/", {"keep_months": "12"})

    assert answer.status_code == 302
    assert RetentionPolicy.objects.get().keep_months == 12
