"""The first person of a real desk."""

from __future__ import annotations

import getpass
import json
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from teams.letters import password_link
from teams.models import User
from teams.services.first import UNNAMED, first_admin


class Command(BaseCommand):
    help = (
        "Make somebody admin of a brand. On a terminal it asks for a password; without one, "
        "or when it is left empty, it prints a link to choose one, which works once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="the person's name")
        parser.add_argument("--brand", default=UNNAMED, help="the brand's name")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        membership = first_admin(options["email"], options["brand"], options["name"])
        user = membership.user
        link = None if self.asked(user, options) else password_link(user)
        if options["json"]:
            answer = {"email": user.email, "brand": membership.brand.slug, "link": link}
            self.stdout.write(json.dumps(answer))
            return
        self.stdout.write(f"{user.email} is admin of {membership.brand.name}.")
        if link:
            self.stdout.write(f"Choose a password here (works once, for three days):\n{link}")

    def asked(self, user: User, options: dict[str, Any]) -> bool:
        """Whether a password was given on the terminal."""
        if options["json"] or not sys.stdin.isatty():
            return False
        while password := getpass.getpass("Password (empty: print a link instead): "):
            try:
                validate_password(password, user)
            except ValidationError as error:
                self.stderr.write("\n".join(error.messages))
            else:
                user.set_password(password)
                user.save(update_fields=["password"])
                return True
        return False
