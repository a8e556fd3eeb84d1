"""Targets: whose they are, who sets them, and when a figure reaches one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from desk.figures import Length, Share
from desk.targets import aim, of_brand
from incidents.models import Incident
from playbooks.models import Target
from playbooks.services.targets import set_targets

PAGE = reverse("desk:reports-targets")


def took(minutes):
    length = None if minutes is None else timedelta(minutes=minutes)
    return Length("time_to_holding", "", "", n=minutes is not None, median=length, p90=length)


def share(key, done, of):
    return Share(key, "", "", done, of)


@pytest.mark.parametrize(
    ("row", "limit", "met"),
    [
        (took(60), 60, True),
        (took(61), 60, False),
        (took(None), 60, None),
        (share("promises_kept", 95, 100), 95, True),
        (share("promises_kept", 94, 100), 95, False),
        (share("promises_kept", 0, 0), 95, None),
        (share("false_alarm_rate", 1, 10), 10, True),
        (share("false_alarm_rate", 2, 10), 10, False),
    ],
)
def test_a_target_is_a_ceiling_of_lengths_and_bad_shares_and_a_floor_of_good_ones(row, limit, met):
    assert aim(row, Decimal(limit)).met is met


def test_without_a_target_nothing_is_judged():
    assert aim(took(5), None) is None


def test_an_unchanged_target_keeps_the_name_of_who_set_it(brand, phuong, admin_person):
    limits = {"time_to_holding": Decimal(60), "promises_kept": Decimal(95)}
    set_targets(brand, limits, actor=phuong)
    set_targets(brand, limits | {"promises_kept": Decimal(90)}, actor=admin_person)

    rows = {row.measure: row.changed_by for row in Target.objects.filter(brand=brand)}
    assert rows == {"time_to_holding": phuong, "promises_kept": admin_person}


def test_an_empty_field_takes_the_target_away(brand, phuong):
    set_targets(brand, {"promises_kept": Decimal(95)}, actor=phuong)
    set_targets(brand, {"promises_kept": None}, actor=phuong)

    assert of_brand(brand) == {}


def test_who_does_not_run_the_desk_sets_no_target(brand, minh):
    with pytest.raises(Forbidden):
        set_targets(brand, {"promises_kept": Decimal(95)}, actor=minh)


def test_several_brands_together_have_no_target(brand, phuong):
    set_targets(brand, {"promises_kept": Decimal(95)}, actor=phuong)

    assert of_brand(None) == {}


def test_the_report_says_whether_a_target_was_reached(brand, phuong, bot, client_of):
    opened = now() - timedelta(days=1)
    Incident.objects.create(
        brand=brand, number=1, title="Sữa", created_by=bot, detected_at=opened, opened_at=opened,
        acknowledged_at=opened + timedelta(minutes=30),
    )  # fmt: skip
    browser = client_of(phuong)

    answer = browser.post(PAGE, {"time_to_acknowledge": "15", "relapse_rate": ""})
    page = browser.get(answer["Location"]).content.decode()

    assert "≤ 15 phút" in page
    assert "chưa đạt" in page


def test_a_wrong_target_is_shown_at_its_field_and_nothing_is_saved(brand, phuong, client_of):
    answer = client_of(phuong).post(PAGE, {"time_to_acknowledge": "-1", "promises_kept": "95"})

    assert answer.status_code == 422
    assert of_brand(brand) == {}


def test_a_report_of_a_team_holds_the_cases_its_members_lead(brand, phuong, minh, lan, bot, api_of):
    team = brand.teams.create(name="Miền Bắc")
    team.members.add(minh)
    for number, lead in ((1, minh), (2, lan), (3, None)):
        Incident.objects.create(
            brand=brand, number=number, title="Sữa", created_by=bot, detected_at=now(), lead=lead
        )
    ask = api_of(phuong).get

    assert ask("/api/v1/reports/metrics/", {"team": team.pk}).data["cases"] == 1
    assert ask("/api/v1/reports/metrics/").data["cases"] == 3


def test_a_team_of_another_brand_cannot_be_asked_for(other_brand, phuong, api_of):
    team = other_brand.teams.create(name="Lạ")

    assert api_of(phuong).get("/api/v1/reports/metrics/", {"team": team.pk}).status_code == 400
