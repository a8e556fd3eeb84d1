"""One text a line in, one JSON object a line out. Needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from monitoring.understanding.sentiment.model import BATCH, MODEL, classify_many, scorer


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
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        judged = judge_lines(sys.stdin, options["model"])
        if options["json"]:
            self.stdout.write(json.dumps(list(judged), ensure_ascii=False))
            return
        for line in judged:
            self.stdout.write(json.dumps(line, ensure_ascii=False))


def judge_lines(lines: Iterable[str], model: Path = MODEL) -> Iterator[dict[str, object]]:
    """The contract's object for every line; a slow sender's lines are answered at once."""
    source = iter(lines)
    size = 1 if sys.stdin.isatty() else BATCH
    while texts := [line.rstrip("\r\n") for line in islice(source, size)]:
        for found in classify_many(texts, model):
            yield {
                "label": found.label,
                "negative": found.negative,
                "language": found.language,
                "uncertain": found.uncertain,
            }
