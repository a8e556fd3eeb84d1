"""Train the sentiment model: from any labelled file, from corrections, or the shipped one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crisisdesk.kernel.errors import Blocked
from monitoring.understanding import labelled

if TYPE_CHECKING:
    from monitoring.models import SentimentModel
    from teams.models import Brand


class Command(BaseCommand):
    help = (
        "With FILE: train from a CSV or TSV of labelled texts and print macro-F1 and accuracy on a"
        " held-out fifth. Without FILE: train a brand's own model from the project's texts and"
        " what its people corrected; it judges nothing until it is chosen."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        self._about_files(parser)
        own = parser.add_argument_group("a brand's own model (without FILE)")
        own.add_argument(
            "--corrections", action="store_true", help="train from corrections; what no FILE means"
        )
        own.add_argument("--brand", metavar="SLUG", help="whose; needed if there are several")
        own.add_argument(
            "--activate", action="store_true", help="let the new model judge from now on"
        )
        own.add_argument(
            "--use",
            metavar="NUMBER|shipped",
            help="train nothing; let that model of the brand, or the shipped one, judge from now on",
        )
        parser.add_argument(
            "--shipped", action="store_true", help="rebuild the shipped models from the corpus"
        )
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def _about_files(self, parser: CommandParser) -> None:
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
        parser.add_argument(
            "--encoder",
            action="store_true",
            help="sentence vectors too (requirements-encoder.txt): better, but tens of texts a"
            " second instead of tens of thousands",
        )
        parser.add_argument("--out", type=Path, metavar="PATH", help="where to write the model")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = _asked(options)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        except Blocked as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(json.dumps(report) if options["json"] else _sentence(report))


def _asked(options: dict[str, Any]) -> dict[str, Any]:
    if options["shipped"]:
        return _rebuild()
    if options["file"] is not None and not options["corrections"]:
        return _train(options)
    return _switch(options) if options["use"] else _learn(options)


def _rebuild() -> dict[str, Any]:
    from monitoring.understanding import shipped  # noqa: PLC0415  scikit-learn loads slowly

    _step("held-out hand-written texts")
    found = shipped.across_origins()
    _step("shipped models")
    shipped.rebuild()
    found |= _rebuild_dense()
    scores = {name: score._asdict() for name, score in found.items()}
    return {**scores, "held_out": "written", "out": "shipped"}


def _rebuild_dense() -> dict[str, Any]:
    """What sentence vectors add; without the encoder the shipped file stays as it is."""
    from monitoring.understanding import shipped_dense  # noqa: PLC0415
    from monitoring.understanding.sentiment import dense, encoded  # noqa: PLC0415

    if not encoded.is_there():
        _step(f"{dense.SHIPPED.name} left as it is: it needs requirements-encoder.txt")
        return {}
    _step("sentence vectors of the corpus, which takes minutes")
    taught = shipped_dense.read()
    shipped_dense.train(taught).save(dense.SHIPPED)
    return {"dense_en": shipped_dense.across(taught)}


def _train(options: dict[str, Any]) -> dict[str, Any]:
    from monitoring.understanding.sentiment import train  # noqa: PLC0415

    columns = options["text"], options["label"]
    texts, labels, times = labelled.read(options["file"], *columns, options["time"])
    dense = _vectors(texts) if options["encoder"] else None
    _step(f"held-out fifth of {len(texts)} texts")
    report: dict[str, Any] = dict(train.held_out(texts, labels, times, dense)._asdict())
    report["held_out"] = "last fifth by time" if times else "a drawn fifth"
    if options["out"] or options["test"]:
        _step("model on all texts")
        model = train.train(texts, labels, {"texts": len(texts)}, dense)
        if options["test"]:
            other = labelled.read(options["test"], *columns)
            report["test"] = train.score(model, other.texts, other.labels)._asdict()
        if options["out"]:
            model.save(options["out"])
            report["out"] = str(options["out"])
    return report


def _vectors(texts: list[str]) -> Any:
    from monitoring.understanding.sentiment import encoded  # noqa: PLC0415

    _step(f"sentence vectors of {len(texts)} texts")
    return encoded.vectors(texts)


def _learn(options: dict[str, Any]) -> dict[str, Any]:
    from monitoring.services import judges  # noqa: PLC0415
    from teams.automation import automation  # noqa: PLC0415

    brand, actor = _brand(options["brand"]), automation()
    _step(f"corrections of {brand.name}, with thirds held out")
    model = judges.train(brand, actor=actor)
    if options["activate"]:
        judges.use(model, actor=actor)
    return _about(brand, model)


def _switch(options: dict[str, Any]) -> dict[str, Any]:
    from monitoring.models import SentimentModel  # noqa: PLC0415
    from monitoring.services import judges  # noqa: PLC0415
    from teams.automation import automation  # noqa: PLC0415

    brand, wanted = _brand(options["brand"]), options["use"]
    if wanted == "shipped":
        judges.use_shipped(brand, actor=automation())
        return {"brand": brand.slug, "judging_now": "shipped"}
    known = {str(row.pk): row for row in SentimentModel.objects.filter(brand=brand)}
    if wanted not in known:
        numbers = ", ".join(known) or "none"
        raise CommandError(f"No model {wanted} of {brand.slug}. There are: {numbers}")
    return _about(brand, judges.use(known[wanted], actor=automation()))


def _brand(slug: str | None) -> Brand:
    from teams.models import Brand  # noqa: PLC0415

    found = list(Brand.objects.filter(slug=slug) if slug else Brand.objects.all())
    if len(found) != 1:
        slugs = ", ".join(Brand.objects.values_list("slug", flat=True))
        raise CommandError(f"Name one brand with --brand. There are: {slugs or 'none'}")
    return found[0]


def _about(brand: Brand, model: SentimentModel) -> dict[str, Any]:
    return {
        "brand": brand.slug,
        "model": model.pk,
        "out": str(model.path),
        "corrections": model.corrections,
        "held_out": "corrections, in thirds",
        **model.figures,
        "judging_now": model.pk if model.active else "not this one",
    }


def _step(name: str) -> None:
    print(f"… {name}", file=sys.stderr, flush=True)


def _sentence(report: dict[str, Any]) -> str:
    lines = []
    if "macro_f1" in report:
        lines.append(_figures(f"held out ({report['held_out']}", report))
    for name, what in (
        ("before", "held-out corrections, the shipped model (before"),
        ("after", "held-out corrections, the new model (after"),
        ("test", "test file (same columns"),
        ("vi", "Vietnamese whole texts, taught by composed ones (held out"),
        ("en", "English whole texts, taught by composed ones (held out"),
        ("dense_en", "the English ones with sentence vectors (held out"),
    ):
        if name in report:
            lines.append(_figures(what, report[name]))
    if "judging_now" in report:
        lines.append(f"judging now for {report['brand']}: {report['judging_now']}")
    if "model" in report:
        lines.append(f"model {report['model']}: {report['out']}")
    elif "macro_f1" in report:
        kept = f"model: {report['out']}" if "out" in report else "model not kept: no --out given"
        lines.append(kept)
    return "\n".join(lines)


def _figures(name: str, score: dict[str, Any]) -> str:
    figures = f"macro-F1 {score['macro_f1']:.3f}, accuracy {score['accuracy']:.3f}"
    return f"{name}, {score['texts']} texts): {figures}"
