"""Waking somebody by hand: whom, or by which policy, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.forms import base
from teams.models import EscalationPolicy, Team
from teams.paging import freezing


class PageByHand(base.CaseForm):
    """A person, a team, or a whole policy."""

    words = forms.CharField(
        label=_("What is it about?"),
        max_length=200,
        help_text=_("The message shows these words, perhaps on a locked phone."),
    )
    person = base.PersonField(required=False)
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team"), required=False, empty_label=base.NOTHING
    )
    policy = forms.ModelChoiceField(
        EscalationPolicy.objects.none(),
        label=_("Or a whole policy"),
        required=False,
        empty_label=base.NOTHING,
    )

    def prepare(self) -> None:
        brand = self.incident.brand_id
        self.fields["person"].queryset = base.insiders(self.incident)
        self.fields["team"].queryset = Team.objects.filter(brand=brand)
        self.fields["policy"].queryset = EscalationPolicy.objects.filter(brand=brand)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("person", "team", "policy")):
            raise ValidationError(_("Choose a person, a team or a policy."), code="required")
        return data

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        targets = [freezing.person(data["person"])] if data["person"] else []
        targets += [freezing.team(data["team"])] if data["team"] else []
        return {"words": data["words"], "targets": targets, "policy": data["policy"]}
