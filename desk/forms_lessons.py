"""Which lessons the list shows; the choice lives in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from playbooks.models import Playbook
from playbooks.models.plan import COMMON

if TYPE_CHECKING:
    from teams.models import User

STAGES = [
    ("", pgettext_lazy("lessons", "All")),
    ("open", pgettext_lazy("lessons", "Open")),
    ("in_force", pgettext_lazy("lessons", "In force")),
    ("declined", pgettext_lazy("lessons", "Declined")),
]


class LessonFilter(forms.Form):
    """How far a lesson has come, and the type of its case."""

    stage = forms.ChoiceField(label=_("State"), required=False, choices=STAGES)
    kind = forms.ChoiceField(label=_("Type"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        books = Playbook.objects.visible_to(user).exclude(slug=COMMON)
        names = {book.slug: str(book) for book in books.order_by("id")}
        self.fields["kind"].choices = [("", _("Any")), *names.items()]

    def chosen(self) -> dict[str, str]:
        """What was asked for; a value that does not exist filters nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
