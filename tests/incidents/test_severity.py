"""Severity: five axes, overrides, who may raise and lower, and what it does to the clocks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from crisisdesk.kernel.vocabulary import Severity
from incidents.enums import Axis, ClockKind, Override
from incidents.models import Clock
from incidents.services import clocks, severity
from incidents.tasks import sweep_clocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import Incident
    from teams.models import User


def scores(*values: int) -> dict[str, int]:
    return dict(zip(Axis.values, values, strict=True))


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ((0, 0, 0, 0, 0), "watch"),
        ((1, 1, 1, 0, 0), "watch"),
        ((1, 1, 1, 1, 0), "moderate"),
        ((2, 1, 1, 1, 1), "moderate"),
        ((2, 2, 1, 1, 1), "high"),
        ((2, 2, 2, 2, 1), "high"),
        ((2, 2, 2, 2, 2), "critical"),
        ((3, 0, 0, 0, 0), "critical"),
        ((0, 3, 3, 3, 0), "high"),
    ],
)
def test_level_follows_the_total(values: tuple[int, ...], level: str) -> None:
    assert severity.level(scores(*values)) == level


@pytest.mark.parametrize("override", Override.values)
def test_every_override_makes_it_at_least_high(override: str) -> None:
    assert severity.level(scores(0, 0, 0, 0, 0), [override]) == Severity.HIGH


@given(st.tuples(*[st.integers(0, 3)] * 5), st.integers(0, 4))
def test_a_higher_score_never_lowers_the_level(values: tuple[int, ...], axis: int) -> None:
    raised = [min(3, v + (n == axis)) for n, v in enumerate(values)]

    assert severity.level(scores(*raised)).rank >= severity.level(scores(*values)).rank


@pytest.mark.django_db
def test_anyone_inside_raises_with_a_reason_and_who_only_watches_does_not(
    make_case: Callable[..., Incident], admin_person: User, khoa: User
) -> None:
    case = severity.raise_to(make_case(), "high", actor=admin_person, reason="báo lớn đăng")

    assert (case.severity, case.peak_severity) == ("high", "high")
    with pytest.raises(Forbidden):
        severity.raise_to(case, "critical", actor=khoa, reason="báo lớn đăng")


@pytest.mark.django_db
def test_only_the_lead_lowers_and_says_why(
    make_case: Callable[..., Incident], minh: User, lead: User
) -> None:
    case = make_case(severity="high")

    with pytest.raises(Forbidden):
        severity.lower_to(case, "moderate", actor=minh, reason="hết nóng")
    with pytest.raises(ValidationError):
        severity.lower_to(case, "moderate", actor=lead, reason=" ")

    lowered = severity.lower_to(case, "moderate", actor=lead, reason="chỉ một bài đăng")
    assert (lowered.severity, lowered.peak_severity) == ("moderate", "high")


@pytest.mark.django_db
def test_scoring_lower_is_lowering(
    make_case: Callable[..., Incident], minh: User, lead: User
) -> None:
    case = make_case(severity="high")

    with pytest.raises(Forbidden):
        severity.score(case, actor=minh, scores=scores(0, 0, 0, 0, 0), reason="x")

    assert (
        severity.score(case, actor=lead, scores=scores(0, 0, 0, 0, 0), reason="tin cũ").severity
        == Severity.WATCH
    )


@pytest.mark.django_db
def test_raising_counts_deadlines_from_the_original_start(
    make_case: Callable[..., Incident], lead: User
) -> None:
    case = make_case(severity="moderate")
    begun = now() - timedelta(minutes=5)
    clocks.start(case, ClockKind.HOLDING, at=begun)

    severity.raise_to(case, "critical", actor=lead, reason="có trẻ nhập viện")

    assert case.clocks.get().due_at == begun + timedelta(minutes=30)


@pytest.mark.django_db
def test_a_clock_that_cannot_be_written_holds_up_no_other(
    make_case: Callable[..., Incident], unwritable: Callable[[Clock], None]
) -> None:
    for _number in range(2):
        clocks.start(make_case(severity="high"), ClockKind.HOLDING, at=now() - timedelta(hours=2))
    stuck, due = Clock.objects.order_by("pk")
    unwritable(stuck)

    assert sweep_clocks() == 1

    stuck.refresh_from_db()
    due.refresh_from_db()
    assert (stuck.breached_at, due.breached_at is None) == (None, False)


@pytest.mark.django_db
def test_lowering_never_erases_a_breach(make_case: Callable[..., Incident], lead: User) -> None:
    case = make_case(severity="high")
    clocks.start(case, ClockKind.HOLDING, at=now() - timedelta(hours=2))
    assert clocks.sweep() == 1

    severity.lower_to(case, "moderate", actor=lead, reason="hết nóng")

    clock = case.clocks.get()
    assert clock.breached_at is not None
    assert clocks.sweep() == 0
    assert case.timeline.filter(verb="clock_breached").count() == 1
