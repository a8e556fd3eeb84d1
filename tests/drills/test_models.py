"""What the database refuses about drills."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from crisisdesk.kernel.clock import now
from drills.models import Drill, InjectRun, Scenario


def test_an_inject_that_has_not_come_cannot_have_been_observed(drill):
    waiting = drill.runs.filter(delivered_at=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        waiting.update(observed="met")


def test_an_inject_stands_in_a_drill_once(drill):
    run = drill.runs.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        InjectRun.objects.create(drill=drill, inject=run.inject, due_at=now())


def test_a_drill_does_not_end_before_it_starts(drill):
    early = drill.started_at - timedelta(minutes=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Drill.objects.filter(pk=drill.pk).update(ended_at=early)


def test_a_scenario_is_seen_by_its_brand_and_a_drill_by_who_sees_its_case(drill, khoa, vy, lead):
    assert Scenario.objects.visible_to(khoa).count() == 8
    assert Scenario.objects.visible_to(vy).count() == 0
    assert Drill.objects.visible_to(khoa).count() == 1
    assert Drill.objects.visible_to(vy).count() == 0

    case = drill.incident
    case.restricted = True
    case.save(update_fields=["restricted"])
    assert Drill.objects.visible_to(khoa).count() == 0
