"""Walk every case's hash chain."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from incidents import timeline
from incidents.models import Incident

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Names the first line that does not hold, of each case; exit code 1 when there is one."""

    help = "Walk every incident's hash chain and name the first line that does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *_args: Any, **options: Any) -> None:
        walk = tqdm(
            timeline.verify_all(),
            total=Incident.objects.count(),
            unit="case",
            disable=not sys.stderr.isatty(),
        )
        results = list(walk)
        faults = [fault for _incident, fault in results if fault]
        lines = sum(incident.last_seq for incident, _fault in results)
        if options["json"]:
            self.stdout.write(json.dumps(_document(len(results), lines, faults)))
        else:
            self._tell(len(results), lines, faults)
        if faults:
            message = f"{len(faults)} of {len(results)} timelines do not hold."
            raise CommandError(message)

    def _tell(self, count: int, lines: int, faults: list[timeline.Fault]) -> None:
        for fault in faults:
            self.stderr.write(f"{fault.incident.reference}: line {fault.seq} is {fault.reason}.")
        if not faults:
            self.stdout.write(f"{count} incidents, {lines} lines: every chain holds.")


def _document(count: int, lines: int, faults: list[timeline.Fault]) -> dict[str, Any]:
    return {
        "incidents": count,
        "lines": lines,
        "faults": [
            {"incident": f.incident.reference, "seq": f.seq, "reason": f.reason} for f in faults
        ],
    }
