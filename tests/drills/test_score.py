"""The score sheet says what was recorded, and "not enough data" where nothing was."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from drills import schema, services
from drills.models import Drill, Scenario
from drills.score import Grade, sheet
from drills.services import scenarios
from statements.models import Promise, Statement
from statements.selectors.lists import for_newsroom
from teams.models import Brand, Role, Title
from tests import worlds
from tests.conftest import person
from tests.drills.conftest import verifying
from tests.drills.small import STORY

KEYS = [
    "time_to_acknowledge",
    "time_to_triage",
    "time_to_holding",
    "two_person_rule",
    "fact_errors",
    "promises_kept",
    "brief_before_public",
    "both_languages",
    "first_hour",
    "injects_met",
]


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    """Phượng started the drill; Yến took its case on and verifies."""
    with worlds.standing(django_db_blocker):
        brand = Brand.objects.create(slug="sao-mai", name="Sao Mai", short_name="Sao Mai")
        phuong = person(brand, "Trần Minh Phượng", Role.MANAGER, Title.COMMS_HEAD)
        lead = person(brand, "Ngô Hải Yến", Role.MEMBER)
        services.seed(brand)
        drill = services.start(Scenario.objects.get(slug="rumour_to_recall"), actor=phuong)
        case = verifying(brand, drill, lead)
        yield worlds.kept(brand=brand, phuong=phuong, lead=lead, drill=drill, in_verification=case)


brand, phuong, lead = map(worlds.again, ("brand", "phuong", "lead"))
drill, in_verification = map(worlds.again, ("drill", "in_verification"))


def line(drill, key):
    fresh = Drill.objects.get(pk=drill.pk)
    return next(row for row in sheet(fresh) if row.key == key)


def share(drill, key):
    row = line(drill, key)
    return row.done, row.of, row.grade


def test_a_drill_in_which_nothing_happened_has_no_figure_at_all(brand, phuong):
    small = scenarios.plant(brand, schema.clean(STORY))

    lines = sheet(services.start(small, actor=phuong))

    assert [row.key for row in lines] == KEYS
    assert not any(row.has_data for row in lines)
    assert {row.grade for row in lines} == {Grade.NONE}


def test_times_are_measured_from_opening_and_judged_by_the_clocks(drill, in_verification):
    for key in ("time_to_acknowledge", "time_to_triage"):
        row = line(drill, key)
        assert row.has_data and row.length < timedelta(minutes=5)
        assert row.grade == Grade.GOOD


def test_a_late_word_is_to_work_on(drill, in_verification, manager, lead, publish):
    with time_machine.travel(now() + timedelta(days=3)):
        publish(in_verification, "internal_brief", lead)
        publish(in_verification, "holding", manager)

        row = line(drill, "time_to_holding")

    assert row.length > timedelta(days=2)
    assert row.grade == Grade.POOR


def test_words_with_a_second_hand_in_both_languages_and_inside_first(
    drill, in_verification, manager, lead, publish
):
    publish(in_verification, "internal_brief", lead)
    publish(in_verification, "holding", manager)

    assert share(drill, "two_person_rule") == (2, 2, Grade.GOOD)
    assert share(drill, "both_languages") == (2, 2, Grade.GOOD)
    assert share(drill, "brief_before_public") == (1, 1, Grade.GOOD)
    assert share(drill, "fact_errors") == (2, 2, Grade.GOOD)


def test_a_waived_brief_is_not_inside_first_and_says_so(
    drill, in_verification, manager, lead, publish
):
    from statements.services import briefs

    briefs.waive(in_verification, actor=lead, reason="gấp")
    publish(in_verification, "holding", manager)

    row = line(drill, "brief_before_public")
    assert (row.done, row.of, row.grade) == (0, 1, Grade.POOR)
    assert row.remark


def test_a_text_that_needs_correction_counts_as_an_error(
    drill, in_verification, manager, lead, publish
):
    publish(in_verification, "internal_brief", lead)
    said = publish(in_verification, "holding", manager)
    Statement.objects.filter(pk=said.pk).update(needs_correction=True)

    assert share(drill, "fact_errors") == (1, 2, Grade.POOR)


def test_a_promise_counts_once_it_is_due(drill, in_verification, manager, lead, publish):
    publish(in_verification, "internal_brief", lead)
    publish(in_verification, "holding", manager)
    assert share(drill, "promises_kept") == (0, 0, Grade.NONE)

    with time_machine.travel(now() + timedelta(hours=2)):
        assert share(drill, "promises_kept") == (0, 1, Grade.POOR)

    Promise.objects.update(state="kept", settled_at=now())
    assert share(drill, "promises_kept") == (1, 1, Grade.GOOD)


def test_what_happens_after_the_end_is_not_of_the_drill(
    drill, phuong, in_verification, manager, lead, publish
):
    services.end(drill, actor=phuong)
    with time_machine.travel(now() + timedelta(minutes=5)):
        publish(in_verification, "internal_brief", lead)
        publish(in_verification, "holding", manager)

        assert not line(drill, "time_to_holding").has_data
        assert not line(drill, "two_person_rule").has_data
        assert not line(drill, "brief_before_public").has_data


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["met", "met"], (2, 2, Grade.GOOD)),
        (["met", "partly"], (1, 2, Grade.POOR)),
        (["missed"], (0, 1, Grade.POOR)),
    ],
)
def test_expected_actions_count_only_what_was_judged(drill, phuong, pass_minutes, words, expected):
    pass_minutes(drill, 30)
    services.deliver_due()
    for run, word in zip(drill.runs.order_by("inject__order"), words, strict=False):
        services.observe(run, actor=phuong, observed=word)

    assert share(drill, "injects_met") == expected


def test_words_of_a_drill_never_reach_the_newsroom(
    drill, in_verification, manager, lead, publish, brand, client
):
    publish(in_verification, "internal_brief", lead)
    said = publish(in_verification, "holding", manager)

    assert said.publications.filter(channel="newsroom").exists()
    assert list(for_newsroom(brand)) == []
    page = client.get(f"/newsroom/{brand.slug}/")
    assert said.version_said.text_vi not in page.content.decode()
