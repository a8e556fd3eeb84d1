"""Which two versions stand beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

if TYPE_CHECKING:
    from playbooks.models import PlaybookVersion


class CompareForm(forms.Form):
    """Both from the versions of one playbook; the newest ones first."""

    left = forms.ChoiceField(label=pgettext_lazy("side", "Left"), required=False)
    right = forms.ChoiceField(label=pgettext_lazy("side", "Right"), required=False)
    all = forms.BooleanField(label=gettext_lazy("Rows that are alike, too"), required=False)

    def __init__(self, data: Any, *, versions: list[PlaybookVersion]) -> None:
        self.by_number = {str(version.number): version for version in versions}
        newest = [*self.by_number, *self.by_number][:2] if versions else ["", ""]
        self.usual = {"right": newest[0], "left": newest[1]}
        super().__init__(data, initial=self.usual)
        choices = [(number, _named(version)) for number, version in self.by_number.items()]
        self.fields["left"].choices = self.fields["right"].choices = choices

    def chosen(self) -> tuple[PlaybookVersion | None, PlaybookVersion | None]:
        """Left and right."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else self.usual
        chosen = {side: asked[side] or self.usual[side] for side in self.usual}
        return self.by_number.get(chosen["left"]), self.by_number.get(chosen["right"])


def _named(version: PlaybookVersion) -> str:
    said = {"number": version.number, "state": version.get_state_display()}
    return _("Version %(number)d · %(state)s") % said
