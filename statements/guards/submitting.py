"""Why a text may not be sent for approval yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.state import Guard, Guards
from crisisdesk.kernel.vocabulary import StatementKind
from incidents.enums import ClaimStatus, FactStatus
from incidents.models import Claim
from playbooks.enums import Office
from statements.enums import NOTICES, PROMISING, Audience, Strategy
from statements.guards.sentences import files_described, sentences_rest

if TYPE_CHECKING:
    from statements.models import FactUse, Statement

case_open = Guard(
    lambda words: words.kind in NOTICES or words.incident.is_open,
    "case_ended",
    _("The case is no longer open; only corrections and retractions go on."),
)
scored = Guard(
    lambda words: words.incident.is_scored and words.incident.severity is not None,
    "not_scored",
    _("Score the severity of the case first: the approval chain depends on it."),
)
has_vietnamese = Guard(
    lambda words: bool(words.version.text_vi.strip()),
    "no_vietnamese",
    _("Write the Vietnamese text: it is the text of record."),
)
has_english = Guard(
    lambda words: bool(words.version.text_en.strip() or words.vi_only_reason.strip()),
    "no_english",
    _("Write the English text, or say why there is only Vietnamese."),
)
has_channel = Guard(
    lambda words: words.audience != Audience.PUBLIC or bool(words.version.channels),
    "no_channel",
    _("Choose at least one channel."),
)
strategy_fits = Guard(
    lambda words: not (words.strategy == Strategy.DENY and words.kind == StatementKind.APOLOGY),
    "strategy_conflict",
    _("An apology cannot deny: choose another strategy or another kind of text."),
)


strategy_set = Guard(
    lambda words: (
        words.kind != StatementKind.FULL
        or words.audience != Audience.PUBLIC
        or bool(words.strategy)
    ),
    "no_strategy",
    _("Choose the response strategy: the adviser of the case gives reasons."),
)


def _unmixed(words: Statement) -> list[Refusal]:
    from statements.selectors.strategies import against  # noqa: PLC0415 -- models import guards
    from statements.strategy import mixed, stances  # noqa: PLC0415

    if not strategy_fits(words):
        return []
    own = stances(words, words.version)
    if mixed(own, own):
        sentence = _("This text denies and apologises: it can do only one of the two.")
        return [Refusal("strategies_mixed", sentence)]
    others = ", ".join(other.reference for other in against(words))
    sentence = _(
        "It says the opposite of %(others)s: one denies, the other apologises or explains away. "
        "Put away, correct or retract one of them."
    )
    return [Refusal("strategies_mixed", sentence % {"others": others})] if others else []


def _denial_holds(words: Statement) -> bool:
    """Nobody denies on behalf of a case whose claim turned out true (handbook F3).

    What corrects others may still be said about another claim of the case.
    """
    if words.strategy != Strategy.DENY and words.kind != StatementKind.CORRECTION:
        return True
    states = set(Claim.told_in(words.incident_id).values_list("status", flat=True))
    if words.strategy == Strategy.DENY:
        return ClaimStatus.TURNED_TRUE not in states
    return states != {ClaimStatus.TURNED_TRUE}


denial_holds = Guard(
    _denial_holds,
    "denial_untrue",
    _("A claim of this case turned out true, so it cannot be denied: choose another strategy."),
)
notice_has_target = Guard(
    lambda words: words.kind not in NOTICES or words.target is not None,
    "no_target",
    _("Say which published text this notice is about."),
)


def _gaps(words: Statement) -> list[Refusal]:
    from statements.fill import gaps  # noqa: PLC0415 -- models import guards

    now_said = words.version
    left = gaps(now_said.title_vi, now_said.title_en, now_said.text_vi, now_said.text_en)
    if not left:
        return []
    sentence = _("Fill in what is missing: %(names)s.") % {
        "names": ", ".join(f"{{{name}}}" for name in left)
    }
    return [Refusal("placeholder_empty", sentence)]


def uses(words: Statement) -> list[FactUse]:
    return words.version.uses


def _facts(words: Statement) -> list[Refusal]:
    """A holding text uses confirmed facts or none; any other rests on at least one."""
    used = uses(words)
    open_ones = [use for use in used if use.fact.status != FactStatus.CONFIRMED]
    if open_ones:
        return [
            Refusal(
                "fact_unconfirmed",
                _("This fact is not confirmed and cannot be used: “%(fact)s”.")
                % {"fact": use.fact.in_language("text")},
            )
            for use in open_ones
        ]
    if used or words.kind in FREE_OF_FACTS:
        return []
    return [Refusal("no_fact", _("Link at least one confirmed fact that the text rests on."))]


#: Texts that may say nothing about the facts yet; the rest asserts something.
FREE_OF_FACTS = (
    StatementKind.HOLDING,
    StatementKind.INTERNAL_BRIEF,
    StatementKind.RETRACTION,
    StatementKind.COMMENT_REPLY,
)


def _lint(words: Statement) -> list[Refusal]:
    from statements import lint  # noqa: PLC0415 -- models import guards

    held = [finding for finding in lint.check(words.version, words) if finding.holds_up]
    return [
        Refusal(finding.key, str(finding.why))
        if finding.key.startswith((lint.CONTRADICTION, lint.LACKING))
        else Refusal(
            f"lint_{finding.key}",
            _("“%(phrase)s”: %(why)s") % {"phrase": finding.phrases[0], "why": finding.why},
        )
        for finding in held
    ]


def next_update_ahead(words: Statement) -> list[Refusal]:
    if words.audience == Audience.INTERNAL:
        return []
    if words.next_update_at is None:
        if words.kind not in PROMISING or words.final_update:
            return []
        return [Refusal("no_next_update", _("Say when the next update comes, or that none does."))]
    if words.next_update_at > now():
        return []
    return [Refusal("next_update_past", _("The promised time of the next update has passed."))]


def _four_eyes(words: Statement) -> list[Refusal]:
    from statements.chain import unfillable  # noqa: PLC0415 -- models import guards

    return [
        Refusal(
            "four_eyes",
            _(
                "Nobody is left to sign for “%(step)s” (backup: %(backup)s) who did not write the "
                "text: invite another person."
            )
            % {"step": offices(step.holders), "backup": offices(step.backups) or "–"},
        )
        for step in unfillable(words)
    ]


def offices(names: Any) -> str:
    return " / ".join(str(Office(name).label) for name in names)


SUBMITTING = [
    case_open,
    scored,
    notice_has_target,
    has_vietnamese,
    has_english,
    has_channel,
    Guards(_gaps),
    Guards(_facts),
    Guards(sentences_rest),
    Guards(files_described),
    Guards(_lint),
    Guards(next_update_ahead),
    strategy_fits,
    strategy_set,
    Guards(_unmixed),
    denial_holds,
    Guards(_four_eyes),
]
