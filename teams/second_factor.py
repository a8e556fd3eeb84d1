"""Passkeys, authenticator apps and recovery codes as the desk wants them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sealing import seal, unseal
from teams import notify

if TYPE_CHECKING:
    from teams.models import User


class DeskMFAAdapter(DefaultMFAAdapter):
    """Secrets are sealed, and every change is told to whom it concerns."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code or key is not right."),
        "cannot_generate_recovery_codes": _(
            "Recovery codes are for accounts with a passkey or an authenticator app."
        ),
    }

    def get_totp_issuer(self) -> str:
        return "crisisdesk"

    def build_totp_svg(self, url: str) -> str:
        import segno  # noqa: PLC0415 -- for this page only

        drawn = BytesIO()
        # White behind it: a dark page would make it unreadable for a camera.
        segno.make(url).save(drawn, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)


def tell_change(user: User, change: str) -> None:
    """Tell a person what has just been changed about their sign-in; the words know each change."""
    notify.tell(
        [user],
        "teams.second_factor",
        key=f"second-factor:{user.pk}:{change}:{now().timestamp()}",
        url="/account/2fa/",
        change=change,
    )


def is_set_up(user: User) -> bool:
    """Whether the person has a passkey, a security key or an authenticator app."""
    kinds = [Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP]
    return Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists()


@transaction.atomic
def forget(user: User) -> int:
    """Take off every passkey, app and code of someone who lost them; they are told.

    Returns how many there were. For an operator with access to the machine: whoever could do it
    over the web could also sign in as anybody.
    """
    count, _kinds = Authenticator.objects.filter(user_id=user.pk).delete()
    if count:
        tell_change(user, "forgotten")
    return count
