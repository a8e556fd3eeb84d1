"""Which ended cases the search shows; the choice lives in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.vocabulary import Severity, Strategy
from monitoring.enums import Platform
from playbooks.models import Playbook
from playbooks.models.plan import COMMON

if TYPE_CHECKING:
    from teams.models import User

OUTCOMES = [
    ("calm", pgettext_lazy("past case", "Ended without a relapse")),
    ("relapsed", pgettext_lazy("past case", "Flared up again")),
    ("corrected", pgettext_lazy("past case", "Something said was corrected")),
    ("false_alarm", pgettext_lazy("past case", "False alarm")),
]


def _any(choices: Any) -> list[Any]:
    return [("", _("Any")), *choices]


class PastFilter(forms.Form):
    q = forms.CharField(
        label=_("Words"), required=False, max_length=100, widget=forms.SearchInput,
        help_text=_("In the title, the review or a lesson; with or without accents."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Type"), required=False)
    severity = forms.ChoiceField(
        label=_("Highest severity"), required=False, choices=_any(Severity.choices)
    )
    platform = forms.ChoiceField(
        label=_("Platform"), required=False, choices=_any(Platform.choices)
    )
    strategy = forms.ChoiceField(
        label=_("Strategy"), required=False, choices=_any(Strategy.choices)
    )
    outcome = forms.ChoiceField(label=_("How it ended"), required=False, choices=_any(OUTCOMES))
    drill = forms.BooleanField(label=_("Drills instead"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        books = Playbook.objects.visible_to(user).exclude(slug=COMMON)
        names = {book.slug: str(book) for book in books.order_by("id")}
        self.fields["kind"].choices = _any(names.items())

    def chosen(self) -> dict[str, Any]:
        """What was asked for; a value that does not exist filters nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
