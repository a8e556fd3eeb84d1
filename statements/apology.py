"""The six parts of an apology that is believed (handbook B2, B5): which of them a text has.

Two of them are not left to taste: an apology takes responsibility and says how harm is made good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import StatementKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from statements.models import StatementVersion

LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Part:
    """One part: how it is called, how it is recognised, what to write."""

    key: str
    label: _StrPromise
    pattern: re.Pattern[str]
    rewrite: _StrPromise
    needed: bool = False


def _part(
    key: str, label: _StrPromise, pattern: str, rewrite: _StrPromise, *, needed: bool = False
) -> Part:
    return Part(key, label, re.compile(pattern, re.IGNORECASE), rewrite, needed)


PARTS = (
    _part(
        "regret",
        pgettext_lazy("apology", "regret"),
        r"xin lỗi|cáo lỗi|apolog|\bsorry\b",
        _("“We apologise to … for …”"),
    ),
    _part(
        "explanation",
        pgettext_lazy("apology", "what happened and why"),
        r"nguyên nhân|xảy ra do|\bdo\s|\bvì\s|bởi|because|\bcause|due to|happened",
        _("“It happened because of …”"),
    ),
    _part(
        "responsibility",
        pgettext_lazy("apology", "responsibility"),
        r"trách nhiệm|lỗi (?:này )?(?:là )?của chúng tôi|lẽ ra|sai sót của chúng tôi|responsib|"
        r"our (?:fault|mistake|failure)|we (?:failed|were wrong)|should have",
        _("“The responsibility is ours.”"),
        needed=True,
    ),
    _part(
        "repentance",
        pgettext_lazy("apology", "what changes"),
        r"day dứt|ân hận|hối tiếc|thay đổi|không (?:để )?(?:lặp lại|tái diễn)|phòng ngừa|"
        r"changed? (?:the way|how)|regret|not happen again|prevent",
        _("“We have changed the way we work: …”"),
    ),
    _part(
        "repair",
        pgettext_lazy("apology", "making good"),
        r"khắc phục|bồi thường|hoàn tiền|hoàn lại|đổi (?:trả|mới)|thu hồi|đền bù|put (?:this|things) "
        r"right|refund|compensat|repair|recall|replac|make (?:it |this )?good",
        _("“To put things right, we are doing the following: …”"),
        needed=True,
    ),
    _part(
        "forgiveness",
        pgettext_lazy("apology", "asking forgiveness"),
        r"lượng thứ|tha thứ|thông cảm|forgiv|bear with",
        _("“We ask for your forgiveness.”"),
    ),
)


@dataclass(frozen=True)
class PartFound:
    """A part and in which of the languages it is missing."""

    part: Part
    missing: tuple[str, ...]


def parts(version: StatementVersion, kind: str) -> list[PartFound]:
    """The six parts of an apology in the languages that are written; nothing for other kinds."""
    if kind != StatementKind.APOLOGY:
        return []
    texts = {code: nfc(getattr(version, f"text_{code}")) for code in LANGUAGES}
    return [
        PartFound(
            part,
            tuple(code for code, text in texts.items() if text and not part.pattern.search(text)),
        )
        for part in PARTS
    ]
