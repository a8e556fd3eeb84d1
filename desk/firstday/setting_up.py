"""An empty desk opens to whoever holds the code that its own server printed, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.db import connection, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.vocabulary import Language
from teams.models import Membership, User, lower_email
from teams.services.first import first_admin

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: 128 bits of a digest that only the holder of the desk's own key can make.
LENGTH = 32


def code() -> str:
    """The code of this installation. It is not stored: once there is a person, it opens nothing."""
    return salted_hmac("desk.setting_up", "first person", algorithm="sha256").hexdigest()[:LENGTH]


def address() -> str:
    """What `./run --empty` prints."""
    path = reverse("setup", args=[code()])
    return settings.PUBLIC_URL.rstrip("/") + path


def is_open() -> bool:
    """Whether nobody works here yet."""
    return not User.objects.filter(is_automation=False).exists()


def fits(given: str) -> bool:
    return constant_time_compare(given, code())


@transaction.atomic
def set_up(*, email: str, name: str, brand: str, password: str) -> Membership:
    """Make the first person, with their password; of two who press at once the second is told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('desk.setting_up'))")
    if not is_open():
        taken = _("Somebody was faster: this desk has its first person. Ask them to invite you.")
        raise Blocked([Refusal("has_people", taken)])
    membership = first_admin(email, brand, name)
    person = membership.user
    person.set_password(password)
    # The desk goes on in the language of this page.
    person.language = Language.ENGLISH if get_language() == "en" else Language.VIETNAMESE
    person.save(update_fields=["password", "language"])
    return membership


class SetUpForm(forms.Form):
    """Four things, and the desk is somebody's."""

    brand = forms.CharField(
        label=gettext_lazy("Name of the brand"), max_length=120,
        help_text=gettext_lazy("As customers know it."),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _rules()

    def clean_email(self) -> str:
        """Whoever has an account here already is the desk's own hand, and nobody becomes that."""
        email = lower_email(self.cleaned_data["email"])
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("The desk itself uses this address. Take your own."))
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if password := data.get("password"):
            person = User(email=data.get("email", ""), name=data.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


def _rules() -> str | _StrPromise:
    return " ".join(str(text) for text in password_validators_help_texts())
