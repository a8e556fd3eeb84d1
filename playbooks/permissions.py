"""Who may do what with plans and policies.

Administering plans never includes approving words: the admin who writes a plan needs the word of
a second person, and that person is neither its author nor its last editor, nor has a lesson of
theirs been taken over into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from teams.models import Role
from teams.roles import INSIDERS, WORKING, has_role, role_in

if TYPE_CHECKING:
    from playbooks.models import PlaybookVersion
    from teams.models import User


def brand_of(subject: Any) -> int:
    """The brand of a brand, playbook, version or policy."""
    if hasattr(subject, "brand_id"):
        return int(subject.brand_id)
    return int(subject.playbook.brand_id) if hasattr(subject, "playbook") else int(subject.pk)


def edits(version: PlaybookVersion, user: User) -> bool:
    return has_role(user, brand_of(version), {Role.ADMIN})


def returns(version: PlaybookVersion, user: User) -> bool:
    """The admin who takes it back, or the second person who is not content."""
    return edits(version, user) or may_read_over(version, user)


def may_read_over(version: PlaybookVersion, user: User) -> bool:
    """Any manager; a lawyer where statement texts changed."""
    from playbooks.selectors import legal_text_changed  # noqa: PLC0415 -- selectors read models

    role = role_in(user, brand_of(version))
    return role == Role.MANAGER or (role == Role.LEGAL and legal_text_changed(version))


def gives_word(version: PlaybookVersion, user: User) -> bool:
    """The second person: never who wrote, proposed, last edited or submitted it."""
    hands = {version.author_id, version.edited_by_id, version.published_by_id}
    return (
        user.pk not in hands and may_read_over(version, user) and user.pk not in version.proposers
    )


@rules.predicate
def is_insider(user: User, subject: Any) -> bool:
    return has_role(user, brand_of(subject), INSIDERS)


@rules.predicate
def is_member(user: User, subject: Any) -> bool:
    return role_in(user, brand_of(subject)) is not None


@rules.predicate
def is_admin(user: User, subject: Any) -> bool:
    return has_role(user, brand_of(subject), {Role.ADMIN})


@rules.predicate
def is_manager(user: User, subject: Any) -> bool:
    return has_role(user, brand_of(subject), {Role.MANAGER})


@rules.predicate
def is_working(user: User, subject: Any) -> bool:
    return has_role(user, brand_of(subject), WORKING)


@rules.predicate
def is_legal(user: User, subject: Any) -> bool:
    return has_role(user, brand_of(subject), {Role.LEGAL})


@rules.predicate
def is_second_person(user: User, version: Any) -> bool:
    return gives_word(version, user)


@rules.predicate
def may_sign(user: User, subject: Any) -> bool:
    """Whoever holds an office may put it into another's hands; admins hold none."""
    return has_role(user, brand_of(subject), INSIDERS - {Role.ADMIN})


@rules.predicate
def ends_delegation(user: User, row: Any) -> bool:
    """The giver, the delegate who gives it back, or an admin."""
    return user.pk in (row.giver_id, row.to_id) or has_role(user, brand_of(row), {Role.ADMIN})


@rules.predicate
def vouches_for_texts(user: User, subject: Any) -> bool:
    """A manager, or the lawyer: those whose word puts statement texts in force."""
    return has_role(user, brand_of(subject), {Role.MANAGER, Role.LEGAL})


@rules.predicate
def is_no_hand(user: User, text: Any) -> bool:
    """Nobody approves words that they wrote, last edited, submitted or proposed."""
    return user.pk not in text.hands


rules.add_perm("playbooks.approve_texts", vouches_for_texts)
rules.add_perm("playbooks.approve_text", vouches_for_texts & is_no_hand)
rules.add_perm("playbooks.revoke_text", vouches_for_texts | is_admin)
rules.add_perm("playbooks.delegate", may_sign)
rules.add_perm("playbooks.revoke_delegation", ends_delegation)
rules.add_perm("playbooks.view", is_member)
rules.add_perm("playbooks.read", is_insider)
rules.add_perm("playbooks.edit", is_admin)
rules.add_perm("playbooks.manage", is_admin)
rules.add_perm("playbooks.rate_risks", is_admin | is_manager)
rules.add_perm("playbooks.set_targets", is_admin | is_manager)
rules.add_perm("playbooks.suggest", is_working)
rules.add_perm("playbooks.publish", is_second_person)
rules.add_perm("playbooks.verify_legal_clock", is_legal)
