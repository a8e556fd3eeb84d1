"""Read every item of evidence again."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from desk.dossier import custody
from incidents.custody_words import sentence
from incidents.models import Incident

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from incidents.custody import Report


class Command(BaseCommand):
    """Compares files, rows and sealed lines; names each item that does not hold; then exit code 1."""

    help = "Read every stored file again and compare it with its row and its line of the timeline."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--incident", help="one case only, as INC-12")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *_args: Any, **options: Any) -> None:
        cases = self._cases(options["incident"])
        walk = tqdm(cases, unit="case", disable=not sys.stderr.isatty())
        found = [(case, custody.check(case)) for case in walk]
        if options["json"]:
            self.stdout.write(json.dumps(_document(found)))
        else:
            self._tell(found)
        if broken := sum(not report.holds for _case, report in found):
            message = f"The evidence of {broken} of {len(found)} incidents does not hold."
            raise CommandError(message)

    def _cases(self, reference: str | None) -> list[Incident]:
        cases = Incident.objects.order_by("pk")
        if not reference:
            return list(cases)
        kind, _, number = reference.upper().partition("-")
        if kind not in ("INC", "DRL") or not number.isdecimal():
            message = f"{reference} is no reference of a case, such as INC-12."
            raise CommandError(message)
        found = list(cases.filter(number=int(number), is_drill=kind == "DRL"))
        if not found:
            message = f"There is no case {reference}."
            raise CommandError(message)
        return found

    def _tell(self, found: list[tuple[Incident, Report]]) -> None:
        for case, report in found:
            for fault in report.faults:
                self.stderr.write(f"{case.reference}: {sentence(fault.as_dict())}")
        if all(report.holds for _case, report in found):
            items = sum(report.items for _case, report in found)
            size = sum(report.bytes_read for _case, report in found)
            self.stdout.write(f"{len(found)} incidents, {items} items, {size} bytes: all hold.")


def _document(found: list[tuple[Incident, Report]]) -> dict[str, Any]:
    return {
        "incidents": len(found),
        "items": sum(report.items for _case, report in found),
        "bytes": sum(report.bytes_read for _case, report in found),
        "faults": [
            {"incident": case.reference, **fault.as_dict()}
            for case, report in found
            for fault in report.faults
        ],
    }
