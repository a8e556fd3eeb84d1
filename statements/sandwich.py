"""The order of a correction of a false claim (handbook B5.5): fact, claim, why not, fact, where.

What is said first is remembered, and a claim that is repeated is believed: so the fact stands before
the claim and after it, the claim is named once, and readers are told where they can see for
themselves. A text that names no claim has no order to keep.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import StatementKind
from statements.sentences import sentences

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from statements.models import StatementVersion

#: Sentences that name the false claim, and those that say where the truth can be seen.
_CLAIM = {
    "vi": re.compile(
        r"tin (?:đồn|giả|sai|thất thiệt)|(?:thông tin|nội dung|bài đăng)[^.!?]{0,40}?"
        r"(?:sai|không đúng|bịa đặt|thất thiệt|trái)|lan truyền",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"rumou?r|fake news|false (?:claim|information|stor|post)|"
        r"\bclaims?\b[^.!?]{0,40}?(?:circulat|spread|false|not true|untrue)|circulating",
        re.IGNORECASE,
    ),
}
#: A title may say that something false is put right; it may not tell of the rumour.
_TITLE = {
    "vi": re.compile(r"tin (?:đồn|giả|thất thiệt)|lan truyền", re.IGNORECASE),
    "en": re.compile(r"rumou?r|fake news|circulating", re.IGNORECASE),
}
_WHERE = {
    "vi": re.compile(r"https?://|\btại\b|tổng đài|đường dây nóng|liên hệ|\bxem\b", re.IGNORECASE),
    "en": re.compile(
        r"https?://|\bsee\b|\bcheck\b|\bvisit\b|\bcall\b|hotline|contact|\b(?:is|are) at\b",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True)
class Slip:
    """What is out of order in one language, where, why it harms and what to write."""

    key: str
    language: str
    phrases: tuple[str, ...]
    why: _StrPromise
    rewrite: _StrPromise


_RULES: dict[str, tuple[_StrPromise, _StrPromise]] = {
    "first": (
        _("It begins with the false claim; what is read first is remembered."),
        _("Begin title and text with what is true."),
    ),
    "once": (
        _("It names the false claim more than once; each time makes it better known."),
        _("Name the claim once, in few words, then say why it is wrong."),
    ),
    "again": (
        _("It ends with the false claim; what is read last is remembered too."),
        _("Say what is true once more at the end."),
    ),
    "where": (
        _("It does not say where the truth can be seen; readers have only our word."),
        _("Say where the evidence is: an address, a page, a number to call."),
    ),
}


def slips(version: StatementVersion, kind: str) -> list[Slip]:
    """What is out of order in the languages that are written; nothing for other kinds."""
    if kind != StatementKind.CORRECTION:
        return []
    return [
        Slip(key, language, phrases, *_RULES[key])
        for language in ("vi", "en")
        for key, phrases in _found(
            nfc(getattr(version, f"title_{language}")),
            [one.text for one in sentences(nfc(getattr(version, f"text_{language}")))],
            language,
        )
    ]


def _found(title: str, said: list[str], language: str) -> list[tuple[str, tuple[str, ...]]]:
    claim, where = _CLAIM[language], _WHERE[language]
    named = [index for index, text in enumerate(said) if claim.search(text)]
    if not named:
        return []
    found: list[tuple[str, tuple[str, ...]]] = []
    early = [title] if _TITLE[language].search(title) else []
    if early or named[0] == 0:
        found.append(("first", (*early, *said[: named[0] == 0])))
    if len(named) > 1:
        found.append(("once", tuple(said[index] for index in named)))
    after = said[named[-1] + 1 :]
    if all(where.search(text) for text in after):
        found.append(("again", (said[-1],)))
    if not any(where.search(text) for text in said):
        found.append(("where", (said[-1],)))
    return found
