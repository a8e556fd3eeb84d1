"""The desk's own hand: automatic acts are recorded under a user, never under nobody."""

from __future__ import annotations

from teams.models import User

EMAIL = "automation@crisisdesk.invalid"


def automation() -> User:
    """The automation user, made on first use."""
    user, _created = User.objects.get_or_create(
        email=EMAIL, defaults={"name": "crisisdesk", "is_automation": True, "password": "!"}
    )
    return user
