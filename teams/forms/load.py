"""Limits of a brand, and the pulse."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.load.limits import CHANGEABLE
from teams.load.pulse import VALUES
from teams.models import LoadRules


class LimitsForm(forms.ModelForm):
    """The brand's own limits."""

    class Meta:
        model = LoadRules
        fields = CHANGEABLE


class PulseForm(forms.Form):
    """One tap from 1 to 5."""

    value = forms.TypedChoiceField(
        label=_("How are you today?"),
        coerce=int,
        choices=[(number, str(number)) for number in VALUES],
        error_messages={"required": _("Choose a number from 1 to 5.")},
    )
    shared = forms.BooleanField(
        label=_("Count it into the team's week"),
        required=False,
        help_text=_("Only a word for the whole week is shown, and only where five people shared."),
    )
