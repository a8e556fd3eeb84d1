"""Forms of the drill room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from drills.enums import Observed


class StartDrill(forms.Form):
    """Starting: everything stands in the scenario but the occasion."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who plays, who observes, what this drill is to show."),
    )


class Observation(forms.Form):
    """What an observer saw."""

    observed = forms.ChoiceField(label=_("Observed"), choices=Observed.choices)
    comment = forms.CharField(label=_("Comment"), required=False, max_length=1000)
