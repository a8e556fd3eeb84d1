"""The rota: nobody is on duty twice at once, and gaps are seen before they come."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from teams import selectors, services
from teams.duty import is_on_duty, on_duty
from teams.models import DutyShift, Role


def hours(count):
    return now() + timedelta(hours=count)


@pytest.mark.parametrize("who", ["phuong", "manager", "admin_person"])
def test_managers_and_admins_plan_the_rota(request, brand, minh, who):
    actor = request.getfixturevalue(who)

    shift = services.add_shift(brand, minh, hours(1), hours(9), actor=actor)

    services.remove_shift(shift, actor=actor)
    assert not DutyShift.objects.exists()


@pytest.mark.parametrize("who", ["minh", "khoa", "lan", "nghia", "vy"])
def test_others_do_not(request, brand, minh, who, shift_of):
    actor = request.getfixturevalue(who)

    with pytest.raises(Forbidden):
        services.add_shift(brand, minh, hours(1), hours(9), actor=actor)
    with pytest.raises(Forbidden):
        services.remove_shift(shift_of(minh, 1, 2), actor=actor)


def test_a_stranger_or_a_viewer_is_not_put_on_duty(brand, manager, khoa, vy):
    for person in (khoa, vy):
        with pytest.raises(ValidationError) as caught:
            services.add_shift(brand, person, hours(1), hours(2), actor=manager)
        assert list(caught.value.error_dict) == ["user"]


def test_a_shift_has_a_length(brand, manager, minh):
    with pytest.raises(ValidationError):
        services.add_shift(brand, minh, hours(2), hours(1), actor=manager)


def test_shifts_of_one_person_do_not_overlap_but_may_touch(brand, manager, minh, phuong):
    start, middle, end = hours(1), hours(5), hours(9)
    services.add_shift(brand, minh, start, middle, actor=manager)

    with pytest.raises(ValidationError):
        services.add_shift(brand, minh, middle - timedelta(minutes=1), end, actor=manager)
    services.add_shift(brand, minh, middle, end, actor=manager)
    services.add_shift(brand, phuong, start, end, actor=manager)


def test_the_database_refuses_an_overlap_by_itself(minh, shift_of):
    shift_of(minh, 1, 5)

    with pytest.raises(IntegrityError), transaction.atomic():
        shift_of(minh, 4, 6)


def test_who_is_on_duty_changes_at_the_border(brand, minh, phuong, shift_of):
    first = shift_of(minh, -2, 2)
    DutyShift.objects.create(
        brand=brand,
        user=phuong,
        starts_at=first.ends_at,
        ends_at=first.ends_at + timedelta(hours=1),
    )

    assert on_duty(brand) == [minh]
    assert on_duty(brand, first.ends_at) == [phuong]
    assert is_on_duty(minh, brand.pk)
    assert not is_on_duty(phuong, brand.pk)


def test_an_empty_rota_is_one_gap(brand):
    gap = selectors.next_gap(brand)

    assert gap.until is None
    assert abs(gap.since - now()) < timedelta(seconds=5)


def test_the_next_gap_is_the_first_uncovered_time(brand, minh, phuong, make_person, shift_of):
    first, _overlapping = shift_of(minh, -1, 4), shift_of(phuong, 2, 6)
    last = shift_of(minh, 8, 400)

    gap = selectors.next_gap(brand)

    assert (gap.since, gap.until) == (_overlapping.ends_at, last.starts_at)
    assert first.ends_at < gap.since


def test_a_covered_week_has_no_gap(brand, minh, shift_of):
    shift_of(minh, -1, 24 * 7 + 1)

    assert selectors.next_gap(brand) is None


def test_a_person_who_left_is_not_on_duty(brand, minh, shift_of):
    shift_of(minh, -1, 1)
    minh.is_active = False
    minh.save()

    assert on_duty(brand) == []


def test_an_admin_may_be_on_duty(brand, admin_person):
    shift = services.add_shift(brand, admin_person, hours(1), hours(2), actor=admin_person)

    assert shift.user.memberships.get().role == Role.ADMIN


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_once_plan_one_shift(brand, manager, minh):
    start, end = hours(1), hours(5)
    together, results = threading.Barrier(2), []

    def plan():
        together.wait()
        try:
            services.add_shift(brand, minh, start, end, actor=manager)
            results.append("planned")
        except ValidationError:
            results.append("refused")
        finally:
            connection.close()

    both = [threading.Thread(target=plan) for _hand in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(results) == ["planned", "refused"]
    assert DutyShift.objects.count() == 1
