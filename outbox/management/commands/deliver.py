"""Send what waits in the outbox, without a broker."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext_lazy as _

from outbox.models import OutboxMessage
from outbox.relay import deliver_due, recover


class Command(BaseCommand):
    help = str(_("Send what waits in the outbox; needs only the database, no broker."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--every", type=float, default=2.0, help="seconds between two rounds")
        parser.add_argument("--json", action="store_true", help="one JSON document at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        sent = 0
        try:
            sent = self.round()
            while options["loop"]:
                time.sleep(options["every"])
                sent += self.round()
        except KeyboardInterrupt:
            self.stderr.write("stopped")
        self.report(sent, as_json=options["json"])

    def round(self) -> int:
        recover()
        return deliver_due()

    def report(self, sent: int, *, as_json: bool) -> None:
        left = OutboxMessage.objects.waiting().count()
        stuck = OutboxMessage.objects.stuck().count()
        if as_json:
            self.stdout.write(json.dumps({"sent": sent, "waiting": left, "stuck": stuck}))
        else:
            self.stdout.write(f"{sent} sent, {left} waiting, {stuck} need a person")
