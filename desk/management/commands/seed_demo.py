"""Fill an empty desk with the invented demo brand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from desk import demo, demo_listening, demo_load, demo_review, demo_situation, demo_texts
from teams.models import User

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Refuses a desk that real people use; running it twice adds nothing."""

    help = "The demo brand, people, playbooks, sources and a quiet week of mentions (all invented)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *_args: Any, **options: Any) -> None:
        real = User.objects.filter(is_automation=False).exclude(email__endswith=demo.DOMAIN)
        if real.exists():
            message = "This desk has real people; the demo belongs into a desk of its own."
            raise CommandError(message)
        brand, other = demo.seed_desk()
        demo_texts.seed_texts(brand)
        mentions = demo.seed_mentions(brand, other)
        if mentions:
            demo_listening.seed_listening(brand)
            demo_load.seed_load(brand)
            demo_situation.seed_situation(brand)
            demo_review.seed_reviews(brand)
        document = {
            "brands": [brand.slug, other.slug],
            "people": [f"{row[0]}@{demo.DOMAIN}" for row in (*demo.PEOPLE, demo.OUTSIDER)],
            "playbooks": brand.playbooks.count(),
            "mentions": mentions,
        }
        self.stdout.write(json.dumps(document) if options["json"] else _words(document))


def _words(document: dict[str, Any]) -> str:
    people = "\n".join(f"  {address}" for address in document["people"])
    return f"The demo is in place. Sign in with the password {demo.PASSWORD}:\n{people}"
