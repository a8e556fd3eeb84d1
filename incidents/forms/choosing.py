"""Choosing a case in a form of any room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from teams.models import User

#: How many cases a list to choose from shows, the newest first; a longer one helps nobody and
#: takes longer to make than the rest of its page.
MOST = 100


class Newest(ModelChoiceIterator):
    """The choices, cut to the newest."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for case in self.queryset.order_by("-id")[:MOST]:
            yield self.choice(case)


class CaseField(forms.ModelChoiceField):
    """One of the cases that a form accepts; the newest are listed, every one is taken."""

    iterator = Newest

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Incident"))
        kwargs.setdefault("empty_label", _("Choose an incident"))
        kwargs.setdefault("error_messages", {"invalid_choice": _("There is no such incident.")})
        super().__init__(queryset=Incident.objects.none(), **kwargs)

    def label_from_instance(self, obj: Incident) -> str:  # type: ignore[override]
        return f"{obj.reference} · {obj.title}"


def open_cases(user: User, brand: Any) -> QuerySet[Incident]:
    """Real, open cases of a brand that the person may see."""
    return Incident.objects.visible_to(user).open().real().filter(brand=brand)
