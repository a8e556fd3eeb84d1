"""What the forms of a case share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.rights import may
from crisisdesk.kernel.vocabulary import Visibility
from teams import roles

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from incidents.models import Fact, Incident
    from teams.models import User


class CaseForm(forms.Form):
    """A form about one case and, for some, one of its rows (`subject`)."""

    def __init__(
        self,
        *args: Any,
        incident: Incident,
        user: User,
        subject: Model | None = None,
        **kwargs: Any,
    ) -> None:
        self.incident, self.user, self.subject = incident, user, subject
        kwargs.setdefault("initial", {}).update(self.initially())
        super().__init__(*args, **kwargs)
        self.prepare()

    def initially(self) -> dict[str, Any]:
        """Values that stand in the form at first."""
        return {}

    def prepare(self) -> None:
        """Narrow the choices to this case."""

    def facts(self) -> dict[str, Any]:
        """The keyword arguments of the service."""
        return dict(self.cleaned_data)


#: The empty line of a choice.
NOTHING = "–"


class PersonField(forms.ModelChoiceField):
    """A choice among the people of the case's brand."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Person"))
        kwargs.setdefault("empty_label", NOTHING)
        super().__init__(queryset=roles.User.objects.none(), **kwargs)


def working(incident: Incident) -> QuerySet[User]:
    return roles.people(incident.brand_id, roles.WORKING)


def insiders(incident: Incident) -> QuerySet[User]:
    return roles.people(incident.brand_id, roles.INSIDERS)


def readable_facts(incident: Incident, user: User) -> QuerySet[Fact]:
    """The case's facts that this person may read."""
    if may(user, "incidents.see_privileged", incident):
        return incident.facts.all()
    return incident.facts.exclude(visibility=Visibility.PRIVILEGED)


def moment(**kwargs: Any) -> forms.DateTimeField:
    """A date and time in the reader's zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, **kwargs)


def day(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **kwargs)


def words(label: Any, *, rows: int = 3, required: bool = True, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class Reason(CaseForm):
    """An act that asks for its reason only."""

    reason = words(_("Reason"))


class OptionalReason(CaseForm):
    """An act whose reason is owed only in some cases."""

    reason = words(_("Reason"), required=False, rows=2)


class Nothing(CaseForm):
    """An act that needs nothing but the press."""
