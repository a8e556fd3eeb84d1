"""The bank's answers: written, cleared by a second person, doubted, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal, Stale
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import take
from crisisdesk.kernel.text import nfc, one_line
from crisisdesk.kernel.vocabulary import Visibility
from incidents.enums import FactStatus
from incidents.models import Incident
from incidents.services.common import required, work_on
from incidents.verbs import Verb
from statements import answer_lint
from statements.enums_desk import AnswerState, Doubt
from statements.models import Answer, AnswerFact, AnswerOverride
from statements.models.answers import LONGEST_QUESTION, WORDS
from statements.services.bank_record import hold_answer, kept, log
from teams import roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from incidents.models import Fact
    from teams.models import Brand, User


@dataclass
class Draft:
    """What a person hands over at one save; a name that is left out stays as it was."""

    words: Mapping[str, Any]
    facts: Iterable[Fact] | None = None
    owner: User | None = None
    kind: str | None = None


@transaction.atomic
def write(brand: Brand, draft: Draft, *, actor: User, incident: Incident | None = None) -> Answer:
    """Put a question into the bank, of a case or of the brand; it begins as a draft."""
    require(actor, "statements.write_answers", incident or brand)
    if incident is not None:
        incident = work_on(incident)
    answer = Answer(
        brand=brand, incident=incident, author=actor, last_editor=actor, owner=actor,
        writers=[actor.pk],
    )  # fmt: skip
    _take_over(answer, draft)
    answer.full_clean(exclude=["incident", "brand", "status"])
    answer.save(force_insert=True)
    _set_facts(answer, draft.facts or ())
    kept(answer, actor)
    log(answer, Verb.ANSWER_WRITTEN, actor)
    return answer


@transaction.atomic
def edit(
    answer: Answer, draft: Draft, *, actor: User, expected_version: int, reason: str = ""
) -> Answer:
    """Change the words: a new version. A clearance was for the old words and is void."""
    require(actor, "statements.write_answers", answer)
    answer = _working(answer)
    _same_version(answer, expected_version)
    if answer.status == AnswerState.WITHDRAWN:
        raise Blocked([Refusal("withdrawn", _("It is withdrawn: take it back first."))])
    before = _state(answer)
    _take_over(answer, draft)
    if draft.facts is not None:
        _set_facts(answer, draft.facts)
    if _state(answer) == before:
        answer.save()
        return answer
    if answer.status != AnswerState.DRAFT:
        take(answer.rework, actor)
    answer.last_editor = actor
    answer.writers = sorted({*answer.writers, actor.pk})
    answer.full_clean(exclude=["incident", "brand", "status"])
    answer.save()
    kept(answer, actor, reason=reason)
    log(answer, Verb.ANSWER_EDITED, actor, typed=reason)
    return answer


def _take_over(answer: Answer, draft: Draft) -> None:
    for name in WORDS:
        if name in draft.words:
            setattr(answer, name, _clean(name, draft.words[name]))
    if not answer.question_vi:
        raise ValidationError({"question_vi": _("This field is required.")}, code="required")
    if draft.kind is not None and answer.incident_id is None:
        answer.kind = draft.kind
    if draft.owner is not None:
        if not roles.has_role(draft.owner, answer.brand_id, roles.INSIDERS):
            raise ValidationError({"owner": _("This person does not work for the brand.")})
        answer.owner = draft.owner


def _clean(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name.startswith("question"):
        return one_line(nfc(value), LONGEST_QUESTION)
    return nfc(value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _state(answer: Answer) -> tuple[Any, ...]:
    uses = answer.fact_uses.order_by("fact_id").values_list("fact_id", "text_vi", "text_en")
    return (*(getattr(answer, name) for name in WORDS), tuple(uses))


def _set_facts(answer: Answer, facts: Iterable[Fact]) -> None:
    """The facts it rests on, as they stand now."""
    wanted = list({fact.pk: fact for fact in facts}.values())
    before = {use.fact_id for use in answer.fact_uses.all()}
    for fact in wanted:
        # After a merge an answer may rest on a fact of the case it came from.
        if fact.incident_id != answer.incident_id and fact.pk not in before:
            raise ValidationError({"facts": _("Choose facts of this case that are not refuted.")})
        if fact.status == FactStatus.REFUTED:
            raise ValidationError({"facts": _("Choose facts of this case that are not refuted.")})
        if fact.visibility == Visibility.PRIVILEGED:
            raise ValidationError({"facts": _("A fact under legal privilege cannot be told.")})
    answer.fact_uses.all().delete()
    AnswerFact.objects.bulk_create(
        AnswerFact(answer=answer, fact=fact, text_vi=fact.text_vi, text_en=fact.text_en)
        for fact in wanted
    )


@transaction.atomic
def clear(answer: Answer, *, actor: User, expected_version: int, reason: str = "") -> Answer:
    """Say that these very words may be used; never one's own."""
    answer = _working(answer)
    if actor.pk in answer.hands and answer.status != AnswerState.CLEARED:
        raise Forbidden(_("Whoever wrote an answer does not clear it: ask a second person."))
    _same_version(answer, expected_version)
    take(answer.clear, actor, by=actor)
    answer.save()
    kept(answer, actor, reason=reason)
    log(answer, Verb.ANSWER_CLEARED, actor, typed=reason)
    return answer


@transaction.atomic
def question(answer: Answer, *, actor: User, reason: str) -> Answer:
    """Take an answer out of use until somebody has looked at it again."""
    reason = required("reason", reason)
    answer = hold_answer(answer)
    take(answer.question, actor, why=Doubt.PERSON)
    return _moved(answer, Verb.ANSWER_DOUBTED, actor, reason)


@transaction.atomic
def withdraw(answer: Answer, *, actor: User, reason: str) -> Answer:
    """Nobody uses it any more; it stays on record."""
    reason = required("reason", reason)
    answer = hold_answer(answer)
    take(answer.withdraw, actor)
    return _moved(answer, Verb.ANSWER_WITHDRAWN, actor, reason)


@transaction.atomic
def restore(answer: Answer, *, actor: User, reason: str = "") -> Answer:
    """A withdrawn answer is a draft again."""
    answer = _working(answer)
    take(answer.restore, actor)
    return _moved(answer, Verb.ANSWER_RESTORED, actor, reason)


def _moved(answer: Answer, verb: Verb, actor: User, reason: str) -> Answer:
    answer.save()
    kept(answer, actor, reason=reason)
    log(answer, verb, actor, typed=reason)
    return answer


@transaction.atomic
def keep_phrase(answer: Answer, *, actor: User, key: str, reason: str) -> list[AnswerOverride]:
    """Say why a flagged phrase stays, or why both sides of a contradiction are right."""
    require(actor, "statements.write_answers", answer)
    reason = required("reason", reason)
    answer = _working(answer)
    findings = [one for one in answer_lint.check(answer) if one.key == key]
    if not findings:
        raise Blocked([Refusal("no_finding", _("There is no such phrase in this answer."))])
    if any(one.is_error for one in findings):
        raise Blocked([Refusal("lint_error", _("In this kind of text the phrase cannot stay."))])
    rows = AnswerOverride.objects.bulk_create(
        AnswerOverride(answer=answer, key=key, phrases=list(one.phrases), reason=reason, by=actor)
        for one in findings
        if not one.kept_because
    )
    if rows:
        log(answer, Verb.ANSWER_PHRASE_KEPT, actor, typed=reason, phrase=key)
    return rows


def count_use(answer: Answer) -> None:
    """It was said to somebody once more; the caller has written down to whom."""
    Answer.objects.filter(pk=answer.pk).update(used_count=F("used_count") + 1, last_used_at=now())


def _working(answer: Answer) -> Answer:
    """The answer, held, while its case is worked on."""
    answer = hold_answer(answer)
    if answer.incident is not None:
        answer.incident = work_on(answer.incident)
    return answer


def _same_version(answer: Answer, expected: int) -> None:
    if answer.version != expected:
        raise Stale(answer.version, _("Someone changed this answer meanwhile: look at it again."))
