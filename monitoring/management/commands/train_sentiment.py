"""Train the sentiment model from any labelled file, or rebuild the shipped one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from monitoring.understanding import labelled


class Command(BaseCommand):
    help = (
        "Train from a CSV or TSV of labelled texts; prints macro-F1 and accuracy on a held-out"
        " fifth. Without FILE the shipped models are rebuilt from the project's own corpus."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
        parser.add_argument("--text", default="text", metavar="COL", help="column of the texts")
        parser.add_argument(
            "--label",
            default="label",
            metavar="COL",
            help="column of the labels: names, -1/0/1, 0/1/2 or 1-5 stars",
        )
        parser.add_argument(
            "--time",
            metavar="COL",
            help="hold out the last fifth by this column instead of a drawn one",
        )
        parser.add_argument(
            "--test", type=Path, metavar="FILE", help="score on this file too (same columns)"
        )
        parser.add_argument("--out", type=Path, metavar="PATH", help="where to write the model")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = _rebuild() if options["file"] is None else _train(options)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(report) if options["json"] else _sentence(report))


def _rebuild() -> dict[str, Any]:
    from monitoring.understanding import shipped  # noqa: PLC0415  scikit-learn loads slowly

    _step("held-out hand-written texts")
    found = shipped.across_origins()
    _step("shipped models")
    shipped.rebuild()
    return {**found._asdict(), "held_out": "written", "out": "shipped"}


def _train(options: dict[str, Any]) -> dict[str, Any]:
    from monitoring.understanding.sentiment import train  # noqa: PLC0415

    columns = options["text"], options["label"]
    texts, labels, times = labelled.read(options["file"], *columns, options["time"])
    _step(f"held-out fifth of {len(texts)} texts")
    report: dict[str, Any] = dict(train.held_out(texts, labels, times)._asdict())
    report["held_out"] = "last fifth by time" if times else "a drawn fifth"
    if options["out"] or options["test"]:
        _step("model on all texts")
        model = train.train(texts, labels, {"texts": len(texts)})
        if options["test"]:
            other = labelled.read(options["test"], *columns)
            report["test"] = train.score(model, other.texts, other.labels)._asdict()
        if options["out"]:
            model.save(options["out"])
            report["out"] = str(options["out"])
    return report


def _step(name: str) -> None:
    print(f"… {name}", file=sys.stderr, flush=True)


def _sentence(report: dict[str, Any]) -> str:
    lines = [_figures(f"held out ({report['held_out']}", report)]
    if test := report.get("test"):
        lines.append(_figures("test file (same columns", test))
    lines.append(f"model: {report['out']}" if "out" in report else "model not kept: no --out given")
    return "\n".join(lines)


def _figures(name: str, score: dict[str, Any]) -> str:
    figures = f"macro-F1 {score['macro_f1']:.3f}, accuracy {score['accuracy']:.3f}"
    return f"{name}, {score['texts']} texts): {figures}"
