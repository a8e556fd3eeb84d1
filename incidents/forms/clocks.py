"""Forms of legal deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.rights import may
from crisisdesk.kernel.vocabulary import Visibility
from incidents.forms.base import NOTHING, CaseForm, moment, words
from incidents.models import Evidence
from playbooks.models import LegalClock

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from incidents.models import Incident
    from teams.models import User


def readable_evidence(incident: Incident, user: User) -> QuerySet[Evidence]:
    """The case's evidence that this person may read."""
    if may(user, "incidents.see_privileged", incident):
        return incident.evidence.all()
    return incident.evidence.exclude(visibility=Visibility.PRIVILEGED)


class StartLegalClock(CaseForm):
    clock = forms.ModelChoiceField(
        label=_("Legal deadline"), queryset=LegalClock.objects.none(), empty_label=NOTHING
    )
    received_at = moment(
        label=_("Received at"), required=False, help_text=_("Empty: it arrived just now.")
    )
    note = words(
        _("What arrived, and from whom"), rows=2, max_length=2000,
        help_text=_("For example: a letter of an authority, a request of a newspaper."),
    )  # fmt: skip

    def prepare(self) -> None:
        """The deadlines that this brand has written down."""
        rows = LegalClock.objects.filter(brand_id=self.incident.brand_id, active=True)
        self.fields["clock"].queryset = rows


class SettleLegalClock(CaseForm):
    met = forms.TypedChoiceField(
        label=_("Outcome"),
        choices=[("1", _("Met")), ("", _("Waived"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
        initial="1",
    )
    sent = words(
        _("What was sent, and to whom"), required=False, rows=2, max_length=2000,
        help_text=_("Needed where it is met."),
    )  # fmt: skip
    sent_at = moment(label=_("Sent at"), required=False, help_text=_("Empty: just now."))
    evidence = forms.ModelChoiceField(
        label=_("Evidence"),
        queryset=Evidence.objects.none(),
        required=False,
        empty_label=NOTHING,
        help_text=_("A receipt or a copy, added under “Facts”."),
    )
    reason = words(_("Reason"), required=False, rows=2, help_text=_("Needed for a waiver."))

    def prepare(self) -> None:
        """Which deadline it is, and evidence of this case that the person may read."""
        self.fields["met"].help_text = str(self.subject)
        self.fields["evidence"].queryset = readable_evidence(self.incident, self.user)
