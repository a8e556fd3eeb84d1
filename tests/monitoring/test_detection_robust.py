"""What the detector reaches rests on no single parameter: each may move by a third."""

import csv
import json
from dataclasses import fields, replace

import pytest

from monitoring.detection import DEFAULT, Detector
from monitoring.detection.detector import BACKGROUND
from monitoring.management.commands.score_series import read
from tests.monitoring.test_detection_figures import NAB, needs_nab, scorer  # noqa: F401 (a fixture)

LEAST = {"standard": 77, "reward_low_FP_rate": 73, "reward_low_FN_rate": 80}


def moved_settings():
    for name in (field.name for field in fields(DEFAULT) if field.name != "windows"):
        for factor in (0.7, 1.3):
            value = getattr(DEFAULT, name)
            moved = round(value * factor) if isinstance(value, int) else value * factor
            yield f"{name} times {factor}", replace(DEFAULT, **{name: moved})


def announced(series, rows, params):
    """The series' points as these parameters score them, those without news left out."""
    detector = Detector(params)
    seen = [detector.observe(at, count) for _, at, _, count in rows]
    series.points = [
        (found.score, place, window)
        for found, (_, place, window) in zip(
            seen[-len(series.points) :], series.points, strict=True
        )
        if found and found.score > BACKGROUND
    ]
    return series


@needs_nab
@pytest.mark.long
def test_no_single_parameter_moved_by_a_third_loses_the_figures(scorer, tmp_path):  # noqa: F811
    windows = json.loads((NAB / "windows.json").read_text())
    profiles = json.loads((NAB / "profiles.json").read_text())
    streams = {}
    for source in sorted(NAB.glob("Twitter_volume_*.csv")):
        with source.open(newline="", encoding="utf-8") as lines:
            rows = streams[tmp_path / source.name] = list(read(lines))
        with (tmp_path / source.name).open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows(
                [("timestamp", "value", "anomaly_score"), *((r[0], r[2], 0) for r in rows)]
            )

    for name, params in moved_settings():
        many = [
            announced(scorer.Series(path, windows[f"realTweets/{path.name}"]), rows, params)
            for path, rows in streams.items()
        ]
        for profile, least in LEAST.items():
            cost = profiles[profile]["CostMatrix"]
            best = scorer.best_threshold(many, cost)
            reached = scorer.normalised(sum(s.score_at(best, cost) for s in many), many, cost)
            assert reached >= least, (name, profile)
