"""Why a signal was raised, in a sentence built from what was stored."""

import json
from datetime import UTC, datetime

import pytest
from django.utils import translation

from monitoring import sentences
from monitoring.detection import MOOD, NEGATIVE, VOLUME, Observation
from monitoring.detection.sentences import evidence, sentence, window
from monitoring.enums import SignalKind
from monitoring.models import Signal
from outbox import mail

SEEN = Observation(
    at=datetime(2026, 3, 2, tzinfo=UTC),
    kind=VOLUME,
    score=0.7,
    once_in_days=90.2,
    level="alert",
    window_minutes=30,
    count=1412,
    expected=35.2,
    episode_started=datetime(2026, 3, 2, tzinfo=UTC),
)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_a_rise_is_told_with_window_count_expected_and_rarity():
    assert sentence(evidence(SEEN)) == (
        "1,412 mentions in 30 minutes; normally 35; a peak like this comes once in 90 days"
    )


def test_figures_are_grouped_in_vietnamese_too():
    with translation.override("vi"):
        assert sentence(evidence(SEEN)).startswith("1.412 lượt đề cập")


def test_negatives_are_named():
    facts = evidence(SEEN._replace(kind=NEGATIVE, count=1, window_minutes=120, expected=0.2))

    assert sentence(facts) == (
        "1 negative mention in 2 hours; normally 0; a peak like this comes once in 90 days"
    )


def test_a_slow_storm_tells_number_and_share_since_both_were_judged():
    slow = SEEN._replace(
        kind=NEGATIVE, count=98, window_minutes=480, expected=47.0, share=0.71, usual_share=0.6,
        more={"share_minutes": 720},
    )  # fmt: skip

    assert sentence(evidence(slow)) == (
        "98 negative mentions in 8 hours; normally 47; over 12 hours 71% of the mentions are "
        "negative; normally 60%; taken together, a peak like this comes once in 90 days"
    )
    with translation.override("vi"):
        assert "trong 12 giờ có 71% lượt đề cập là tiêu cực" in sentence(evidence(slow))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1.0, "once a day"),
        (15.4, "once in 15 days"),
        (364.0, "once in 364 days"),
        (5e9, "less than once a year"),
    ],
)
def test_rarity_claims_no_more_than_a_year(days, said):
    assert sentence(evidence(SEEN._replace(once_in_days=days))).endswith(said)


def test_a_mood_is_told_in_percent():
    turned = SEEN._replace(
        kind=MOOD, count=110, expected=53.7, window_minutes=240, share=0.84, usual_share=0.69
    )

    assert sentence(evidence(turned)) == (
        "84% of the mentions of the last 4 hours are negative; normally 69%; "
        "that is 110 negative mentions where 54 are usual"
    )


def test_the_facts_can_be_stored():
    assert json.loads(json.dumps(evidence(SEEN))) == evidence(SEEN)


@pytest.mark.parametrize(
    ("minutes", "said"), [(5, "5 minutes"), (1, "1 minute"), (90, "90 minutes"), (120, "2 hours")]
)
def test_windows_are_said_as_people_say_them(minutes, said):
    assert window(minutes) == said


@pytest.mark.parametrize("kind", SignalKind.values)
def test_a_message_calls_a_signal_what_the_desk_calls_it(brand, bot, kind):
    signal = Signal(brand=brand, kind=kind, raised_by=bot)
    facts = {"kind": kind, "name": brand.name, "title": "", "subject": "S-1", "by": ""}

    assert sentences.title(signal) in mail.subject_of("monitoring.warning", facts)
