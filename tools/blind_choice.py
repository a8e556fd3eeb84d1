#!/usr/bin/env python
r"""What the detector reaches on brands that nothing was chosen on.

    tools/blind_choice.py choose --seed 1 > one.json        settings, from invented series alone
    tools/blind_choice.py score FOLDER one.json [...]       what they reach on real ones
    tools/blind_choice.py leave FOLDER --seed 1             each brand with what the others choose
    tools/blind_choice.py together --seed 1 [SETTING.json]  seven settings beside one

FOLDER holds `windows.json` and the files it names, `timestamp,value`, as the Numenta benchmark
gives them out. Everything is written to standard output as JSON. Takes minutes.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from monitoring.detection.parameters import DEFAULT, Parameters  # noqa: E402 -- after the path
from tools.blind import benchmark, choosing, ensemble, leaving  # noqa: E402
from tools.blind.whole import Whole  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    choose = verbs.add_parser("choose", help="settings, from invented series alone")
    choose.add_argument("--seed", type=int, default=1)
    score = verbs.add_parser("score", help="what settings reach on real series")
    score.add_argument("folder", type=Path)
    score.add_argument("settings", type=Path, nargs="*", help="without: those of the desk")
    leave = verbs.add_parser("leave", help="each brand with what the others choose")
    leave.add_argument("folder", type=Path)
    leave.add_argument("--seed", type=int, default=1)
    ranges = leave.add_mutually_exclusive_group()
    ranges.add_argument("--around", action="store_true", help="a third around the desk's settings")
    ranges.add_argument("--moved", action="store_true", help="every range moved by chance")
    leave.add_argument("--draws", type=int, default=leaving.DRAWS)
    leave.add_argument("--among", type=int, default=leaving.SIXTY, help="settings of each draw")
    together = verbs.add_parser("together", help="seven settings beside one, on invented series")
    together.add_argument("--seed", type=int, default=1)
    together.add_argument("setting", type=Path, nargs="?")
    options = parser.parse_args(arguments)
    print(json.dumps(VERBS[options.verb](options), indent=1))
    return 0


def choose(options: argparse.Namespace) -> dict[str, Any]:
    return asdict(choosing.chosen(options.seed))


def score(options: argparse.Namespace) -> dict[str, Any]:
    series = real(options.folder)
    settings = {str(path): read(path) for path in options.settings} or {"the desk's": DEFAULT}
    return {name: figures(choosing.reached(one, series)) for name, one in settings.items()}


def figures(many: list[benchmark.Judged]) -> dict[str, Any]:
    """At the warning level, and each series at the threshold best for the others."""
    return {
        name: {
            "at_the_level": round(benchmark.at_level(many, profile), 1),
            "threshold_left_out": round(benchmark.left_out(many, profile), 1),
        }
        for name, profile in benchmark.PROFILES.items()
    }


def leave(options: argparse.Namespace) -> dict[str, Any]:
    knobs = leaving.AROUND if options.around else choosing.KNOBS
    knobs = leaving.moved(options.seed) if options.moved else knobs
    one = leaving.Leaving(real(options.folder), knobs, options.seed)
    found = one.draws(options.draws, options.among)
    spreads = {
        way: {name: leaving.spread(row) for name, row in rows.items()}
        for way, rows in found.items()
    }
    return {"looks": one.looks, **spreads}


def together(options: argparse.Namespace) -> dict[str, Any]:
    params = read(options.setting) if options.setting else DEFAULT
    return ensemble.compared(options.seed, params)


VERBS = {"choose": choose, "score": score, "leave": leave, "together": together}


def read(path: Path) -> Parameters:
    known = json.loads(path.read_text("utf-8"))
    return Parameters(**{**known, "windows": tuple(known["windows"])})


def real(folder: Path) -> list[choosing.Marked]:
    """Every series of the folder with its marks."""
    found = []
    for name, marks in json.loads((folder / "windows.json").read_text("utf-8")).items():
        path = folder / Path(name).name
        if path.is_file():
            with path.open(newline="", encoding="utf-8") as lines:
                found.append(_marked(path, list(csv.DictReader(lines)), marks))
    if not found:
        sys.exit(f"{folder}: none of the series that its windows.json names is there")
    return found


def _marked(path: Path, rows: list[dict[str, str]], marks: list[list[str]]) -> choosing.Marked:
    times = np.array([_seconds(row["timestamp"]) for row in rows])
    steps = {*np.diff(times).tolist()}
    if len(steps) != 1:
        sys.exit(f"{path}: its buckets are not evenly apart")
    spans = [(_seconds(first), _seconds(last)) for first, last in marks]
    inside = [np.flatnonzero((times >= first) & (times <= last)) for first, last in spans]
    windows = [(int(one[0]), int(one[-1])) for one in inside if len(one)]
    values = np.array([float(row["value"]) for row in rows])
    return choosing.Marked(Whole(int(times[0]), values, int(steps.pop())), windows, len(values))


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text.split(".", 1)[0]).replace(tzinfo=UTC).timestamp())


if __name__ == "__main__":
    sys.exit(main())
