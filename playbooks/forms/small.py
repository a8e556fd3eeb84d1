"""Small forms of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Severity
from playbooks.models import Stakeholder, StakeholderList
from playbooks.shelf import SHOWN

if TYPE_CHECKING:
    from datetime import datetime


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search playbooks"), required=False, max_length=100)


class LibraryForm(SearchForm):
    """Words, and for those who may read the plans one thing to look for."""

    show = forms.ChoiceField(
        label=pgettext_lazy("playbooks", "Show"),
        required=False,
        choices=[
            ("", _("All playbooks")),
            *((key, label) for key, (label, _fits) in SHOWN.items()),
        ],
    )


class RetireForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it goes"),
        max_length=500,
        # The service asks for it, after whether the playbook may go at all.
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever looks for this playbook later reads it."),
    )


class PreviewForm(forms.Form):
    """“What if it began at …?”"""

    start = forms.DateTimeField(
        label=_("If it began at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        required=False,
    )
    severity = forms.ChoiceField(label=_("With severity"), choices=Severity.choices, required=False)

    def asked(self) -> tuple[datetime, str]:
        """The moment and the severity; now and high where nothing sound was asked."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        moment = now().replace(second=0, microsecond=0)
        return data.get("start") or moment, data.get("severity") or Severity.HIGH.value


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
        fields = (
            "order",
            "name",
            "organisation",
            "email",
            "phone",
            "language",
            "active",
            "lists",
            "note",
        )
        widgets = {"lists": forms.CheckboxSelectMultiple}
        help_texts = {
            "language": _("Of the letters; empty: both languages in one letter."),
            "lists": _("A situation report is sent to lists; everybody gets it once."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lists"].queryset = StakeholderList.objects.filter(
            brand_id=self.instance.brand_id
        )


class StakeholderListForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
