"""Setting an hour, placing a hold and lifting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from statements.forms.acting import ActForm, text
from statements.forms.writing import moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statements.models import Schedule


class SetHour(ActForm):
    due_at = moment(label=_("Goes out at"))
    typed = forms.CharField(
        label=_("Type the reference to schedule"), max_length=20, required=False
    )


class PlaceHold(forms.Form):
    reason = text(_("Reason"), rows=2, help_text=_("Everyone of the brand reads it."))


class Again(forms.ModelMultipleChoiceField):
    """Held texts by title and hour."""

    def label_from_instance(self, obj: Schedule) -> str:
        words, at = obj.statement, timezone.localtime(obj.due_at)
        return f"{words.reference} {words.in_language('title')} · {date_format(at, 'H:i d/m')}"


class LiftHold(forms.Form):
    """What goes out again is ticked one by one: by default nothing."""

    again = Again(
        label=_("Goes out again at its hour"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = text(_("Why it is lifted"), rows=2)

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["again"].queryset = rows

    def facts(self) -> dict[str, Any]:
        ticked: Iterable[Schedule] = self.cleaned_data["again"]
        return {"reason": self.cleaned_data["reason"], "again": [row.pk for row in ticked]}
