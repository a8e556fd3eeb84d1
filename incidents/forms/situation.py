"""Forms of the situation report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.forms.base import NOTHING, moment, words
from incidents.models.situation import LONGEST
from incidents.situation.sending import readers
from playbooks.models import Stakeholder, StakeholderList
from teams.models import User

if TYPE_CHECKING:
    from incidents.models import Incident, SituationReport

HINT = _("A line that begins with “# ” is a heading, one with “- ” an item of a list.")


class DraftForm(forms.Form):
    """The words of a draft, in one language or both."""

    text_vi = words(
        _("Report (Vietnamese)"), rows=24, required=False, help_text=HINT, max_length=LONGEST
    )
    text_en = words(
        _("Report (English)"), rows=24, required=False, help_text=HINT, max_length=LONGEST
    )
    next_at = moment(
        label=_("Next report due"),
        required=False,
        help_text=_(
            "Said to those who get the report, and the case's clock counts to it. A time beyond the "
            "limit of the level is said too, but the clock keeps the limit."
        ),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    @classmethod
    def of(cls, report: SituationReport, data: Any = None) -> DraftForm:
        names = ("text_vi", "text_en", "next_at", "edition")
        return cls(data, initial={name: getattr(report, name) for name in names})


class SendForm(forms.Form):
    """Who gets the report."""

    lists = forms.ModelMultipleChoiceField(
        StakeholderList.objects.none(),
        label=_("Lists of stakeholders"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("People of the desk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    with_link = forms.BooleanField(
        label=_("Give stakeholders a link to follow the case"),
        required=False,
        help_text=_(
            "For thirty days, for this case only: the reports that were sent, the state and when "
            "the next word is due. You can take each link back."
        ),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [person.pk for person in readers(incident)]
        self.fields["people"].queryset = User.objects.filter(pk__in=allowed).order_by("name")
        self.fields["people"].label_from_instance = lambda person: person.name
        if incident.is_drill or incident.restricted:
            del self.fields["lists"], self.fields["with_link"]
            return
        lists = StakeholderList.objects.filter(brand=incident.brand_id)
        self.fields["lists"].queryset = lists.prefetch_related("people")
        self.fields["lists"].label_from_instance = named

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def named(row: StakeholderList) -> str:
    """The list with how many people it reaches."""
    reached = sum(1 for person in row.people.all() if person.active and person.email)
    return f"{row.name} ({reached})"


class LeaveOutForm(forms.Form):
    reason = words(_("Why no report is due now"), max_length=2000)


class LinkForm(forms.Form):
    stakeholder = forms.ModelChoiceField(
        Stakeholder.objects.none(), label=_("Stakeholder"), empty_label=NOTHING
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stakeholder"].queryset = Stakeholder.objects.filter(
            brand=incident.brand_id, active=True
        )
