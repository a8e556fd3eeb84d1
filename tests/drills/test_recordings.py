"""A recording has the shape of a real storm and no word of it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
import yaml

from drills.arrivals import RECORDINGS

ROOT = Path(__file__).resolve().parents[2]
SHAPES = sorted(RECORDINGS.glob("*.shape.json"))
CSV = """time,mood,likes,text,name
2020-05-01 00:10:00 +0700,negative,10,secret words,Somebody
2020-05-01 00:20:00 +0700,neutral,3400,secret words,Somebody
2020-05-01 01:30:00 +0700,negative,unknown,secret words,Somebody
,negative,5,secret words,Somebody
2020-05-02 01:30:00 +0700,negative,5,secret words,Somebody
"""


@pytest.fixture
def tool():
    spec = importlib.util.spec_from_file_location("storm_shape", ROOT / "tools/storm_shape.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("shape", SHAPES, ids=lambda path: path.name)
def test_a_recording_is_what_the_tool_makes_of_its_shape_and_words(tool, shape):
    name = shape.name.partition(".")[0]
    words = yaml.safe_load((RECORDINGS / f"{name}.words.yaml").read_text("utf-8"))

    told = list(tool.tell(json.loads(shape.read_text("utf-8")), words))

    kept = (RECORDINGS / f"{name}.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in kept] == told
    assert len(told) == words["posts"]


def test_as_many_are_angry_as_really_were(tool):
    shape = json.loads(SHAPES[0].read_text("utf-8"))
    name = SHAPES[0].name.partition(".")[0]
    rows = [json.loads(r) for r in (RECORDINGS / f"{name}.jsonl").read_text("utf-8").splitlines()]

    angry = sum(row["mood"] == "negative" for row in rows) / len(rows)

    assert angry == pytest.approx(sum(shape["negative"]) / sum(shape["posts"]), abs=0.02)


def test_a_measured_shape_has_figures_and_nothing_of_anybody(tool, tmp_path, capsys):
    file = tmp_path / "storm.csv"
    file.write_text(CSV, "utf-8")

    tool.main(
        ["measure", str(file), "--time", "time", "--mood", "mood", "--reach", "likes",
         "--since", "2020-05-01 00:00:00", "--hours", "2", "--steps", "2"]
    )  # fmt: skip

    printed = capsys.readouterr().out
    found = json.loads(printed)
    assert (found["posts"], found["negative"]) == ([2, 1], [1, 1])
    assert set(found["reach"]) == {10, 3400}
    assert "secret" not in printed and "Somebody" not in printed
