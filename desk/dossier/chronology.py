"""The lines of the log that a reader gets, in words that fit them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from desk.dossier.choice import is_outside
from incidents.enums import DossierPurpose as P
from incidents.selectors import log
from incidents.verbs import Verb

if TYPE_CHECKING:
    from desk.dossier.gathering import Gathered
    from incidents.selectors.log import Line

V = Verb
logger = logging.getLogger(__name__)
#: What happened in public, and what was kept of it: no work, no thoughts, no names of tasks.
PUBLIC = frozenset({
    V.OPENED, V.EVIDENCE_ADDED, V.STATEMENT_PUBLISHED, V.STATEMENT_PUBLISHED_EMERGENCY,
    V.STATEMENT_SUPERSEDED, V.STATEMENT_CORRECTED, V.STATEMENT_RETRACTED, V.CHANNEL_POSTED,
    V.PROMISE_MADE, V.PROMISE_KEPT, V.PROMISE_REVISED,
})  # fmt: skip
#: An authority also reads how the case was led.
LED = frozenset({
    V.ACKNOWLEDGED, V.LEAD_NAMED, V.VERIFICATION_STARTED, V.RESPONSE_STARTED,
    V.REVERIFICATION_STARTED, V.CONTAINED, V.RELAPSED, V.RESOLVED, V.CLOSED, V.REOPENED,
    V.CRISIS_DECLARED, V.FACT_ADDED, V.FACT_REVISED, V.FACT_SECONDED, V.CLAIM_REGISTERED,
    V.LEGAL_CLOCK_MET,
})  # fmt: skip
#: The first sentence of these names what only the house calls it.
PLAIN = {V.OPENED: "opened", V.VERIFICATION_STARTED: "verification"}


def rows(gathered: Gathered) -> list[dict[str, Any]]:
    """The lines in order, with their number in the log."""
    dossier, choice = gathered.dossier, gathered.choice
    try:
        found = log.lines(dossier.incident, dossier.by, before=dossier.head_seq + 1)
    except Exception:
        # A forged line may hold what no sentence can be made of; the first page says where.
        logger.exception("The log of %s cannot be read", dossier.incident)
        return []
    return [
        _row(gathered, line)
        for line in found
        if choice.covers(line.at) and _belongs(gathered, line)
    ]


def _belongs(gathered: Gathered, line: Line) -> bool:
    """Whether the reader may have the line: its verb, and every row that it points to."""
    if line.privileged and not gathered.dossier.privileged:
        return False
    data = line.entry.data
    if data.get("fact") is not None and data["fact"] not in gathered.fact_ids:
        return False
    if isinstance(data.get("evidence"), int) and data["evidence"] not in gathered.evidence_ids:
        return False
    return not is_outside(gathered.dossier.purpose) or _leaves(gathered, line)


def _leaves(gathered: Gathered, line: Line) -> bool:
    """Whether the line may leave the house, and what it names left too."""
    data, verb = line.entry.data, line.entry.verb
    if verb == V.DECIDED:
        return gathered.choice.has("decisions")
    if "statement" in data and data["statement"] not in gathered.statement_ids:
        return False
    return verb in (PUBLIC | LED if gathered.dossier.purpose == P.AUTHORITY else PUBLIC)


def _row(gathered: Gathered, line: Line) -> dict[str, Any]:
    outside = is_outside(gathered.dossier.purpose)
    sentence = _plain(line) if outside and line.entry.verb in PLAIN else line.sentence
    return {
        "seq": line.seq,
        "at": gathered.stamp(line.at),
        "text": gathered.mask.words(sentence),
        "words": "" if outside or line.redacted else gathered.mask.words(line.words),
    }


def _plain(line: Line) -> str:
    if line.entry.verb == V.OPENED:
        return _("The case was opened")
    return _("Verification began")
