"""Forms for writing scenarios; what they hand on has the shape of a scenario's file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.text import fold
from crisisdesk.kernel.vocabulary import IncidentRole
from drills import arrivals, schema, story
from drills.enums import Arrives, Channel, Condition, Format
from drills.services import scenarios
from monitoring.enums import Platform, SignalKind
from playbooks.models import Playbook
from playbooks.services.yaml_files import LARGEST
from teams.models import Brand

if TYPE_CHECKING:
    from drills.models import Inject, Scenario

#: Empty rows for branches beyond those that are there.
SPARE_BRANCHES = 2


def _words(label: Any, limit: int, rows: int, lang: str, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "lang": lang})
    return forms.CharField(label=label, max_length=limit, widget=widget, **more)


class ScenarioForm(forms.Form):
    """Everything but the injects."""

    title_vi = forms.CharField(label=_("Title in Vietnamese"), max_length=schema.SHORT)
    title_en = forms.CharField(label=_("Title in English"), max_length=schema.SHORT, required=False)
    brief_vi = _words(
        _("What the players are told, in Vietnamese"), schema.LONG, 4, "vi", required=False
    )
    brief_en = _words(
        _("What the players are told, in English"), schema.LONG, 4, "en", required=False
    )
    format = forms.ChoiceField(label=_("Format"), choices=Format.choices)
    minutes = forms.IntegerField(
        label=_("Length in minutes"), min_value=1, max_value=schema.MOST_MINUTES
    )
    kind = forms.ChoiceField(
        label=_("Type that is rehearsed"), required=False, help_text=_("It counts for readiness.")
    )

    def __init__(self, *args: Any, brand: Brand, scenario: Scenario | None = None, **kw: Any) -> None:  # fmt: skip
        super().__init__(*args, **kw)
        books = Playbook.objects.filter(brand=brand, retired_at=None).exclude(slug="common")
        choices = [(book.slug, f"{book.code} {book}") for book in books]
        known = {slug for slug, _name in choices}
        kept = [(scenario.kind,) * 2] if scenario and scenario.kind not in {*known, ""} else []
        self.fields["kind"].choices = [("", _("None")), *choices, *kept]
        there = scenario.branches if scenario else []
        self.rows = min(len(there) + SPARE_BRANCHES, schema.MOST_BRANCHES)
        self.keys = [row["key"] for row in there]
        for number in range(self.rows):
            self._add_branch(number, there[number] if number < len(there) else {})

    def _add_branch(self, number: int, row: dict[str, Any]) -> None:
        limits = {"max_length": schema.SHORT, "required": False}
        fields = {
            "vi": forms.CharField(label=_("Branch in Vietnamese"), **limits),
            "en": forms.CharField(label=_("Branch in English"), **limits),
            "at": forms.IntegerField(
                label=_("Chosen at minute"),
                required=False,
                min_value=0,
                max_value=schema.MOST_MINUTES,
            ),
        }
        for name, made in fields.items():
            self.fields[f"branch_{number}_{name}"] = made
            self.initial.setdefault(f"branch_{number}_{name}", row.get(name, ""))

    @property
    def branches(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"branch_{number}_{name}"] for name in ("vi", "en", "at")]
            for number in range(self.rows)
        ]

    @classmethod
    def of(cls, scenario: Scenario) -> dict[str, Any]:
        names = ("title_vi", "title_en", "brief_vi", "brief_en", "format", "minutes", "kind")
        return {name: getattr(scenario, name) for name in names}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [self._branch(data, number) for number in range(self.rows)]
        plain = {name: value for name, value in data.items() if not name.startswith("branch_")}
        return {**plain, "branches": [row for row in given if row]}

    def _branch(self, data: dict[str, Any], number: int) -> dict[str, Any]:
        vi, en, at = (data.get(f"branch_{number}_{name}") for name in ("vi", "en", "at"))
        if not vi:
            if en or at is not None:
                self.add_error(f"branch_{number}_vi", _("Name the branch in Vietnamese too."))
            return {}
        if at is None or at > (data.get("minutes") or schema.MOST_MINUTES):
            sentence = _("Enter a minute within the drill: else the branch is never chosen.")
            self.add_error(f"branch_{number}_at", sentence)
        return {"key": self._key(number, vi), "at": at or 0, "vi": vi, "en": en or ""}

    def _key(self, number: int, name: str) -> str:
        """The identifier it has, or one from its name that no other branch has."""
        if number < len(self.keys):
            return self.keys[number]
        plain = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:50] or "branch"
        key = plain if plain not in self.keys else f"{plain}_{number}"
        self.keys.append(key)
        return key


#: How each detail is asked for; the rest are lines of text.
CHOICES: dict[str, Any] = {
    "platform": lambda: Platform.choices,
    "kind": lambda: SignalKind.choices,
    "recording": lambda: [(name, name) for name in arrivals.recordings()],
}
NUMBERS = {"count", "over_minutes", "reach", "deadline_minutes"}


def _detail(name: str, label: Any) -> forms.Field:
    if name in CHOICES:
        choices = [("", "–"), *CHOICES[name]()]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    if name in NUMBERS:
        return forms.IntegerField(label=label, required=False, min_value=0)
    if name == "negative_share":
        hint = _("From 0 to 1.")
        return forms.FloatField(label=label, required=False, help_text=hint)
    rows = 2 if name.startswith("question_") else 1
    widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else None
    return forms.CharField(label=label, required=False, widget=widget)


class InjectForm(forms.Form):
    """One inject, all its columns; details of every way of arriving, of which one counts."""

    minute = forms.IntegerField(label=_("Minute"), min_value=0)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    player = forms.ChoiceField(
        label=_("Who plays it"),
        choices=[("", _("Everybody")), *IncidentRole.choices],
        required=False,
    )
    persona_vi = forms.CharField(label=_("Who speaks (Vietnamese)"), max_length=schema.PERSONA)
    persona_en = forms.CharField(
        label=_("Who speaks (English)"), max_length=schema.PERSONA, required=False
    )
    content_vi = _words(_("What happens (Vietnamese)"), schema.LONG, 4, "vi")
    content_en = _words(_("What happens (English)"), schema.LONG, 4, "en", required=False)
    expected_vi = _words(_("What is expected (Vietnamese)"), schema.LONG, 3, "vi")
    expected_en = _words(_("What is expected (English)"), schema.LONG, 3, "en", required=False)
    objective_vi = _words(_("What it rehearses (Vietnamese)"), schema.LONG, 2, "vi", required=False)
    objective_en = _words(_("What it rehearses (English)"), schema.LONG, 2, "en", required=False)
    arrives = forms.ChoiceField(
        label=_("It arrives as"), choices=Arrives.choices, initial=Arrives.NOTE
    )
    condition = forms.ChoiceField(
        label=_("It comes"), choices=[("", _("always")), *Condition.choices], required=False
    )
    branch = forms.ChoiceField(label=_("Branch"), required=False)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scenario: Scenario, mark: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scenario, self.mark = scenario, mark
        self.fields["minute"].max_value = scenario.minutes
        self.fields["minute"].widget.attrs["max"] = scenario.minutes
        names = [(row["key"], scenario.branch_name(row["key"])) for row in scenario.branches]
        self.fields["branch"].choices = [("", _("Main line")), *names]
        for way, details in arrivals.FIELDS.items():
            for name, detail in details.items():
                self.fields[f"{way}_{name}"] = _detail(name, detail.label)

    @property
    def ways(self) -> list[tuple[str, str, list[tuple[forms.BoundField, bool]]]]:
        """Ways of arriving that ask for something: key, name, fields and whether each is free."""
        found = []
        for way, details in arrivals.FIELDS.items():
            asked = [(self[f"{way}_{name}"], not one.required) for name, one in details.items()]
            found += [(str(way), str(Arrives(way).label), asked)] if asked else []
        return found

    @classmethod
    def of(cls, inject: Inject) -> dict[str, Any]:
        """A piece as the form's values."""
        row = story.inject_document(inject)
        plain = {name: row[name] for name in (*story.PLAIN, "seen") if name in row}
        said = {f"{name}_{code}": row[name][code] for name in story.SPOKEN for code in ("vi", "en")}
        details = {f"{inject.arrives}_{name}": value for name, value in inject.details.items()}
        return {**plain, **said, **details, "seen": story.mark(inject)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("minute") or 0) > self.scenario.minutes:
            limit = {"end": self.scenario.minutes}
            self.add_error("minute", _("The drill ends at minute %(end)d.") % limit)
        if self.mark and data.get("seen") != self.mark:
            sentence = _("Someone saved this inject first. Your words are still here, not saved: copy what you need and open it afresh.")  # fmt: skip
            self.add_error(None, sentence)
        if self.errors:
            return data
        row = self._row(data)
        try:
            schema.clean_inject({**row, "key": "new"})
        except ValidationError as error:
            for place, messages in error.message_dict.items():
                self._blame(place, messages)
        return {"row": row, "seen": data["seen"]}

    def _row(self, data: dict[str, Any]) -> dict[str, Any]:
        plain = ("minute", "channel", "player", "arrives", "condition", "branch")
        asked = arrivals.FIELDS[data["arrives"]]
        details = {name: data.get(f"{data['arrives']}_{name}") for name in asked}
        return {
            **{name: data[name] for name in plain},
            "details": {name: value for name, value in details.items() if value not in (None, "")},
            **{n: {code: data[f"{n}_{code}"] for code in ("vi", "en")} for n in story.SPOKEN},
        }

    def _blame(self, place: str, messages: list[str]) -> None:
        """At the field that a place of the document stands for."""
        name = place.replace("details", self.cleaned_data["arrives"]).replace(".", "_")
        self.add_error(name if name in self.fields else None, messages)


class MoveForm(forms.Form):
    """The piece it is to come before; nothing for the end."""

    before = forms.IntegerField(required=False)


class CopyForm(forms.Form):
    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("Brand"), empty_label=None)

    def __init__(self, *args: Any, brands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = brands


class FileForm(forms.Form):
    """A YAML file, or its text pasted; errors name places and lines."""

    file = forms.FileField(label=_("YAML file"), required=False)
    text = forms.CharField(
        label=_("Or paste its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text = data.get("text", "")
        if (file := data.get("file")) is not None:
            text = self._decoded(file.read(LARGEST * 4 + 1))
        if not self.errors:
            self._check(text)
        return {"text": text}

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("The file is not UTF-8 text."))
            return ""

    def _check(self, text: str) -> None:
        if not text.strip():
            raise ValidationError(_("Choose a file or paste its text."))
        try:
            scenarios.read(text)
        except ValidationError as error:
            raise ValidationError(schema.sentences(error)) from error
