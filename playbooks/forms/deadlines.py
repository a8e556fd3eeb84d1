"""Forms of deadlines: a brand's timers and those that the law sets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import Severity
from playbooks import common_data
from playbooks.common_data import Ahead, Limit
from playbooks.models import LegalClock, Playbook
from playbooks.policy import differs
from playbooks.services.timers import MOST_PERCENT

MOST_TIMER_MINUTES = 60 * 24 * 60
MOST_LEGAL_HOURS = 24 * 366
MOST_LEAST_MINUTES = 24 * 60


def _minutes(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=MOST_TIMER_MINUTES,
        widget=forms.NumberInput(attrs={"aria-label": label}),
    )


class TimersForm(forms.Form):
    """Minutes and calendar of every timer at every severity, and when a warning goes out."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, timer in common_data.timers().items():
            for level, word in Severity.choices:
                label = f"{timer.label} · {word}"
                self.fields[f"{key}-{level}-minutes"] = _minutes(label)
                self.fields[f"{key}-{level}-working"] = forms.BooleanField(
                    label=_("in working time"), required=False
                )
                if timer.hard:
                    self.fields[f"{key}-{level}-hard"] = _minutes(f"{label} · {_('hard limit')}")
        self.fields["warning_percent"] = forms.IntegerField(
            label=_("Warn when so much of the time has passed (%)"),
            required=False,
            min_value=1,
            max_value=MOST_PERCENT,
            help_text=_("Empty: nobody is warned before a deadline passes."),
        )
        self.fields["warning_least"] = forms.IntegerField(
            label=_("With at least so many minutes left"),
            min_value=1,
            max_value=MOST_LEAST_MINUTES,
        )

    def limits(self) -> dict[tuple[str, str], Limit]:
        """What was entered, by timer and severity."""
        data = self.cleaned_data
        return {
            (key, level): Limit(
                data[f"{key}-{level}-minutes"],
                data[f"{key}-{level}-working"],
                data.get(f"{key}-{level}-hard"),
            )
            for key in common_data.timers()
            for level in Severity.values
        }

    def ahead(self) -> Ahead:
        return Ahead(self.cleaned_data["warning_percent"], self.cleaned_data["warning_least"])

    def rows(self) -> list[dict[str, Any]]:
        """For the table: one row a timer, a few fields a severity, and what was shipped."""
        return [
            {
                "key": key,
                "label": timer.label,
                "cells": [
                    {
                        "severity": level,
                        "word": word,
                        "minutes": self[f"{key}-{level}-minutes"],
                        "working": self[f"{key}-{level}-working"],
                        "hard": self[f"{key}-{level}-hard"] if timer.hard else None,
                        "shipped": differs(timer.limit(level), self.initial, key, level),
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

    hours = forms.IntegerField(
        label=_("Hours"),
        required=False,
        min_value=1,
        max_value=MOST_LEGAL_HOURS,
        help_text=_("Empty where the law's time is not known: the page then says to ask legal."),
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
