"""What a person says when they have a dossier made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.rights import may
from crisisdesk.kernel.vocabulary import Language, Visibility
from desk.dossier.asking import LONG_LINE, LONGEST
from desk.dossier.choice import LETTER, LINKED, OFFERED, SECTIONS, Choice, is_outside, usual
from desk.dossier.letter import LINKS, QUESTIONS
from incidents.forms.base import moment
from incidents.selectors.evidence import privileged, withdrawn
from monitoring.enums import Platform

if TYPE_CHECKING:
    from incidents.models import Evidence, Incident
    from teams.models import User


def _line(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONG_LINE, required=False, **more)


class DossierForm(forms.Form):
    """One form for every reader; what a reader may not get is not asked for."""

    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, widget=forms.RadioSelect
    )
    recipient = _line(_("Recipient"))
    subject = _line(_("About"))
    account = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 5}))
    rule = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    links = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. Links of the evidence and of the posts are listed by themselves."),
    )
    request = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sections = forms.MultipleChoiceField(
        label=_("Sections"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    evidence = forms.TypedMultipleChoiceField(
        label=_("Items of evidence"),
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        required=False,
        choices=(),
    )
    since = moment(label=_("From"), required=False, help_text=_("Empty: from the beginning."))
    until = moment(label=_("Until"), required=False, help_text=_("Empty: until now."))
    platform = forms.ChoiceField(label=_("Posts of"), required=False, choices=())
    authors = forms.BooleanField(
        label=_("Show who posted, with pictures of the posts"), required=False
    )
    authors_reason = _line(
        _("Why names are shown"), help_text=_("Needed if they are. It stays with the dossier.")
    )
    privileged = forms.BooleanField(label=_("With what legal privilege covers"), required=False)
    sender = _line(_("Letterhead: name"))
    sender_address = _line(_("Letterhead: address"))
    place = _line(_("Place"), help_text=_("Stands before the date."))
    signer = _line(_("Name of who signs"))
    signer_title = _line(_("Title of who signs"))

    def __init__(
        self, *args: Any, incident: Incident, user: User, purpose: str, **kwargs: Any
    ) -> None:
        self.incident, self.purpose = incident, purpose
        self.private = may(user, "incidents.see_privileged", incident) and not is_outside(purpose)
        kwargs["initial"] = {**self._initially(user), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self._ask_what_fits()
        for name in LETTER:
            if name in self.fields:
                self.fields[name].max_length = LONGEST.get(name, LONG_LINE)
        offered = OFFERED[purpose]
        self.fields["sections"].choices = [(name, SECTIONS[name]) for name in offered]
        self.fields["evidence"].choices = [(row.pk, _told(row)) for row in self.items()]
        self.fields["platform"].choices = [("", _("All platforms")), *self._platforms()]

    def _initially(self, user: User) -> dict[str, Any]:
        brand = self.incident.brand
        return {
            "language": "vi",
            "sections": usual(self.purpose),
            "evidence": [row.pk for row in self.items() if row.visibility != "privileged"],
            "sender": brand.name,
            "sender_address": brand.official_channel,
            "signer": user.name,
        }

    def items(self) -> list[Evidence]:
        """What this reader may get."""
        if not hasattr(self, "_items"):
            rows = self.incident.evidence.order_by("pk")
            if not self.private:
                rows = rows.exclude(pk__in=privileged(self.incident))
            if is_outside(self.purpose):
                rows = rows.exclude(pk__in=withdrawn(self.incident))
            self._items = list(rows)
        return self._items

    def _platforms(self) -> list[tuple[str, str]]:
        found = self.incident.mentions.order_by().values_list("platform", flat=True).distinct()
        return [(name, str(Platform(name).label)) for name in sorted(found)]

    def _ask_what_fits(self) -> None:
        asked = QUESTIONS[self.purpose]
        for name in ("account", "rule", "request"):
            if name in asked:
                self.fields[name].label = asked[name]
            else:
                del self.fields[name]
        if self.purpose in LINKED:
            self.fields["links"].label = LINKS[self.purpose]
        else:
            del self.fields["links"]
        if "posts" not in OFFERED[self.purpose]:
            for name in ("platform", "authors", "authors_reason"):
                del self.fields[name]
        if not self.private:
            del self.fields["privileged"]
        if is_outside(self.purpose):
            self.fields["recipient"].required = True

    def _bound(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    def letter_fields(self) -> list[forms.BoundField]:
        return self._bound(("recipient", "subject", "account", "rule", "links", "request"))

    def content_fields(self) -> list[forms.BoundField]:
        names = ("language", "sections", "evidence", "privileged", "since", "until")
        return self._bound((*names, "platform", "authors", "authors_reason"))

    def sender_fields(self) -> list[forms.BoundField]:
        return self._bound(("sender", "sender_address", "place", "signer", "signer_title"))

    def facts(self) -> dict[str, Any]:
        """The keyword arguments of the service."""
        data = self.cleaned_data
        return {
            "purpose": self.purpose,
            "language": data["language"],
            "privileged": data.get("privileged", False),
            "choice": Choice(
                sections=data["sections"],
                evidence=data["evidence"],
                since=data["since"],
                until=data["until"],
                platform=data.get("platform", ""),
                authors=data.get("authors", False),
                authors_reason=data.get("authors_reason", ""),
                letter={name: data[name] for name in LETTER if data.get(name)},
            ),
        }


def _told(row: Evidence) -> str:
    """An item in a list: what it shows, what it is, and whether privilege covers it."""
    mark = f" · {_('Legal privilege')}" if row.visibility == Visibility.PRIVILEGED else ""
    return f"{row.title} · {row.get_kind_display()}{mark}"
