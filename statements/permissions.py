"""Who may do what to words (handbook F4 and F5): the one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from crisisdesk.kernel.vocabulary import StatementKind
from incidents.permissions import is_lead
from statements.enums import State
from teams import roles
from teams.models import Role
from teams.permissions import holds_role

if TYPE_CHECKING:
    from statements.models import Statement
    from teams.models import User

PUBLISHING = {Role.MEMBER, Role.MANAGER}


def writer(words: Statement, user: User) -> bool:
    """Comms members, managers and legal write; admins and executives do not."""
    return roles.has_role(user, words.brand_id, roles.WORKING)


def writer_or_automation(words: Statement, user: User) -> bool:
    return user.is_automation or writer(words, user)


def automation(words: Statement, user: User) -> bool:
    """What only the desk itself does, in a service that a person has started or by the clock."""
    return user.is_automation


def publisher(words: Statement, user: User) -> bool:
    """Members and managers publish what others have approved; so does the lead of the case."""
    return roles.has_role(user, words.brand_id, PUBLISHING) or is_lead(words.incident, user)


def is_hand(words: Statement, user: User) -> bool:
    """Whether the person wrote or last edited the text, and so never approves it."""
    return user.pk in words.hands


def approver(words: Statement, user: User) -> bool:
    """A person of a waiting step, neither author nor last editor nor used in another step.

    Where nothing waits, whoever signs in general: they learn the state, not that they may not.
    """
    from statements.chain import steps_open_to  # noqa: PLC0415 -- models import this

    if is_hand(words, user):
        return False
    if words.status != State.IN_REVIEW:
        return roles.has_role(user, words.brand_id, roles.APPROVING)
    return bool(steps_open_to(words, user))


def approver_or_automation(words: Statement, user: User) -> bool:
    """The desk itself approves where the chain asks nobody (contract 6.15)."""
    return user.is_automation or approver(words, user)


def lead_of_case(words: Statement, user: User) -> bool:
    return is_lead(words.incident, user)


def _brand_id(subject: Any) -> int:
    return subject.brand_id if hasattr(subject, "brand_id") else subject.pk


def _case(subject: Any) -> Any:
    return getattr(subject, "incident", subject)


@rules.predicate
def writes(user: User, subject: Any) -> bool:
    """Comms members, managers and legal; the desk itself drafts the correction of a fallen fact."""
    return user.is_automation or roles.has_role(user, _brand_id(_case(subject)), roles.WORKING)


@rules.predicate
def inside(user: User, subject: Any) -> bool:
    return roles.has_role(user, _brand_id(_case(subject)), roles.INSIDERS)


@rules.predicate
def publishes(user: User, subject: Any) -> bool:
    case = _case(subject)
    return roles.has_role(user, case.brand_id, PUBLISHING) or is_lead(case, user)


@rules.predicate
def leads(user: User, subject: Any) -> bool:
    case = _case(subject)
    return is_lead(case, user) or roles.has_role(user, case.brand_id, {Role.MANAGER})


@rules.predicate
def lifts_hold(user: User, subject: Any) -> bool:
    """Anyone who works may stop; going on is for a manager to say."""
    return roles.has_role(user, _brand_id(subject), {Role.MANAGER})


@rules.predicate
def leads_the_case(user: User, subject: Any) -> bool:
    return is_lead(_case(subject), user)


@rules.predicate
def ratifies(user: User, subject: Statement) -> bool:
    """The comms head; where the head signed the emergency, or there is none, an executive."""
    if user.pk in subject.emergency_hands:
        return False
    if roles.is_comms_head(user, subject.brand_id):
        return True
    return roles.has_role(user, subject.brand_id, {Role.EXECUTIVE}) and not _free_head(subject)


def _free_head(words: Statement) -> bool:
    heads = roles.people(words.brand_id, {Role.MANAGER}, "comms_head")
    return heads.exclude(pk__in=words.emergency_hands).exists()


@rules.predicate
def reads_brief(user: User, subject: Statement) -> bool:
    """Everyone of the brand may say that they have read a brief that was sent."""
    return subject.kind == StatementKind.INTERNAL_BRIEF and (
        roles.role_in(user, subject.brand_id) is not None
    )


@rules.predicate
def manages(user: User, brand: Any) -> bool:
    """Accounts on other networks, with their keys, are the admin's."""
    return roles.has_role(user, brand.pk, {Role.ADMIN})


@rules.predicate
def comments(user: User, subject: Any) -> bool:
    """Whoever writes or approves; admins do neither."""
    signs = roles.WORKING | roles.APPROVING
    return roles.has_role(user, _brand_id(_case(subject)), signs)


rules.add_perm("statements.comment", comments)
rules.add_perm("statements.write", writes)
rules.add_perm("statements.view_drafts", inside)
rules.add_perm("statements.publish", publishes)
rules.add_perm("statements.place_hold", writes)
rules.add_perm("statements.lift_hold", lifts_hold)
rules.add_perm("statements.manage_accounts", manages)
rules.add_perm("statements.waive_brief", leads)
rules.add_perm("statements.settle_promise", leads)
rules.add_perm("statements.confirm_emergency", writes & ~leads_the_case)
rules.add_perm("statements.ratify", ratifies)
rules.add_perm("statements.read_brief", reads_brief)

# Addresses of journalists are personal data: those who speak to the press read and change them;
# taking the list out of the desk and erasing somebody is for those who answer for it.
rules.add_perm("statements.see_press", holds_role(Role.MEMBER, Role.MANAGER, Role.ADMIN))
rules.add_perm("statements.edit_press", holds_role(Role.MEMBER, Role.MANAGER))
rules.add_perm("statements.export_press", holds_role(Role.MANAGER, Role.ADMIN))
rules.add_perm("statements.erase_press", holds_role(Role.MANAGER, Role.ADMIN))
