"""A plan as the rest of the desk reads it.

Stored content has passed `playbooks.schema.clean`; here it only takes shape, so that a rule
tightened later never makes an old, pinned version unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from playbooks.enums import Moment


@dataclass(frozen=True)
class Text:
    """One text in both languages; in a template it prints in the reader's."""

    vi: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.into(get_language() or "vi")

    def into(self, language: str) -> str:
        """The text in a language, in the other one where it is empty."""
        return (self.en or self.vi) if language[:2] == "en" else (self.vi or self.en)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Text:
        return cls(vi=data.get("vi", ""), en=data.get("en", ""))


@dataclass(frozen=True)
class Question:
    """What must be established before the desk may speak of facts."""

    key: str
    critical: bool
    role: str
    minutes: int
    text: Text


@dataclass(frozen=True)
class Section:
    """A heading under which steps stand together."""

    key: str
    name: Text


@dataclass(frozen=True)
class When:
    """The answer that a step waits for."""

    question: str
    answer: str


@dataclass(frozen=True)
class Field:
    """What is written down when a step is checked off."""

    key: str
    kind: str
    required: bool
    name: Text


@dataclass(frozen=True)
class Step:
    """One thing to do, by a role, within minutes of a moment, perhaps only after an answer."""

    key: str
    role: str
    minutes: int
    critical: bool
    text: Text
    section: str = ""
    after: str = Moment.OPENED.value
    when: When | None = None
    fields: tuple[Field, ...] = ()
    #: Keys of what is at hand beside the step.
    statements: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Template:
    """A pre-written statement with gaps such as `{hotline}`."""

    key: str
    kind: str
    name: Text
    requires_fact: bool
    text: Text
    audience: str = ""
    phase: str = ""
    channel: str = ""


@dataclass(frozen=True)
class Escalation:
    """What lifts the case to a severity."""

    severity: str
    text: Text


@dataclass(frozen=True)
class CrossOver:
    """When the case turns out to be of another type."""

    to: str
    text: Text


@dataclass(frozen=True)
class Scct:
    """Which response strategy the type calls for."""

    cluster: str = ""
    is_rumour: bool = False
    is_challenge: bool = False
    advice: Text = Text()


@dataclass(frozen=True)
class Plan:
    """Everything prepared for one type of crisis."""

    slug: str
    code: str
    name: Text
    summary: Text
    scct: Scct
    signals: tuple[Text, ...]
    questions: tuple[Question, ...]
    steps: tuple[Step, ...]
    people: tuple[Text, ...]
    escalation: tuple[Escalation, ...]
    cross_over: tuple[CrossOver, ...]
    legal_clocks: tuple[str, ...]
    templates: tuple[Template, ...]
    sections: tuple[Section, ...] = ()

    @classmethod
    def of(cls, content: dict[str, Any]) -> Plan:
        """The plan of stored content."""
        return cls(
            slug=content["slug"],
            code=content["code"],
            name=Text.of(content["name"]),
            summary=Text.of(content["summary"]),
            scct=_scct(content.get("scct", {})),
            signals=tuple(map(Text.of, content.get("signals", ()))),
            questions=tuple(map(_question, content.get("questions", ()))),
            steps=tuple(map(_step, content.get("steps", ()))),
            people=tuple(map(Text.of, content.get("people", ()))),
            escalation=tuple(
                Escalation(row["severity"], Text.of(row)) for row in content.get("escalation", ())
            ),
            cross_over=tuple(
                CrossOver(row["to"], Text.of(row)) for row in content.get("cross_over", ())
            ),
            legal_clocks=tuple(content.get("legal_clocks", ())),
            templates=tuple(map(_template, content.get("templates", ()))),
            sections=tuple(
                Section(row["key"], Text.of(row)) for row in content.get("sections", ())
            ),
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which every statement of the plan is written."""
        texts = [template.text for template in self.templates]
        return tuple(
            code for code in ("vi", "en") if texts and all(getattr(text, code) for text in texts)
        )


def _scct(data: dict[str, Any]) -> Scct:
    return Scct(
        cluster=data.get("cluster", ""),
        is_rumour=bool(data.get("is_rumour")),
        is_challenge=bool(data.get("is_challenge")),
        advice=Text.of(data.get("advice", {})),
    )


def _question(row: dict[str, Any]) -> Question:
    return Question(
        key=row["key"],
        critical=row["critical"],
        role=row["role"],
        minutes=row["minutes"],
        text=Text.of(row),
    )


def _step(row: dict[str, Any]) -> Step:
    when = row.get("when")
    return Step(
        key=row["key"],
        role=row["role"],
        minutes=row["minutes"],
        critical=row["critical"],
        text=Text.of(row),
        section=row.get("section", ""),
        after=row.get("after", Moment.OPENED.value),
        when=When(when["question"], when["answer"]) if when else None,
        fields=tuple(
            Field(field["key"], field["kind"], field["required"], Text.of(field))
            for field in row.get("fields", ())
        ),
        statements=tuple(row.get("statements", ())),
        questions=tuple(row.get("questions", ())),
        clocks=tuple(row.get("clocks", ())),
    )


def _template(row: dict[str, Any]) -> Template:
    return Template(
        key=row["key"],
        kind=row["kind"],
        name=Text.of(row["name"]),
        requires_fact=row["requires_fact"],
        text=Text.of(row),
        audience=row.get("audience", ""),
        phase=row.get("phase", ""),
        channel=row.get("channel", ""),
    )
