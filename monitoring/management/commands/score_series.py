"""Score one series of counts with the production detector, without a database."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from monitoring.detection import Detector

COLUMNS = ("timestamp", "value", "anomaly_score")
PEEK = 12  # rows looked at to learn the bucket length; their values are not


class Command(BaseCommand):
    help = "Read timestamp,value buckets; write timestamp,value,anomaly_score to standard output."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a CSV file with a header, or - for standard input")

    def handle(self, *args: object, **options: str) -> None:
        if options["file"] == "-":
            return self._score(sys.stdin)
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": path})
        with path.open(newline="", encoding="utf-8-sig") as lines:
            return self._score(lines)

    def _score(self, lines: TextIO) -> None:
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for text, value, strangeness in scored(read(lines)):
            writer.writerow((text, value, f"{strangeness:.6f}"))


Row = tuple[str, datetime, str, float | None]


def read(lines: Iterable[str]) -> Iterator[Row]:
    """Rows of (timestamp as written, moment, value as written, value); an empty value is missing."""
    reader = csv.DictReader(lines)
    if not {"timestamp", "value"} <= set(reader.fieldnames or ()):
        raise CommandError(_("The first line must name the columns timestamp and value."))
    for row in reader:
        try:
            text, value = row["timestamp"].strip(), (row["value"] or "").strip()
            yield text, datetime.fromisoformat(text), value, float(value) if value else None
        except (ValueError, AttributeError) as error:
            problem = {"line": reader.line_num, "error": error}
            raise CommandError(_("Line %(line)s: %(error)s") % problem) from error


def scored(rows: Iterator[Row]) -> Iterator[tuple[str, str, float]]:
    """Each bucket with its score, streaming: a score depends on nothing that comes later."""
    first = list(islice(rows, PEEK))
    detector = Detector(step=bucket_seconds([at for _text, at, _value, _count in first]))
    for text, at, value, count in chain(first, rows):
        observation = detector.observe(at, count)
        yield text, value, observation.score if observation else 0.0


def bucket_seconds(times: list[datetime]) -> int:
    gaps = [int((b - a).total_seconds()) for a, b in pairwise(times) if b > a]
    return min(gaps, default=300)
