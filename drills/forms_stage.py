"""Forms around a drill: who observes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teams import roles

if TYPE_CHECKING:
    from drills.models import Drill


class ObserversForm(forms.Form):
    """Everybody of the brand but its players."""

    observers = forms.ModelMultipleChoiceField(
        queryset=roles.User.objects.none(),
        label=_("Observers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They see what is still to come and judge it; in the case they do nothing while the"
            " drill runs. Nobody ticked: everybody who does not play may judge."
        ),
    )

    def __init__(self, *args: Any, drill: Drill, **kwargs: Any) -> None:
        super().__init__(*args, initial={"observers": drill.observer_ids}, **kwargs)
        people = roles.people(drill.scenario.brand_id, roles.INSIDERS)
        self.fields["observers"].queryset = people.exclude(pk__in=drill.player_ids)
