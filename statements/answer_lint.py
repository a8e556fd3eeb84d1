"""What does harm in an answer of the bank or in a reply to the press (handbook B5, G9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbooks import common_data
from statements import consistency
from statements.lint import CONTRADICTION, WARNING, Finding, phrases_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from statements.models import Answer, Enquiry
    from teams.models import Brand

Kept = dict[tuple[str, tuple[str, ...]], str]


def check(answer: Answer) -> list[Finding]:
    """Everything found in the words of an answer, with the reasons given so far."""
    kept = {(row.key, tuple(row.phrases)): row.reason for row in answer.overrides.all()}
    found = _phrases(answer.texts, answer.brand, kept)
    return found + _contradictions(consistency.check_answer(answer), kept)


def of_reply(enquiry: Enquiry) -> list[Finding]:
    """The same for a reply; what contradicts the case is shown to whoever approves it."""
    texts = {enquiry.language: enquiry.reply}
    said = consistency.against_case(texts, enquiry.incident_id)
    return _phrases(texts, enquiry.brand, {}) + _contradictions(said, {})


def _phrases(texts: Mapping[str, str], brand: Brand, kept: Kept) -> list[Finding]:
    own = "".join(sign for sign in brand.hotline if sign.isdigit())
    found = []
    for phrase in common_data.lint_phrases():
        for language, text in texts.items():
            if hits := phrases_in(text, phrase, language, own):
                reason = kept.get((phrase.key, hits), "")
                why, rewrite = phrase.why, phrase.rewrite
                found.append(
                    Finding(phrase.key, language, hits, phrase.severity, why, rewrite, reason)
                )
    return found


def _contradictions(
    contradictions: Iterable[consistency.Contradiction], kept: Kept
) -> list[Finding]:
    return [
        Finding(
            key := f"{CONTRADICTION}{one.kind}",
            one.language,
            one.phrases,
            WARNING,
            one.why,
            one.rewrite,
            kept.get((key, one.phrases), ""),
        )
        for one in contradictions
    ]
