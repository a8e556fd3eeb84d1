"""For somebody who lost phone, key and recovery codes."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from teams import second_factor
from teams.models import User, lower_email


class Command(BaseCommand):
    help = "Take every passkey, app and recovery code off an account; its owner is told by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=lower_email(options["email"])).first()
        if user is None or user.is_automation:
            raise CommandError(f"No person has the address {options['email']}.")
        count = second_factor.forget(user)
        if options["json"]:
            self.stdout.write(json.dumps({"email": user.email, "removed": count}))
        else:
            self.stdout.write(f"{count} removed; the password alone opens the account again.")
