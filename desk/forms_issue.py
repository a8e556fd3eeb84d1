"""How a review is handed out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.enums_review import Naming


class IssueForm(forms.Form):
    naming = forms.ChoiceField(
        label=_("How people are spoken of"),
        choices=Naming.choices,
        initial=Naming.ROLES,
        widget=forms.RadioSelect,
        help_text=_("First names alone, in words that somebody typed, are not replaced."),
    )

    def naming_of_address(self) -> str:
        """The naming that the preview shows."""
        return self.cleaned_data["naming"] if self.is_valid() else Naming.ROLES
