"""Readiness shows rows of the database and the desk-wide holes in red."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from drills import readiness, services
from incidents.models import Incident
from monitoring.models import Source
from playbooks.models import Playbook, PlaybookVersion
from playbooks.services import seed as plans
from teams.models import DutyShift


def codes(brand) -> list[str]:
    return [line.code for line in readiness.red_lines(brand)]


def row(brand, slug):
    rows = readiness.preparations(brand)
    return next(found for found in rows if found.playbook.slug == slug)


@pytest.fixture
def ready(brand, minh, lan):
    """Two working people, one of them legal, duty covered, a source that talks."""
    DutyShift.objects.create(
        brand=brand, user=minh, starts_at=now() - timedelta(hours=1), ends_at=now() + timedelta(1)
    )
    Source.objects.create(brand=brand, key="api", name="API", kind="api", last_seen_at=now())
    return brand


def test_a_prepared_desk_has_no_red_line(ready):
    assert codes(ready) == []


def test_one_person_alone_is_told_to_invite_a_second(ready, lan):
    lan.memberships.update(is_active=False)

    assert codes(ready) == ["one_person", "no_legal_approver"]


def test_who_only_looks_or_administers_is_no_second_person(ready, lan, khoa, admin_person, nghia):
    lan.memberships.update(is_active=False)

    assert "one_person" in codes(ready)


def test_a_gap_in_the_rota_now_is_red(ready):
    DutyShift.objects.all().delete()

    assert codes(ready) == ["nobody_on_duty"]


@pytest.mark.parametrize(
    "change",
    [
        {"last_seen_at": None},
        {"active": False},
        {"last_seen_at": now() - timedelta(hours=25)},
    ],
)
def test_a_desk_that_hears_nothing_is_deaf_not_calm(ready, change):
    Source.objects.update(**change)

    assert codes(ready) == ["no_source_heard"]


def test_another_brands_people_and_sources_do_not_count(ready, other_brand):
    assert codes(other_brand) == [
        "one_person",
        "nobody_on_duty",
        "no_legal_approver",
        "no_source_heard",
    ]


def test_every_type_of_the_handbook_has_its_row_without_the_common_plan(brand):
    plans(brand)

    rows = readiness.preparations(brand)

    assert len(rows) == 18
    assert all(found.version == 1 and found.in_both_languages for found in rows)
    assert {found.read_over for found in rows} == {False}
    assert {(found.last_drilled_at, found.last_used_at) for found in rows} == {(None, None)}


def test_a_plan_without_a_version_in_force_has_no_figures(brand):
    Playbook.objects.create(brand=brand, slug="new", code="X1", name_vi="Mới", name_en="New")

    found = row(brand, "new")

    assert (found.version, found.languages, found.questions, found.steps) == (None, (), 0, 0)
    assert (found.published_at, found.review_due_at) == (None, None)


def test_a_type_counts_as_drilled_once_the_drill_has_ended(brand, drill, phuong):
    plans(brand)
    assert row(brand, "rumour_fake_news").last_drilled_at is None

    services.end(drill, actor=phuong)

    assert row(brand, "rumour_fake_news").last_drilled_at == drill.started_at


def test_a_type_counts_as_used_by_real_cases_only(brand, drill, bot):
    plans(brand)
    version = PlaybookVersion.objects.get(playbook__slug="rumour_fake_news")
    Incident.objects.filter(pk=drill.incident_id).update(playbook_version=version)
    assert row(brand, "rumour_fake_news").last_used_at is None

    real = Incident.objects.create(
        brand=brand,
        number=900,
        title="Tin đồn",
        detected_at=now(),
        created_by=bot,
        playbook_version=version,
    )

    assert row(brand, "rumour_fake_news").last_used_at == real.opened_at


@pytest.mark.parametrize("count", [1, 3])
def test_more_playbooks_cost_no_more_queries(brand, django_assert_num_queries, count):
    for number in range(count):
        Playbook.objects.create(brand=brand, slug=f"p{number}", code=f"P{number}", name_vi="P")

    with django_assert_num_queries(4):
        assert len(readiness.preparations(brand)) == count
