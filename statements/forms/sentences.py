"""The editor's list of sentences: what each rests on, one choice a fact, both languages in a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statements.binding import Bound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from incidents.models import Fact
    from statements.binding import Told

PREFIX = "bind"
_NAME = re.compile(rf"{PREFIX}:[0-9a-f]{{32}}(?::[0-9a-f]{{32}})?")
#: What a person may say instead of naming a fact.
NONE, FACTUAL = "none", "fact"


@dataclass(frozen=True)
class Row:
    """One sentence, or a sentence with its translation, and what was chosen for it."""

    told: tuple[Told, ...]

    @property
    def name(self) -> str:
        keys = dict.fromkeys(one.sentence.key for one in self.told)
        return ":".join([PREFIX, *keys])

    @property
    def is_open(self) -> bool:
        return any(one.is_open for one in self.told)

    @property
    def is_shaky(self) -> bool:
        return any(one.shaky for one in self.told)

    @property
    def facts(self) -> list[Fact]:
        return list(dict.fromkeys(fact for one in self.told for fact in one.facts))

    @property
    def beyond(self) -> str:
        """Figures that none of the facts states, as they are written."""
        return ", ".join(dict.fromkeys(text for one in self.told for text in one.beyond))

    @property
    def why(self) -> str:
        """Why it needs no fact, in the rule's words; empty where a person has spoken."""
        return next((one.why for one in self.told if one.why and one.mark is None), "")

    @property
    def mark(self) -> object:
        return next((one.mark for one in self.told if one.mark), None)

    @property
    def chosen(self) -> list[str]:
        """Values of the row's choices: one for each fact, and one that is still free."""
        if self.facts:
            return [*(str(fact.pk) for fact in self.facts), ""]
        marks = [one.mark.factual for one in self.told if one.mark]
        return [(FACTUAL if marks[0] else NONE) if marks else ""]


def rows(told: Iterable[Told]) -> list[Row]:
    """Side by side where both languages have as many sentences, else one after the other."""
    vi = [one for one in told if one.language == "vi"]
    en = [one for one in told if one.language == "en"]
    if len(vi) == len(en):
        return [Row(pair) for pair in zip(vi, en, strict=True)]
    return [Row((one,)) for one in (*vi, *en)]


def chosen(data: QueryDict, facts: Iterable[Fact]) -> dict[str, Bound] | None:
    """What the form sent, by sentence; None where it sent no list of sentences at all."""
    known = {str(fact.pk): fact for fact in facts}
    found: dict[str, Bound] = {}
    names = [name for name in data if _NAME.fullmatch(name)]
    for name in names:
        values = data.getlist(name)
        own = tuple(known[value] for value in dict.fromkeys(values) if value in known)
        said = {NONE: False, FACTUAL: True}.get(next((v for v in values if not v.isdigit()), ""))
        bound = Bound(own, None if own else said)
        for key in name.split(":")[1:]:
            # The same sentence twice in a text: whatever was said of either counts.
            if key not in found or bound.facts or bound.factual is not None:
                found[key] = bound
    return found if names else None
