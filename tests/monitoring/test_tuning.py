"""How sensitive a watch is: learned, tried on the past, taken back; and what waits for morning."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from monitoring import sentences
from monitoring.enums import SignalLevel
from monitoring.judging import BIG_SOURCE
from monitoring.models import BrandRules, Signal, Tracker, Tuning
from monitoring.selectors import trial, usual, volume
from monitoring.selectors.tuning import learned, tunings
from monitoring.services import detection, quiet, signals, tuning, watches
from teams.models import Notice
from tests.monitoring.conftest import NOON, said, storm

#: Three in the morning in Hà Nội.
NIGHT = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 11, 0, 0, tzinfo=UTC)


@pytest.fixture
def found(brand, watch, bot):
    """A warning of the detectors."""

    def make(number=0, **fields):
        at = now() - timedelta(hours=1)
        evidence = {
            "kind": "negative", "count": 40, "expected": 3.0, "window_minutes": 30,
            "once_in_days": 12.0, "platforms": {"tiktok": 30, "facebook": 10},
        }  # fmt: skip
        values = {
            "kind": "negative", "level": "warning", "started_at": at, "at": at, "last_at": at,
            "raised_by": bot, "evidence": evidence, "episode": str(number),
        }  # fmt: skip
        return Signal.objects.create(brand=brand, watch=watch, **values | fields)

    return make


def no_crisis(signal, person):
    return signals.dismiss(signal, reason="not_a_crisis", actor=person)


def test_no_crisis_lowers_the_sensitivity_on_record_and_within_bounds(found, watch, minh):
    for number in range(6):
        no_crisis(found(number), minh)

    watch.refresh_from_db()
    assert (watch.eased, Tuning.objects.count()) == (4, 4)
    assert tuning.rules_of(watch).factor == 0.5
    with translation.override("vi"):
        assert learned(watch) == (
            "Đã giảm độ nhạy (còn 50%) sau 4 lần bạn nói không phải khủng hoảng."
        )


@pytest.mark.parametrize(
    ("reason", "kind"), [("spam", "negative"), ("not_a_crisis", "source"), ("duplicate", "mood")]
)
def test_other_reasons_and_other_kinds_teach_nothing(found, watch, minh, reason, kind):
    signals.dismiss(found(kind=kind), reason=reason, actor=minh)

    watch.refresh_from_db()
    assert watch.eased == 0


def test_a_lesson_can_be_taken_back_by_who_gave_it(found, watch, minh, khoa):
    no_crisis(found(), minh)
    change = Tuning.objects.get()

    with pytest.raises(Forbidden):
        tuning.undo(change, actor=khoa)
    tuning.undo(change, actor=minh)

    watch.refresh_from_db()
    change.refresh_from_db()
    assert (watch.eased, change.undone_by) == (0, minh)
    with pytest.raises(Blocked):
        tuning.undo(change, actor=minh)


def test_what_was_set_goes_back_unless_it_was_changed_since(watch, manager):
    tuning.apply(watch, sensitivity="high", min_count=20, actor=manager)
    first = Tuning.objects.get()
    watches.edit(watch, actor=manager, sensitivity="low")

    with pytest.raises(Blocked):
        tuning.undo(first, actor=manager)
    for change in Tuning.objects.all():
        tuning.undo(change, actor=manager)

    watch.refresh_from_db()
    assert (watch.sensitivity, watch.min_count) == ("normal", 10)


def test_editing_anything_else_is_no_change_of_the_sensitivity(watch, manager):
    watches.edit(watch, actor=manager, name="Khác")

    assert not Tuning.objects.exists()


def test_a_warning_of_the_night_is_told_in_the_morning(found, brand, manager, minh):
    tuning.set_rules(
        brand, actor=manager, big_source=5000, quiet_from=time(22), quiet_until=time(7)
    )
    with time_machine.travel(NIGHT, tick=False):
        signal = found(level="warning")
        quiet.warn(signal)
        assert (signal.quiet_until, quiet.tell_due(), signals.remind_overdue()) == (MORNING, 0, 0)
    assert not Notice.objects.exists()
    with time_machine.travel(MORNING + timedelta(seconds=1), tick=False):
        assert quiet.tell_due() == 1
        assert (quiet.tell_due(), signals.remind_overdue()) == (0, 0)
    assert Notice.objects.filter(topic="monitoring.warning").exists()


def test_what_was_decided_at_night_is_not_told_in_the_morning(found, brand, manager, minh):
    tuning.set_rules(brand, actor=manager, big_source=5, quiet_from=time(22), quiet_until=time(7))
    with time_machine.travel(NIGHT, tick=False):
        signal = found()
        quiet.warn(signal)
        signals.dismiss(signal, reason="spam", actor=minh)
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        assert quiet.tell_due() == 0


def test_an_alert_of_the_night_waits_for_nobody(calm_days, watch, hear, brand, manager):
    tuning.set_rules(
        brand, actor=manager, big_source=5000, quiet_from=time(0), quiet_until=time(23, 59)
    )
    eve = calm_days()
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve))

    signal = Signal.objects.get()
    assert (signal.level, signal.quiet_until) == (SignalLevel.ALERT, None)
    assert signal.incident is not None


def test_quiet_hours_need_a_beginning_and_an_end(brand, manager, minh):
    with pytest.raises(ValidationError):
        tuning.set_rules(brand, actor=manager, big_source=5, quiet_from=time(22))
    with pytest.raises(Forbidden):
        tuning.set_rules(brand, actor=minh, big_source=5)


def test_one_negative_of_a_wide_source_warns_and_its_limit_is_the_brands(
    calm_days, watch, hear, brand, manager
):
    eve = calm_days(2)
    assert tuning.rules_of(watch).big_source == BIG_SOURCE
    tuning.set_rules(brand, actor=manager, big_source=5000)
    loud = said(9000, eve, text="Sao Mai lừa đảo, quá tệ, tẩy chay ngay", reach=6000)
    with time_machine.travel(eve + timedelta(minutes=20), tick=False):
        hear([loud])

    signal = Signal.objects.get()
    assert (signal.kind, signal.level) == ("source", "warning")
    with translation.override("en"):
        assert "reaches 6,000 people; 5,000 and more" in sentences.why(signal)


def test_evidence_says_where_and_how_young_the_watch_is(found):
    signal = found()
    signal.evidence |= {"known_hours": 6, "silent": ["Facebook"]}
    with translation.override("vi"):
        sentence = sentences.why(signal)

    assert sentence.endswith(
        "chủ yếu trên TikTok; mới theo dõi 6 giờ, so với kinh nghiệm chung; "
        "không có dữ liệu từ Facebook trong lúc đó"
    )


def test_the_past_tried_with_the_settings_of_now_is_what_was_raised(calm_days, watch, hear):
    eve = calm_days()
    with time_machine.travel(eve + timedelta(minutes=45), tick=False):
        hear(storm(eve))
        detection.run(watch.pk)
        same = trial.run(watch, tuning.rules_of(watch), 7)
        dull = trial.run(watch, tuning.rules_of(watch, min_count=5000), 7)

    assert (same.alerts, same.added, same.missed) == (1, [], [])
    assert (dull.alerts, dull.warnings, len(dull.missed)) == (0, 0, 1)


def test_the_baseline_of_the_chart_follows_the_hours(calm_days, watch, hear):
    eve = calm_days()
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve))
        signal = Signal.objects.get()
        columns = volume.of_signal(signal)
        line = usual.course(Signal(watch=watch, brand=watch.brand, kind="volume"), columns)

    assert len(line) == len(columns)
    assert {round(value, 1) for value in line} == {0.3}


def test_days_before_anything_was_heard_are_told_and_not_calm(
    calm_days, watch, hear, minh, client_of
):
    eve = calm_days()
    url = reverse("monitoring:watch-trial", args=[watch.pk])
    with time_machine.travel(eve + timedelta(minutes=45), tick=False):
        hear(storm(eve))
        detection.run(watch.pk)
        answer = client_of(minh).get(url, {"days": "30"})
        week = trial.run(watch, tuning.rules_of(watch), 1)

    found, at = answer.context["trial"], Signal.objects.get().at
    columns = {column.at: column.missing for column in answer.context["columns"]}
    assert found.since and found.heard_days < 30
    assert (columns[min(columns)], columns[max(columns)]) == (True, False)
    page = answer.content.decode()
    assert f"chỉ {found.heard_days} ngày" in page
    # Over many days a time without its day says nothing.
    assert f"</i>{timezone.localtime(at):%d/%m %H:%M} " in page
    assert week.since is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_trial_page_costs_the_same_whatever_it_shows(
    found, watch, minh, client_of, django_assert_num_queries, count
):
    for number in range(count):
        no_crisis(found(number), minh)
    browser = client_of(minh)
    url = reverse("monitoring:watch-trial", args=[watch.pk])
    browser.get(url)

    with django_assert_num_queries(15):
        answer = browser.get(url, {"sensitivity": "high", "days": "7"})

    assert answer.status_code == 200


def test_a_manager_sets_what_was_tried_and_takes_it_back(
    watch, hear, manager, client_of, calm_days
):
    calm_days(1, NOON)
    browser = client_of(manager)
    page = reverse("monitoring:watch-trial", args=[watch.pk])
    assert browser.get(page, {"min_count": "0"}).status_code == 422

    answer = browser.get(page, {"sensitivity": "high", "min_count": "15"})
    browser.post(
        reverse("monitoring:watch-apply", args=[watch.pk]),
        {"sensitivity": "high", "min_count": "15"},
    )

    watch.refresh_from_db()
    (row,) = tunings(watch, manager)
    assert answer.status_code == 200
    assert (watch.sensitivity, watch.min_count, row.may_undo) == ("high", 15, True)
    browser.post(reverse("monitoring:tuning-undo", args=[row.tuning.pk]))
    watch.refresh_from_db()
    assert (watch.sensitivity, watch.min_count) == ("normal", 10)


def test_the_rules_of_a_brand_are_set_on_their_page(brand, manager, client_of):
    browser = client_of(manager)
    url = reverse("monitoring:rules")
    half = browser.post(url, {"big_source": "70000", "quiet_from": "22:00"})
    browser.post(url, {"big_source": "70000", "quiet_from": "22:00", "quiet_until": "06:30"})

    row = BrandRules.objects.get(brand=brand)
    assert half.status_code == 422
    assert (row.big_source, row.quiet_from, row.quiet_until) == (70_000, time(22), time(6, 30))
    assert browser.get(url).status_code == 200


def test_new_detectors_learn_from_the_past_and_say_nothing_of_it(calm_days, watch, hear):
    eve = calm_days()
    with time_machine.travel(eve + timedelta(minutes=45), tick=False):
        hear(storm(eve), judge=False)
        old = {"volume": {"version": 0}}
        Tracker.objects.create(watch=watch, settled_until=now() - timedelta(minutes=11), state=old)
        detection.run(watch.pk)

    tracker = Tracker.objects.get(watch=watch)
    assert not Signal.objects.exists()
    assert tracker.state["since"] == NOON.isoformat()


def test_a_wide_source_in_a_storm_is_added_to_its_evidence(calm_days, watch, hear):
    eve = calm_days()
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve))
    late = eve + timedelta(minutes=40)
    loud = said(9000, late, text="Sao Mai lừa đảo, quá tệ, tẩy chay ngay", reach=BIG_SOURCE)
    with time_machine.travel(late + timedelta(minutes=1), tick=False):
        hear([loud])

    assert Signal.objects.get().evidence["widest"] == BIG_SOURCE


def test_the_api_tries_the_past_too(found, watch, minh, client_of):
    signal = found()
    url = reverse("api-watch-trial", args=[watch.pk])
    answer = client_of(minh).get(url, {"days": "7", "sensitivity": "low"})

    assert (answer.json()["alerts"], answer.json()["missed"]) == (0, [signal.pk])
    assert client_of(minh).get(url, {"days": "8"}).status_code == 400
