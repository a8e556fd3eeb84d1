"""Who may do what to a case (handbook F5 and F2, contract section 6): the one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from crisisdesk.kernel.vocabulary import Severity, rank
from teams import duty, roles
from teams.models import Role

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User

WORKING = roles.WORKING
PRIVILEGED = {Role.MANAGER, Role.LEGAL, Role.EXECUTIVE}


def is_lead(case: Incident, user: User) -> bool:
    """The named lead, while still a working member of the brand."""
    return case.lead_id == user.pk and roles.has_role(user, case.brand_id, WORKING)


def lead_or_manager(case: Incident, user: User) -> bool:
    """The lead; a manager may stand in, with a reason (contract 6.1)."""
    return is_lead(case, user) or roles.has_role(user, case.brand_id, {Role.MANAGER})


def lead_or_on_call(case: Incident, user: User) -> bool:
    if lead_or_manager(case, user):
        return True
    return roles.has_role(user, case.brand_id, WORKING) and duty.is_on_duty(user, case.brand_id)


def _head_from(level: Severity, case: Incident, user: User) -> bool:
    if rank(case.severity) >= level.rank:
        # A desk of one has no head of communications to ask (contract 6.3).
        alone = roles.is_alone(user, case.brand_id) and is_lead(case, user)
        return alone or roles.is_comms_head(user, case.brand_id)
    return lead_or_manager(case, user)


def lead_or_comms_head_when_critical(case: Incident, user: User) -> bool:
    return _head_from(Severity.CRITICAL, case, user)


def lead_or_comms_head_when_high(case: Incident, user: User) -> bool:
    return _head_from(Severity.HIGH, case, user)


def lead_manager_or_automation(case: Incident, user: User) -> bool:
    return user.is_automation or lead_or_manager(case, user)


def reviewer(case: Incident, user: User) -> bool:
    """The named reviewer; guards see to it that it never is a lead of the round."""
    review = case.reviews.filter(round=case.round).first()
    return bool(review and review.reviewer_id == user.pk) and roles.has_role(
        user, case.brand_id, roles.INSIDERS
    )


def stands_in(case: Incident, user: User) -> bool:
    """Whether the person acts as a manager in the lead's place and so owes a reason."""
    return not is_lead(case, user) and roles.has_role(user, case.brand_id, {Role.MANAGER})


#: From this level on a step is the comms head's own, and nobody's place is taken.
OWN_OF_HEAD = {"contain": Severity.CRITICAL, "resolve": Severity.HIGH}


def owes_reason(case: Incident, user: User, step: str) -> bool:
    """Whether this step, taken by this person, is one in the lead's place (contract 6.1)."""
    if step == "close" and case.status == "post_mortem":
        return False
    own = OWN_OF_HEAD.get(step)
    if own is not None and rank(case.severity) >= own.rank:
        return False
    return stands_in(case, user)


def _brand_id(subject: Any) -> int:
    if hasattr(subject, "brand_id"):
        return subject.brand_id
    return subject.incident.brand_id if hasattr(subject, "incident") else subject.pk


def _case(subject: Any) -> Any:
    return subject if hasattr(subject, "brand_id") else subject.incident


@rules.predicate
def works(user: User, subject: Any) -> bool:
    return roles.has_role(user, _brand_id(subject), WORKING)


@rules.predicate
def inside(user: User, subject: Any) -> bool:
    return roles.has_role(user, _brand_id(subject), roles.INSIDERS)


@rules.predicate
def leads(user: User, subject: Any) -> bool:
    return lead_or_manager(_case(subject), user)


@rules.predicate
def is_automation(user: User, _subject: Any) -> bool:
    return bool(user.is_automation)


@rules.predicate
def declares(user: User, subject: Any) -> bool:
    brand_id = _brand_id(subject)
    return roles.is_comms_head(user, brand_id) or roles.has_role(user, brand_id, {Role.EXECUTIVE})


@rules.predicate
def legal(user: User, subject: Any) -> bool:
    return roles.has_role(user, _brand_id(subject), {Role.LEGAL})


@rules.predicate
def legal_or_head_without_legal(user: User, subject: Any) -> bool:
    brand_id = _brand_id(subject)
    if roles.has_role(user, brand_id, {Role.LEGAL}):
        return True
    nobody = not roles.people(brand_id, {Role.LEGAL}).exists()
    return nobody and roles.is_comms_head(user, brand_id)


@rules.predicate
def sees_privileged(user: User, subject: Any) -> bool:
    case = _case(subject)
    return roles.has_role(user, case.brand_id, PRIVILEGED) or is_lead(case, user)


@rules.predicate
def names_lead(user: User, subject: Any) -> bool:
    case = _case(subject)
    if case.lead_id is None:
        return roles.has_role(user, case.brand_id, WORKING)
    return lead_or_manager(case, user)


@rules.predicate
def reviews(user: User, subject: Any) -> bool:
    return reviewer(_case(subject), user)


@rules.predicate
def runs_desk(user: User, subject: Any) -> bool:
    return roles.has_role(user, _brand_id(subject), {Role.MANAGER, Role.ADMIN})


rules.add_perm("incidents.open", works | is_automation)
rules.add_perm("incidents.view_working", inside)
rules.add_perm("incidents.see_privileged", sees_privileged)
rules.add_perm("incidents.edit", works)
rules.add_perm("incidents.score", inside | is_automation)
rules.add_perm("incidents.raise_severity", inside)
rules.add_perm("incidents.lower_severity", leads)
rules.add_perm("incidents.name_lead", names_lead)
rules.add_perm("incidents.give_roles", leads)
rules.add_perm("incidents.restrict", leads)
rules.add_perm("incidents.work", works | is_automation)
rules.add_perm("incidents.second_fact", works)
rules.add_perm("incidents.decide", leads)
rules.add_perm("incidents.propose", works)
rules.add_perm("incidents.note", inside | is_automation)
rules.add_perm("incidents.redact", legal)
rules.add_perm("incidents.declare_crisis", declares)
rules.add_perm("incidents.settle_legal_clock", legal_or_head_without_legal)
rules.add_perm("incidents.meet_legal_clock", leads | legal)
rules.add_perm("incidents.start_legal_clock", works | legal)
rules.add_perm("incidents.name_reviewer", leads)
rules.add_perm("incidents.review", reviews)
rules.add_perm("incidents.contribute_to_review", works | reviews)
#: Everybody in the meeting writes and votes; whoever helps with the review makes lessons of it.
rules.add_perm("incidents.wash", inside)
rules.add_perm("incidents.publish_review", leads | reviews)
#: An item that nobody owns any more is given on by those who work, and by the admin.
rules.add_perm("incidents.give_item", works | runs_desk)
rules.add_perm("incidents.set_follow_up", runs_desk)
#: A report may be written by everyone who works on the case, and is sent by whoever leads it.
rules.add_perm("incidents.write_situation", works)
rules.add_perm("incidents.send_situation", leads)
# Evidence leaves the house by those who answer for it (handbook G12).
rules.add_perm("incidents.export_dossier", leads | legal)
