"""Choosing a case among as many as may be open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.models import Incident

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.safestring import SafeString

#: A longer list is neither read nor drawn: the number is typed, and the newest are offered.
MOST = 30


class Newest(ModelChoiceIterator):
    """The newest cases, one more than are listed, so that one sees whether there are more."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for case in self.queryset.order_by("-pk")[: MOST + 1]:
            yield self.choice(case)


class CaseSelect(forms.Select):
    """A list while it is short; beyond that a line to type in, with the newest offered."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        choices = list(iter(self.choices))  # a list of it alone would count first
        cases = [choice.instance for choice, _label in choices if choice]
        if len(cases) <= MOST:
            self.choices = choices
            return super().render(name, value, attrs, renderer)
        given = self.build_attrs(self.attrs, attrs)
        offers = f"{given.get('id', name)}_offers"
        given |= {
            "type": "text", "name": name, "value": value or "", "list": offers,
            "autocomplete": "off", "placeholder": _("Number, such as INC-204"),
        }  # fmt: skip
        rows = ((case.reference, case.title) for case in cases[:MOST])
        options = format_html_join("", '<option value="{}">{}</option>', rows)
        line = format_html("<input{}>", flatatt(given))
        return format_html('{}<datalist id="{}">{}</datalist>', line, offers, options)


class CaseField(forms.ModelChoiceField):
    """A case of the brand by its number, chosen or typed: INC-204 or 204."""

    iterator = Newest
    widget = CaseSelect

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Incident"))
        kwargs.setdefault("empty_label", gettext_lazy("Choose an incident"))
        kwargs.setdefault(
            "error_messages", {"invalid_choice": gettext_lazy("There is no such incident.")}
        )
        super().__init__(queryset=Incident.objects.none(), to_field_name="number", **kwargs)

    def to_python(self, value: Any) -> Incident | None:
        return super().to_python(_number(value) if isinstance(value, str) else value)


def _number(text: str) -> str:
    return text.strip().rpartition("-")[2] or text
