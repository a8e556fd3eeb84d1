"""Forms of rotas: the rules, the exceptions and swaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from teams.forms.mine import zones
from teams.forms.people import Moment
from teams.models import HolidayRule, Layer, Rota, Unit, User
from teams.roles import people
from teams.services.duty import ON_ROTA
from teams.services.swaps import Time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from teams.models import Brand
    from teams.rota.turns import Span

FEWEST_PLACES, SPARE_PLACES, MOST_PLACES = 4, 2, 40


def clock_field(**options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(widget=widget, **options)


def day_field(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


def able(rota: Rota) -> QuerySet[User]:
    """Whoever may stand in a rota."""
    rows = people(rota.brand_id, ON_ROTA)
    return rows.filter(teams=rota.team_id) if rota.team_id else rows


class RotaForm(forms.ModelForm):
    """What a rota is of."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones,
        help_text=_("Hours of handover are meant in this zone, in summer and winter alike."),
    )

    class Meta:
        model = Rota
        fields = ["name", "role", "team", "time_zone", "needs_handover", "warns", "warn_days"]

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = brand.teams.all()
        self.fields["team"].empty_label = _("everybody who can be on duty")
        self.fields["role"].choices = [
            ("", _("General duty")),
            *[choice for choice in self.fields["role"].choices if choice[0]],
        ]
        self.fields["needs_handover"].help_text = _(
            "Somebody stays on duty until the next one has accepted the handover."
        )


class LayerForm(forms.Form):
    """One layer: who has turns, how long they are and when the layer counts."""

    use_required_attribute = False

    name = forms.CharField(label=_("Name"), max_length=80)
    position = forms.IntegerField(
        label=_("Position"),
        min_value=1,
        max_value=20,
        help_text=_("A higher layer covers a lower one where it has somebody."),
    )
    unit = forms.ChoiceField(label=_("Turns are counted in"), choices=Unit.choices)
    length = forms.IntegerField(label=_("Length of a turn"), min_value=1, max_value=168)
    starts_on = day_field(label=_("First turn begins on"))
    handover_time = clock_field(label=_("Handover at"))
    ends_on = day_field(label=_("Last day"), required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Only on these weekdays"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hours_from = clock_field(label=_("Only from"), required=False)
    hours_until = clock_field(
        label=_("until"), required=False, help_text=_("Earlier than the first: the next morning.")
    )
    holidays = forms.ChoiceField(
        label=_("Public holidays"), choices=HolidayRule.choices, required=False
    )

    def __init__(self, *args: Any, rota: Rota, layer: Layer | None = None, **kwargs: Any) -> None:
        places = [place.user_id for place in layer.places.all()] if layer else []
        super().__init__(*args, initial=self._begin(rota, layer, places), **kwargs)
        count = min(max(FEWEST_PLACES, len(places) + SPARE_PLACES), MOST_PLACES)
        for number in range(1, count + 1):
            self.fields[f"person_{number}"] = forms.ModelChoiceField(
                able(rota), label=str(number), required=False, empty_label=_("nobody")
            )

    def _begin(self, rota: Rota, layer: Layer | None, places: list[int]) -> dict[str, Any]:
        if layer is None:
            return {
                "name": rota.name,
                "position": rota.layers.count() + 1,
                "unit": Unit.WEEK,
                "length": 1,
                "starts_on": timezone.localdate(),
                "handover_time": "08:00",
            }
        here = {name: getattr(layer, name) for name in LayerForm.base_fields}
        return here | {f"person_{number}": pk for number, pk in enumerate(places, 1)}

    @property
    def seats(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("person_")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        seats = [data.pop(name, None) for name in list(self.fields) if name.startswith("person_")]
        data["users"] = [user for user in seats if user]
        if not data["users"]:
            self.add_error("person_1", _("Choose at least one person."))
        if bool(data.get("hours_from")) != bool(data.get("hours_until")):
            self.add_error("hours_until", _("Give both hours or none."))
        return data

    def add_error(self, field: str | None, error: Any) -> None:
        """What a service says about `users` belongs to the first seat."""
        if field is None and "users" in getattr(error, "error_dict", {}):
            field, error = "person_1", error.error_dict["users"]
        super().add_error(field, error)


class OverrideForm(forms.Form):
    """Somebody else for a time."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Who is on duty"), empty_label=None)
    starts_at = Moment(label=_("From"))
    ends_at = Moment(label=_("Until"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, rota: Rota, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = able(rota)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"starts_at", "ends_at"} <= data.keys() and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("It ends after it starts."))
        return data


class SwapForm(forms.Form):
    """A turn of mine for a turn of somebody else, or for nothing."""

    mine = forms.ChoiceField(label=_("My turn"))
    other = forms.ModelChoiceField(User.objects.none(), label=_("Who takes over"), empty_label=None)
    back = forms.ChoiceField(
        label=_("In return I take"),
        required=False,
        help_text=_("A turn of the person you ask."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        rota: Rota,
        user: User,
        spans: Iterable[Span],
        names: dict[int, User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        spans = list(spans)
        self.times = {value_of(span): Time(span.starts, span.ends) for span in spans}
        own = [(value_of(span), words_of(span)) for span in spans if span.user == user.pk]
        others = [
            (value_of(span), f"{names[span.user].name}: {words_of(span)}")
            for span in spans
            if span.user != user.pk
        ]
        self.fields["mine"].choices = own
        self.fields["back"].choices = [("", _("nothing")), *others]
        self.fields["other"].queryset = able(rota).exclude(pk=user.pk)

    @property
    def is_possible(self) -> bool:
        return bool(self.fields["mine"].choices)

    def clean_mine(self) -> Time:
        return self.times[self.cleaned_data["mine"]]

    def clean_back(self) -> Time | None:
        return self.times.get(self.cleaned_data["back"])


def value_of(span: Span) -> str:
    """Which turn it is; a running one begins later with every look, and ends where it ended."""
    return f"{span.source}@{span.ends:%Y%m%dT%H%M}"


def words_of(span: Span) -> str:
    """A time in the reader's zone."""
    starts, ends = timezone.localtime(span.starts), timezone.localtime(span.ends)
    return f"{date_format(starts, 'D d/m H:i')} – {date_format(ends, 'D d/m H:i')}"
