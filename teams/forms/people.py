"""Forms of the people page and of the rota."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.text import nfc
from teams.models import Brand, Membership, User
from teams.roles import people
from teams.services.duty import ON_ROTA
from teams.services.people import check_title


class Moment(forms.DateTimeField):
    """A date and time in the reader's zone, from the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, **kwargs)


class RoleForm(forms.ModelForm):
    """Role and title of somebody who has a place."""

    class Meta:
        model = Membership
        fields = ["role", "title"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "role" in data and "title" in data:
            check_title(data["role"], data["title"])
        return data


class InviteForm(RoleForm):
    """Somebody new, by e-mail."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=120)

    field_order = ["email", "name", "role", "title"]

    def clean_name(self) -> str:
        return nfc(self.cleaned_data["name"])


class ShiftForm(forms.Form):
    """Who answers from when until when."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"), empty_label=None)
    starts_at = Moment(label=_("From"))
    ends_at = Moment(label=_("Until"))

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people(brand, ON_ROTA)


class BrandForm(forms.ModelForm):
    """Names, contacts and quiet window of a brand."""

    class Meta:
        model = Brand
        fields = [
            "name", "short_name", "hotline", "official_channel", "press_contact", "quiet_minutes",
        ]  # fmt: skip
