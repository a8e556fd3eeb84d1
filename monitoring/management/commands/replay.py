"""Play a recording of mentions through the desk, in event time."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crisisdesk.kernel.tables.table import Unreadable
from monitoring.replay import brands, player, readers, report

WIDTH = 30
#: Faults and new brands that are named, each on a line.
NAMED = 20


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        brand = parser.add_mutually_exclusive_group(required=True)
        brand.add_argument("--brand", help="every mention is of this brand (slug or name)")
        brand.add_argument("--brand-column", default="", help="the column that names the brand")
        parser.add_argument("--format", choices=["csv", "jsonl", "airline"])
        parser.add_argument("--speed", default="max", help="event time over real time, or max")
        parser.add_argument("--batch", type=int, default=player.BATCH, help="mentions at a time")
        parser.add_argument(
            "--shift-to-now", action="store_true", help="move the recording so that it ends now"
        )
        parser.add_argument("--json", action="store_true", help="one JSON document at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"No such file: {path}")
        recording = self._load(path, options)
        began = time.monotonic()
        outcome = player.play(
            recording,
            speed=_speed(options["speed"]),
            batch=max(options["batch"], 1),
            progress=self._progress,
        )
        self._report(outcome, time.monotonic() - began, options["json"])

    def _load(self, path: Path, options: dict[str, Any]) -> player.Recording:
        form = options["format"] or readers.form_of(path)
        try:
            rows = readers.read(path, form, options["brand_column"])
            recording = player.load(rows, brand=options["brand"] or "")
        except Unreadable as error:
            raise CommandError(str(error)) from error
        for bad in recording.rejected[:NAMED]:
            self.stderr.write(f"line {bad['line']}: {bad['errors']}")
        if options["shift_to_now"]:
            player.shift_to_now(recording)
        self._say_new(recording)
        return recording

    def _say_new(self, recording: player.Recording) -> None:
        """Before it is played, so that whoever mistyped a name can still stop."""
        new = list(brands.unknown({name for name, _heard in recording.rows}))
        for name, near in new[:NAMED]:
            slip = f" Did you mean {near.name!r} (--brand {near.slug})?" if near else ""
            self.stderr.write(f"There was no brand {name!r}: it is made now.{slip}")
        if len(new) > NAMED:
            self.stderr.write(f"{len(new) - NAMED} more brands are made now.")

    def _progress(self, done: int, of: int) -> None:
        filled = WIDTH * done // max(of, 1)
        bar = "█" * filled + "·" * (WIDTH - filled)
        self.stderr.write(f"\r{bar} {done:,}/{of:,}", ending="")
        if done >= of:
            self.stderr.write("")

    def _report(self, outcome: player.Outcome, seconds: float, as_json: bool) -> None:
        document = report.document(outcome)
        if as_json:
            json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
            sys.stdout.write("\n")
            return
        self.stdout.write(
            f"{document['mentions']} mentions in {seconds:.1f} s, {document['duplicates']} "
            f"duplicates, {document['rejected']} rejected"
        )
        for signal in document["signals"]:
            self.stdout.write(
                f"{signal['at']}  {signal['brand']}  {signal['level']} {signal['kind']}: "
                f"{signal['evidence']['sentence']}"
            )
        for case in document["incidents"]:
            self.stdout.write(f"{case['reference']}  {case['brand']}  {case['status']}")


def _speed(text: str) -> float | None:
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not speed > 0:
        raise CommandError("--speed takes max or a number above 0.")
    return speed
