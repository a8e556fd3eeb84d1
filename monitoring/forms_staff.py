"""The form that staff fill in on a phone, in twenty seconds and without an account."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.pictures import LIMIT
from incidents.forms.base import moment
from monitoring.services.staff import LONGEST_LINK, LONGEST_TEXT, Told


class StaffForm(forms.Form):
    """A link or a few words is enough; everything else may stay empty."""

    use_required_attribute = False

    once = forms.RegexField(r"^[0-9a-f]{24}$", widget=forms.HiddenInput)
    url = forms.CharField(
        label=_("Link to the post"), required=False, max_length=LONGEST_LINK,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=_("Copy it from the app: “Share”, then “Copy link”."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Or what it says, in your words"), required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    picture = forms.FileField(
        label=_("Screenshot"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Where you took it and with what is removed from the picture."),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Where did you see it?"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Such as a Facebook group, Zalo, TikTok, a newspaper."),
    )  # fmt: skip
    seen_at = moment(label=_("When?"), required=False)
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Your e-mail or phone"), required=False, max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
        help_text=_("If you want to be told what came of it. It is deleted after 180 days."),
    )  # fmt: skip
    #: People neither see nor reach it; programs that fill in everything do.
    website = forms.CharField(
        label=_("Leave this empty"), required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = secrets.token_hex(12)

    def clean_picture(self) -> bytes:
        picture = self.cleaned_data["picture"]
        # One byte more than allowed, so that the service sees it.
        return bytes(picture.read(LIMIT + 1)) if picture else b""

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty, please, and send again."))
        return ""

    def told(self, language: str) -> Told:
        """What the service needs."""
        names = ("once", "url", "text", "picture", "place", "seen_at", "name", "contact")
        return Told(**{name: self.cleaned_data[name] for name in names}, language=language)


class ReferenceForm(forms.Form):
    reference = forms.CharField(label=_("Your reference"), max_length=20)

    def clean_reference(self) -> str:
        return self.cleaned_data["reference"].strip().upper()
