"""Django's form controls, whoever draws them: what was typed is never markup."""

from __future__ import annotations

import pytest
from django import forms

HOSTILE = '"><script>alert(1)</script>'
CHOICES = [(HOSTILE, HOSTILE), ("2", "Hai")]
ONE = {"initial": HOSTILE, "choices": CHOICES}


@pytest.mark.parametrize(
    "field",
    [
        forms.CharField(initial=HOSTILE),
        forms.CharField(initial=HOSTILE, widget=forms.Textarea),
        forms.CharField(initial=HOSTILE, widget=forms.HiddenInput),
        forms.ChoiceField(**ONE),
        forms.ChoiceField(**ONE, widget=forms.RadioSelect),
        forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple),
        forms.ChoiceField(choices=[(HOSTILE, CHOICES)]),
    ],
    ids=lambda field: type(field.widget).__name__,
)
def test_hostile_words_stay_words(field: forms.Field) -> None:
    form = type("Form", (forms.Form,), {"x": field})()

    drawn = str(form["x"])

    assert "<script" not in drawn
    assert "&lt;script" in drawn


def test_numbers_in_a_control_are_those_that_a_form_reads(settings) -> None:
    settings.USE_THOUSAND_SEPARATOR = True
    form = type("Form", (forms.Form,), {"x": forms.IntegerField(initial=12345, max_value=99999)})()

    assert 'value="12345"' in str(form["x"])
    assert 'max="99999"' in str(form["x"])
