"""What does harm in a text: phrases of handbook B5 and contradictions, explained, with a way out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crisisdesk.kernel.text import nfc
from playbooks import common_data
from statements import apology, consistency, sandwich

if TYPE_CHECKING:
    from playbooks.common_data import LintPhrase
    from playbooks.content import Text
    from statements.models import Statement, StatementVersion

ERROR, WARNING = "error", "warning"
#: Begins the key of what was found by comparing.
CONTRADICTION = "contradiction_"
#: Begins the key of a part that an apology lacks.
LACKING = "apology_"
#: Beginning of the keys of what is out of order in a correction.
ORDER = "order_"


@dataclass(frozen=True)
class Finding:
    """What was found in one language (empty: between both), why it harms, what to write."""

    key: str
    language: str
    phrases: tuple[str, ...]
    level: str
    why: Text | str
    rewrite: Text | str
    kept_because: str = ""

    @property
    def is_error(self) -> bool:
        return self.level == ERROR

    @property
    def holds_up(self) -> bool:
        """An error always; a warning until a person has given a reason to keep it."""
        return self.is_error or not self.kept_because


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def phrases_in(text: str, phrase: LintPhrase, language: str, own: str = "") -> tuple[str, ...]:
    """What a rule finds; the brand's own number is no one's personal data."""
    clean = nfc(text)
    hits = [
        match[0]
        for pattern in phrase.patterns(language)
        for match in _compiled(pattern).finditer(clean)
    ]
    return tuple(dict.fromkeys(hit for hit in hits if not own or _digits(hit) != own))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def check(version: StatementVersion, words: Statement) -> list[Finding]:
    """Everything found in title and text of both languages, with the reasons given so far."""
    kept = {(row.key, tuple(row.phrases)): row.reason for row in words.kept_phrases()}
    own = _digits(words.brand.hotline)
    found = []
    for phrase in common_data.lint_phrases():
        for language in ("vi", "en"):
            text = (
                f"{getattr(version, f'title_{language}')}\n{getattr(version, f'text_{language}')}"
            )
            hits = phrases_in(text, phrase, language, own)
            if hits:
                level = ERROR if words.kind in phrase.error_in else phrase.severity
                reason = kept.get((phrase.key, hits), "")
                found.append(
                    Finding(phrase.key, language, hits, level, phrase.why, phrase.rewrite, reason)
                )
    found += _lacking(version, words)
    found += [_out_of_order(slip, kept) for slip in sandwich.slips(version, words.kind)]
    return found + [_contradiction(one, kept) for one in consistency.check(version, words)]


def _lacking(version: StatementVersion, words: Statement) -> list[Finding]:
    """Parts that an apology cannot do without, in each language that is written."""
    return [
        Finding(
            f"{LACKING}{one.part.key}",
            language,
            (),
            ERROR,
            _("An apology without this part is not believed (%(language)s): %(part)s.")
            % {"part": one.part.label, "language": language.upper()},
            str(one.part.rewrite),
        )
        for one in apology.parts(version, words.kind)
        if one.part.needed
        for language in one.missing
    ]


def _out_of_order(slip: sandwich.Slip, kept: dict[tuple[str, tuple[str, ...]], str]) -> Finding:
    key = f"{ORDER}{slip.key}_{slip.language}"
    reason = kept.get((key, slip.phrases), "")
    return Finding(
        key, slip.language, slip.phrases, WARNING, str(slip.why), str(slip.rewrite), reason
    )


def _contradiction(
    one: consistency.Contradiction, kept: dict[tuple[str, tuple[str, ...]], str]
) -> Finding:
    key = f"{CONTRADICTION}{one.kind}"
    reason = kept.get((key, one.phrases), "")
    return Finding(key, one.language, one.phrases, WARNING, one.why, one.rewrite, reason)
