"""The words that come with the desk keep the rules that a writer is held to."""

from __future__ import annotations

import re
from typing import Any

import pytest

from playbooks import common_data
from playbooks.content import Plan
from playbooks.services.seed import shipped_plans
from statements import apology, consistency, lint, sandwich
from statements.models import StatementVersion

PLANS = [Plan.of(content) for content in shipped_plans()]
TEXTS = [(plan, template) for plan in PLANS for template in plan.templates]
#: A brief leaves no gap to its readers; a statement is read in a minute.
LONGEST = {"holding": 900, "comment_reply": 700, "internal_brief": 1800}
_GAP = re.compile(r"\{[a-z_]+\}")


def version_of(template: Any) -> StatementVersion:
    """The text as a writer would begin it, its gaps filled with a harmless word."""
    words = {
        f"text_{code}": _GAP.sub(word, getattr(template.text, code))
        for code, word in {"vi": "Nội dung", "en": "Contents"}.items()
    }
    return StatementVersion(title_vi="", title_en="", **words)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.slug)
def test_the_shipped_texts_of_a_type_pass_the_lint(plan: Plan) -> None:
    found = {template.key: wrong(template) for template in plan.templates}
    assert {key: slips for key, slips in found.items() if any(slips)} == {}


def wrong(template: Any) -> tuple[list[Any], ...]:
    """Phrases, parts that an apology lacks, a correction's order, languages that disagree."""
    version = version_of(template)
    hits = [
        (phrase.key, code)
        for phrase in common_data.lint_phrases()
        for code in ("vi", "en")
        if lint.phrases_in(getattr(version, f"text_{code}"), phrase, code)
    ]
    lacking = [
        (one.part.key, one.missing) for one in apology.parts(version, template.kind) if one.missing
    ]
    order = [(slip.key, slip.language) for slip in sandwich.slips(version, template.kind)]
    said = {code: consistency._said(version, code) for code in ("vi", "en")}
    apart = [one.phrases for one in consistency._between(said)]
    return hits, lacking, order, apart


def test_a_shipped_text_says_whom_when_and_where_and_is_short_enough_for_it() -> None:
    for plan, template in TEXTS:
        name = f"{plan.slug}: {template.key}"
        assert template.audience and template.phase and template.channel, name
        longest = max(len(template.text.vi), len(template.text.en))
        limit = common_data.channels()[template.channel].character_limit
        assert longest <= min(LONGEST.get(template.kind, 6000), limit or 6000), name


def test_words_are_not_the_same_in_two_types() -> None:
    """A text of a type says what is particular to it; what is general stands in the common plan."""
    for code in ("vi", "en"):
        texts = [getattr(template.text, code) for _plan, template in TEXTS]
        assert len(texts) == len(set(texts))
