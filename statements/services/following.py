"""What happens to words when something happens to their case (`incidents.ports`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from crisisdesk.kernel.state import take
from crisisdesk.kernel.vocabulary import rank
from incidents.enums import FactStatus
from incidents.telling import comms_heads
from incidents.verbs import Verb
from statements.enums import NOTICES, PromiseState, State
from statements.models import FactUse, Statement
from statements.services import correcting, review, steps
from statements.services.common import hold, line, tell_about, void_steps
from teams.automation import automation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from incidents.models import Fact, Incident
    from teams.models import User

FACT = "fact"
CLAIM = "claim"


def discard_live(incident: Incident, actor: User) -> None:
    """The case left the open states: drafts are put away, notices may go on (contract 6.13)."""
    hand = automation()
    live = incident.statements.live().exclude(kind__in=NOTICES).select_for_update(of=("self",))
    for words in live.order_by("pk"):
        words.incident = incident
        if words.status == State.IN_REVIEW:
            take(words.recall, hand)
            words.save()
        elif words.status != State.DRAFT:
            take(words.revise, hand)
            words.save()
        void_steps(words)
        take(words.discard, hand)
        words.save()
        line(words, Verb.STATEMENT_DISCARDED, hand)


def move(incident: Incident, target: Incident, actor: User) -> None:
    """Unpublished words and open promises go over to the case they were merged into."""
    live = incident.statements.live().select_for_update(of=("self",))
    for words in live.order_by("pk"):
        words.incident = target
        words.save(update_fields=["incident"])
        if words.status == State.IN_REVIEW and target.rank > incident.rank:
            steps.add_missing(words)
    incident.promises.filter(state=PromiseState.OPEN).update(incident=target)


def ask_more(incident: Incident, old: str | None, actor: User) -> None:
    """A higher level adds missing signatures; a lower one changes nothing under way."""
    if incident.severity is None or rank(incident.severity) <= rank(old):
        return
    waiting = incident.statements.filter(status=State.IN_REVIEW).select_for_update(of=("self",))
    for words in waiting.order_by("pk"):
        words.incident = incident
        steps.add_missing(words)


def using(fact: Fact) -> QuerySet[Statement]:
    """Statements whose current version rests on the fact."""
    return Statement.objects.filter(
        versions__fact_uses__fact=fact, versions__number=F("current_version")
    ).distinct()


def fact_changed(fact: Fact, actor: User) -> None:
    """A used fact moved: what was said may be wrong, what was approved no longer holds."""
    fallen = []
    for words in using(fact).select_related("incident").order_by("pk"):
        # After a merge a text may stand in another case than the fact it uses.
        words = hold(words)  # noqa: PLW2901 -- the same text, fresh
        wrong = _no_longer_holds(words, fact)
        if words.status == State.APPROVED and wrong:
            review.expire(words, reason=FACT)
        elif words.is_said and words.status != State.RETRACTED:
            flag(words, FACT if wrong else "", fact)
            if wrong:
                fallen.append(words)
        elif wrong and words.status in State.live:
            _warn(words, fact)
    # Last, since a new text waits for its number and must hold no other case up meanwhile.
    for words in fallen:
        correcting.begin(words, fact)


def _no_longer_holds(words: Statement, fact: Fact) -> bool:
    use = words.version.fact_uses.select_related("fact").get(fact=fact)
    return fact.status != FactStatus.CONFIRMED or use.reworded


def flag(words: Statement, reason: str, fact: Fact | None = None) -> None:
    """Mark a published text, or take back a mark whose reason is gone."""
    if bool(reason) == words.needs_correction:
        return
    if not reason and words.needs_correction_reason != FACT:
        return
    if not reason and any(_no_longer_holds(words, use.fact) for use in _uses(words)):
        return
    words.needs_correction, words.needs_correction_reason = bool(reason), reason
    words.save(update_fields=["needs_correction", "needs_correction_reason"])
    if not reason:
        correcting.withdraw(words)
    else:
        line(words, Verb.STATEMENT_NEEDS_CORRECTION, automation(), reason=reason)
        people = [words.author, words.published_by, words.incident.lead]
        people.append(fact.owner if fact else None)
        if reason == CLAIM:
            people += comms_heads(words.incident)
        tell_about(
            words,
            "needs_correction",
            [person for person in people if person],
            key=str(words.incident.last_seq),
            reason=reason,
        )


def _uses(words: Statement) -> QuerySet[FactUse]:
    return words.version.fact_uses.select_related("fact")


def _warn(words: Statement, fact: Fact) -> None:
    tell_about(
        words, "fact_moved", [words.author, words.last_editor], key=f"{fact.pk}:{fact.revision}"
    )
