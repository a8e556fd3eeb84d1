"""One text a line in, one JSON object a line out. Needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from monitoring.understanding.sentiment.model import MODEL, classify_many, scorer

CHUNK: Final = 1 << 16


class Command(BaseCommand):
    help = "Judge texts from standard input: label, chance of negative and language of each line."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--model",
            type=Path,
            default=MODEL,
            help="a model written by train_sentiment (default: the shipped one)",
        )
        parser.add_argument(
            "--json", action="store_true", help="one JSON list instead of one object a line"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scorer(options["model"])
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"No usable model at {options['model']}: {error}") from error
        batches = (judged(lines, options["model"]) for lines in as_they_come(sys.stdin.buffer))
        if options["json"]:
            found = [line for batch in batches for line in batch]
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for batch in batches:
            self.stdout.writelines(f"{json.dumps(line, ensure_ascii=False)}\n" for line in batch)
            self.stdout.flush()


def as_they_come(source: BinaryIO) -> Iterator[list[str]]:
    """Whatever whole lines have arrived, so that a slow sender is answered at once."""
    rest = b""
    while chunk := source.read1(CHUNK):  # type: ignore[attr-defined]
        *lines, rest = (rest + chunk).split(b"\n")
        if lines:
            yield [_decoded(line) for line in lines]
    if rest:
        yield [_decoded(rest)]


def judged(texts: list[str], model: Path = MODEL) -> list[dict[str, object]]:
    """The contract's object for every text."""
    return [
        {
            "label": found.label,
            "negative": found.negative,
            "language": found.language,
            "uncertain": found.uncertain,
        }
        for found in classify_many(texts, model)
    ]


def _decoded(line: bytes) -> str:
    return line.rstrip(b"\r").decode("utf-8", "replace")
