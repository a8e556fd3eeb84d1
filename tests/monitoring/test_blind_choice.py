"""The tools that choose settings without a brand see what the desk's detector sees."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from monitoring.detection import DEFAULT, Detector
from tests.monitoring.test_detection_figures import TOOL, scorer  # noqa: F401 (a fixture)
from tools import blind_choice
from tools.blind import benchmark, choosing, ensemble, leaving
from tools.blind.invented import brand, brands
from tools.blind.whole import News, Whole

DAY = 288


@pytest.fixture(scope="module")
def storm():
    """The week around the last storm of an invented brand, with a fortnight before it."""
    one = brand(np.random.default_rng(5))
    last = sum(one.windows[-1]) // 2
    begin = last - 14 * DAY
    return one.began + 300 * begin, one.values[begin : last + 2 * DAY]


def announced(params, began, values):
    detector = Detector(params)
    seen = (
        detector.observe(datetime.fromtimestamp(began + 300 * place, UTC), int(value))
        for place, value in enumerate(values)
    )
    return [(k, pytest.approx(s.score)) for k, s in enumerate(seen) if s and s.level]


@pytest.mark.parametrize("params", [DEFAULT, choosing.setting([0.3] * len(choosing.KNOBS))])
def test_a_whole_series_is_announced_as_the_detector_does_bucket_by_bucket(storm, params):
    bucket_by_bucket = announced(params, *storm)
    assert bucket_by_bucket
    assert Whole(*storm).announced(params) == bucket_by_bucket


def test_one_setting_and_the_mean_of_it_with_itself_say_the_same(storm):
    whole = Whole(*storm)
    assert whole.averaged([DEFAULT, DEFAULT]) == whole.announced(DEFAULT)
    assert whole.averaged(ensemble.members(DEFAULT)) != whole.announced(DEFAULT)


@pytest.mark.skipif(not TOOL.is_file(), reason="the Numenta scorer is not here")
def test_announcements_are_scored_as_the_benchmark_scores_them(scorer, tmp_path):  # noqa: F811
    begin, rows = datetime(2026, 3, 1), 2000  # noqa: DTZ001 -- the benchmark's times have no zone
    windows = [(800, 900), (1500, 1560)]
    news = [News(700, 0.5), News(760, 0.4), News(850, 0.6), News(860, 0.9), News(1000, 0.7)]
    moment = [str(begin + timedelta(minutes=5 * k)) for k in range(rows)]
    scores = dict(news)
    lines = [f"{moment[k]},1,{scores.get(k, 0)}" for k in range(rows)]
    path = tmp_path / "one.csv"
    path.write_text("\n".join(["timestamp,value,anomaly_score", *lines]))
    theirs = scorer.Series(path, [(moment[a], moment[b]) for a, b in windows])
    ours = benchmark.judged(news, windows, rows)

    for profile in benchmark.PROFILES.values():
        cost = {"tpWeight": 1, "fpWeight": profile.false, "fnWeight": profile.missed}
        for threshold in (0.1, 0.55, 0.8, 1):
            mine = benchmark.raw(ours, profile, threshold)
            assert mine == pytest.approx(theirs.score_at(threshold, cost))
            assert benchmark.normalised(mine, [ours], profile) == pytest.approx(
                scorer.normalised(theirs.score_at(threshold, cost), [theirs], cost)
            )


def test_an_invented_brand_is_the_same_for_its_seed_and_its_marks_lie_apart():
    one, again, other = brands(1, 2)[1], brands(1, 2)[1], brands(2, 2)[1]
    assert (one.values == again.values).all()
    assert not np.array_equal(one.values, other.values)
    ends = [end for window in one.windows for end in window]
    assert ends == sorted(ends)
    assert 0 < ends[0] < ends[-1] < len(one.values)


def test_a_choice_keeps_the_promises_to_people_and_stays_in_its_ranges():
    params = choosing.chosen(seed=1, series=2, settings=(8, 8))
    for name in ("warning_days", "alert_days", "min_count", "extreme_count", "min_coverage"):
        assert getattr(params, name) == getattr(DEFAULT, name)
    for name in choosing.KNOBS.keys() - {"shortest", "longest"}:
        knob = choosing.KNOBS[name]
        assert knob.low <= getattr(params, name) <= knob.high, name


def test_a_brand_is_judged_by_what_the_others_choose_and_never_by_its_own_word(monkeypatch):
    monkeypatch.setattr(leaving, "POOL", 6)
    three = choosing.marked(brands(3, 3))
    silent = three[0]._replace(windows=[(a - 3 * DAY, b - 3 * DAY) for a, b in three[0].windows])
    draw = leaving.Leaving(three, choosing.KNOBS, 1)
    other = leaving.Leaving([silent, *three[1:]], choosing.KNOBS, 1)
    chosen = [leaving._best(d.pool, d.by_others(d.pool, 0)).tolist() for d in (draw, other)]
    assert chosen[0] == chosen[1]
    assert draw.by_others(draw.pool, 1) != other.by_others(other.pool, 1)

    found = draw.draws(many=2, among=4)
    assert found.keys() == leaving.WAYS.keys()
    assert len(found["middle"]["standard at the level"]) == 2
    assert draw.looks >= 6


def test_moved_ranges_hold_no_negative_value_and_keep_the_order_of_their_ends():
    for seed in range(5):
        for knob in leaving.moved(seed).values():
            assert 0 <= knob.low < knob.high


def test_real_series_are_scored_from_a_folder_and_an_empty_one_is_an_error(tmp_path, capsys):
    (tmp_path / "windows.json").write_text(
        '{"set/a.csv": [["2026-03-04 00:00", "2026-03-04 06:00"]]}'
    )
    with pytest.raises(SystemExit, match="none of the series"):
        blind_choice.main(["score", str(tmp_path)])
    moments = (datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=5 * k) for k in range(5 * DAY))
    rows = [f"{at:%Y-%m-%d %H:%M:%S},{900 if at.day == 4 and at.hour < 2 else 9}" for at in moments]
    (tmp_path / "a.csv").write_text("\n".join(["timestamp,value", *rows]))
    assert blind_choice.main(["score", str(tmp_path)]) == 0
    found = json.loads(capsys.readouterr().out)["the desk's"]["standard"]
    assert found["at_the_level"] > 90
