"""The invented week and its storm: fit to be shown, and fit to be noticed."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from crisisdesk.kernel.text import fold, nfc
from monitoring import demo
from monitoring.detection import ALERT, Detector

COLUMNS = ["external_id", "source", "author", "text", "posted_at", "language", "reach", "url"]
NOW = datetime(2026, 11, 17, 11, 30, tzinfo=UTC)
SOURCES = {"facebook", "tiktok", "zalo", "voz", "youtube", "newspaper", "threads"}


@pytest.fixture(scope="module")
def everything():
    return list(demo.generate(NOW))


def moment(mention):
    return datetime.fromisoformat(mention["posted_at"])


def levels(mentions, until):
    """What the detector announces over these mentions, bucket by bucket."""
    counts = Counter(int(moment(m).timestamp()) // 300 for m in mentions)
    detector = Detector()
    for k in range(min(counts), int(until.timestamp()) // 300):
        found = detector.observe(datetime.fromtimestamp(300 * k, UTC), counts[k])
        if found and found.level:
            yield found


def test_the_same_seed_and_moment_give_the_same_mentions(everything):
    assert list(demo.generate(NOW)) == everything
    assert list(demo.generate(NOW, seed=8)) != everything


def test_the_mentions_have_the_columns_of_the_contract(everything):
    assert {tuple(m) for m in everything} == {tuple(COLUMNS)}
    assert {m["source"] for m in everything} == SOURCES
    assert all(m["reach"] >= 1 and m["url"].split("/")[2].endswith(".example") for m in everything)


def test_no_mention_is_sent_twice(everything):
    ids = [m["external_id"] for m in (*everything, *demo.second_brand(NOW))]

    assert len(set(ids)) == len(ids)
    assert 1500 <= len(everything) <= 2500


def test_mentions_come_in_order_and_end_now(everything):
    times = [moment(m) for m in everything]

    assert times == sorted(times)
    assert timedelta(0) <= NOW - times[-1] < timedelta(minutes=30)
    assert timedelta(days=8) <= NOW - times[0] < timedelta(days=9)


def test_both_languages_speak_in_the_quiet_week_and_in_the_storm(everything):
    spoken = Counter((m["external_id"][5], m["language"]) for m in everything)

    assert min(spoken[series, language] for series in "qs" for language in ("vi", "en")) >= 60


def test_every_text_is_composed_filled_and_names_the_brand(everything):
    words = [fold(word) for word in demo.WATCH_WORDS]

    for mention in everything:
        text = mention["text"]
        assert text == nfc(text)
        assert "{" not in text
        assert any(word in fold(text) for word in words), text


def test_the_second_brand_has_a_few_mentions_of_its_own():
    mentions = list(demo.second_brand(NOW))

    assert len(mentions) == 12
    assert all("sao" in fold(m["text"]) for m in mentions)


def test_seven_hundred_mentions_fall_within_three_hours():
    times = [moment(m) for m in demo.storm(NOW)]
    most = max(sum(t <= u < t + timedelta(hours=3) for u in times) for t in times[::10])

    assert 650 <= most <= 800


@pytest.mark.parametrize("seed", [7, 8, 9])
@pytest.mark.parametrize("hour", [0, 7, 13, 20])
def test_the_storm_is_one_episode_and_the_quiet_week_none(seed, hour):
    now = NOW.replace(hour=hour)
    begins = now - demo.STORM_LASTS

    announced = list(levels(demo.generate(now, seed), now))

    alerts = [o for o in announced if o.level == ALERT]
    assert all(o.at >= begins for o in announced)
    assert len({o.episode_started for o in announced}) == 1
    assert alerts[0].at - begins < timedelta(hours=2)
    assert len(alerts) == 1 or seed != 7


def test_the_recorded_storm_is_what_the_generator_says():
    lines = demo.RECORDED_STORM.read_text(encoding="utf-8").splitlines()

    assert [json.loads(line) for line in lines] == list(demo.storm(demo.RECORDED_STORM_BEGAN))
    assert demo.RECORDED_STORM.stat().st_size <= 400_000


def test_a_written_file_can_be_read_again(tmp_path):
    mentions = list(demo.second_brand(NOW))

    assert demo.write(tmp_path / "few.jsonl", mentions) == len(mentions)
    lines = (tmp_path / "few.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == mentions
