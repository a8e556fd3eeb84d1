#!/usr/bin/env python
r"""The shape of a real storm, told in words of our own: `storm_shape.py measure|tell`.

`measure FILE` reads a CSV of what people really said and prints how many spoke in each step of
time, how many of them angrily, and how widely they were heard. No text, name or link of anybody
goes into it: the file may be read for its figures where its words may not be kept.
`tell SHAPE WORDS` makes a recording for drills from such figures and from words written for it.

    tools/storm_shape.py measure storm.csv --time created --mood sentiment --only airline=Delta \
        --since "2015-02-22 00:00" --hours 24 --steps 48 > milk_storm.shape.json
    tools/storm_shape.py measure posts.csv --time posted_at --reach likes   # for its `reach`
    tools/storm_shape.py tell milk_storm.shape.json milk_storm.words.yaml > milk_storm.jsonl
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

NEGATIVE = "negative"
#: So many points describe how widely people are heard, from the least to the most.
QUANTILES = 20
#: Of those who are not angry, about every so many is friendly.
FRIENDLY = 4


def main(arguments: list[str] | None = None) -> int:
    """Print the shape, or the recording."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    measuring = verbs.add_parser("measure", help="figures of a file")
    measuring.add_argument("file", type=Path)
    measuring.add_argument("--time", required=True, help="column of the time")
    measuring.add_argument("--mood", help=f"column whose value “{NEGATIVE}” says angry")
    measuring.add_argument("--reach", help="column of followers, or of likes")
    measuring.add_argument("--only", help="COLUMN=VALUE")
    measuring.add_argument("--since", help="begin here (default: with the first line)")
    measuring.add_argument("--hours", type=float, help="as long (default: to the last line)")
    measuring.add_argument("--steps", type=int, default=48)
    telling = verbs.add_parser("tell", help="a recording")
    telling.add_argument("shape", type=Path)
    telling.add_argument("words", type=Path)
    options = parser.parse_args(arguments)
    if options.verb == "measure":
        print(json.dumps(measure(options), indent=1))
        return 0
    shape = json.loads(options.shape.read_text("utf-8"))
    for line in tell(shape, yaml.safe_load(options.words.read_text("utf-8"))):
        print(json.dumps(line, ensure_ascii=False))
    return 0


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Posts and angry posts in each step, and how widely people are heard."""
    rows = list(_rows(options))
    if not rows:
        sys.exit("No line fits.")
    begin = (options.since and _time(options.since)) or min(at for at, _row in rows)
    end = max(at for at, _row in rows)
    length = timedelta(hours=options.hours) if options.hours else end - begin + timedelta(seconds=1)
    posts, angry, reach = [0] * options.steps, [0] * options.steps, []
    for at, row in rows:
        step = int((at - begin) / length * options.steps)
        if 0 <= step < options.steps:
            posts[step] += 1
            angry[step] += options.mood is not None and row[options.mood] == NEGATIVE
            if options.reach and row[options.reach].isdecimal():
                reach.append(int(row[options.reach]))
    found: dict[str, Any] = {"hours": length.total_seconds() / 3600, "posts": posts}
    if options.mood:
        found["negative"] = angry
    if reach:
        found["reach"] = quantiles(sorted(reach))
    return found


def quantiles(values: list[int]) -> list[int]:
    """Rounded to two digits: enough for a shape, too little to find anybody by it."""
    picked = [values[(2 * n + 1) * len(values) // (2 * QUANTILES)] for n in range(QUANTILES)]
    return [int(float(f"{value:.1e}")) if value >= 10 else value for value in picked]  # noqa: PLR2004


def _rows(options: argparse.Namespace) -> Iterator[tuple[datetime, dict[str, str]]]:
    column, _equals, value = (options.only or "").partition("=")
    with options.file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            at = _time(row[options.time])
            if at and (not column or row[column] == value):
                yield at, row


def _time(text: str) -> datetime | None:
    """ISO, with or without a zone, which is left off; None for a line that has no time."""
    for shape in ("%Y-%m-%d %H:%M:%S %z", None):
        try:
            read = datetime.strptime(text, shape) if shape else datetime.fromisoformat(text)  # noqa: DTZ007 -- one file, one zone
        except ValueError:
            continue
        return read.replace(tzinfo=None)
    return None


def tell(shape: dict[str, Any], words: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The lines of a recording: as many, as angry and as loud as the shape, in the given words.

    `words` says into how many `minutes` the storm is pressed, how many `posts` stand for it, where
    they stand (`platforms`: name → weight), by how much the measured reach is multiplied (one who
    presses “like” stands for many who read), and what is said by mood in each part of the story.
    """
    total, count, steps = sum(shape["posts"]), words["posts"], len(shape["posts"])
    places = _spread(words["platforms"])
    told = angry = heard = 0.0
    turns: dict[tuple[int, str], int] = {}
    number = 0
    for step, posts in enumerate(shape["posts"]):
        heard += posts * count / total
        here = int(heard + 1e-9) - int(told)
        share = shape["negative"][step] / posts if posts else 0
        for place in range(here):
            angry += share
            if mad := angry >= 1 - 1e-9:
                angry -= 1
            mood = NEGATIVE if mad else ("neutral" if number % FRIENDLY else "positive")
            part = step * len(words["parts"]) // steps
            said = words["parts"][part][mood]
            turn = turns[part, mood] = turns.get((part, mood), -1) + 1
            minute = (step + place / here) * words["minutes"] / steps
            # Neither 7 nor 9 shares a factor with 20: all have their turn, in no visible order.
            yield {
                "minute": round(minute, 2),
                "platform": places[number * 7 % len(places)],
                "reach": shape["reach"][(number * 9 + number // 20) % len(shape["reach"])]
                * words["reach_factor"],
                "mood": mood,
                **said[turn % len(said)],
            }
            number += 1
        told += here


def _spread(weights: dict[str, int]) -> list[str]:
    return [name for name, weight in weights.items() for _turn in range(weight)]


if __name__ == "__main__":
    sys.exit(main())
