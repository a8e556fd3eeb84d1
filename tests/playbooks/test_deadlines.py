"""Timers and legal deadlines of a brand: what counts, who changed it, what a lawyer stands for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from crisisdesk.kernel.errors import Forbidden
from playbooks import timers
from playbooks.common_data import Ahead, Limit
from playbooks.models import LegalClock, TimerPolicy
from playbooks.services import legal
from playbooks.services import timers as changing
from playbooks.workdays import ZONE

from .browser import read_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

START = datetime(2026, 3, 4, 9, 0, tzinfo=ZONE)
MINUTE, HOUR, DAY = 1, 60, 1440
WORKDAY = 480
#: Handbook B3, as it is printed; working time where the table says so.
B3: dict[str, tuple[Any, ...]] = {
    #                    critical        high            moderate             watch
    "acknowledge":      (5, 10, (30,), (4 * HOUR,)),
    "assessment":       (15, 30, (2 * HOUR,), (WORKDAY,)),
    "internal_brief":   (30, 60, (4 * HOUR,), None),
    "holding":          (30, 60, (4 * HOUR,), None),
    "approval_step":    (10, 15, (60,), (WORKDAY,)),
    "next_update":      (60, 2 * HOUR, DAY, None),
    "situation_report": (HOUR, 4 * HOUR, (WORKDAY,), None),
    "quiet_window":     (DAY, DAY, 12 * HOUR, None),
    "hot_wash":         (DAY, 2 * DAY, (5 * WORKDAY,), None),
    "review":           ((10 * WORKDAY,), (10 * WORKDAY,), (15 * WORKDAY,), None),
}  # fmt: skip
LEVELS = ("critical", "high", "moderate", "watch")


@pytest.mark.parametrize("level", LEVELS)
def test_the_desk_comes_with_the_table_of_the_handbook(seeded: Brand, level: str) -> None:
    seeded.quiet_minutes = None
    seeded.save()
    limits = timers.of_level(seeded.pk, level).limits

    for key, row in B3.items():
        limit, found = row[LEVELS.index(level)], limits[key]
        wanted = Limit(*limit, working=True) if isinstance(limit, tuple) else Limit(limit)
        assert found[:2] == wanted[:2] or (limit is None and found.minutes is None), key


def test_every_timer_of_the_desk_stands_in_the_handbook() -> None:
    assert set(timers.KEYS) == set(B3)


def test_only_the_first_holding_statement_of_a_critical_case_has_a_hard_limit(
    seeded: Brand,
) -> None:
    deadline = timers.of_level(seeded.pk, "critical").deadline("holding", START)

    assert deadline.due_at == START + timedelta(minutes=30)
    assert deadline.hard_due_at == START + timedelta(minutes=60)
    assert timers.of_level(seeded.pk, "high").deadline("holding", START).hard_due_at is None


@pytest.mark.parametrize(
    ("key", "level", "warned"),
    [
        ("holding", "critical", START + timedelta(minutes=22)),
        # Two minutes are left, whatever three quarters would be.
        ("acknowledge", "critical", START + timedelta(minutes=3)),
        ("holding", "watch", None),
        # In working time: 9:00 + 180 working minutes.
        ("holding", "moderate", START.replace(hour=12)),
    ],
)
def test_a_warning_goes_out_before_the_end(
    brand: Brand, key: str, level: str, warned: datetime | None
) -> None:
    assert timers.of_level(brand.pk, level).deadline(key, START).warn_at == warned


def test_a_brand_sets_its_own_warning_or_none(seeded: Brand, admin_person: User) -> None:
    changing.set_timers(seeded, {}, actor=admin_person, ahead=Ahead(50, 5))
    half = timers.of_level(seeded.pk, "critical").deadline("holding", START).warn_at
    changing.set_timers(seeded, {}, actor=admin_person, ahead=Ahead(None, 5))
    none = timers.of_level(seeded.pk, "critical").deadline("holding", START).warn_at

    assert (half, none) == (START + timedelta(minutes=15), None)


def test_a_row_says_who_changed_it_and_the_others_say_nothing(
    seeded: Brand, admin_person: User
) -> None:
    shipped = timers.of_level(seeded.pk, "high").limits
    wanted = {("holding", "high"): Limit(45), ("review", "high"): shipped["review"]}
    changing.set_timers(seeded, wanted, actor=admin_person)

    changed = TimerPolicy.objects.filter(brand=seeded, changed_at__isnull=False)
    assert [(row.key, row.severity, row.changed_by) for row in changed] == [
        ("holding", "high", admin_person)
    ]


def test_patience_does_not_end_before_the_deadline(seeded: Brand, admin_person: User) -> None:
    with pytest.raises(ValidationError) as refused:
        changing.set_timers(seeded, {("holding", "high"): Limit(60, hard=60)}, actor=admin_person)

    assert list(refused.value.message_dict) == ["holding-high-hard"]


def test_back_to_the_shipped_values(
    seeded: Brand, client_of: Callable[..., Client], admin_person: User, minh: User
) -> None:
    changing.set_timers(
        seeded, {("holding", "high"): Limit(45)}, actor=admin_person, ahead=Ahead(50, 5)
    )
    with pytest.raises(Forbidden):
        changing.reset_timers(seeded, actor=minh)

    client_of(admin_person).post(reverse("playbooks:reset_timers"))

    found = timers.of_level(seeded.pk, "high")
    assert (found.limits["holding"], found.ahead) == (Limit(60), Ahead(75, 2))


def test_the_page_takes_hard_limits_and_warnings_and_names_a_wrong_field(
    seeded: Brand, client_of: Callable[..., Client], admin_person: User
) -> None:
    client, url = client_of(admin_person), reverse("playbooks:timers")
    data = dict(read_form(client.get(url).content.decode(), "timers").values)

    answer = client.post(url, {**data, "holding-high-hard": "50"})
    assert answer.status_code == 422
    assert "holding-high-hard" in answer.context["form"].errors

    client.post(url, {**data, "holding-high-hard": "90", "warning_percent": "60"})
    found = timers.of_level(seeded.pk, "high")
    assert (found.limits["holding"].hard, found.ahead) == (90, Ahead(60, 2))
    assert admin_person.name in client.get(url).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_timers_costs_the_same_for_one_and_three_changes(
    seeded: Brand,
    client_of: Callable[..., Client],
    admin_person: User,
    own_queries: Callable[..., Any],
    count: int,
) -> None:
    levels = ("watch", "moderate", "high")[:count]
    changing.set_timers(
        seeded, {("holding", level): Limit(7) for level in levels}, actor=admin_person
    )
    client = client_of(admin_person)

    with own_queries(2):
        client.get(reverse("playbooks:timers"))


@pytest.fixture
def pdpl(seeded: Brand) -> LegalClock:
    return LegalClock.objects.get(brand=seeded, key="pdpl_72h")


@pytest.mark.parametrize(
    ("change", "stands"),
    [({"hours": 48}, False), ({"note_vi": "Khác"}, False), ({"active": False}, True), ({}, True)],
)
def test_a_change_of_what_was_confirmed_ends_the_confirmation(
    pdpl: LegalClock, lan: User, admin_person: User, change: dict[str, Any], stands: bool
) -> None:
    legal.confirm_legal_clock(pdpl, actor=lan)
    changed = legal.change_legal_clock(pdpl, actor=admin_person, **change)

    assert changed.is_confirmed is stands
    assert changed.edition == (1 if stands else 2)


def test_an_admin_writes_down_another_deadline_which_waits_for_legal(
    seeded: Brand, client_of: Callable[..., Client], admin_person: User, lan: User
) -> None:
    url = reverse("playbooks:new_legal_clock")
    data = {
        "name_vi": "Trả lời thanh tra", "name_en": "Answer an inspectorate", "hours": "24",
        "starts_from": "received", "owner_role": "legal", "active": "on",
    }  # fmt: skip
    assert client_of(lan).get(url).status_code == 403

    assert client_of(admin_person).post(url, data).status_code == 302
    client_of(admin_person).post(url, data)

    keys = LegalClock.objects.filter(name_vi="Trả lời thanh tra").values_list("key", "verified_by")
    assert list(keys) == [("tra-loi-thanh-tra", None), ("tra-loi-thanh-tra-2", None)]
