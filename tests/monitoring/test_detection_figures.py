"""The figures that notes.md claims, on real streams; skipped where the data is absent."""

import csv
import importlib.util
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from monitoring.detection import ALERT
from monitoring.detection.detector import BACKGROUND
from monitoring.feeding import Counts, Part
from monitoring.judging import Judges
from monitoring.selectors.trial import merged
from monitoring.understanding import classify_many

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


@needs_nab
@pytest.mark.parametrize(
    ("profile", "least"),
    [("standard", 76), ("reward_low_FP_rate", 70), ("reward_low_FN_rate", 80)],
)
def test_nab_holds_at_the_desks_own_warning_level_where_no_threshold_is_chosen(
    scorer, results, profile, least
):
    windows = json.loads((NAB / "windows.json").read_text())
    cost = json.loads((NAB / "profiles.json").read_text())[profile]["CostMatrix"]
    many = [scorer.Series(p, windows[f"realTweets/{p.name}"]) for p in results]
    announced = BACKGROUND + 1e-6

    assert scorer.normalised(sum(s.score_at(announced, cost) for s in many), many, cost) >= least


def airline_buckets(label):
    """Buckets of each brand; `label` says whether a row is negative."""
    brands = defaultdict(dict)
    with (STREAMS / "airline_tweets_3_brands.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for row, bad in zip(rows, label(rows), strict=True):
        at = datetime.strptime(row["tweet_created"], "%Y-%m-%d %H:%M:%S %z")
        held = brands[row["airline"]].setdefault(int(at.timestamp()) // 300, [0, 0])
        held[0] += 1
        held[1] += bad
    return brands


def by_hand(rows):
    return [row["airline_sentiment"] == "negative" for row in rows]


def by_the_shipped_model(rows):
    return [judged.label == "negative" for judged in classify_many([r["text"] for r in rows])]


def airline_alerts(label):
    """Alerts of the desk's own detectors, one for each episode."""
    brands = airline_buckets(label)
    every = [k for counts in brands.values() for k in counts]
    for brand, counts in brands.items():
        judges, hits = Judges(), []
        for k in range(min(every), max(every) + 1):
            total, bad = counts.get(k, (0, 0))
            parts = {"x": Part(total, bad)} if total else {}
            heard = Counts(total, bad, parts=parts)
            hits += judges.observe(datetime.fromtimestamp(300 * k, UTC), heard)
        yield from ((brand, one.at) for one in merged(hits) if one.level == ALERT)


@needs_airlines
@pytest.mark.parametrize("label", [by_hand, by_the_shipped_model])
def test_both_airline_storms_are_found_in_time_with_at_most_two_false_alerts(label):
    truth = json.loads((STREAMS / "airline_surge_truth.json").read_text())["episodes"]
    alerts = list(airline_alerts(label))

    explained = set()
    for episode in truth:
        first, last = (
            datetime.fromisoformat(episode[k]).replace(tzinfo=PACIFIC)
            for k in ("first_window_end", "last_window_end")
        )
        mine = [
            (brand, at)
            for brand, at in alerts
            if episode["airline"].startswith(brand) and first - timedelta(hours=6) <= at <= last
        ]
        explained.update(mine)
        assert mine, episode
        assert min(at for _, at in mine) <= first + timedelta(hours=2)
    assert len(set(alerts) - explained) <= 2
