"""Passkeys and codes: the library's forms with the desk's words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from teams.forms.sign_in import Spoken

CODE = _("Code of the app")


class WithCode(Spoken):
    """A code is typed with digits; a recovery code too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = CODE
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class Authenticate(WithCode, base.AuthenticateForm):
    pass


class Reauthenticate(WithCode, base.ReauthenticateForm):
    pass


class ActivateApp(WithCode, totp.ActivateTOTPForm):
    pass


class AddKey(Spoken, webauthn.AddWebAuthnForm):
    """A new key is a passkey unless it cannot be: then it is a second factor only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")
        self.fields["name"].initial = self.initial["name"] = ""
        self.fields["name"].widget.attrs["placeholder"] = ""
        self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
        self.fields["passwordless"].help_text = _(
            "Not possible with some older security keys: then take the tick away."
        )
        self.fields["passwordless"].initial = True

    def clean_name(self) -> str:
        return self.cleaned_data["name"].strip() or str(_("Passkey"))


class RenameKey(Spoken, webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")
