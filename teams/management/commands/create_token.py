"""An API token for a program; printed once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from teams import tokens
from teams.models import User, lower_email


class Command(BaseCommand):
    help = "Print a new API token of a person. It is stored as a hash and never shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=list(tokens.SCOPES),
            help="what it may do; give it several times for several scopes",
        )
        parser.add_argument("--name", default="command line", help="how the owner recognises it")
        parser.add_argument("--days", type=int, default=365, help="how long it lasts; 0: no end")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=lower_email(options["email"]), is_active=True).first()
        if user is None or user.is_automation:
            raise CommandError(f"No active person has the address {options['email']}.")
        lasts = timedelta(days=options["days"]) if options["days"] > 0 else None
        try:
            row, token = tokens.make(
                user, name=options["name"], scopes=options["scope"], lasts=lasts
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        if options["json"]:
            answer = {"email": user.email, "scopes": row.scopes, "token": token}
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(token)
