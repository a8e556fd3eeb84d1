"""Words that are to be erased go from notices, pages and kept answers of the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.rewriting import holding, rewrite, rewrite_all
from teams.models import KeptAnswer, Notice, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from teams.models import Brand

    Ours = Callable[[set[str]], set[str]]


def take_out(
    brand: Brand, clean: Callable[[Any], Any], spellings: Sequence[str], ours: Ours
) -> int:
    """How many rows changed; `ours` picks the subjects that belong to the brand."""
    told = Notice.objects.filter(holding(("facts",), spellings))
    subjects = ours(set(told.values_list("subject", flat=True)))
    done = rewrite_all(told.filter(subject__in=subjects), ("facts",), clean)
    pages = Page.objects.filter(holding(("words", "facts"), spellings), brand=brand)
    done += rewrite_all(pages, ("words", "facts"), clean)
    return done + _kept_answers(clean, spellings)


def _kept_answers(clean: Callable[[Any], Any], spellings: Sequence[str]) -> int:
    """They are kept for a day only, and do not say whose they are: a repeated write hears less."""
    rows = KeptAnswer.objects.filter(holding(("content",), spellings))
    return sum(rewrite(row, ("content",), lambda text: _reworded(text, clean)) for row in rows)


def _reworded(content: str, clean: Callable[[Any], Any]) -> str:
    try:
        data = json.loads(content)
    except ValueError:
        return str(clean(content))
    after = clean(data)
    return content if after == data else json.dumps(after, ensure_ascii=False)


def without(subjects: Sequence[str], name: str) -> int:
    """Take one fact out of the notices about these subjects: its words are kept no longer."""
    rows = Notice.objects.filter(subject__in=subjects, facts__has_key=name)
    return rewrite_all(rows, ("facts",), lambda facts: {**facts, name: ""})
