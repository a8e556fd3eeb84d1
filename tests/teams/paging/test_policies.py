"""Policies are data; what is wrong with them is said before the night."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from teams.models import DutyShift, EscalationPolicy, Holiday, Membership, Team
from teams.paging import firing, freezing, policies
from teams.services.first import first_admin

WAITS = {"critical": 5, "high": 10, "moderate": 30, "watch": 240}
DUTY = [{"targets": [{"kind": "duty"}], **WAITS}]
FORM = {
    "name": "Cuối tuần", "repeats": "1", "keep_every": "10", "time_zone": "Asia/Ho_Chi_Minh",
    "quiet_from": "", "quiet_until": "", "steps": "2", "step0-targets": ["duty", "role:manager"],
    **{f"step0-{level}": str(minutes) for level, minutes in WAITS.items()},
    **{f"step1-{level}": str(minutes) for level, minutes in WAITS.items()},
}  # fmt: skip


def test_a_new_desk_pages_sensibly(clock, page, on_duty):
    admin = first_admin("a@example.vn", "Gia Bảo")
    policy = EscalationPolicy.objects.get(brand=admin.brand, is_default=True)

    assert [len(step.targets.all()) for step in policy.steps.all()] == [1, 2, 3]
    assert freezing.frozen(policy, "high")["steps"] == freezing.standard("high")["steps"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"steps": []}, "__all__"),
        ({"steps": [{"targets": [], **WAITS}]}, "__all__"),
        ({"steps": [{"targets": [{"kind": "person", "id": 0}], **WAITS}]}, "__all__"),
        ({"steps": [{"targets": [{"kind": "role", "value": "viewer"}], **WAITS}]}, "__all__"),
        ({"steps": DUTY, "quiet_from": time(22)}, "quiet_until"),
        ({"steps": DUTY, "quiet_from": time(22), "quiet_until": time(22)}, "quiet_until"),
        ({"steps": DUTY, "time_zone": "Mars/Base"}, "time_zone"),
        ({"steps": DUTY, "repeats": 99}, "repeats"),
        ({"steps": DUTY * 10}, "__all__"),
    ],
)
def test_what_is_wrong_with_a_policy_is_named(brand, phuong, wrong, field):
    with pytest.raises(ValidationError) as refusal:
        policies.save(brand, None, actor=phuong, name="x", **wrong)
    error = refusal.value
    assert set(getattr(error, "error_dict", {"__all__": 1})) == {field}
    assert not EscalationPolicy.objects.exists()


def test_one_policy_is_in_use_and_stays(brand, phuong):
    first = policies.save(brand, None, actor=phuong, name="Một", steps=DUTY)
    second = policies.save(brand, None, actor=phuong, name="Hai", is_default=True, steps=DUTY)
    first.refresh_from_db()

    assert (first.is_default, second.is_default) == (False, True)
    with pytest.raises(Blocked):
        policies.remove(second, actor=phuong)
    policies.remove(first, actor=phuong)


def test_comms_members_write_no_policy(brand, minh):
    with pytest.raises(Forbidden):
        policies.save(brand, None, actor=minh, name="x", steps=DUTY)


def test_a_step_that_reaches_nobody_tonight_is_known_before(clock, brand, minh, phuong):
    """On duty now, and home before the small hours."""
    DutyShift.objects.create(
        brand=brand,
        user=minh,
        starts_at=now() - timedelta(hours=1),
        ends_at=now() + timedelta(hours=5),
    )
    duty, heads, _all = policies.reach(brand, freezing.standard("high"))

    assert (duty.now, duty.tonight, duty.is_empty) == ([minh], [], True)
    assert (heads.tonight, heads.is_empty) == ([phuong], False)


def test_the_page_shows_it_in_red(clock, brand, phuong, client_of):
    text = client_of(phuong).get(reverse("teams:policies")).content.decode()
    assert "Đêm nay bước này không gọi được ai." in text


def test_quiet_hours_hold_everything_back_but_a_critical_case(
    clock, page, brand, phuong, on_duty, minh
):
    on_duty(minh)
    policies.save(
        brand,
        None,
        actor=phuong,
        name="Đêm",
        steps=DUTY,
        quiet_from=time(9),
        quiet_until=time(11, 30),
    )
    loud, still = page(severity="critical"), page(severity="high")

    assert loud.calls.count() == 1
    assert still.calls.count() == 0
    assert firing.planned(still).due_at == now() + timedelta(minutes=90)
    clock.shift(timedelta(minutes=90))
    firing.sweep()
    assert still.calls.count() == 1


def test_lower_levels_wait_for_the_office_to_open(clock, page, brand, on_duty, minh):
    """Monday 20:00: the next working minute is Tuesday, half past eight."""
    on_duty(minh)
    clock.shift(timedelta(hours=10))
    night = page(severity="moderate")

    assert night.calls.count() == 0
    assert firing.planned(night).due_at == now() + timedelta(hours=12, minutes=30)


def test_a_holiday_of_the_brand_is_no_office_day(clock, page, brand, on_duty, minh):
    """The same Monday 20:00, before a Tuesday that this brand keeps free."""
    on_duty(minh)
    clock.shift(timedelta(hours=10))
    tuesday = timezone.localtime(now()).date() + timedelta(days=1)
    Holiday.objects.create(brand=brand, date=tuesday, kind="public", name_vi="Ngày truyền thống")
    night = page(severity="moderate")

    assert firing.planned(night).due_at == now() + timedelta(hours=36, minutes=30)


def test_a_manager_writes_a_policy_on_the_page(brand, phuong, client_of):
    browser = client_of(phuong)
    assert browser.post(reverse("teams:policy_new"), FORM).status_code == 302

    (policy,) = EscalationPolicy.objects.all()
    (step,) = policy.steps.all()
    assert [target.kind for target in step.targets.all()] == ["duty", "role"]

    page = browser.get(reverse("teams:policy", args=[policy.pk]))
    assert page.status_code == 200
    bad = browser.post(reverse("teams:policy", args=[policy.pk]), FORM | {"step0-high": "0"})
    assert bad.status_code == 422


def test_a_team_that_is_dissolved_leaves_its_step(brand, phuong):
    team = Team.objects.create(brand=brand, name="Nội dung")
    policy = policies.save(
        brand, None, actor=phuong, name="x", steps=[{"targets": [freezing.team(team)], **WAITS}]
    )
    team.delete()

    (reach,) = policies.reach(brand, freezing.frozen(policy, "high"))
    assert (reach.targets, reach.is_empty) == ([], True)


@pytest.mark.parametrize("count", [1, 3])
def test_programs_read_policies(brand, phuong, api_of, count, django_assert_num_queries, khoa):
    for number in range(count):
        policies.save(brand, None, actor=phuong, name=f"P{number}", steps=DUTY)
    api = api_of(phuong, "read")
    api.get("/api/v1/policies/")

    with django_assert_num_queries(5):
        rows = api.get("/api/v1/policies/").json()["results"]

    assert len(rows) == count
    assert rows[0]["steps"][0]["targets"] == [{"kind": "duty"}]
    assert api_of(khoa, "read").get("/api/v1/policies/").json()["results"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_pages_asks_the_same_for_one_and_three(
    clock, page, on_duty, minh, client_of, count, django_assert_num_queries
):
    on_duty(minh)
    for _number in range(count):
        page()
    browser = client_of(minh)
    browser.get(reverse("teams:pages"))

    with django_assert_num_queries(7):
        browser.get(reverse("teams:pages"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_the_same_for_one_and_three_people(
    clock, page, brand, minh, client_of, count, make_person, django_assert_num_queries
):
    people = [make_person(f"Người {number}") for number in range(count)]
    going = page(targets=[freezing.person(user) for user in people])
    browser = client_of(minh)
    address = reverse("teams:page", args=[going.pk])
    browser.get(address)

    with django_assert_num_queries(15):
        text = browser.get(address).content.decode()

    assert all(user.name in text for user in people)
    assert Membership.objects.filter(brand=brand).count() == count + 1
