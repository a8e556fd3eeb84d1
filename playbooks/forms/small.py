"""Small forms of the pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from playbooks.models import Stakeholder


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search playbooks"), required=False, max_length=100)


class SuggestionForm(forms.Form):
    text = forms.CharField(
        label=_("What should change, and why?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("What should be different?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StakeholderForm(forms.ModelForm):
    class Meta:
        model = Stakeholder
        fields = ("order", "name", "organisation", "email", "phone", "note")
