"""Forms of the register of false claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.fields import Link
from incidents.forms.base import moment
from incidents.forms.choosing import CaseField
from incidents.models import Incident
from monitoring.enums import Platform
from statements.enums import State
from statements.models import Statement

if TYPE_CHECKING:
    from incidents.models import Claim

MOST_PEOPLE = 10_000_000_000
NUMERIC = {"inputmode": "numeric"}


class FromMention(forms.Form):
    """A false claim that was just heard: in one sentence, and to which case it belongs."""

    incident = CaseField()
    text = forms.CharField(
        label=_("What is being claimed"),
        max_length=2000,
        help_text=_("One sentence, as it is being said; the post itself is kept as a wording."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, user: Any, brand: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = Incident.objects.visible_to(user).open().real().filter(brand=brand)
        self.fields["incident"].queryset = cases  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Where a claim was answered."""

    statement = forms.ModelChoiceField(
        label=_("Statement"),
        queryset=Statement.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("Who repeats it or links to it counts as ours from then on."),
    )
    platform = forms.ChoiceField(label=_("Platform"), choices=Platform.choices)
    url = Link(label=_("Link"))
    at = moment(label=_("Answered at"))
    reach = forms.IntegerField(
        label=_("Reach"), required=False, min_value=0, max_value=MOST_PEOPLE,
        help_text=_("Leave it empty while nobody knows it."),
        widget=forms.NumberInput(attrs=NUMERIC),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = Incident.objects.visible_to(user).filter(brand=claim.incident.brand_id)
        said = Statement.objects.filter(
            incident__in=cases.values("pk"),
            status__in=State.public,
            incident__is_drill=claim.incident.is_drill,
        )
        self.fields["statement"].queryset = said  # type: ignore[attr-defined]


class ExpectForm(forms.Form):
    expected_reach = forms.IntegerField(
        label=_("Reach that our answer would have"), required=False, min_value=0,
        max_value=MOST_PEOPLE, widget=forms.NumberInput(attrs=NUMERIC),
        help_text=_("An estimate; empty: the usual reach of our answers, where one is known."),
    )  # fmt: skip


class DecideForm(forms.Form):
    """Which of the suggested claims a text repeats; 0 says none."""

    match = forms.IntegerField(min_value=0, max_value=10**17)
    variant = forms.BooleanField(required=False)
    also = forms.BooleanField(required=False)
    at = forms.IntegerField(required=False, min_value=0, max_value=100_000)
