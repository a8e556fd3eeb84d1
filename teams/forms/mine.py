"""Forms about oneself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crisisdesk.kernel.text import nfc
from teams.models import User
from teams.tokens import SCOPES

LASTS = (30, 90, 365)


def zones() -> list[tuple[str, str]]:
    """Cities of the world, the desk's own first."""
    cities = {name for name in available_timezones() if "/" in name and not name.startswith("Etc/")}
    names = [settings.TIME_ZONE, *sorted(cities - {settings.TIME_ZONE})]
    return [(name, name.replace("_", " ")) for name in names]


class ProfileForm(forms.ModelForm):
    """Name, phone, language and time zone."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)

    class Meta:
        model = User
        fields = ["name", "phone", "language", "time_zone"]

    def clean_name(self) -> str:
        return nfc(self.cleaned_data["name"])


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What it is for, such as “listening tool”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"), choices=[], widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("Valid for"), coerce=int, choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [
            (scope, f"{scope}: {words}") for scope, words in SCOPES.items()
        ]
        self.fields["days"].choices = [
            (days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days})
            for days in LASTS
        ]

    def wanted(self) -> dict[str, Any]:
        """What `tokens.make` asks for."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "scopes": data["scopes"],
            "lasts": timedelta(days=data["days"]),
        }
