"""Recalculate what every page should have done and compare it with what it did."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from teams.paging import audit


class Command(BaseCommand):
    """`audit_pages --since 2026-11-01 --json`"""

    help = (
        "Recalculates from frozen policies and acts which calls should have been made when, "
        "and names every difference. The exit code is 1 where there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", help="only pages begun since this day or moment (ISO 8601)")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        results = audit.since(moment(options["since"]) if options["since"] else None)
        found = [
            {"page": page.pk, "subject": page.subject, **one._asdict()}
            for page, differences in results
            for one in differences
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"pages": len(results), "differences": found}))
        else:
            for one in found:
                self.stdout.write(
                    f"page {one['page']} {one['subject']}: {one['code']}, {one['place']}"
                )
            self.stdout.write(f"{len(results)} pages, {len(found)} differences.")
        if found:
            sys.exit(1)


def moment(text: str) -> datetime:
    """A day or a moment; a day begins at midnight of the desk."""
    try:
        at = parse_datetime(text)
        day = None if at else parse_date(text)
    except ValueError as error:
        raise CommandError(f"No such moment: {text}") from error
    if at is None and day is None:
        raise CommandError(f"Not a day or moment: {text}")
    at = at or datetime.combine(day, datetime.min.time())
    return at if timezone.is_aware(at) else timezone.make_aware(at)
