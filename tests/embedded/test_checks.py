"""The checks of ./test: every one is run and those that failed are named."""

from __future__ import annotations

import sys

import pytest

from crisisdesk.embedded.checks import Check, failures

MEETING = """
import sys, time
from pathlib import Path
mine, other = map(Path, sys.argv[1:])
mine.touch()
until = time.monotonic() + 20
while not other.exists():
    if time.monotonic() > until:
        sys.exit("alone")
    time.sleep(0.02)
"""


def program(name: str, words: str, *arguments: object) -> Check:
    return Check(name, [sys.executable, "-c", words, *map(str, arguments)])


def test_those_that_failed_are_named_in_their_order(capsys) -> None:
    good, bad = program("good", ""), program("bad", "import sys; sys.exit('a reason')")
    worse = program("worse", "raise SystemExit(3)")

    assert failures([worse, good, bad]) == ["worse", "bad"]

    said = capsys.readouterr().out
    assert "a reason" in said and "good" in said


def test_they_are_run_beside_each_other(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    one, other = tmp_path / "one", tmp_path / "other"

    assert failures([program("a", MEETING, one, other), program("b", MEETING, other, one)]) == []
