"""Sign-in as the desk wants it: by invitation only, its letters through the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from teams import letters, ports, second_factor

if TYPE_CHECKING:
    from django.http import HttpRequest

    from teams.models import User


#: Ways to show who one is that are better than a password, the easiest first.
WORDS = {
    "mfa_reauthenticate:webauthn": _("Use my passkey or security key"),
    "mfa_reauthenticate": _("Use a code"),
}


class DeskAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves, and no letter waits for a mail server."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("E-mail or password is not right."),
        "enter_current_password": _("Please enter your present password."),
        "incorrect_password": _("The password is not right."),
        "invalid_password_reset": _("This link no longer works."),
        "rate_limited": _("Too many attempts; please wait a few minutes."),
        "too_many_login_attempts": _("Too many attempts; please wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever leads an empty desk begins with its first day."""
        return ports.lands(request.user) or super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("teams:settings")

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        letters.send_password_reset(user)

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """A key before a code; the password only where there is neither."""
        found = super().get_reauthentication_methods(user)
        stronger = [row for row in found if row["id"] in WORDS]
        for row in stronger:
            row["description"] = WORDS[row["id"]]
        return sorted(stronger, key=lambda row: list(WORDS).index(row["id"])) or found

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Any = None, email: str | None = None
    ) -> None:
        """A notice and a letter, so that a thief's change is not a secret."""
        second_factor.tell_change(user, template_prefix.rpartition("/")[2])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The library has no other letter to send in a desk by invitation."""
        raise LookupError(template_prefix)
