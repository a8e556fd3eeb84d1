"""Controls drawn without templates are those of Django, byte for byte."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from crisisdesk.ui.widgets import DRAWN, Renderer

THEIRS, OURS = DjangoTemplates(), Renderer()
ODD = "\"><script>&amp; 'Sữa “có mùi”'"
CHOICES = [
    ("", gettext_lazy("Choose a playbook")),
    (1, 12345),
    ("a&b", mark_safe("<b>đậm</b>")),
    (ODD, ODD),
    ("Nhóm <1>", [("x", "X"), (None, None), (True, "Y")]),
]
SINGLE = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.TelInput,
    forms.SearchInput, forms.ColorInput, forms.PasswordInput, forms.HiddenInput, forms.DateInput,
    forms.DateTimeInput, forms.TimeInput, forms.CheckboxInput, forms.FileInput, forms.Textarea,
    forms.ClearableFileInput, forms.MultipleHiddenInput, forms.SplitDateTimeWidget,
]  # fmt: skip
LISTS = [
    forms.Select, forms.NullBooleanSelect, forms.SelectMultiple, forms.RadioSelect,
    forms.CheckboxSelectMultiple,
]  # fmt: skip
ATTRS = [
    {},
    {"id": "id_x", "class": "wide", "required": True, "disabled": False, "data-n": 12345},
    {"id": ODD, "title": mark_safe("a&amp;b"), "placeholder": gettext_lazy("Save")},
]
VALUES = [None, "", ODD, "\nfirst line empty ", 12345, True, False, mark_safe("<i>"), ["a&b", "x"]]


def both(widget, value, attrs):
    return [widget.render("a&b", value, attrs, renderer=one) for one in (OURS, THEIRS)]


@pytest.mark.parametrize("attrs", ATTRS, ids=["bare", "usual", "odd"])
@pytest.mark.parametrize("kind", SINGLE)
def test_a_control_is_drawn_as_before(kind, attrs):
    # These two take lists of values or none.
    takes_lists = kind in {forms.MultipleHiddenInput, forms.SplitDateTimeWidget}
    for value in [*VALUES, datetime(2026, 3, 2, 5, tzinfo=UTC)]:
        if takes_lists != isinstance(value, list) and value is not None:
            continue
        ours, theirs = both(kind(), value, attrs)
        assert ours == theirs


@pytest.mark.parametrize("attrs", ATTRS, ids=["bare", "usual", "odd"])
@pytest.mark.parametrize("kind", LISTS)
def test_choices_are_drawn_as_before(kind, attrs):
    yes_or_no = kind is forms.NullBooleanSelect
    for value in VALUES[:-1] if yes_or_no else VALUES:
        widget = kind() if yes_or_no else kind(choices=CHOICES)
        ours, theirs = both(widget, value, attrs)
        assert ours == theirs


def test_a_tick_of_a_group_by_itself_is_drawn_as_before():
    form = forms.Form()
    form.fields["x"] = forms.ChoiceField(choices=CHOICES[:4], widget=forms.RadioSelect)
    for own in form["x"].subwidgets:
        own.renderer = None
        options = own.data
        assert OURS.render(options["template_name"], {"widget": options}) == THEIRS.render(
            options["template_name"], {"widget": options}
        )


def test_a_widget_with_a_template_of_its_own_keeps_it():
    class Own(forms.TextInput):
        template_name = "django/forms/widgets/multiwidget.html"

        def get_context(self, name, value, attrs):
            context = super().get_context(name, value, attrs)
            context["widget"]["subwidgets"] = [forms.TextInput().get_context("y", 1, {})["widget"]]
            return context

    ours, theirs = both(Own(), "x", {})

    assert ours == theirs
    assert Own.template_name not in DRAWN


def test_the_desk_draws_its_forms_this_way():
    assert isinstance(get_default_renderer(), Renderer)
