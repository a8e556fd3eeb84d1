"""A sheet fills by itself while a drill runs and stands still when it has ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from crisisdesk.kernel.clock import now
from drills import services
from drills.frozen import sheet_of
from drills.models import Drill, ScoreSheet
from drills.services import scoring
from incidents.models import Incident
from statements.models import Statement
from tests.drills import rehearsed


@pytest.fixture
def drill(brand, phuong, minh) -> Drill:
    return rehearsed.run(rehearsed.story(brand), phuong, phuong, minh)


def line(drill, key):
    fresh = Drill.objects.get(pk=drill.pk)
    return next(row for row in sheet_of(fresh).lines if row.key == key)


def test_a_line_says_its_target_and_why_it_is_graded(drill):
    rehearsed.clock(drill.incident, 10)
    assert line(drill, "time_to_acknowledge").reason == "Việc này chưa xảy ra tới lúc đó."

    Incident.objects.filter(pk=drill.incident_id).update(
        acknowledged_at=drill.started_at + timedelta(minutes=4)
    )
    row = line(drill, "time_to_acknowledge")

    assert (row.grade, row.target) == ("good", timedelta(minutes=10))
    with override("en"):
        assert line(drill, "time_to_acknowledge").reason == "6 minutes before its deadline."


def test_a_line_that_falls_short_names_the_text(drill, minh):
    words = rehearsed.said(drill.incident, minh, english="")

    with override("en"):
        assert line(drill, "both_languages").reason == f"Not so: {words.reference}."


def test_what_comes_after_the_end_rewrites_nothing(drill, phuong, minh):
    words = rehearsed.said(drill.incident, minh)
    assert ScoreSheet.objects.count() == 0
    services.end(drill, actor=phuong)
    Statement.objects.filter(pk=words.pk).update(needs_correction=True)

    assert (line(drill, "fact_errors").done, line(drill, "fact_errors").grade) == (1, "good")


def test_a_kept_sheet_is_read_in_both_languages(drill, phuong, minh):
    services.end(drill, actor=phuong)

    labels = set()
    for code in ("vi", "en"):
        with override(code):
            labels.add(line(drill, "two_person_rule").label)
    assert labels == {"Nguyên tắc hai người", "Two-person rule"}


def test_observers_complete_their_line_after_the_end_and_nothing_else(drill, phuong):
    services.end(drill, actor=phuong)
    before = ScoreSheet.objects.get().lines

    services.observe(drill.runs.first(), actor=phuong, observed="met", comment="Nhanh")

    after = ScoreSheet.objects.get()
    assert (line(drill, "injects_met").done, line(drill, "injects_met").of) == (1, 1)
    assert after.lines[:-1] == before[:-1]
    assert after.turns[0]["observed"] == "met"


def test_drills_of_before_get_their_sheet_by_the_sweep_once(drill, phuong):
    Drill.objects.filter(pk=drill.pk).update(ended_at=now(), ended_by=phuong)

    assert scoring.sweep() == 1
    assert scoring.sweep() == 0
    assert ScoreSheet.objects.get().drill == drill


def test_a_turn_is_from_the_inject_to_the_first_act_of_its_player(drill, minh, lead):
    rehearsed.role(drill.incident, "writer", minh)
    rehearsed.acts(drill.incident, lead)
    rehearsed.acts(drill.incident, minh)

    turn = sheet_of(Drill.objects.get(pk=drill.pk)).turns[0]

    assert (turn.role, turn.who, turn.did) == ("writer", (minh.name,), "noted")
    assert timedelta(minutes=4) < turn.length < timedelta(minutes=6)


def test_where_nobody_holds_the_role_whoever_acts_takes_the_turn(drill, lead):
    rehearsed.acts(drill.incident, lead)

    assert sheet_of(Drill.objects.get(pk=drill.pk)).turns[0].who == (lead.name,)


def test_a_turn_without_an_act_has_no_time(drill, minh):
    rehearsed.role(drill.incident, "writer", minh)

    player = sheet_of(Drill.objects.get(pk=drill.pk)).players[0]
    assert (player.turns, player.acted, player.median) == (1, 0, None)
