"""What every playbook shares has the shape that the live rooms rely on."""

import re

import pytest

from crisisdesk.kernel.vocabulary import IncidentRole, Severity
from playbooks import common_data


def test_levels_cover_every_total_once() -> None:
    levels = common_data.levels()
    most = 3 * len(common_data.axes())

    assert [level.key for level in levels] == Severity.values
    assert [t for level in levels for t in range(level.min_total, level.max_total + 1)] == list(
        range(most + 1)
    )


def test_axes_are_scored_from_nothing_to_the_worst() -> None:
    assert [axis.key for axis in common_data.axes()] == [
        "people", "spread", "truth", "stakeholders", "business",
    ]  # fmt: skip
    for axis in common_data.axes():
        assert [score.score for score in axis.scores] == [0, 1, 2, 3]


def test_overrides_ask_for_an_axis_or_a_circumstance() -> None:
    axes = {axis.key for axis in common_data.axes()}
    for override in common_data.overrides():
        assert bool(override.axis) != bool(override.flag)
        assert override.axis in axes | {""}
        assert override.at_least in Severity.values
    assert [o.key for o in common_data.overrides() if o.inform_executive] == ["minors_or_death"]


def test_roles_are_those_of_an_incident() -> None:
    assert set(common_data.roles()) == set(IncidentRole.values)


def test_placeholders_know_who_fills_them() -> None:
    found = common_data.placeholders()

    assert {gap.source for gap in found.values()} == {"system", "fact", "typed"}
    assert found["hotline"].braced == "{hotline}"


@pytest.mark.parametrize("phrase", common_data.lint_phrases(), ids=lambda phrase: phrase.key)
def test_lint_phrases_are_patterns_in_both_languages(phrase) -> None:
    for language in ("vi", "en"):
        assert phrase.patterns(language)
        for pattern in phrase.patterns(language):
            re.compile(pattern, re.IGNORECASE)
    assert phrase.error_in == ("apology",)


def test_channels_and_rungs_have_their_figures() -> None:
    assert common_data.channels()["bluesky"].character_limit == 300
    assert common_data.channels()["newsroom"].character_limit is None
    assert [rung.axis_spread for rung in common_data.spread_ladder()] == [1, 2, 2, 3, 3]
