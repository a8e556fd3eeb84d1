"""A used fact fell: the desk drafts the correction at once, naming the sentence that said it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import reachable, take
from crisisdesk.kernel.vocabulary import StatementKind
from incidents.enums import FactStatus
from incidents.verbs import Verb
from statements import binding, fill
from statements.enums import State
from statements.services import drafting
from statements.services.common import line
from statements.services.composing import Words
from teams.automation import automation

if TYPE_CHECKING:
    from incidents.models import Fact
    from statements.models import Statement


def begin(statement: Statement, fact: Fact) -> Statement | None:
    """Draft the correction of a published text, unless one is on its way or none is possible."""
    if not reachable(statement.correct):
        return None
    if statement.corrections.filter(status__in=State.live).exists():
        return None
    kind = StatementKind.CORRECTION_OWN
    template = next(iter(fill.templates_for(statement.incident, kind)), None)
    words = Words(values=_values(statement, fact), channels=statement.channels)
    if template is None:
        said = words.values or {}
        words.text_vi, words.text_en = (_plain(said, code) for code in fill.LANGUAGES)
    return drafting.draft(
        statement.incident,
        actor=automation(),
        kind=kind,
        template=template,
        corrects=statement,
        words=words,
    )


def withdraw(statement: Statement) -> None:
    """The fact holds after all: a correction that nobody has touched is put away."""
    hand = automation()
    for notice in statement.corrections.filter(
        status=State.DRAFT, author=hand, last_editor=hand, current_version=1
    ):
        notice.incident = statement.incident
        take(notice.discard, hand)
        notice.save()
        line(notice, Verb.STATEMENT_DISCARDED, hand)


def sentences_on(statement: Statement, fact: Fact, language: str) -> list[str]:
    """The sentences of the published text that rest on the fact."""
    return [
        one.sentence.text
        for one in binding.told(statement.version_said)
        if one.language == language and fact in one.facts
    ]


def _values(statement: Statement, fact: Fact) -> dict[str, dict[str, str]]:
    use = statement.version_said.fact_uses.get(fact=fact)
    said = {
        code: " ".join(sentences_on(statement, fact, code)) or getattr(use, f"text_{code}")
        for code in fill.LANGUAGES
    }
    values = {"what_we_said": said, "when_learned": {c: fill.moment(now(), c) for c in said}}
    if fact.status == FactStatus.CONFIRMED:
        values["what_is_right"] = {c: getattr(fact, f"text_{c}").rstrip(" .") for c in said}
    return values


def _plain(values: dict[str, dict[str, str]], language: str) -> str:
    """Without a template: what was said, and the gap for what is right."""
    with translation.override(language):
        return _("We said: “%(said)s”. That is not right: {what_is_right}.") % {
            "said": values["what_we_said"][language].rstrip(" .")
        }
