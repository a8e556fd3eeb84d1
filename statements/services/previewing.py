"""What a save would make of the words, without saving: for checks while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from statements import apology, binding, fill, lint
from statements.services.composing import Words, chosen_facts, merged

if TYPE_CHECKING:
    from statements.binding import Bindings, Told
    from statements.lint import Finding
    from statements.models import Statement, StatementVersion
    from teams.models import User


@dataclass(frozen=True)
class Preview:
    """A version that does not exist yet, and what the desk thinks of it."""

    version: StatementVersion
    bindings: Bindings
    findings: list[Finding]
    told: list[Told]
    gaps: list[str]
    apology: list[apology.PartFound]


def preview(statement: Statement, *, actor: User, words: Words) -> Preview:
    """The same composing, binding and rules as at saving and submitting; nothing is written."""
    old = statement.version
    for name, value in words.settings.items():
        setattr(statement, name, value)
    facts = chosen_facts(statement, words, old)
    version = merged(statement, old, words, facts)
    bindings = binding.settle(version, facts, words.sentences or {}, old=old, by=actor)
    return looked_at(statement, version, bindings)


def looked_at(
    statement: Statement, version: StatementVersion, bindings: Bindings | None = None
) -> Preview:
    """What the desk thinks of a version."""
    bindings = bindings or binding.Bindings.of(version)
    texts = (version.title_vi, version.title_en, version.text_vi, version.text_en)
    return Preview(
        version=version,
        bindings=bindings,
        findings=lint.check(version, statement),
        told=binding.told(version, bindings),
        gaps=fill.gaps(*texts),
        apology=apology.parts(version, statement.kind),
    )
