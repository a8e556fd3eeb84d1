"""Forms about keeping and erasing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.models.retention import FEWEST_MONTHS, MOST_MONTHS


class RetentionForm(forms.Form):
    keep_months = forms.IntegerField(
        label=_("Months to keep texts"), min_value=FEWEST_MONTHS, max_value=MOST_MONTHS,
        help_text=_("Detectors look back a month; twenty-four months is usual."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class EraseForm(forms.Form):
    handle = forms.CharField(
        label=_("Handle"), max_length=200,
        help_text=_("As it stands beside the mention, with or without @."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Who asked for it, and when?"), max_length=1000,
        help_text=_("Do not write the handle here: this is kept."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    texts = forms.TypedChoiceField(
        label=_("What they wrote"), coerce=lambda value: value == "remove", initial="keep",
        choices=[
            ("keep", _("Keep the texts without name and link")),
            ("remove", _("Remove the texts too, also from cases; counts stay")),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
