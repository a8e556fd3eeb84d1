"""What a step says beyond its words: section, moment, condition, what to write down, what is at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from playbooks import common_data
from playbooks.content import Text
from playbooks.diff_words import LABELS
from playbooks.enums import Condition, FieldKind, Moment, Phase, Readership
from playbooks.forms import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from playbooks.forms.rows import Raw

SHOWN = 90
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Offered:
    """What the steps of a page may point at, with its words as they are typed there."""

    sections: Choices = field(default_factory=list)
    questions: Choices = field(default_factory=list)
    statements: Choices = field(default_factory=list)
    clocks: Choices = field(default_factory=list)

    @classmethod
    def of(cls, lists: dict[str, list[Raw]], shared: Iterable[Any], clocks: Choices) -> Offered:
        """Sections, questions and texts of the page, and the texts that every plan shares."""
        own = named(lists.get("templates", ()))
        taken = {key for key, _label in own}
        more = [(row.key, _short(str(row.name))) for row in shared if row.key not in taken]
        return cls(
            sections=named(lists.get("sections", ())),
            questions=named(lists.get("questions", ())),
            statements=own + more,
            clocks=clocks,
        )


def named(found: Iterable[Raw]) -> Choices:
    """Rows of a page by identifier; a row without words is known by that alone."""
    return [(row["key"], _short(_words(row)) or row["key"]) for row in found if row.get("key")]


def _words(row: Raw) -> str:
    if "name_vi" in row:
        return str(Text(row["name_vi"], row["name_en"]))
    return str(Text.of(row))


def _short(words: str) -> str:
    return Truncator(words).chars(SHOWN)


class SectionRow(rows.Row):
    """A heading under which steps stand."""

    key = rows.KeyField(hidden=True)
    vi = forms.CharField(label=_("Vietnamese"), required=False, max_length=120)
    en = forms.CharField(label=_("English"), required=False, max_length=120)
    blank = {"vi": "", "en": "", "key": "section"}


class RecordRow(rows.Row):
    """One thing that is written down when the step is checked off."""

    key = rows.KeyField(hidden=True)
    kind = forms.ChoiceField(label=_("Kind"), choices=FieldKind.choices)
    required = forms.BooleanField(label=_("Required"), required=False)
    vi = forms.CharField(label=_("Vietnamese"), required=False, max_length=120)
    en = forms.CharField(label=_("English"), required=False, max_length=120)
    blank = {"vi": "", "en": "", "key": "field", "kind": "text", "required": True}


def _ticks(name: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=LABELS[name], required=False, widget=forms.CheckboxSelectMultiple
    )


class GuidedStep(rows.StepRow):
    """A step with everything that it may say."""

    after = forms.ChoiceField(label=LABELS["after"], choices=Moment.choices)
    section = forms.ChoiceField(label=LABELS["section"], required=False)
    when = forms.ChoiceField(label=LABELS["when"], required=False)
    statements = _ticks("statements")
    questions = _ticks("questions")
    clocks = _ticks("clocks")

    blank = {
        **rows.StepRow.blank,
        "after": Moment.OPENED.value,
        "section": "",
        "when": "",
        "statements": [],
        "questions": [],
        "clocks": [],
        "records": [],
    }
    LINKS = ("statements", "questions", "clocks")

    def __init__(self, data: Any = None, *, offered: Offered, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        raw = self.initial
        self.records = [
            RecordRow(data, prefix=f"{self.prefix}-records-{at}", initial=record)
            for at, record in enumerate(raw["records"])
        ]
        self._choose("section", [("", _("Without a section")), *offered.sections], raw)
        self.fields["when"].choices = _conditions(offered.questions, raw["when"])
        for name in self.LINKS:
            self._choose(name, getattr(offered, name), raw)
        if not offered.sections and not raw["section"]:
            self.fields["section"].widget = forms.HiddenInput()

    def _choose(self, name: str, known: Any, raw: Raw) -> None:
        """Offer what there is; what a row points at stays visible when it is gone."""
        wanted = raw[name] if isinstance(raw[name], list) else [raw[name]]
        keys = {key for key, _label in known}
        gone = [(key, _gone(key)) for key in wanted if key not in keys]
        self.fields[name].choices = [*known, *gone]
        if not self.fields[name].choices:
            del self.fields[name]

    @classmethod
    def raw(cls, row: dict[str, Any]) -> Raw:
        when = row.get("when")
        extras = {name: row[name] for name in ("after", "section", *cls.LINKS) if name in row}
        return {
            **cls.blank,
            **{name: row[name] for name in rows.StepRow.blank},
            **extras,
            "when": f"{when['question']}:{when['answer']}" if when else "",
            "records": [RecordRow.raw(record) for record in row.get("fields", ())],
        }

    @classmethod
    def sent(cls, prefix: str, data: QueryDict) -> Raw:
        records = rows.sent_rows(RecordRow, f"{prefix}-records", data)
        return {**super().sent(prefix, data), "records": [raw for _index, raw in records]}

    @classmethod
    def spread(cls, prefix: str, raw: Raw) -> dict[str, Any]:
        found = super().spread(prefix, {k: v for k, v in raw.items() if k != "records"})
        for at, record in enumerate(raw["records"]):
            found |= RecordRow.spread(f"{prefix}-records-{at}", record)
        return found

    def is_valid(self) -> bool:
        wrong = [record for record in self.records if not record.is_valid()]
        return super().is_valid() and not wrong

    def value(self) -> dict[str, Any]:
        found = super().value()
        question, _colon, answer = (found.pop("when", "") or "").rpartition(":")
        found |= {name: found.get(name) or [] for name in self.LINKS}
        return {
            **found,
            "section": found.get("section") or "",
            "when": {"question": question, "answer": answer} if question else {},
            "fields": [record.value() for record in self.records],
        }

    def spot(self, place: str) -> tuple[forms.Form, str]:
        inner, _dot, name = place.partition(".")
        if inner.startswith("fields[") and name:
            return self.records[int(inner[7:-1])], name
        return super().spot(place)

    @property
    def nested(self) -> list[rows.Row]:
        return list(self.records)

    @property
    def links(self) -> list[forms.BoundField]:
        return [self[name] for name in self.LINKS if name in self.fields]

    @property
    def small(self) -> list[forms.BoundField]:
        return [self[name] for name in ("key", "role", "minutes", "after", "critical")]

    @property
    def opens(self) -> bool:
        """Whether something inside the closed part is wrong."""
        inside = {"section", "when", *self.LINKS}
        return bool(inside & set(self.errors)) or any(record.errors for record in self.records)

    @property
    def summary(self) -> list[str]:
        """What the closed part of the row says, in few words."""
        raw = self.initial
        said = []
        if raw["when"]:
            said.append(f"{LABELS['when']}: {_label(self.fields['when'].choices, raw['when'])}")
        if raw["records"]:
            said.append(f"{LABELS['fields']}: {len(raw['records'])}")
        said += [f"{LABELS[name]}: {len(raw[name])}" for name in self.LINKS if raw[name]]
        return said


def _gone(key: str) -> str:
    return str(_("%(key)s (gone)") % {"key": key})


def _conditions(questions: Choices, chosen: str) -> list[Any]:
    """Every question with both answers; what is not asked any more stays visible."""
    groups: list[Any] = [("", _("Always"))]
    for key, label in questions:
        answers = [(f"{key}:{answer.value}", _answered(label, answer)) for answer in Condition]
        groups.append((label, answers))
    key = chosen.rpartition(":")[0]
    if key and key not in dict(questions):
        groups.append((chosen, _gone(key)))
    return groups


def _answered(label: str, answer: Condition) -> str:
    return f"{Truncator(label).chars(60)} — {answer.label}"


def _label(choices: Any, value: str) -> str:
    for key, label in choices:
        inner = dict(label) if isinstance(label, (list, tuple)) else {key: label}
        if value in inner:
            return str(inner[value])
    return value


class PlacedTemplate(rows.TemplateRow):
    """A prepared text with whom it speaks to, when and where."""

    audience = forms.ChoiceField(
        label=LABELS["audience"], required=False, choices=[("", "–"), *Readership.choices]
    )
    phase = forms.ChoiceField(
        label=LABELS["phase"], required=False, choices=[("", "–"), *Phase.choices]
    )
    channel = forms.ChoiceField(label=LABELS["channel"], required=False)
    blank = {**rows.TemplateRow.blank, "audience": "", "phase": "", "channel": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = [(row.key, str(row.label)) for row in common_data.channels().values()]
        self.fields["channel"].choices = [("", "–"), *channels]

    @classmethod
    def raw(cls, row: dict[str, Any]) -> Raw:
        return {**cls.blank, **super().raw(row)}

    def value(self) -> dict[str, Any]:
        placed = {
            name: self.cleaned_data.get(name) or "" for name in ("audience", "phase", "channel")
        }
        return {**super().value(), **placed}
