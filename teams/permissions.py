"""Who may manage people and the desk itself (domain F5), and predicates for other rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from teams import ports
from teams.models import Brand, Role
from teams.roles import INSIDERS, has_role, is_comms_head, memberships, role_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import User


def brand_id_of(subject: Any) -> int | None:
    """The brand that something belongs to: a brand itself, or a row with `brand`."""
    return subject.pk if isinstance(subject, Brand) else getattr(subject, "brand_id", None)


def holds_role(*roles: str) -> rules.predicates.Predicate:
    """A predicate: the person holds one of `roles` in the subject's brand."""
    return _predicate(lambda user, brand: has_role(user, brand, roles), roles)


def _predicate(check: Any, names: Iterable[str]) -> rules.predicates.Predicate:
    @rules.predicate(name="holds " + " or ".join(names))
    def holds(user: User, subject: Any) -> bool:
        brand = brand_id_of(subject)
        return brand is not None and check(user, brand)

    return holds


@rules.predicate
def is_admin_of_all(user: User) -> bool:
    """An admin of every brand of the desk: for what serves all of them."""
    mine = [row.brand_id for row in memberships(user).values() if row.role == Role.ADMIN]
    others = Brand.objects.filter(is_sample=False).exclude(pk__in=mine)
    return bool(mine) and not others.exists()


is_admin = holds_role(Role.ADMIN)
is_insider = holds_role(*INSIDERS)
belongs = _predicate(lambda user, brand: role_in(user, brand) is not None, ["any role"])
comms_head = _predicate(is_comms_head, ["comms head"])
manages_duty = holds_role(Role.ADMIN, Role.MANAGER)

rules.add_perm("teams.see_people", belongs)
rules.add_perm("teams.manage_people", is_admin)
rules.add_perm("teams.manage_brand", is_admin)
rules.add_perm("teams.manage_duty", manages_duty)
rules.add_perm("teams.manage_webhooks", is_admin)
rules.add_perm("teams.manage_channels", is_admin)
rules.add_perm("teams.manage_desk_channels", is_admin_of_all)
rules.add_perm("teams.see_reach", manages_duty)
rules.add_perm("teams.see_load", manages_duty)
rules.add_perm("teams.manage_load", manages_duty)
rules.add_perm("teams.hand_over", is_insider)
rules.add_perm("teams.manage_holidays", is_admin)


@rules.predicate
def may_hear(user: User, page: Any) -> bool:
    """In a drill its players; of a restricted case those it names."""
    if page.only is not None and user.pk not in page.only:
        return False
    return bool(ports.owner_of(page).hears(page, [user]))


rules.add_perm("teams.manage_policies", manages_duty)
rules.add_perm("teams.see_pages", is_insider)
rules.add_perm("teams.see_page", is_insider & may_hear)
rules.add_perm("teams.answer_page", is_insider & may_hear)
rules.add_perm("teams.stop_page", manages_duty & may_hear)
