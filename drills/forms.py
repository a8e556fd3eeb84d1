"""Forms of the drill room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drills.enums import Channel, Observed, Speed
from teams import roles
from teams.models import User
from teams.roles import INSIDERS, people

if TYPE_CHECKING:
    from teams.models import Brand


class StartDrill(forms.Form):
    """Starting: everything stands in the scenario but the occasion and the players."""

    players = forms.ModelMultipleChoiceField(
        queryset=roles.User.objects.none(),
        label=_("Players"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only they are told. Nobody ticked: those on duty and you."),
    )

    observers = forms.ModelMultipleChoiceField(
        queryset=roles.User.objects.none(),
        label=_("Observers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see what is still to come, judge, and do nothing in the case."),
    )

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who plays, who observes, what this drill is to show."),
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("players", "observers"):
            self.fields[name].queryset = roles.people(brand, roles.INSIDERS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        both = set(data.get("players") or ()) & set(data.get("observers") or ())
        if both:
            names = ", ".join(sorted(person.name for person in both))
            sentence = _("Nobody plays and observes: %(names)s.") % {"names": names}
            self.add_error("observers", sentence)
        return data


class Observation(forms.Form):
    """What an observer saw."""

    observed = forms.ChoiceField(label=_("Observed"), choices=Observed.choices)
    comment = forms.CharField(label=_("Comment"), required=False, max_length=1000)


class LeaveForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it may wait"), max_length=300, help_text=_("It comes back in three months.")
    )


class GiveForm(forms.Form):
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who closes the gap"))

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people(brand, INSIDERS)


class SpeedForm(forms.Form):
    speed = forms.TypedChoiceField(label=_("Speed of the story"), choices=Speed.choices, coerce=int)


class PutInForm(forms.Form):
    """Something that no scenario foresaw."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    persona = forms.CharField(label=_("Who speaks"), max_length=120, required=False)
    content = forms.CharField(
        label=_("What happens"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    expected = forms.CharField(
        label=_("What is expected of the players"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
