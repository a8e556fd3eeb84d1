"""Checking off a step: what it asks to be written down."""

from __future__ import annotations

from typing import Any

from django import forms

from incidents.forms.base import CaseForm
from incidents.written import LONGEST, place
from playbooks.content import Text
from playbooks.enums import FieldKind

WIDGETS: dict[str, tuple[type[forms.Widget], dict[str, Any]]] = {
    FieldKind.TEXT: (forms.Textarea, {"rows": 2}),
    FieldKind.NUMBER: (forms.NumberInput, {"step": "any", "inputmode": "decimal"}),
    FieldKind.DATE: (forms.DateInput, {"type": "date"}),
    FieldKind.LINK: (forms.URLInput, {"placeholder": "https://"}),
}


class FinishTask(CaseForm):
    """The fields of the step; whether the values are right is a rule of the act itself."""

    def prepare(self) -> None:
        """One field for each that the step has, filled with what was written before."""
        for row in self.subject.fields:
            widget, attributes = WIDGETS[row["kind"]]
            if row["required"]:
                attributes = {**attributes, "required": True}
            self.fields[place(row["key"])] = forms.CharField(
                label=str(Text.of(row)),
                required=False,
                max_length=LONGEST,
                initial=self.subject.answers.get(row["key"], ""),
                widget=widget(attrs=attributes),
            )

    def facts(self) -> dict[str, Any]:
        """What was sent; a field that the page did not show keeps what was written."""
        asked = [row["key"] for row in self.subject.fields if place(row["key"]) in self.data]
        return {"answers": {key: self.cleaned_data[place(key)] for key in asked}}
