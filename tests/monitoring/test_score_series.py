"""`score_series`: a filter from buckets to scores that needs no database."""

import csv
import io
import sys

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation


def run(path):
    out = io.StringIO()
    call_command("score_series", str(path), stdout=out)
    return list(csv.reader(io.StringIO(out.getvalue())))


def series(values):
    lines = [
        f"2026-03-{2 + i // 288:02}T{i // 12 % 24:02}:{i % 12 * 5:02}:00,{v}"
        for i, v in enumerate(values)
    ]
    return "timestamp,value\n" + "\n".join(lines) + "\n"


def test_every_row_comes_back_in_order_with_a_score(tmp_path):
    path = tmp_path / "series.csv"
    path.write_text(series([5] * 2880 + [90] * 6))

    header, *rows = run(path)

    assert header == ["timestamp", "value", "anomaly_score"]
    assert [row[1] for row in rows] == ["5"] * 2880 + ["90"] * 6
    assert max(rows, key=lambda row: float(row[2]))[1] == "90"


def test_standard_input_is_read_with_a_dash(tmp_path, monkeypatch):
    path = tmp_path / "series.csv"
    path.write_text(series([5] * 30))
    monkeypatch.setattr(sys, "stdin", io.StringIO(path.read_text()))

    assert run("-") == run(path)


def test_an_empty_value_is_missing_and_scores_nothing(tmp_path):
    path = tmp_path / "series.csv"
    path.write_text(series([5] * 30 + [""] + [5]))

    assert run(path)[31] == ["2026-03-02T02:30:00", "", "0.000000"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("time,count\n", "timestamp and value"), ("timestamp,value\nyesterday,3\n", "Line 2")],
)
def test_a_bad_file_is_refused_with_the_place(tmp_path, text, reason):
    path = tmp_path / "series.csv"
    path.write_text(text)

    with translation.override("en"), pytest.raises(CommandError, match=reason):
        run(path)


def test_a_missing_file_is_named():
    with pytest.raises(CommandError, match=r"nowhere\.csv"):
        run("nowhere.csv")
