"""The circumstances of a case, and the choice a person makes on them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from statements.enums import Strategy
from statements.forms.acting import text
from statements.strategy import Circumstances, Cluster


class CircumstancesForm(forms.Form):
    """Filled from playbook, ledger and past; every answer can be changed."""

    cluster = forms.ChoiceField(
        label=_("Responsibility in the public's eyes"), choices=Cluster.choices
    )
    history = forms.BooleanField(label=_("It has happened to us before"), required=False)
    bad_reputation = forms.BooleanField(label=_("Our name was not good before"), required=False)
    is_rumour = forms.BooleanField(label=_("It is a rumour"), required=False)
    is_challenge = forms.BooleanField(label=_("We are accused of acting wrongly"), required=False)
    claim_is_false = forms.BooleanField(
        label=_("Confirmed facts show that the claim is false"), required=False
    )
    not_ours = forms.BooleanField(
        label=_("Somebody else speaks or acts in our name"), required=False
    )

    def circumstances(self) -> Circumstances:
        return Circumstances(**self.cleaned_data)


class Choice(forms.Form):
    chosen = forms.ChoiceField(label=_("Response strategy"), choices=Strategy.choices)
    reason = text(_("Why"), rows=3)
