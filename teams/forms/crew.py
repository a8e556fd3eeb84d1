"""Forms about teams, what people can do, holidays and the handover."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import IncidentRole, Language
from teams.forms.rotas import day_field
from teams.models import Brand, Handover, HolidayKind, OwnState, User
from teams.roles import people
from teams.services.duty import ON_ROTA


class TeamForm(forms.Form):
    """A team's name and its people."""

    name = forms.CharField(label=_("Name"), max_length=80)
    members = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Members"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = people(brand)

    def clean_members(self) -> list[str]:
        return [user.email for user in self.cleaned_data["members"]]


class CrewForm(forms.Form):
    """What one person can do for a brand."""

    roles = forms.MultipleChoiceField(
        label=_("Roles I can fill"),
        choices=IncidentRole.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages I can work in"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skills = forms.CharField(
        label=_("Skills"),
        required=False,
        max_length=900,
        help_text=_("Separated by commas, such as: photo, food law, live video."),
    )
    backup = forms.ModelChoiceField(
        User.objects.none(), label=_("Backup"), required=False, empty_label=_("nobody")
    )

    def __init__(self, *args: Any, brand: Brand, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["backup"].queryset = people(brand).exclude(pk=owner.pk)

    def clean_skills(self) -> list[str]:
        return self.cleaned_data["skills"].split(",")


class HolidayForm(forms.Form):
    """One day of a brand's calendar."""

    date = day_field(label=_("Day"))
    kind = forms.ChoiceField(label=_("Kind"), choices=HolidayKind.choices)
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)


class YearForm(forms.Form):
    """Which year's holidays to bring."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2099)


class HandoverForm(forms.ModelForm):
    """What the next one needs to know."""

    taker = forms.ModelChoiceField(User.objects.none(), label=_("Who takes over"), empty_label=None)
    own_state = forms.ChoiceField(
        label=_("How I am"), choices=OwnState.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Handover
        fields = ["taker", "open_work", "watch", "promises", "told", "own_state"]

    def __init__(self, *args: Any, brand: Brand, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = people(brand, ON_ROTA).exclude(pk=giver.pk)
        for name in ("open_work", "watch", "promises", "told"):
            self.fields[name].widget.attrs["rows"] = 3
