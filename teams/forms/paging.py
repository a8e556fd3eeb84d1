"""Forms of pages: to whom it is passed on, until when it rests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Severity
from teams.models import Team, User
from teams.paging import freezing
from teams.paging.acts import LONGEST_PUT_OFF
from teams.roles import INSIDERS, people

if TYPE_CHECKING:
    from teams.models import Brand, Page

CHOICES = (5, 10, 15, 30, 60, 120, 240, 480)


class Whom(forms.Form):
    """One person or one team, or both."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False)

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people(brand, INSIDERS)
        self.fields["team"].queryset = Team.objects.filter(brand=brand)
        if not self.fields["team"].queryset.exists():
            del self.fields["team"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not self.targets():
            raise ValidationError(_("Choose a person or a team."), code="required")
        return data

    def targets(self) -> list[dict[str, Any]]:
        """What was chosen, as a page keeps it."""
        person, team = self.cleaned_data.get("person"), self.cleaned_data.get("team")
        found = [freezing.person(person)] if person else []
        return [*found, freezing.team(team)] if team else found


class PutOff(forms.Form):
    """For how many minutes a page rests; what its severity does not allow is not offered."""

    minutes = forms.TypedChoiceField(label=_("Go on after"), coerce=int)

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = LONGEST_PUT_OFF[Severity(page.severity)]
        self.fields["minutes"].choices = [
            (count, _("%(count)s minutes") % {"count": count})
            for count in CHOICES
            if timedelta(minutes=count) <= longest
        ]

    def until(self) -> Any:
        return now() + timedelta(minutes=self.cleaned_data["minutes"])
