"""A plan as the rest of the desk reads it.

Stored content has passed `playbooks.schema.clean`; here it only takes shape, so that a rule
tightened later never makes an old, pinned version unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import get_language


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
class Step:
    """One thing to do, by a role, within minutes of the start."""

    key: str
    role: str
    minutes: int
    critical: bool
    text: Text


@dataclass(frozen=True)
class Template:
    """A pre-written statement with gaps such as `{hotline}`."""

    key: str
    kind: str
    name: Text
    requires_fact: bool
    text: Text


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
            questions=tuple(_owned(Question, row) for row in content.get("questions", ())),
            steps=tuple(_owned(Step, row) for row in content.get("steps", ())),
            people=tuple(map(Text.of, content.get("people", ()))),
            escalation=tuple(
                Escalation(row["severity"], Text.of(row)) for row in content.get("escalation", ())
            ),
            cross_over=tuple(
                CrossOver(row["to"], Text.of(row)) for row in content.get("cross_over", ())
            ),
            legal_clocks=tuple(content.get("legal_clocks", ())),
            templates=tuple(map(_template, content.get("templates", ()))),
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which every statement of the plan is written."""
        texts = [template.text for template in self.templates]
        return tuple(
            code for code in ("vi", "en") if texts and all(getattr(text, code) for text in texts)
        )


Owned = TypeVar("Owned", Question, Step)


def _scct(data: dict[str, Any]) -> Scct:
    return Scct(
        cluster=data.get("cluster", ""),
        is_rumour=bool(data.get("is_rumour")),
        is_challenge=bool(data.get("is_challenge")),
        advice=Text.of(data.get("advice", {})),
    )


def _owned(kind: type[Owned], row: dict[str, Any]) -> Owned:
    return kind(
        key=row["key"],
        critical=row["critical"],
        role=row["role"],
        minutes=row["minutes"],
        text=Text.of(row),
    )


def _template(row: dict[str, Any]) -> Template:
    return Template(
        key=row["key"],
        kind=row["kind"],
        name=Text.of(row["name"]),
        requires_fact=row["requires_fact"],
        text=Text.of(row),
    )
