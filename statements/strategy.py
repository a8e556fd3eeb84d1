"""Which response strategy fits (situational crisis communication; handbook B2, after Coombs 2007).

Advice with its reasons, never a verdict: a person chooses and says why.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import StatementKind
from statements.enums import Strategy

if TYPE_CHECKING:
    from statements.models import Statement, StatementVersion


class Cluster(models.TextChoices):
    """How much of it the public holds us responsible for."""

    VICTIM = "victim", pgettext_lazy("cluster", "We are a victim too: little")
    ACCIDENTAL = "accidental", pgettext_lazy("cluster", "It happened without intent: some")
    PREVENTABLE = "preventable", pgettext_lazy("cluster", "It could have been prevented: much")


#: In the order of `Cluster`; history and a bad name each weigh as much as one step.
BY_LEVEL = (Strategy.INFORM, Strategy.DIMINISH, Strategy.REBUILD)
#: Strategies that, mixed in one case, take each other's belief away.
CONFLICTS = (
    frozenset({Strategy.DENY, Strategy.DIMINISH}),
    frozenset({Strategy.DENY, Strategy.REBUILD}),
)


@dataclass(frozen=True)
class Circumstances:
    """What the advice is built on; every one of them a person can see and change."""

    cluster: str = Cluster.ACCIDENTAL
    history: bool = False
    bad_reputation: bool = False
    is_rumour: bool = False
    is_challenge: bool = False
    claim_is_false: bool = False
    #: Somebody else speaks or acts in our name.
    not_ours: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Counsel:
    """A strategy, what to say with it, and why."""

    strategy: Strategy
    say: list[str]
    reasons: list[str]


def advise(now: Circumstances) -> Counsel:
    """The function of handbook B2; its sentences are in the reader's language."""
    if now.claim_is_false and (now.is_rumour or now.is_challenge):
        why = _("What is claimed is shown to be false by confirmed facts.")
        return Counsel(Strategy.DENY, [*_always(), _("The evidence, before the claim.")], [why])
    level, reasons = _level(now)
    if now.is_rumour or now.is_challenge:
        reasons.append(_("What is claimed is not shown to be false: nothing is denied yet."))
    return Counsel(BY_LEVEL[level], [*_always(), *_also(now, level)], reasons)


def _level(now: Circumstances) -> tuple[int, list[str]]:
    base = Cluster.values.index(now.cluster)
    reasons = [
        _("The public's view of our responsibility: %(cluster)s.")
        % {"cluster": Cluster(now.cluster).label}
    ]
    if now.history:
        reasons.append(_("It has happened before: we are held responsible one step more."))
    if now.bad_reputation:
        reasons.append(_("Our name was not good before: we are held responsible one step more."))
    return min(2, base + bool(now.history or now.bad_reputation)), reasons


def _always() -> list[str]:
    return [
        _("First: what people must do to be safe."),
        _("Then: sympathy, what happened, and what is being done about it."),
    ]


def _also(now: Circumstances, level: int) -> list[str]:
    found = [_("Say plainly that it was not us who wrote or did it.")] if now.not_ours else []
    if level == 0:
        return [*found, _("That we are affected too may be said, not more than once.")]
    if level == 1:
        return [*found, _("What caused it and how far it goes, with facts; what has been mended.")]
    return [*found, _("An apology with all its parts, and what is made good, to whom.")]


CAUTIONS = (
    gettext_lazy("People's safety and sympathy come before our name, whatever the strategy."),
    gettext_lazy("This is advice: a person chooses and writes down why."),
    gettext_lazy(
        "To deny what turns out true is the worst that can happen: every fact used must be "
        "confirmed, and a second person signs."
    ),
)

_DENIES = (
    r"(?:chúng\s+tôi|công\s+ty)\s+(?:hoàn\s+toàn\s+)?không\s+(?:hề\s+)?(?:làm\s+gì\s+sai|có\s+lỗi|có\s+sai\s+phạm|sai)",
    r"\bwe\s+(?:did|have\s+done)\s+nothing\s+wrong\b",
    r"\bwe\s+are\s+not\s+(?:at\s+fault|to\s+blame)\b",
)
_REBUILDS = (
    r"xin\s+lỗi\s+(?:\S+\s+){0,6}?vì\s+(?:\S+\s+){0,3}?(?:lỗi|sai\s+sót|sai\s+phạm|thiếu\s+sót)",
    r"(?:nhận|chịu)\s+(?:hoàn\s+toàn\s+)?trách\s+nhiệm\s+(?:về|vì)\s+(?:lỗi|sai)",
    r"\b(?:we\s+)?apologi[sz]e\s+(?:\w+\s+){0,6}?for\s+(?:our|the)\s+(?:mistakes?|errors?|faults?|wrongdoing)\b",
    r"\bsorry\s+for\s+(?:our|the)\s+(?:mistakes?|errors?|faults?)\b",
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def stances(words: Statement, version: StatementVersion) -> frozenset[str]:
    """What a text takes: the strategy chosen for it, what its kind means, what it says."""
    texts = nfc(f"{version.title_vi}\n{version.text_vi}\n{version.title_en}\n{version.text_en}")
    found = {words.strategy} if words.strategy else set()
    if words.kind == StatementKind.APOLOGY:
        found.add(Strategy.REBUILD)
    for stance, patterns in ((Strategy.DENY, _DENIES), (Strategy.REBUILD, _REBUILDS)):
        if any(_compiled(pattern).search(texts) for pattern in patterns):
            found.add(stance)
    return frozenset(found)


def mixed(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two stances take each other's belief away."""
    return any(pair <= one | other and pair & one and pair & other for pair in CONFLICTS)
