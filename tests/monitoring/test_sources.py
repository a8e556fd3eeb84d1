from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from incidents import ports
from incidents.verbs import Verb
from monitoring import plugs, tasks
from monitoring.bench import ingest as bench_ingest
from monitoring.clockwork import floor
from monitoring.feeding import NOTHING, Counts, feed
from monitoring.judging import Judges, Rules
from monitoring.models import Mention, MentionKey, Signal, Silence, Source, Tracker, Watch
from monitoring.selectors import trial, volume
from monitoring.selectors.mentions import Search, at_most, find, visible
from monitoring.selectors.signals import of_incident, waiting
from monitoring.services import detection, signals, sources, watches
from monitoring.services.tuning import factor_of
from tests.conftest import case_row
from tests.monitoring.conftest import NOON, said, storm

STEP = timedelta(minutes=5)


@pytest.fixture
def feed_source(brand):
    return Source.objects.create(
        brand=brand, key="facebook", name="Facebook", kind="api", expected_every_minutes=30,
        last_seen_at=now(),
    )  # fmt: skip


def age(source, **past):
    Source.objects.filter(pk=source.pk).update(last_seen_at=now() - timedelta(**past))
    source.refresh_from_db()


def test_source_without_expectation_is_never_silent(brand):
    source = Source.objects.create(brand=brand, key="x", name="x", kind="csv")
    age(source, days=300)

    assert source.silent_since is None


def test_source_is_silent_when_it_should_have_been_heard(feed_source):
    assert feed_source.silent_since is None
    age(feed_source, minutes=31)
    assert feed_source.silent_since == feed_source.last_seen_at


def test_silence_is_noted_once_and_ends_with_the_next_mention(feed_source, watch, hear):
    age(feed_source, hours=2)
    since = feed_source.last_seen_at

    assert (sources.note_silences(), sources.note_silences()) == (1, 0)
    hear([said(1, now())])

    silence = Silence.objects.get()
    assert silence.began_at == since
    assert now() - silence.ended_at < timedelta(seconds=30)


def test_switching_a_source_off_ends_its_silence(feed_source, manager):
    age(feed_source, hours=2)
    sources.note_silences()

    sources.edit(feed_source, actor=manager, active=False)

    assert Silence.objects.get().ended_at is not None


def test_hole_is_missing_and_not_calm():
    buckets = dict(
        feed(
            [(NOON, "x", 3, 1, 0, 0), (NOON + 6 * STEP, "x", 2, 0, 0, 0)],
            NOON,
            NOON + 8 * STEP,
            last=None,
            silent=[(NOON + 2 * STEP, NOON + 4 * STEP)],
        )
    )

    assert [counts and counts[:2] for counts in buckets.values()] == [
        (3, 1), NOTHING[:2], None, None, NOTHING[:2], NOTHING[:2], (2, 0), NOTHING[:2],
    ]  # fmt: skip


def test_what_came_in_spite_of_a_silent_source_counts():
    hole = [(NOON - STEP, NOON + 3 * STEP, "tiktok")]
    rows = [(NOON + STEP, "facebook", 40, 30, 900, 500), (NOON + STEP, "zalo", 2, 1, 7, 7)]

    first, second, third = feed(rows, NOON, NOON + 3 * STEP, last=NOON, silent=hole)

    parts = {"facebook": (40, 30), "zalo": (2, 1)}
    heard = Counts(42, 31, 907, 500, parts, frozenset({"tiktok"}))
    assert (first[1], second[1], third[1]) == (None, heard, None)


def test_source_that_is_dead_for_weeks_does_not_make_what_is_usual_seem_more():
    days = timedelta(days=10)
    hole = [(NOON - days, NOON + days, "tiktok")]
    rows = [(NOON + 3 * STEP * n, "facebook", 1, 0, 0, 0) for n in range(100)]

    buckets = [
        counts for _at, counts in feed(rows, NOON, NOON + 300 * STEP, last=NOON, silent=hole)
    ]

    assert sum(counts.total for counts in buckets) / len(buckets) == pytest.approx(1 / 3)
    # The platform's own series still knows that nobody heard it.
    assert {counts.silent for counts in buckets} == {frozenset({"tiktok"})}


def test_a_long_silence_hides_its_first_day_wherever_judging_begins(feed_source, watch, hear):
    age(feed_source, hours=48)
    start = feed_source.last_seen_at
    hear([said(n, start + timedelta(hours=n)) for n in range(40)])
    Silence.objects.create(source=feed_source, began_at=start)

    def missing(hours):
        begin = floor(start) + timedelta(hours=hours)
        found = trial.buckets(watch, begin, begin + timedelta(hours=1))
        return [counts for _at, counts in found].count(None)

    assert missing(20) == 11
    assert missing(30) == 0


def test_after_a_day_without_a_word_nobody_can_call_it_calm():
    buckets = list(feed([], NOON, NOON + timedelta(days=3), last=NOON))

    assert len(buckets) == timedelta(days=1) // STEP


def test_judges_go_on_after_a_restart_as_if_nothing_had_happened():
    rows = [(NOON + STEP * n, n % 7, n % 3) for n in range(600)]
    one, two = Judges(), Judges()
    hits = [hit for at, a, b in rows for hit in one.observe(at, Counts(a + 2, b))]

    again = []
    for number, (at, a, b) in enumerate(rows):
        if number % 97 == 0:
            two = Judges().restore(two.state())
        again += two.observe(at, Counts(a + 2, b))

    assert [hit.evidence() for hit in again] == [hit.evidence() for hit in hits]


def test_chart_shows_a_hole_as_missing(feed_source, watch, hear, minh, brand):
    age(feed_source, hours=5)
    sources.note_silences()

    columns = volume.by_search(minh, brand, Search(since=now() - timedelta(days=2)))

    missing = [column for column in columns if column.missing]
    assert 4 <= len(missing) <= 6
    assert columns[-1].missing


@pytest.mark.parametrize("days", [0.1, 3, 20, 90, 900])
def test_columns_cover_the_time_without_gap(watch, hear, minh, brand, days):
    hear([said(1, now() - timedelta(hours=1)), said(2, now() - timedelta(days=days / 2))])
    since = now() - timedelta(days=days)
    # A chart of years leaves out those before the first mention.
    begin = since if days < 900 else now() - timedelta(days=days / 2)

    columns = volume.by_search(minh, brand, Search(since=since))

    steps = {b.at - a.at for a, b in pairwise(columns)}
    assert len(steps) == 1
    assert columns[0].at <= begin
    assert sum(column.total for column in columns) == 2
    assert len(columns) <= volume.MOST_COLUMNS


def test_counts_of_a_watch_and_of_its_mentions_agree(watch, hear, minh, brand):
    hear([said(n, now() - timedelta(minutes=n)) for n in range(90)], judge=False)
    since, until = now() - timedelta(hours=12), now()

    quick = volume.by_search(minh, brand, Search(since=since, until=until, watch=watch.pk))
    slow = volume.by_search(
        minh, brand, Search(since=since, until=until, watch=watch.pk, text="sao")
    )

    assert [(c.at, c.total, c.negative) for c in quick] == [
        (c.at, c.total, c.negative) for c in slow
    ]


@pytest.mark.parametrize("label", ["", "negative", "neutral", "positive"])
@pytest.mark.parametrize("platform", ["", "tiktok"])
@pytest.mark.parametrize("of_watch", [True, False])
def test_kept_counts_and_mentions_agree_whatever_is_asked(
    watch, hear, minh, brand, label, platform, of_watch
):
    begin = now() - timedelta(hours=3)
    texts = ["Sao Mai lừa đảo quá tệ", "Sao Mai tuyệt vời", "Sao Mai ở đâu", "ngoài lề"]
    hear(
        [
            said(
                n,
                begin + timedelta(minutes=n),
                text=texts[n % 4] + f" {n}",
                source="TikTok" if n % 3 else "Zalo",
            )
            for n in range(60)
        ],
        judge=False,
    )
    search = Search(
        since=begin, label=label, platform=platform, watch=watch.pk if of_watch else None
    )

    quick = volume.by_search(minh, brand, search)
    slow = find(visible(minh, brand), search)

    assert sum(column.total for column in quick) == slow.count() > 0
    assert sum(column.negative for column in quick) == slow.filter(label="negative").count()


def test_stranger_counts_nothing(watch, hear, vy, brand):
    hear([said(1, now() - timedelta(hours=1))])

    assert sum(column.total for column in volume.by_search(vy, brand, Search())) == 0


def test_counting_stops_where_it_is_told(watch, hear, minh, brand):
    hear([said(n) for n in range(5)])
    mine = visible(minh, brand)

    assert (at_most(mine, 5), at_most(mine, 3)) == ((5, False), (3, True))


def test_containing_asks_the_lead_about_a_silent_source(brand, feed_source, bot):
    case = case_row(brand=brand, title="Sữa hỏng", actor=bot)
    assert plugs.silent_sources(case) == []
    age(feed_source, hours=2)
    sources.note_silences()

    (refusal,) = ports.objections("contain", case)[-1:]
    assert (refusal.code, "Facebook" in str(refusal.message)) == ("silent_source", True)

    case.silent_source_reason = "Facebook bảo trì"
    assert plugs.silent_sources(case) == []


def test_silence_before_the_quiet_window_does_not_matter(brand, feed_source, bot):
    Silence.objects.create(
        source=feed_source, began_at=now() - timedelta(days=2), ended_at=now() - timedelta(days=1)
    )
    case = case_row(brand=brand, title="Sữa hỏng", actor=bot)

    assert plugs.silent_sources(case) == []


def test_merging_moves_mentions_and_signals(brand, watch, hear, bot, minh):
    hear([said(1), said(2)], judge=False)
    case, target = (case_row(brand=brand, title=title, actor=bot) for title in "ab")
    Mention.objects.update(incident=case)
    signal = signals.raise_by_hand(brand, actor=minh, title="x")
    signals.link(signal, case, actor=minh)

    ports.announce("merged", incident=case, target=target, actor=minh)

    signal.refresh_from_db()
    assert signal.incident == target
    assert target.mentions.count() == 2
    assert target.timeline.filter(verb=Verb.MENTIONS_LINKED).count() == 1


def test_sweep_judges_wakes_and_notices(calm_days, watch, hear, feed_source, minh):
    eve = calm_days()
    hear(storm(eve), judge=False)
    late = signals.raise_by_hand(watch.brand, actor=minh, title="x")
    signals.watch(late, until=now() + timedelta(hours=1), actor=minh)
    Signal.objects.filter(pk=late.pk).update(review_at=now() - timedelta(minutes=1))
    age(feed_source, days=1)
    Tracker.objects.create(watch=watch)

    tasks.sweep()

    late.refresh_from_db()
    assert late.state == "new"
    assert Silence.objects.filter(source=feed_source).count() == 1
    assert Signal.objects.filter(watch=watch, level="alert").count() == 1
    tasks.sweep()
    assert Signal.objects.count() == 2


def test_watch_that_cannot_be_judged_does_not_stop_the_others(brand, hear, watch, caplog):
    other = Watch.objects.create(brand=brand, name="khác", words=["sao"])
    hear([said(1, now() - timedelta(days=1))], judge=False)
    for row in (watch, other):
        Tracker.objects.create(watch=row)
    Tracker.objects.filter(watch=watch).update(
        settled_until=now() - timedelta(days=2), state={"volume": None}
    )

    assert detection.run_due() == 2

    assert Tracker.objects.get(watch=other).settled_until > now() - timedelta(hours=1)
    assert "detection.run failed" in caplog.text


def test_replay_holds_the_live_judges_off(calm_days, watch, hear):
    eve = calm_days()
    Tracker.objects.create(watch=watch, leased_until=eve + timedelta(hours=1))

    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve))
        assert not Signal.objects.exists()
        detection.release(watch.pk)
        detection.run(watch.pk)

    assert Signal.objects.count() == 1


def test_sensitivity_moves_the_levels():
    def days(sensitivity, eased=0):
        return Judges(Rules(factor=factor_of(sensitivity, eased))).params.alert_days

    assert days("low") > days("normal", eased=2) > days("normal") > days("high")


def test_home_and_war_room_are_told(calm_days, watch, hear, minh, brand):
    eve = calm_days()
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        hear(storm(eve))
    signals.raise_by_hand(brand, actor=minh, title="Nghe ở chợ")

    found = waiting(minh, brand)
    assert (found["signal_count"], found["signals"][0]["label"]) == (1, "Nghe ở chợ")
    case = Signal.objects.get(state="linked").incident
    room = of_incident(case)
    assert room["total"] == case.mentions.count() == sum(c.total for c in room["buckets"])
    assert len(room["marks"]) == 1


def test_case_without_mentions_has_no_chart(brand, bot):
    assert of_incident(case_row(brand=brand, title="x", actor=bot)) == {}


@pytest.mark.parametrize("who", ["minh", "khoa", "nghia", "lan", "vy"])
def test_only_managers_and_admins_set_up(brand, watch, feed_source, who, request):
    person = request.getfixturevalue(who)

    for act in (
        lambda: sources.create(brand, actor=person, kind="api", name="x"),
        lambda: sources.edit(feed_source, actor=person, active=False),
        lambda: sources.renew_token(feed_source, actor=person),
        lambda: sources.renew_secret(feed_source, actor=person),
        lambda: sources.drop_secret(feed_source, actor=person),
        lambda: watches.create(brand, actor=person, name="x"),
        lambda: watches.edit(watch, actor=person, active=False),
    ):
        with pytest.raises(Forbidden):
            act()


def test_two_sources_of_one_name_have_two_keys(brand, manager):
    first, _ = sources.create(brand, actor=manager, kind="api", name="Báo Mới")
    second, _ = sources.create(brand, actor=manager, kind="api", name="BAO MOI")

    assert (first.key, second.key) == ("bao-moi", "bao-moi-2")


def test_column_of_noise_does_not_make_a_thousand_sources(watch, hear, monkeypatch):
    monkeypatch.setattr(sources, "MOST_PER_BRAND", 3)

    result = hear([said(n, source=f"s{n}") for n in range(6)])

    assert (Source.objects.count(), result.accepted, len(result.rejected)) == (3, 3, 3)


def test_too_many_words_are_refused(brand, manager):
    with pytest.raises(ValidationError) as refused:
        watches.create(brand, actor=manager, name="x", words=[f"từ{n}" for n in range(201)])
    assert list(refused.value.message_dict) == ["words"]


@pytest.mark.django_db(transaction=True)
def test_benchmark_tells_its_peers():
    found = bench_ingest(sizes=(500,), rows=1000, span=timedelta(days=20))

    figure = found["figure"]["500 rows in the table"]
    assert figure["mentions_per_second_2_senders"] > 0
    assert figure["storing_share_of_staged"] > 0
    assert figure["storing_share_of_keyed"] > 0
    assert len(found["limit"]["500 rows in the table"]) == 3
    # What came in has its key, besides the rows of the two peers that know none.
    assert Mention.objects.count() == MentionKey.objects.count() + 2 * 2000
