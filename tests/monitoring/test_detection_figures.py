"""The figures that notes.md claims, on real streams; skipped where the data is absent."""

import csv
import importlib.util
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from monitoring.detection import ALERT, NEGATIVE, Detector, MoodDetector
from monitoring.detection.detector import BACKGROUND

SHARED = Path(__file__).resolve().parents[3] / "shared"
NAB, STREAMS = SHARED / "data" / "nab", SHARED / "data" / "streams"
TOOL = SHARED / "tools" / "nab_score.py"
PACIFIC = timezone(timedelta(hours=-8))

needs_nab = pytest.mark.skipif(
    not (NAB.is_dir() and TOOL.is_file()), reason="the Numenta series and scorer are not here"
)
needs_airlines = pytest.mark.skipif(
    not (STREAMS / "airline_surge_truth.json").is_file(), reason="the airline stream is not here"
)


@pytest.fixture(scope="module")
def scorer():
    spec = importlib.util.spec_from_file_location("nab_score", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nab")
    for source in sorted(NAB.glob("Twitter_volume_*.csv")):
        out = StringIO()
        call_command("score_series", str(source), stdout=out)
        (folder / source.name).write_text(out.getvalue())
    return sorted(folder.iterdir())


@needs_nab
@pytest.mark.parametrize(
    ("profile", "at_one_threshold", "leaving_one_out"),
    [("standard", 80, 76), ("reward_low_FP_rate", 73, 70), ("reward_low_FN_rate", 85, 80)],
)
def test_nab_figures_hold(scorer, results, profile, at_one_threshold, leaving_one_out):
    windows = json.loads((NAB / "windows.json").read_text())
    cost = json.loads((NAB / "profiles.json").read_text())[profile]["CostMatrix"]
    many = [scorer.Series(p, windows[f"realTweets/{p.name}"]) for p in results]
    for series in many:  # scores without news are no threshold anybody would choose
        series.points = [point for point in series.points if point[0] > BACKGROUND]

    def points(series, others):
        return series.score_at(scorer.best_threshold(others, cost), cost)

    same = sum(points(s, many) for s in many)
    unseen = sum(points(s, [o for o in many if o is not s]) for s in many)
    assert scorer.normalised(same, many, cost) >= at_one_threshold
    assert scorer.normalised(unseen, many, cost) >= leaving_one_out


def airline_buckets():
    brands = defaultdict(Counter)
    with (STREAMS / "airline_tweets_3_brands.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            at = datetime.strptime(row["tweet_created"], "%Y-%m-%d %H:%M:%S %z")
            brands[row["airline"]][int(at.timestamp()) // 300] += 1
            if row["airline_sentiment"] == "negative":
                brands[row["airline"]]["negative", int(at.timestamp()) // 300] += 1
    return brands


def airline_alerts():
    brands = airline_buckets()
    every = [k for counts in brands.values() for k in counts if isinstance(k, int)]
    for brand, counts in brands.items():
        volume, negative, mood = Detector(), Detector(kind=NEGATIVE), MoodDetector()
        for k in range(min(every), max(every) + 1):
            at, total, bad = datetime.fromtimestamp(300 * k, UTC), counts[k], counts["negative", k]
            seen = (
                volume.observe(at, total),
                negative.observe(at, bad),
                mood.observe(at, total, bad),
            )
            yield from ((brand, o) for o in seen if o and o.level == ALERT)


@needs_airlines
def test_both_airline_storms_are_found_in_time_with_at_most_two_false_alerts():
    truth = json.loads((STREAMS / "airline_surge_truth.json").read_text())["episodes"]
    alerts = list(airline_alerts())

    found, explained = [], set()
    for episode in truth:
        first, last = (
            datetime.fromisoformat(episode[k]).replace(tzinfo=PACIFIC)
            for k in ("first_window_end", "last_window_end")
        )
        mine = [
            (brand, o)
            for brand, o in alerts
            if episode["airline"].startswith(brand) and first - timedelta(hours=6) <= o.at <= last
        ]
        explained.update(mine)
        found.append(min((o.at for _, o in mine), default=None))
        assert found[-1] is not None and found[-1] <= first + timedelta(hours=2)
    assert len(set(alerts) - explained) <= 2
