"""Public holidays of a year, from the shipped calendar into the desk's own."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from teams.models import Brand
from teams.services import holidays


class Command(BaseCommand):
    help = (
        "Write the Vietnamese public holidays, Tết and compensated working days of a year down. "
        "Days that are written already stay as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--brand", help="slug of a brand; left out: for the whole desk")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        brand = None
        if options["brand"]:
            brand = Brand.objects.filter(slug=options["brand"]).first()
            if brand is None:
                raise CommandError(f"No brand has the address {options['brand']}.")
        try:
            count = holidays.bring(options["year"], brand)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        answer = {"year": options["year"], "added": count}
        self.stdout.write(
            json.dumps(answer) if options["json"] else f"{count} days added for {options['year']}."
        )
