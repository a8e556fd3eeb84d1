"""Why an answer of the bank may not be cleared yet (handbook B5.7, F3, G9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.state import Guard, Guards
from crisisdesk.kernel.vocabulary import Visibility
from incidents.enums import FactStatus
from statements.particulars import CODE, DATE, NUMBER, PERCENT, particulars

if TYPE_CHECKING:
    from statements.models import Answer, AnswerFact

#: What nobody says without having established it.
_STATED = (CODE, DATE, NUMBER, PERCENT)

has_vietnamese = Guard(
    lambda answer: bool(answer.answer_vi.strip()),
    "no_answer",
    _("Write the answer in Vietnamese: it is the text of record."),
)
has_english = Guard(
    lambda answer: answer.vi_only or bool(answer.answer_en.strip() and answer.question_en.strip()),
    "no_english",
    _("Write question and answer in English too, or mark it as Vietnamese only."),
)


def _uses(answer: Answer) -> list[AnswerFact]:
    return list(answer.fact_uses.select_related("fact"))


def _facts_hold(answer: Answer) -> list[Refusal]:
    found = []
    uses = _uses(answer)
    if any(use.fact.status != FactStatus.CONFIRMED for use in uses):
        sentence = _("A fact it rests on is not confirmed: confirm it, or take it out.")
        found.append(Refusal("fact_unconfirmed", sentence))
    if any(use.fact.visibility != Visibility.PUBLIC for use in uses):
        sentence = _("A fact it rests on is not public: only public facts are told to others.")
        found.append(Refusal("fact_not_public", sentence))
    if any(use.reworded for use in uses):
        sentence = _("A fact it rests on says something else now: save the answer anew.")
        found.append(Refusal("fact_reworded", sentence))
    return found


def _rests_on_facts(answer: Answer) -> list[Refusal]:
    if answer.incident_id is None or _uses(answer) or not _states_something(answer):
        return []
    sentence = _("It gives a number, a date or a code: tick the confirmed fact that says so.")
    return [Refusal("no_fact", sentence)]


def _states_something(answer: Answer) -> bool:
    return any(
        one.kind in _STATED
        for language, text in answer.texts.items()
        for one in particulars(text, language)
    )


def _lint(answer: Answer) -> list[Refusal]:
    from statements.answer_lint import check  # noqa: PLC0415 -- models import this

    found = [finding for finding in check(answer) if finding.holds_up]
    errors = [", ".join(finding.phrases) for finding in found if finding.is_error]
    open_ones = [", ".join(finding.phrases) for finding in found if not finding.is_error]
    refusals = []
    if errors:
        sentence = _("These words cannot stay: %(phrases)s.") % {"phrases": "; ".join(errors)}
        refusals.append(Refusal("lint_error", sentence))
    if open_ones:
        sentence = _("Mend these words or say why they stay: %(phrases)s.") % {
            "phrases": "; ".join(open_ones)
        }
        refusals.append(Refusal("lint_open", sentence))
    return refusals


CLEARING = [
    has_vietnamese,
    has_english,
    Guards(_facts_hold),
    Guards(_rests_on_facts),
    Guards(_lint),
]
