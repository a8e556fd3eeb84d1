"""Which cases a report is about; the choice lives in the address."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import Severity
from incidents.enums import Status
from incidents.models import Incident
from playbooks.models import Playbook
from playbooks.models.plan import COMMON
from teams import brands
from teams.models import Team

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import Brand, User


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ReportFilter(forms.Form):
    """Period, brand, severity, type, team; drills are always apart from real cases.

    A case belongs to the teams of the person who leads it.
    """

    since = _day(_("Opened from"))
    until = _day(_("Opened up to and including"))
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    severity = forms.ChoiceField(
        label=_("Highest severity"), required=False, choices=[("", _("Any")), *Severity.choices]
    )
    kind = forms.ChoiceField(label=_("Type"), required=False)
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), label=_("Team"), required=False, empty_label=_("Any")
    )
    drills = forms.BooleanField(label=_("Drills instead of real cases"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        mine = list(brands.brands_of(user))
        self.mine = {brand.slug: brand for brand in mine}
        self.fields["brand"].choices = [("", _("Any")), *((b.slug, b.name) for b in mine)]
        self.fields["team"].queryset = Team.objects.filter(brand__in=mine)
        books = Playbook.objects.visible_to(user).exclude(slug=COMMON)
        names = {book.slug: str(book) for book in books.order_by("id")}
        self.fields["kind"].choices = [("", _("Any")), *names.items()]

    @property
    def one_brand(self) -> Brand | None:
        """The brand that was chosen, or the only one there is to choose."""
        slugs = [self.cleaned_data["brand"]] if self.cleaned_data["brand"] else list(self.mine)
        return self.mine[slugs[0]] if len(slugs) == 1 else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            raise ValidationError({"until": _("The period ends before it begins.")})
        return data

    def cases(self) -> QuerySet[Incident]:
        """The cases meant. A merged one is counted in the case it went into."""
        return self._cases(self.cleaned_data["since"], self.cleaned_data["until"])

    @property
    def before(self) -> tuple[date, date] | None:
        """The period of the same length before the one that was chosen; None without a beginning."""
        since = self.cleaned_data["since"]
        until = self.cleaned_data["until"] or timezone.localdate()
        if since is None or until < since or since - date.min <= until - since:
            return None
        return since - (until - since) - timedelta(days=1), since - timedelta(days=1)

    def cases_before(self) -> QuerySet[Incident] | None:
        """The same choice in the period before."""
        return self._cases(*self.before) if self.before else None

    def _cases(self, since: date | None, until: date | None) -> QuerySet[Incident]:
        wanted = self.cleaned_data
        columns = {
            "brand__slug": wanted["brand"],
            "peak_severity": wanted["severity"],
            "kind": wanted["kind"],
            "lead__in": wanted["team"] and wanted["team"].members.values("pk"),
            "opened_at__gte": _begin(since),
            "opened_at__lt": _begin(until, timedelta(days=1)),
        }
        if wanted["team"]:
            columns["brand"] = wanted["team"].brand_id
        # A subquery: seeing restricted cases joins people, and a join would count twice.
        seen = Incident.objects.visible_to(self.user).values("pk")
        return Incident.objects.filter(
            pk__in=seen,
            is_drill=wanted["drills"],
            **{column: value for column, value in columns.items() if value not in (None, "")},
        ).exclude(status=Status.MERGED)


def _begin(day: date | None, later: timedelta = timedelta()) -> datetime | None:
    """Midnight of a day in the reader's zone."""
    if day is None or day > date.max - later:
        return None
    return timezone.make_aware(datetime.combine(day + later, time.min))
