"""Measure the desk; each figure beside a limit or a peer of the same run."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from desk.bench import run

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Works on a database of its own, which it makes and drops."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", choices=sorted(run.BENCHES), help="one, or all")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *_args: Any, **options: Any) -> None:
        names = [options["name"]] if options["name"] else list(run.BENCHES)
        walk = tqdm(names, unit="bench", disable=not sys.stderr.isatty())
        found = {name: run.run(name) for name in walk}
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        for name, figures in found.items():
            self.stdout.write(f"{name}\n{json.dumps(figures, indent=2, ensure_ascii=False)}")
