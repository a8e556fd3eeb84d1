"""What a person says about a text on another network."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from statements.forms.acting import ActForm, text


class OfChannel(ActForm):
    channel = forms.CharField(widget=forms.HiddenInput, max_length=40)


class There(OfChannel):
    url = forms.CharField(
        label=_("The address at which you found it"),
        max_length=1000,
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )


class Again(OfChannel):
    looked = forms.BooleanField(label=_("I have looked: it is not there"), required=False)


class Leave(OfChannel):
    reason = text(_("Reason (optional)"), required=False, rows=2)


class Mend(ActForm):
    publication = forms.IntegerField(widget=forms.HiddenInput)
    how = text(_("What was done there"), rows=2)
