"""The rule of each cell: what it asks, and how it loses value with age."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drills import readiness_rules as rules
from drills.enums import Cell
from drills.readiness_rules import Facts, fade, judge
from drills.readiness_words import Word
from playbooks.content import Plan

CONTENT = {
    "slug": "x",
    "code": "X1",
    "name": {"vi": "Thử", "en": "Try"},
    "summary": {"vi": "t", "en": "t"},
    "signals": [{"vi": "một"}, {"vi": "hai"}, {"vi": "ba"}],
    "questions": [
        {"key": f"q{n}", "critical": n == 0, "role": "fact_lead", "minutes": 30, "vi": "?"}
        for n in range(3)
    ],
    "steps": [
        {"key": f"s{n}", "critical": False, "role": "writer", "minutes": 15 * n, "vi": "làm"}
        for n in range(5)
    ],
    "templates": [
        {"key": "t", "kind": "holding", "name": {"vi": "T"}, "requires_fact": False, "vi": "Lời", "en": "Word"}
    ],
}  # fmt: skip
CREW = {"fact_lead": 2, "writer": 2}
HELD = (Word("vi", True, 180, True), Word("en", True, 180, True))
WHOLE = Facts(
    plan=Plan.of(CONTENT), read_over=True, listening=True, crew=CREW, wakeable=CREW, words=HELD,
    clocks=1, confirmed_clocks=1, drill_age=0, use_age=0,
)  # fmt: skip
WORDS = [Cell.SIGNALS, Cell.QUESTIONS, Cell.FIRST_HOUR]


def but(**changes) -> Facts:
    from dataclasses import replace

    return replace(WHOLE, **changes)


def without(**parts) -> Facts:
    return but(plan=Plan.of({**CONTENT, **parts}))


@pytest.mark.parametrize("cell", list(Cell))
def test_a_type_with_everything_fresh_is_wholly_ready(cell):
    assert judge(cell, WHOLE).value == 1


def test_more_than_enough_is_not_told_as_a_share_of_what_is_wanted():
    many = [{"vi": f"dấu hiệu {n}"} for n in range(6)]

    assert judge(Cell.SIGNALS, without(signals=many)).why == "Đã nêu 3/3 dấu hiệu sớm."


@pytest.mark.parametrize("cell", [c for c in Cell if c not in (Cell.DRILLED, Cell.USED)])
def test_without_a_version_in_force_nothing_written_is_ready(cell):
    assert judge(cell, but(plan=None)).value == 0


@pytest.mark.parametrize("cell", WORDS)
@pytest.mark.parametrize(("age", "worth"), [(180, 1), (360, 0.5), (540, 0), (900, 0)])
def test_words_lose_their_value_between_half_a_year_and_a_year_and_a_half(cell, age, worth):
    assert judge(cell, but(plan_age=age)).value == worth


@pytest.mark.parametrize("cell", WORDS)
def test_words_that_nobody_looked_over_count_half(cell):
    assert judge(cell, but(read_over=False)).value == 0.5


@pytest.mark.parametrize(
    ("cell", "facts", "worth"),
    [
        (Cell.SIGNALS, without(signals=[{"vi": "một"}]), 1 / 3),
        (Cell.SIGNALS, but(listening=False), 0.5),
        (Cell.QUESTIONS, without(questions=[]), 0),
        (Cell.QUESTIONS, without(questions=[{**CONTENT["questions"][1]}]), 1 / 6),
        (Cell.FIRST_HOUR, without(steps=CONTENT["steps"][:2]), 2 / 5),
        (Cell.FIRST_HOUR, without(steps=[{**CONTENT["steps"][0], "minutes": 61}]), 0),
        (Cell.ENGLISH, but(words=(HELD[0], Word("en", written=False))), 0),
        (Cell.VIETNAMESE, but(words=()), 0),
        (Cell.LEGAL, but(words=tuple(one._replace(by_lawyer=False) for one in HELD)), 0.5),
        (Cell.LEGAL, but(confirmed_clocks=0), 0.5),
        (Cell.LEGAL, but(clocks=0, confirmed_clocks=0), 1),
        (Cell.DRILLED, but(drill_age=None), 0),
        (Cell.DRILLED, but(drill_age=90), 1),
        (Cell.DRILLED, but(drill_age=365), 0),
        (Cell.USED, but(use_age=730), 0),
    ],
)
def test_what_is_missing_is_missing(cell, facts, worth):
    assert judge(cell, facts).value == pytest.approx(worth)


def test_common_steps_count_for_the_first_hour():
    assert (
        judge(Cell.FIRST_HOUR, but(plan=Plan.of({**CONTENT, "steps": []}), common_steps=10)).value
        == 1
    )


@pytest.mark.parametrize(
    ("crew", "worth"),
    [({}, 0), ({"writer": 2}, 0.5), ({"writer": 1}, 0.25), ({"writer": 1, "fact_lead": 5}, 0.75)],
)
def test_a_role_wants_two_people_and_one_counts_half(crew, worth):
    assert judge(Cell.PEOPLE, but(crew=crew, wakeable=crew)).value == worth


@pytest.mark.parametrize(("woken", "worth"), [(2, 1), (1, 0.875), (0, 0.75)])
def test_who_is_reached_by_mail_alone_counts_half(woken, worth):
    found = judge(Cell.PEOPLE, but(wakeable={"fact_lead": 2, "writer": woken}))

    assert found.value == worth
    assert ("thư điện tử" in found.why) == (woken < 2)


def test_that_a_plan_was_never_needed_is_no_gap():
    assert judge(Cell.USED, but(use_age=None)).value is None


@given(st.integers(0, 5000), st.integers(0, 5000), st.sampled_from(list(Cell)))
def test_no_cell_ever_gains_by_age(younger, more, cell):
    def at(age: int) -> float:
        return judge(cell, but(plan_age=age, drill_age=age, use_age=age)).value

    assert 0 <= at(younger + more) <= at(younger) <= 1


@pytest.mark.parametrize("cell", list(Cell))
def test_every_figure_has_a_reason(cell):
    assert judge(cell, WHOLE).why
    assert judge(cell, Facts(plan=None)).why


def test_fading_is_even():
    assert [fade(age, (100, 200)) for age in (0, 100, 150, 200)] == [1, 1, 0.5, 0]


def test_rules_and_cells_are_the_same():
    assert set(rules.RULES) == set(Cell)


@pytest.mark.parametrize(
    ("vi", "worth"),
    [
        (Word("vi", False), 0),
        (Word("vi", True), 0.5),
        (Word("vi", True, 180), 1),
        (Word("vi", True, 30), 1),
        (Word("vi", True, 15), 0.75),
        (Word("vi", True, 0), 0.5),
    ],
)
def test_written_is_half_and_the_approval_melts_in_its_last_month(vi, worth):
    facts = but(words=(vi, HELD[1]))
    assert judge(Cell.VIETNAMESE, facts).value == worth
    assert judge(Cell.ENGLISH, facts).value == 1


def test_what_a_lawyer_stands_for_melts_with_the_approval():
    halfway = (HELD[0]._replace(days_left=15), HELD[1]._replace(days_left=15))
    assert judge(Cell.LEGAL, but(words=halfway)).value == 0.75
    assert judge(Cell.LEGAL, but(words=(HELD[0], HELD[1]._replace(by_lawyer=False)))).value == 0.75
