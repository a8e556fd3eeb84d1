"""What happens to answers and enquiries when something happens to their case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext

from crisisdesk.kernel.state import take
from incidents.enums import FactStatus
from incidents.verbs import Verb
from statements.enums_desk import AnswerState, Doubt, EnquiryState
from statements.models import Answer, AnswerFact
from statements.services.bank_record import hold_answer, kept, log, tell_of_answer
from statements.services.bank_seeding import bring
from teams.automation import automation

if TYPE_CHECKING:
    from incidents.models import Fact, Incident
    from teams.models import User


def fact_changed(fact: Fact, actor: User) -> None:
    """A fact moved: cleared answers that rest on it are out of use until somebody has looked."""
    rows = Answer.objects.cleared().filter(fact_uses__fact=fact)
    for answer in rows.select_related("incident", "brand").order_by("pk"):
        use = AnswerFact.objects.select_related("fact").get(answer=answer, fact=fact)
        if fact.status != FactStatus.CONFIRMED or use.reworded:
            with translation.override("vi"):
                doubt(answer, gettext("A fact it rests on has changed"))


def doubt(answer: Answer, reason: str) -> None:
    """Take a cleared answer out of use until somebody has looked; its people are told."""
    # After a merge an answer may stand in another case than the fact it uses.
    answer, hand = hold_answer(answer), automation()
    if answer.status != AnswerState.CLEARED:
        return
    take(answer.question, hand, why=Doubt.FACT)
    answer.save()
    kept(answer, hand, reason=reason)
    log(answer, Verb.ANSWER_DOUBTED, hand)
    people = [answer.owner, answer.last_editor, answer.cleared_by]
    tell_of_answer(answer, "answer_doubted", people, key=str(answer.version))


def begin(incident: Incident, actor: User) -> None:
    """Verification has started: the case gets the questions that people will ask."""
    bring(incident)


def move(incident: Incident, target: Incident, actor: User) -> None:
    """Answers that may still be used and unsettled enquiries go over to the other case."""
    taken = set(target.answers.values_list("origin", flat=True)) - {None}
    asked = set(target.answers.exclude(playbook_key="").values_list("playbook_key", flat=True))
    living = incident.answers.filter(status__in=AnswerState.living).select_for_update(of=("self",))
    for answer in living.order_by("pk"):
        if answer.origin_id not in taken and answer.playbook_key not in asked:
            answer.incident = target
            answer.save(update_fields=["incident"])
    waiting = incident.enquiries.filter(state__in=EnquiryState.unsettled)
    for enquiry in waiting.select_for_update(of=("self",)).order_by("pk"):
        enquiry.incident = target
        enquiry.save(update_fields=["incident"])
