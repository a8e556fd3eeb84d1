"""Who may do what with what the desk hears (handbook F5): the one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from incidents import players
from teams.models import Brand, Role
from teams.roles import INSIDERS, WORKING, has_role, role_in

if TYPE_CHECKING:
    from monitoring.models import InboxItem, Signal
    from teams.models import User

MANAGING = {Role.ADMIN, Role.MANAGER}


def brand_of(subject: Any) -> int:
    """The brand of a brand, or of a row that belongs to one."""
    return subject.pk if isinstance(subject, Brand) else subject.brand_id


def may_triage(signal: Signal, user: User) -> bool:
    """Those who work with cases, and the desk itself; about a signal of a drill its players."""
    if signal.drill_case is not None and not user.is_automation:
        plays = players.plays(user, signal.drill_case)
        return plays and has_role(user, signal.brand_id, WORKING)
    return user.is_automation or has_role(user, signal.brand_id, WORKING)


def may_answer(item: InboxItem, user: User) -> bool:
    """Those who work with cases."""
    return has_role(user, item.brand_id, WORKING)


def may_reopen(item: InboxItem, user: User) -> bool:
    """They too, and the desk itself: what a reply rested on may turn out wrong."""
    return user.is_automation or may_answer(item, user)


@rules.predicate
def belongs(user: User, subject: Any) -> bool:
    return role_in(user, brand_of(subject)) is not None


@rules.predicate
def inside(user: User, subject: Any) -> bool:
    return has_role(user, brand_of(subject), INSIDERS)


@rules.predicate
def works(user: User, subject: Any) -> bool:
    return has_role(user, brand_of(subject), WORKING)


@rules.predicate
def manages(user: User, subject: Any) -> bool:
    return has_role(user, brand_of(subject), MANAGING)


@rules.predicate
def administers(user: User, subject: Any) -> bool:
    return has_role(user, brand_of(subject), {Role.ADMIN})


@rules.predicate
def made_it(user: User, subject: Any) -> bool:
    """Whoever changed something may take it back."""
    return subject.by_id == user.pk and role_in(user, brand_of(subject)) is not None


@rules.predicate
def is_automation(user: User, _subject: Any) -> bool:
    return bool(user.is_automation)


rules.add_perm("monitoring.see", belongs)
rules.add_perm("monitoring.see_authors", inside)
rules.add_perm("monitoring.raise_signal", belongs)
#: What staff report, with who they are: those inside; the address of the form is an admin's.
rules.add_perm("monitoring.see_staff", inside)
rules.add_perm("monitoring.keep_staff_door", administers)
rules.add_perm("monitoring.forget_reporter", manages)
rules.add_perm("monitoring.triage", works | is_automation)
rules.add_perm("monitoring.take_in", works | manages | is_automation)
rules.add_perm("monitoring.attach", works | is_automation)
rules.add_perm("monitoring.correct", works)
rules.add_perm("monitoring.answer", works)
#: Page by page they may look; a table of everything is for those who work with it.
rules.add_perm("monitoring.export", inside)
rules.add_perm("monitoring.save_search", belongs)
rules.add_perm("monitoring.share_search", works | manages)
rules.add_perm("monitoring.see_exports", manages)
rules.add_perm("monitoring.manage", manages)
rules.add_perm("monitoring.set_retention", administers)
rules.add_perm("monitoring.erase_author", manages)
rules.add_perm("monitoring.see_claims", inside)
rules.add_perm("monitoring.match_claims", works)
rules.add_perm("monitoring.choose_judge", manages | is_automation)
rules.add_perm("monitoring.undo_tuning", manages | made_it)
