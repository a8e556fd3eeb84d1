"""Readiness day by day: one row a day, the worst gaps as tasks, and a person who left is missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from crisisdesk.kernel.errors import Forbidden
from drills import readiness_map
from drills.enums import Cell
from drills.models import ReadinessDay, ReadinessTask
from drills.services import preparing
from playbooks.models import Playbook
from playbooks.services import risks
from playbooks.services import seed as plans
from teams.models import ContactMethod, CrewCard, Notice


@pytest.fixture
def planned(brand):
    plans(brand)
    return brand


def spot(brand, slug, cell):
    rows = {row.playbook.slug: row for row in readiness_map.read(brand).rows}
    return next(found for found in rows[slug].spots if found.cell == cell)


def rated(brand, slug, manager, likelihood, owner=None):
    book = Playbook.objects.get(brand=brand, slug=slug)
    return risks.register(
        brand, actor=manager, playbook=book, title=slug, why="x", likelihood=likelihood, impact=3, owner=owner
    )  # fmt: skip


def open_gaps(brand):
    return ReadinessTask.objects.filter(brand=brand, closed_at=None)


def can(person, *roles):
    return CrewCard.objects.create(membership=person.memberships.get(), roles=list(roles))


def test_every_type_has_nine_cells(planned):
    rows = readiness_map.read(planned).rows

    assert {len(row.spots) for row in rows} == {len(Cell)}
    assert len(rows) == 18


def test_a_person_who_left_lowers_every_plan_that_needs_the_role(planned, minh, lan):
    roles = {step.role for row in readiness_map.read(planned).rows for step in _plan(row).steps}
    for person in (minh, lan):
        can(person, *roles)
    before = [row.spots[3].percent for row in readiness_map.read(planned).rows]

    lan.memberships.update(is_active=False)

    after = [row.spots[3].percent for row in readiness_map.read(planned).rows]
    assert all(later < earlier for earlier, later in zip(before, after, strict=True))


def test_g6_who_left_lowers_the_plans_and_a_task_is_made(planned, manager, minh, lan):
    """Handbook G6, in one line: mark a named person as left; plans drop, a task is created."""
    roles = {step.role for step in _plan(readiness_map.read(planned).rows[0]).steps}
    for person in (minh, lan):
        can(person, *roles)
    slug = readiness_map.read(planned).rows[0].playbook.slug
    rated(planned, slug, manager, 5, owner=manager)
    before = spot(planned, slug, Cell.PEOPLE).percent

    for person in (minh, lan):
        person.memberships.update(is_active=False)
    preparing.look(planned)

    after = spot(planned, slug, Cell.PEOPLE).percent
    assert after < before
    assert open_gaps(planned).filter(playbook__slug=slug, cell=Cell.PEOPLE).exists()


def test_a_proven_telephone_is_worth_more_than_mail(planned, minh, lan):
    for person in (minh, lan):
        can(person, "fact_lead", "writer", "lead")
    before = spot(planned, "boycott", Cell.PEOPLE).percent

    for number, person in enumerate((minh, lan)):
        ContactMethod.objects.create(
            user=person, channel="sms", sealed="x", digest=str(number), proven_at=timezone.now()
        )

    assert spot(planned, "boycott", Cell.PEOPLE).percent > before


def _plan(row):
    return row.playbook.versions.get(state="published").plan


def test_a_likely_gap_stands_before_an_unlikely_one(planned, manager):
    rated(planned, "boycott", manager, 5)
    rated(planned, "deepfake", manager, 1)

    worst = readiness_map.read(planned).worst
    places = [found.playbook.slug for found in worst]

    assert places[0] == "boycott"
    assert places.index("boycott") < places.index("deepfake")


def test_likely_types_weigh_more(planned, manager):
    row = readiness_map.read(planned).rows[0]
    assert readiness_map.Map([row]).overall == row.percent

    assert readiness_map.Map([]).overall is None


def test_a_day_is_kept_once(planned):
    first, second = preparing.sweep(), preparing.sweep()

    assert (first, second) == (1, 0)
    (kept,) = ReadinessDay.objects.all()
    assert kept.overall == readiness_map.read(planned).overall
    assert kept.cells["boycott"]["drilled"] == 0


def test_five_gaps_become_tasks_of_whoever_watches_the_risk(planned, manager, minh, admin_person):
    rated(planned, "boycott", manager, 5, owner=minh)

    preparing.look(planned)

    owners = {(task.playbook.slug == "boycott", task.owner) for task in open_gaps(planned)}
    assert open_gaps(planned).count() == preparing.MOST_TASKS
    assert owners == {(True, minh), (False, admin_person)}
    assert {n.user for n in Notice.objects.filter(topic="drills.gap")} == {minh, admin_person}


def test_looking_twice_makes_no_task_twice(planned):
    preparing.look(planned)
    preparing.look(planned)

    assert ReadinessTask.objects.count() == preparing.MOST_TASKS


def test_a_gap_that_was_mended_closes_by_itself(planned, manager):
    rated(planned, "boycott", manager, 5)
    preparing.look(planned)
    task = open_gaps(planned).first()
    Playbook.objects.filter(pk=task.playbook_id).update(retired_at=timezone.now())

    preparing.look(planned)

    task.refresh_from_db()
    assert (task.closed_at is not None, task.left_by) == (True, None)


def test_a_gap_that_is_left_comes_back_after_three_months(planned, manager):
    preparing.look(planned)
    task = preparing.leave(open_gaps(planned).first(), actor=manager, reason="Chờ luật sư")
    preparing.look(planned)
    same = open_gaps(planned).filter(playbook=task.playbook, cell=task.cell)
    while_left = same.count()

    ReadinessTask.objects.filter(pk=task.pk).update(left_until=timezone.localdate())
    open_gaps(planned).delete()
    preparing.look(planned)

    assert (while_left, same.count()) == (0, 1)


def test_leaving_a_gap_owes_a_reason_and_a_right(planned, manager, minh):
    preparing.look(planned)
    task = open_gaps(planned).first()

    with pytest.raises(ValidationError):
        preparing.leave(task, actor=manager, reason=" ")
    with pytest.raises(Forbidden):
        preparing.leave(task, actor=minh, reason="x")


def test_who_is_given_a_gap_is_told(planned, manager, minh, vy):
    preparing.look(planned)
    task = open_gaps(planned).first()

    preparing.give(task, actor=manager, owner=minh)

    assert Notice.objects.get(topic="drills.gap", user=minh).facts["late"] is False
    with pytest.raises(ValidationError):
        preparing.give(task, actor=manager, owner=vy)


def test_late_gaps_are_told_once_a_week(planned, admin_person):
    preparing.look(planned)
    past = timezone.localdate() - timedelta(days=1)
    open_gaps(planned).update(due_on=past)

    preparing.look(planned)
    preparing.look(planned)

    late = [n for n in Notice.objects.filter(topic="drills.gap") if n.facts["late"]]
    assert len(late) == preparing.MOST_TASKS


@pytest.mark.parametrize("count", [1, 3])
def test_more_types_cost_no_more_queries(brand, django_assert_num_queries, count):
    for number in range(count):
        Playbook.objects.create(brand=brand, slug=f"p{number}", code=f"P{number}", name_vi="P")

    with django_assert_num_queries(10):
        assert len(readiness_map.read(brand).rows) == count


@pytest.mark.parametrize("path", ["", "print/", "gaps/", "boycott/"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_open_for_who_only_watches(planned, khoa, client_of, path, language):
    khoa.language = language
    khoa.save()
    preparing.look(planned)

    answer = client_of(khoa).get(f"/drills/readiness/{path}")

    assert answer.status_code == 200


def test_a_type_of_another_brand_is_not_there(planned, vy, client_of):
    assert client_of(vy).get("/drills/readiness/boycott/").status_code == 404
