"""After a new key was put first: seal every stored secret under it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from monitoring.services.connections import reseal_all


class Command(BaseCommand):
    help = (
        "Seal the stored passwords and keys of sources under the first of CREDENTIALS_KEYS."
        " Afterwards the older keys may go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = reseal_all()
        if options["json"]:
            self.stdout.write(json.dumps({"resealed": done, "lost": lost}, ensure_ascii=False))
        else:
            self.stdout.write(f"{done} sealed under the newest key.")
        if lost:
            raise CommandError(f"No key opens those of: {', '.join(lost)}. Enter them anew.")
