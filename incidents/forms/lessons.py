"""A lesson becomes a proposed change: which row of which playbook, and its new words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.enums import Outcome
from incidents.forms.base import words
from playbooks.enums import ChangeKind, Part
from playbooks.models import Playbook
from playbooks.proposing import forms_of, targets
from playbooks.services.proposals import LONGEST, latest

if TYPE_CHECKING:
    from django.http import QueryDict

    from incidents.models import Incident, Lesson
    from teams.models import User


class Aim(forms.Form):
    """Which playbook and which of its rows; sent by GET, so that the words fit the row."""

    playbook = forms.ModelChoiceField(
        queryset=Playbook.objects.none(), label=_("Playbook"), empty_label=None
    )
    target = forms.ChoiceField(label=_("Row to add, change or take out"))

    def __init__(self, data: QueryDict, *, incident: Incident, book: Playbook | None) -> None:
        chosen = data.copy()
        rows = targets(latest(book).content) if book else []
        known = {value for _group, choices in rows for value, _label in choices}
        if data.get("target") not in known:
            chosen["target"] = f"{Part.STEPS.value}:{ChangeKind.ADD.value}:"
        if book:
            chosen["playbook"] = str(book.pk)
        super().__init__(chosen)
        self.fields["playbook"].queryset = incident_books(incident)
        self.fields["target"].choices = rows
        self.target = chosen["target"]


class Why(forms.Form):
    words = words(
        _("What should change, and why"),
        rows=2,
        max_length=LONGEST,
        help_text=_("Everybody who reads the playbook can read this: no names, nothing secret."),
    )


def incident_books(incident: Incident) -> Any:
    """Playbooks of the brand that have words."""
    return Playbook.objects.filter(
        brand=incident.brand_id, retired_at=None, versions__isnull=False
    ).distinct()


class ProposedChange:
    """The forms of the page: what changes (by GET), and its words (by POST)."""

    def __init__(
        self, lesson: Lesson, *, incident: Incident, user: User, chosen: QueryDict, data: Any
    ) -> None:
        self.user = user
        self.book = _book(incident, lesson, chosen)
        self.aim = Aim(chosen, incident=incident, book=self.book)
        self.part, self.kind, self.key = self.aim.target.split(":", 2)
        content = latest(self.book).content if self.book else {}
        self.row = forms_of(content, self.part, self.kind, self.key, data)
        told = lesson.proposal or lesson.text
        self.why = Why(data, initial={"words": told[:LONGEST]})

    @property
    def named(self) -> str:
        """The row that the words below are about, as the choice names it."""
        groups = self.aim.fields["target"].choices
        rows = {value: label for _group, choices in groups for value, label in choices}
        label = rows.get(self.aim.target, "")
        return label if self.kind == ChangeKind.ADD else f"{ChangeKind(self.kind).label}: {label}"

    @property
    def _forms(self) -> list[forms.Form]:
        return [self.why, *([self.row] if self.row else [])]

    @property
    def fields(self) -> dict[str, forms.Field]:
        return {name: field for form in self._forms for name, field in form.fields.items()}

    @property
    def errors(self) -> bool:
        return any(form.errors for form in self._forms)

    def is_valid(self) -> bool:
        return self.book is not None and all(form.is_valid() for form in self._forms)

    def add_error(self, name: str | None, messages: Any) -> None:
        """What the service found, beside its field."""
        owner = next((form for form in self._forms if name in form.fields), self.why)
        owner.add_error(name, messages)

    def facts(self) -> dict[str, Any]:
        """Arguments of the service that settles the lesson."""
        change: dict[str, Any] = {"part": self.part, "kind": self.kind, "key": self.key}
        if self.row:
            change["row"] = self.row.value()
        return {
            "outcome": Outcome.PLAYBOOK_CHANGE,
            "playbook": self.book,
            "proposal": self.why.cleaned_data["words"],
            "change": change,
        }


def _book(incident: Incident, lesson: Lesson, chosen: QueryDict) -> Playbook | None:
    """The playbook chosen, else that of the lesson, else that of the case."""
    books = list(incident_books(incident))
    pinned = incident.playbook_version and incident.playbook_version.playbook_id
    for wanted in (chosen.get("playbook", ""), lesson.playbook_id, pinned):
        if found := next((book for book in books if str(book.pk) == str(wanted)), None):
            return found
    return books[0] if books else None
