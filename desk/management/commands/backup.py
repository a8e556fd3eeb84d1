"""Write the whole desk into one file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from desk import backup

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Database and evidence in one file, readable by its owner only."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            manifest = backup.save(path.resolve())
        except backup.Unusable as error:
            raise CommandError(str(error)) from error
        document = {
            "file": str(path),
            "made_at": manifest["made_at"],
            "files": len(manifest["media"]),
        }
        words = f"{path}: the database and {document['files']} files, made {document['made_at']}."
        self.stdout.write(json.dumps(document) if options["json"] else words)
