from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Sentiment
from incidents.enums import Status
from incidents.models import Incident
from incidents.verbs import Verb
from monitoring.enums import SignalLevel, SignalState
from monitoring.models import Bucket, Mention, Signal, Tracker, Watch
from monitoring.services import detection, signals
from tests.monitoring.conftest import NOON, said, storm


@pytest.fixture
def eve(calm_days):
    """Eight calm days have passed."""
    return calm_days()


def test_storm_raises_one_signal_and_opens_one_case(eve, watch, hear):
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve))

    signal = Signal.objects.get()
    assert (signal.level, signal.state) == (SignalLevel.ALERT, SignalState.LINKED)
    assert eve <= signal.at <= eve + timedelta(minutes=31)
    assert signal.evidence["count"] >= 30
    assert signal.evidence["platforms"].keys() == {"facebook", "tiktok"}
    case = signal.incident
    assert (case.status, case.brand, case.detected_at) == (
        Status.DETECTED,
        watch.brand,
        signal.at,
    )
    assert Incident.objects.count() == 1


def test_bucket_that_is_still_filling_may_fire(eve, watch, hear):
    begin = eve + timedelta(seconds=10)
    with time_machine.travel(eve + timedelta(minutes=4), tick=False):
        hear(storm(begin, count=60, over=timedelta(minutes=3)))
        assert Signal.objects.get().at == now()


def test_storm_that_comes_in_small_batches_is_one_signal(eve, watch, hear):
    items = storm(eve, count=120, over=timedelta(minutes=60))
    for at in range(0, len(items), 10):
        moment = eve + timedelta(minutes=(at + 10) / 2)
        with time_machine.travel(moment, tick=False):
            hear(items[at : at + 10])

    assert Signal.objects.count() == 1
    assert Incident.objects.count() == 1


def test_mentions_of_the_storm_belong_to_the_case(eve, watch, hear):
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve))

    case = Incident.objects.get()
    gathered = Mention.objects.filter(incident=case)
    assert gathered.count() >= 60
    assert {mention.signal_id for mention in gathered} == {case.signals.get().pk}
    assert Verb.MENTIONS_LINKED in case.timeline.values_list("verb", flat=True)


def test_examples_are_those_that_reached_most(eve, watch, hear):
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve))

    signal = Signal.objects.get()
    reach = [Mention.objects.get(pk=pk).reach for pk in signal.evidence["examples"]]
    assert len(reach) == 5
    assert reach == sorted(reach, reverse=True)


def test_calm_days_raise_nothing(eve, watch):
    detection.run(watch.pk, moment=eve)

    assert not Signal.objects.exists()


def test_brand_without_history_raises_no_storm_of_alerts(watch, hear):
    items = [said(n, NOON + timedelta(minutes=3 * n), text="Sao Mai tệ") for n in range(200)]
    for at in range(0, 200, 20):
        with time_machine.travel(NOON + timedelta(minutes=3 * (at + 20)), tick=False):
            hear(items[at : at + 20])

    assert Signal.objects.filter(level=SignalLevel.ALERT).count() == 0
    assert Signal.objects.count() <= 1


def test_few_mentions_are_no_storm_whatever_the_ratio(eve, watch, hear):
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve, count=8))

    assert not Incident.objects.exists()
    assert not Signal.objects.filter(kind__in=["volume", "negative"]).exists()


def test_switched_off_watch_is_not_judged(eve, watch, hear):
    Watch.objects.update(active=False)
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve))

    assert not Signal.objects.exists()


def test_second_rise_goes_to_the_open_case(eve, watch, hear):
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve))
    later = eve + timedelta(hours=30)
    bigger = [dict(item, external_id=f"b{n}") for n, item in enumerate(storm(later, count=600))]
    with time_machine.travel(later + timedelta(minutes=31), tick=False):
        hear(bigger)

    case = Incident.objects.get()
    assert Signal.objects.count() == 2
    assert set(Signal.objects.values_list("incident", flat=True)) == {case.pk}
    assert Verb.SPIKE_SEEN in case.timeline.values_list("verb", flat=True)


def test_late_mentions_take_the_detectors_back(eve, watch, hear):
    after = eve + timedelta(hours=3)
    with time_machine.travel(after, tick=False):
        hear([said(99_999, after)])
        assert Tracker.objects.get().settled_until == after - detection.GRACE
        hear(storm(eve))

        signal = Signal.objects.get()
    assert eve < signal.at <= eve + timedelta(minutes=35)


@pytest.mark.parametrize("wait", [0, 180], ids=["while it is young", "hours later"])
def test_mentions_of_a_told_storm_that_arrive_late_belong_to_the_case_too(eve, watch, hear, wait):
    items = storm(eve, count=180)
    with time_machine.travel(eve + timedelta(minutes=30 + wait), tick=False):
        hear(items[120:])
        case = Incident.objects.get()
        told = Mention.objects.filter(incident=case).count()
        hear(items[60:120])
        hear(items[:60])

    assert told >= 30
    assert Mention.objects.filter(incident=case).count() >= told + 100
    assert (Signal.objects.count(), Incident.objects.count()) == (1, 1)


def test_judging_again_finds_nothing_new(eve, watch, hear):
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve))
    before = list(Signal.objects.values("pk", "at", "level", "episode"))
    lines = Incident.objects.get().timeline.count()

    Tracker.objects.update(state={"volume": {}})
    detection.run(watch.pk, moment=eve + timedelta(hours=2))

    assert list(Signal.objects.values("pk", "at", "level", "episode")) == before
    assert Incident.objects.get().timeline.filter(verb=Verb.OPENED).count() == 1
    assert Incident.objects.get().timeline.count() - lines <= 1


def test_storm_after_a_dismissed_one_is_not_raised_again(eve, watch, hear, minh):
    with time_machine.travel(eve + timedelta(minutes=20), tick=False):
        Signal.objects.create(
            brand=watch.brand, watch=watch, kind="volume", level="alert", started_at=eve,
            at=eve, last_at=eve + timedelta(hours=2), raised_by=minh, episode="known",
        )  # fmt: skip
        signals.dismiss(Signal.objects.get(), reason="spam", actor=minh)
        hear(storm(eve, over=timedelta(minutes=15)))

    assert Signal.objects.count() == 1
    assert not Incident.objects.exists()


def test_years_between_two_recordings_cost_nothing(watch, hear):
    long_ago = NOON - timedelta(days=11 * 365)
    hear([said(1, long_ago)], judge=False)
    detection.run(watch.pk, moment=NOON)

    tracker = Tracker.objects.get()
    assert tracker.settled_until == NOON - detection.GRACE
    assert len(tracker.checkpoints) <= 2


def test_counts_are_not_touched_by_judging(eve, watch, hear):
    before = list(Bucket.objects.values_list("start", "total"))
    detection.run(watch.pk, moment=eve)

    assert list(Bucket.objects.values_list("start", "total")) == before


def test_storm_of_praise_shows_as_volume(eve, watch, hear):
    praise = [dict(item, text=f"Sao Mai tuyệt vời, rất ngon {n}")
              for n, item in enumerate(storm(eve, count=200))]  # fmt: skip
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(praise)

    assert Mention.objects.filter(label=Sentiment.POSITIVE).count() > 150
    assert Signal.objects.get().kind == "volume"
