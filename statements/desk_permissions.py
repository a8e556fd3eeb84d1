"""Who may do what to prepared answers and to enquiries by the press (handbook B4, F5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from crisisdesk.kernel.vocabulary import Severity
from incidents import players
from incidents.models import Incident
from incidents.permissions import is_lead
from teams import roles
from teams.models import Role
from teams.permissions import brand_id_of

if TYPE_CHECKING:
    from statements.models import Answer, Enquiry
    from teams.models import User

#: Whoever signs for words that leave the building as an answer: comms managers and legal.
SIGNING = {Role.MANAGER, Role.LEGAL}


def _grave(subject: Any) -> bool:
    """Whether it belongs to a case of "high" or worse; unscored counts as high."""
    case = subject.incident
    return case is not None and case.rank >= Severity.HIGH.rank


def writes_answer(answer: Answer, user: User) -> bool:
    return roles.has_role(user, answer.brand_id, roles.WORKING)


def writes_or_automation(answer: Answer, user: User) -> bool:
    return user.is_automation or writes_answer(answer, user)


def clears_answer(answer: Answer, user: User) -> bool:
    """A second person: who signs, or below "high" the lead of the case; never who wrote it."""
    if user.pk in answer.hands:
        return False
    if roles.has_role(user, answer.brand_id, roles.APPROVING):
        return True
    case = answer.incident
    return case is not None and not _grave(answer) and is_lead(case, user)


def handles(enquiry: Enquiry, user: User) -> bool:
    return roles.has_role(user, enquiry.brand_id, roles.WORKING)


def automation(subject: Any, user: User) -> bool:
    return user.is_automation


def approves_reply(enquiry: Enquiry, user: User) -> bool:
    """A second person: a manager or legal; in a grave case, for words of our own, the head.

    Handbook B4: a reply from an approved answer asks a comms manager at high and critical; free
    words ask a comms manager, and at high and critical the head of communications or legal.
    """
    if user.pk == enquiry.reply_by_id:
        return False
    if not _grave(enquiry) or enquiry.is_word_for_word:
        return roles.has_role(user, enquiry.brand_id, SIGNING)
    if roles.has_role(user, enquiry.brand_id, {Role.LEGAL}):
        return True
    if roles.is_comms_head(user, enquiry.brand_id):
        return True
    nobody = not roles.people(enquiry.brand_id, {Role.MANAGER}, "comms_head").exists()
    return nobody and roles.has_role(user, enquiry.brand_id, {Role.MANAGER})


@rules.predicate
def works(user: User, subject: Any) -> bool:
    return roles.has_role(user, brand_id_of(subject), roles.WORKING)


@rules.predicate
def in_the_game(user: User, subject: Any) -> bool:
    """What a drill asks is handled by those who play it."""
    case = subject if isinstance(subject, Incident) else getattr(subject, "incident", None)
    return case is None or not case.is_drill or players.plays(user, case)


@rules.predicate
def is_automation(user: User, _subject: Any) -> bool:
    return bool(user.is_automation)


@rules.predicate
def inside(user: User, subject: Any) -> bool:
    return roles.has_role(user, brand_id_of(subject), roles.INSIDERS)


@rules.predicate
def clears(user: User, subject: Any) -> bool:
    return clears_answer(subject, user)


@rules.predicate
def approves(user: User, subject: Any) -> bool:
    return approves_reply(subject, user)


@rules.predicate
def signs(user: User, subject: Any) -> bool:
    return roles.has_role(user, brand_id_of(subject), SIGNING)


rules.add_perm("statements.write_answers", works)
rules.add_perm("statements.see_unclear_answers", inside)
rules.add_perm("statements.clear_answer", clears)
rules.add_perm("statements.see_enquiries", inside)
#: Automation takes down what a drill asks.
rules.add_perm("statements.handle_enquiries", (works & in_the_game) | is_automation)
#: Reporters are people: only those who answer them see how to reach them.
rules.add_perm("statements.see_reporter", works)
rules.add_perm("statements.approve_reply", approves)
rules.add_perm("statements.erase_reporter", signs)
