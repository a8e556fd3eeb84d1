"""Write the newsroom as files that stand without the desk."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from newsroom import bucket, folder
from newsroom.services import copying


class Command(BaseCommand):
    help = str(_("Write the newsroom as files into FOLDER/current, only what changed."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="a folder, or s3://bucket/prefix")
        parser.add_argument("--whole", action="store_true", help="render every page again")
        parser.add_argument("--json", action="store_true", help="one JSON document at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        self.seen, self.shows = 0, sys.stderr.isatty() and not options["json"]
        try:
            done = copying.write(options["folder"], self.progress, whole=options["whole"])
        except folder.Busy as error:
            raise CommandError(f"somebody else is writing {error}") from error
        except (OSError, bucket.Refused) as error:
            raise CommandError(str(error)) from error
        if self.shows:
            self.stderr.write("")
        place = options["folder"]
        if not bucket.is_address(place):
            place = f"{place.rstrip('/')}/current"
        if options["json"]:
            told = {"pages": done.pages, "changed": done.changed, "folder": place}
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(f"{done.pages} pages in {place}, {done.changed} files changed")

    def progress(self) -> None:
        self.seen += 1
        if self.shows:
            self.stderr.write(f"\r{self.seen} pages", ending="")
