"""Sign-in as the desk wants it: by invitation only, its letters through the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter

from teams import letters

if TYPE_CHECKING:
    from django.http import HttpRequest

    from teams.models import User


class DeskAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves, and no letter waits for a mail server."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        letters.send_password_reset(user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Letters to addresses without an account are not written at all."""
        if template_prefix != "account/email/unknown_account":
            raise LookupError(template_prefix)
