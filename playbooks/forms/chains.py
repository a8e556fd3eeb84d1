"""Forms of approval chains and of standing in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from playbooks import common_data, offices
from playbooks.enums import ChainMode, Office
from playbooks.models import Playbook
from playbooks.services.chains import LAST_ORDER, MOST_STEPS
from teams.forms.people import Moment
from teams.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.models import Brand

DAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class StepForm(forms.Form):
    """One signature of a chain; a row without holder and backup is left out."""

    use_required_attribute = False

    order = forms.IntegerField(
        label=pgettext_lazy("approval chain", "Order"), min_value=1, max_value=LAST_ORDER, initial=1
    )
    mode = forms.ChoiceField(label=_("How many sign"), choices=ChainMode.choices)
    holders = forms.MultipleChoiceField(
        label=_("Who signs"),
        choices=Office.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    backup = forms.MultipleChoiceField(
        label=_("Backup when the time has run out"),
        choices=Office.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    only_types = forms.MultipleChoiceField(
        label=_("Only in cases of these types"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )

    def __init__(self, *args: Any, types: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["only_types"].choices = types

    @property
    def is_left_out(self) -> bool:
        data = self.cleaned_data
        return not data.get("holders") and not data.get("backup")


class _Rows(forms.BaseFormSet):
    """Steps in rows; one empty row is there to add another."""

    def steps(self) -> list[dict[str, Any]]:
        """What was entered, as a chain stores it."""
        return [dict(form.cleaned_data) for form in self.forms if not form.is_left_out]


StepRows = forms.formset_factory(StepForm, formset=_Rows, extra=1, max_num=MOST_STEPS)


def types_of(brand: Brand) -> list[tuple[str, str]]:
    books = Playbook.objects.filter(brand=brand)
    return [(book.slug, str(book)) for book in books if not book.is_common]


class WhereForm(forms.Form):
    """For which language and channel; both empty is the chain that every text goes."""

    language = forms.ChoiceField(
        label=_("Language of the text"),
        required=False,
        choices=[("", _("whatever the language")), ("vi", "Tiếng Việt"), ("en", "English")],
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = common_data.channels().values()
        self.fields["channel"].choices = [
            ("", _("whatever the channel")),
            *[(channel.key, str(channel.label)) for channel in known],
        ]


class DelegationForm(forms.Form):
    """Which office goes to whom, from when until when, and why."""

    use_required_attribute = False

    office = forms.ChoiceField(label=_("Office"))
    to = forms.ModelChoiceField(User.objects.none(), label=_("Signs instead"), empty_label=None)
    starts_at = Moment(label=_("From"), required=False, help_text=_("Empty: from now on."))
    ends_at = Moment(label=_("Until"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, brand: Brand, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = {place.user_id: place for place in offices.places([brand.pk])}
        people = User.objects.filter(pk__in=places)
        self.prepare(people.exclude(pk=user.pk), offices.held(places.get(user.pk)))

    def prepare(self, people: Any, held: list[str]) -> None:
        """One's own office: only those one holds are offered."""
        self.fields["to"].queryset = people
        self.fields["office"].choices = [(name, Office(name).label) for name in held]


class DelegationForAnother(DelegationForm):
    """An admin writes it for somebody who cannot."""

    giver = forms.ModelChoiceField(User.objects.none(), label=_("In place of"), empty_label=None)
    field_order = ["giver", "office", "to", "starts_at", "ends_at", "reason"]

    def prepare(self, people: Any, held: list[str]) -> None:
        self.fields["to"].queryset = self.fields["giver"].queryset = people
        self.fields["office"].choices = offices.CHOICES


class HoursForm(forms.Form):
    """When the offices are staffed, and who signs for which while they are not."""

    use_required_attribute = False

    opens = forms.TimeField(
        label=_("Office opens"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes = forms.TimeField(
        label=_("Office closes"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Working days"), choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=offices.places([brand.pk]).values("user"))
        for name, label in offices.CHOICES:
            self.fields[name] = forms.ModelChoiceField(
                people, label=label, required=False, empty_label=_("nobody")
            )

    def hours(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("opens", "closes", "days")}

    def deputies(self) -> dict[str, User | None]:
        return {name: self.cleaned_data[name] for name, _label in offices.CHOICES}


def kept(rows: Any, run: Callable[[], Any]) -> bool:
    """Hand the steps to the service; what it finds wrong is shown above them."""
    try:
        run()
    except ValidationError as error:
        rows.non_form_errors().extend(error.messages)
        return False
    return True
