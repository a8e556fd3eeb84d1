"""Forms of the pages that stand above the rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Severity
from incidents.enums import Status
from teams import brands

if TYPE_CHECKING:
    from teams.models import User


class CaseFilter(forms.Form):
    """The filters of the list; they live in the address."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("Status"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    mine = forms.BooleanField(label=_("Led by me"), required=False)
    drill = forms.BooleanField(label=_("Drills"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [
            ("open", pgettext_lazy("incidents", "Open")),
            ("all", pgettext_lazy("incidents", "All")),
            *Status.choices,
        ]
        self.fields["severity"].choices = [("", _("Any")), *Severity.choices]
        mine = brands.brands_of(user)
        self.fields["brand"].choices = [("", _("Any")), *((b.slug, b.name) for b in mine)]
        if len(mine) < 2:  # noqa: PLR2004 -- one brand leaves nothing to choose
            del self.fields["brand"]


class NewCase(forms.Form):
    """Opening a case by hand: what, from where, when seen."""

    title = forms.CharField(
        label=_("What is happening"),
        max_length=200,
        help_text=_("One sentence, as a colleague would say it on the phone."),
    )
    source_url = forms.URLField(
        label=_("Link to the source"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        help_text=_("Or say below who told us."),
    )
    reporter = forms.CharField(
        label=_("Reported by"),
        required=False,
        max_length=120,
        help_text=_("Who told us, where there is no link."),
    )
    detected_at = forms.DateTimeField(
        label=_("When we saw it"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: now."),
    )
    summary = forms.CharField(
        label=_("What is being said"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_detected_at(self) -> Any:
        """A case cannot be seen in the future."""
        at = self.cleaned_data["detected_at"]
        if at and at > now():
            raise ValidationError(_("This time lies in the future."))
        return at

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("source_url") and not data.get("reporter") and not self.errors:
            raise ValidationError(_("Give a link to the source, or say who reported it."))
        return data

    def facts(self) -> dict[str, Any]:
        """What the service needs."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class Note(forms.Form):
    """The note composer of the war room."""

    text = forms.CharField(
        label=_("Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("@name tells that person. Notes are final."),
    )
    privileged = forms.BooleanField(label=_("Legal privilege"), required=False)
