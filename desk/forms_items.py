"""Which action items the list shows; the choice lives in the address."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WHOSE = [
    ("", pgettext_lazy("action items", "Everybody's")),
    ("mine", pgettext_lazy("action items", "Mine")),
    ("nobody", pgettext_lazy("action items", "Nobody's")),
]
STATES = [
    ("", pgettext_lazy("action items", "Open")),
    ("late", pgettext_lazy("action items", "Overdue")),
    ("done", pgettext_lazy("action items", "Finished")),
]


class ItemFilter(forms.Form):
    """Whose, and how far."""

    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=WHOSE)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def chosen(self) -> dict[str, str]:
        """What was asked for; a value that does not exist filters nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
