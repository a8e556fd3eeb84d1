"""The month's figures: once a month, to those who answer for the brand, nothing restricted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from crisisdesk.kernel.clock import minutes
from desk import digest
from incidents.models import Incident
from outbox import mail
from outbox.models import OutboxMessage
from teams.models import Notice

FIRST = datetime(2026, 12, 1, 9, tzinfo=digest.ZONE)
NOVEMBER = datetime(2026, 11, 10, 9, tzinfo=digest.ZONE)


@pytest.fixture
def make_case(brand, bot):
    numbers = iter(range(1, 1000))

    def make(opened=NOVEMBER, **fields):
        return Incident.objects.create(
            brand=brand, number=next(numbers), title="Sữa có mùi lạ", detected_at=opened,
            opened_at=opened, created_by=bot, **fields,
        )  # fmt: skip

    return make


def told() -> dict[str, dict]:
    return {n.user.email: n.facts for n in Notice.objects.filter(topic=digest.TOPIC)}


def test_managers_and_executives_are_told_once_a_month(make_case, manager, nghia, minh, khoa):
    make_case()

    with time_machine.travel(FIRST, tick=False):
        first, second = digest.sweep(), digest.sweep()

    assert (first, second) == (2, 0)
    assert set(told()) == {manager.email, nghia.email}


def test_the_next_month_brings_the_next_figures(make_case, manager):
    make_case()

    with time_machine.travel(FIRST, tick=False):
        digest.sweep()
    with time_machine.travel(FIRST + timedelta(days=31), tick=False):
        digest.sweep()

    months = [n.facts["month"] for n in Notice.objects.order_by("pk")]
    assert months == ["11/2026", "12/2026"]


def test_nobody_is_woken_by_it(make_case, manager):
    make_case()

    with time_machine.travel(FIRST.replace(hour=2), tick=False):
        assert digest.sweep() == 0


def test_a_brand_without_a_case_hears_nothing(brand, manager):
    with time_machine.travel(FIRST, tick=False):
        assert digest.sweep() == 0


def test_where_nobody_reads_it_nothing_is_counted_at_every_sweep(
    make_case, brand, django_assert_max_num_queries
):
    make_case()

    with time_machine.travel(FIRST, tick=False), django_assert_max_num_queries(6):
        assert digest.send(brand, date(2026, 12, 1)) == 0


def test_a_word_spoken_at_once_is_no_missing_figure(make_case, brand):
    make_case(first_holding_at=NOVEMBER)

    assert digest.figures(brand, date(2026, 11, 1), date(2026, 12, 1))["holding"] == 0


def test_it_counts_the_month_and_the_one_before(make_case, brand):
    make_case(first_holding_at=NOVEMBER + minutes(30))
    make_case(NOVEMBER - timedelta(days=31))

    found = digest.figures(brand, date(2026, 11, 1), date(2026, 12, 1))

    assert (found["cases"], found["cases_before"]) == (1, 1)
    assert (found["holding"], found["holding_n"]) == (30, 1)


@pytest.mark.parametrize("hidden", [{"restricted": True}, {"is_drill": True}])
def test_what_not_every_reader_may_know_is_left_out(make_case, brand, hidden):
    make_case(**hidden)

    assert digest.figures(brand, date(2026, 11, 1), date(2026, 12, 1))["cases"] == 0


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "chưa đủ dữ liệu"), ("en", "not enough data")],
)
def test_a_month_without_figures_says_so_and_no_zero(make_case, manager, language, sentence):
    manager.language = language
    manager.save()
    make_case()

    with time_machine.travel(FIRST, tick=False):
        digest.sweep()

    letter = mail.compose(OutboxMessage.objects.get(address=manager.email))
    assert sentence in letter.body
    assert "11/2026" in letter.subject
