"""The address that opens an empty desk, for whoever runs its server."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from desk.firstday import setting_up


class Command(BaseCommand):
    help = (
        "Print the address at which the first person of an empty desk signs up. It works once; "
        "on a desk that has people nothing is printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        link = setting_up.address() if setting_up.is_open() else None
        if options["json"]:
            self.stdout.write(json.dumps({"link": link}))
        elif link:
            self.stdout.write(link)
