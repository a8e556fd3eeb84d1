"""Small forms of the pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import Severity
from playbooks import common_data
from playbooks.models import LegalClock, Playbook, Stakeholder, StakeholderList

MOST_TIMER_MINUTES = 60 * 24 * 60


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


class TimersForm(forms.Form):
    """Minutes and calendar of every timer at every severity."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, timer in common_data.timers().items():
            for level, word in Severity.choices:
                label = f"{timer.label} · {word}"
                self.fields[f"{key}-{level}-minutes"] = forms.IntegerField(
                    label=label,
                    required=False,
                    min_value=1,
                    max_value=MOST_TIMER_MINUTES,
                    widget=forms.NumberInput(attrs={"aria-label": label}),
                )
                self.fields[f"{key}-{level}-working"] = forms.BooleanField(
                    label=_("in working time"), required=False
                )

    def minutes(self) -> dict[tuple[str, str], tuple[int | None, bool]]:
        """What was entered, by timer and severity."""
        return {
            (key, level): (
                self.cleaned_data[f"{key}-{level}-minutes"],
                self.cleaned_data[f"{key}-{level}-working"],
            )
            for key in common_data.timers()
            for level in Severity.values
        }

    def rows(self) -> list[dict[str, Any]]:
        """For the table: one row a timer, one pair of fields a severity."""
        return [
            {
                "label": timer.label,
                "cells": [
                    {
                        "severity": level,
                        "word": word,
                        "minutes": self[f"{key}-{level}-minutes"],
                        "working": self[f"{key}-{level}-working"],
                    }
                    for level, word in reversed(Severity.choices)
                ],
            }
            for key, timer in common_data.timers().items()
        ]


class LegalClockForm(forms.ModelForm):
    types = forms.MultipleChoiceField(
        label=_("Applies to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every playbook."),
    )

    source_url = forms.URLField(
        label=_("Source"), required=False, max_length=200, assume_scheme="https"
    )

    class Meta:
        model = LegalClock
        fields = (
            "name_vi",
            "name_en",
            "starts_from",
            "hours",
            "working",
            "owner_role",
            "types",
            "note_vi",
            "note_en",
            "source_url",
            "active",
        )
        widgets = {
            "note_vi": forms.Textarea(attrs={"rows": 4}),
            "note_en": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        books = Playbook.objects.filter(brand_id=self.instance.brand_id)
        self.fields["types"].choices = [(b.slug, str(b)) for b in books if not b.is_common]


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
