"""Forms of the room's pages; the API checks its questions with the same ones."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.fields import Link
from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import Language, Sentiment
from incidents.forms.choosing import CaseField
from incidents.models import Incident
from monitoring.enums import DismissReason, Platform, SignalState, SourceKind
from monitoring.models import Source, Watch
from monitoring.selectors.mentions import Search
from teams.models import Brand

ANY = ("", pgettext_lazy("filter", "All"))
PERIODS = {"1h": 1, "24h": 24, "7d": 168, "30d": 720, "all": 24 * 3650}
USUAL = 168
#: Digits that PostgreSQL still takes as integer and bigint.
LONGEST_NUMBER, LONGEST_ID = 9, 18
LARGEST_ID = 2**63 - 1
LANGUAGES = [ANY, *Language.choices, ("und", _("Unknown"))]


class SearchForm(forms.Form):
    """Filters of the mentions explorer, all in the address."""

    q = forms.CharField(label=_("Text"), required=False, max_length=200, widget=forms.SearchInput)
    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[
            ("1h", _("last hour")),
            ("24h", _("last 24 hours")),
            ("7d", _("last 7 days")),
            ("30d", _("last 30 days")),
            ("all", _("all time")),
        ],
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    watch = forms.ModelChoiceField(
        label=_("Watch"), required=False, queryset=Watch.objects.none(),
        empty_label=pgettext_lazy("filter", "All"),
    )  # fmt: skip
    label = forms.ChoiceField(
        label=_("Sentiment"), required=False, choices=[ANY, *Sentiment.choices]
    )
    platform = forms.ChoiceField(
        label=_("Platform"), required=False, choices=[ANY, *Platform.choices]
    )
    language = forms.ChoiceField(label=_("Language"), required=False, choices=LANGUAGES)
    incident = forms.CharField(label=_("Incident"), required=False, max_length=20)
    cluster = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, brand: Brand, user: Any) -> None:
        # The address says only what was chosen; what is shown must be what is meant.
        super().__init__({"period": "7d", **data.dict()})
        self.brand, self.user = brand, user
        self.fields["watch"].queryset = Watch.objects.filter(brand=brand)  # type: ignore[attr-defined]

    def clean_incident(self) -> int | None:
        reference = self.cleaned_data["incident"].strip()
        if not reference:
            return None
        found = incident_by_reference(self.user, self.brand, reference)
        if found is None:
            raise forms.ValidationError(_("There is no such incident."))
        return found.pk

    def search(self) -> Search:
        """What a valid form asks for."""
        data = self.cleaned_data
        since, until = self._bounds()
        return Search(
            since=since,
            until=until,
            watch=data["watch"].pk if data["watch"] else None,
            label=data["label"],
            platform=data["platform"],
            language=data["language"],
            incident=data["incident"],
            cluster=data["cluster"],
            text=nfc(data["q"]),
        )

    def _bounds(self) -> tuple[datetime, datetime | None]:
        data = self.cleaned_data
        if data["since"] or data["until"]:
            until = _midnight(data["until"] + timedelta(days=1)) if data["until"] else None
            end = until or now()
            return _midnight(data["since"]) if data["since"] else end - timedelta(days=7), until
        return now() - timedelta(hours=PERIODS.get(data["period"], USUAL)), None


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def incident_by_reference(user: Any, brand: Brand, reference: str) -> Incident | None:
    """INC-204, DRL-204 or 204, among those the person may see."""
    digits = reference.rpartition("-")[2].strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER):
        return None
    return Incident.objects.visible_to(user).filter(brand=brand, number=int(digits)).first()


class SourceForm(forms.ModelForm):
    platform = forms.ChoiceField(
        label=_("Platform"),
        required=False,
        choices=[("", pgettext_lazy("platform", "Several")), *Platform.choices],
    )

    class Meta:
        model = Source
        fields = ["name", "platform", "expected_every_minutes", "active"]


class NewSourceForm(SourceForm):
    """The kinds that are made by hand; the others come with what they bring."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in (SourceKind.WEBHOOK, SourceKind.API)],
    )

    class Meta(SourceForm.Meta):
        fields = ["name", "kind", "platform", "expected_every_minutes"]


class RaiseForm(forms.Form):
    """A signal by hand: a call, a closed group, a hunch."""

    title = forms.CharField(label=_("What did you see?"), max_length=200)
    summary = forms.CharField(
        label=_("More about it"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    url = Link(label=_("Link"))


class OpenForm(forms.Form):
    title = forms.CharField(label=_("Title of the incident"), required=False, max_length=200)
    summary = forms.CharField(
        label=_("What is being said"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class LinkForm(forms.Form):
    incident = CaseField()

    def __init__(
        self, *args: Any, user: Any, brand: Any, drill: Incident | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cases = Incident.objects.visible_to(user).open().filter(brand=brand)
        # A signal of a drill goes into its own case, all others into real ones.
        cases = cases.filter(pk=drill.pk) if drill else cases.real()
        self.initial.setdefault("incident", drill)
        self.fields["incident"].queryset = cases  # type: ignore[attr-defined]


WAITS = {"1": _("1 hour"), "4": _("4 hours"), "24": _("1 day"), "72": _("3 days")}


class WatchUntilForm(forms.Form):
    """Decide later."""

    hours = forms.TypedChoiceField(
        label=_("Look again in"), choices=list(WAITS.items()), coerce=int, initial="4"
    )
    note = forms.CharField(label=_("What are you waiting for?"), required=False, max_length=2000)

    def facts(self) -> dict[str, Any]:
        """What the service needs."""
        until = now() + timedelta(hours=self.cleaned_data["hours"])
        return {"until": until, "note": self.cleaned_data["note"]}


class DismissForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=DismissReason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("In your own words"), required=False, max_length=2000)


class QueueForm(forms.Form):
    """Which signals the triage page shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("waiting", _("Waiting")), *SignalState.choices]
    )
