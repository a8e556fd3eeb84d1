"""Hot wash, action items that move, and the brand's follow-up policy."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.enums_review import WashKind
from incidents.forms.base import CaseForm, PersonField, day, insiders, words
from incidents.models import FollowUpPolicy
from incidents.services.following import CHANGEABLE, policy_of
from incidents.services.hot_wash import LONGEST


class WashForm(CaseForm):
    """Three taps: what kind, what happened, add."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=WashKind.choices, widget=forms.RadioSelect, initial="well"
    )
    text = words(
        _("What did you see?"), rows=2, max_length=LONGEST, help_text=_("Facts, not names.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    #: What the page says of the name when somebody types; it holds whatever is set meanwhile.
    unnamed = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def initially(self) -> dict[str, Any]:
        unnamed = policy_of(self.incident.brand_id).anonymous
        return {"key": uuid.uuid4(), "unnamed": unnamed}


class VoteForm(CaseForm):
    on = forms.BooleanField(label=_("This is important"), required=False)


class ExtendItem(CaseForm):
    due_on = day(label=_("New day"))
    reason = words(_("Why it takes longer"), rows=2)


class GiveItem(CaseForm):
    owner = PersonField(label=_("Owner"))

    def prepare(self) -> None:
        self.fields["owner"].queryset = insiders(self.incident)


class PolicyForm(forms.ModelForm):
    """The brand's follow-up policy."""

    class Meta:
        model = FollowUpPolicy
        fields = CHANGEABLE
