"""Sign-in and passwords: the library's forms with the desk's words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as stock
from django.forms import Form
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password again"),
}
#: Said by the library's own forms.
SAID_ELSEWHERE = [gettext_noop("You must type the same password each time.")]
ADVICE = _("At least 12 characters; a sentence of several words is good.")


class Spoken(Form):
    """Labels instead of placeholders, and help that stands beside the field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = ADVICE if name == "password1" else ""
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.pop("aria-describedby", None)


class SignIn(Spoken, stock.LoginForm):
    pass


class PasswordReset(Spoken, stock.ResetPasswordForm):
    pass


class PasswordFromKey(Spoken, stock.ResetPasswordKeyForm):
    pass


class PasswordChange(Spoken, stock.ChangePasswordForm):
    pass


class PasswordSet(Spoken, stock.SetPasswordForm):
    pass


class Reauthenticate(Spoken, stock.ReauthenticateForm):
    pass
