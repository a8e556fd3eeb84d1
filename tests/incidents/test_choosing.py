"""A list of cases to choose from stays short, whatever a desk has open."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.translation import gettext as _

from incidents.forms import choosing
from incidents.forms.choosing import CaseField, open_cases
from incidents.services.opening import open_incident


class Choice(forms.Form):
    incident = CaseField(to_field_name="number")


@pytest.fixture
def cases(brand, minh, monkeypatch):
    monkeypatch.setattr(choosing, "MOST", 2)
    return [open_incident(brand=brand, title=f"Vụ {n}", actor=minh) for n in range(3)]


@pytest.fixture
def form(cases, brand, minh):
    def make(**data):
        made = Choice(data or None)
        made.fields["incident"].queryset = open_cases(minh, brand)
        return made

    return make


def test_the_newest_cases_are_listed_first_and_the_rest_is_not(form, cases):
    listed = [str(label) for _number, label in form().fields["incident"].choices]

    assert listed[1:] == [f"{case.reference} · {case.title}" for case in reversed(cases[1:])]


def test_a_case_that_is_not_listed_is_taken_all_the_same(form, cases):
    sent = form(incident=cases[0].number)

    assert sent.is_valid(), sent.errors
    assert sent.cleaned_data["incident"] == cases[0]


def test_a_case_that_does_not_exist_is_refused_with_a_sentence(form):
    assert form(incident=9999).errors["incident"] == [str(_("There is no such incident."))]


def test_choices_cost_one_query(form, django_assert_num_queries):
    made = form()

    with django_assert_num_queries(1):
        str(made["incident"])
