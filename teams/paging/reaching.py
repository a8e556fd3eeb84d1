"""Whom targets reach at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from teams import ports, roles
from teams.duty import on_duty
from teams.models import Page, PageAct, Role, StepKind, StepState, TargetKind, User
from teams.roles import INSIDERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    Target = dict[str, Any]


def _named(brand_id: int, target: Target, at: datetime | None) -> Iterable[User]:
    kind, value = target["kind"], target.get("value", "")
    if kind == TargetKind.PERSON:
        return User.objects.filter(pk=target["id"])
    if kind == TargetKind.TEAM:
        return User.objects.filter(teams=target["id"], teams__brand=brand_id)
    if kind == TargetKind.ROLE:
        return roles.people(brand_id, {value})
    if kind == TargetKind.TITLE:
        return roles.people(brand_id, title=value)
    if kind == TargetKind.ALL:
        return roles.people(brand_id, INSIDERS)
    return on_duty(brand_id, at, role=value or None)


def people_of(brand_id: int, targets: Iterable[Target], at: datetime | None = None) -> list[User]:
    """Everybody whom the targets name now, once each; only people who may answer."""
    found = {user.pk: user for target in targets for user in _named(brand_id, target, at)}
    if not found:
        return []
    able = set(roles.people(brand_id, INSIDERS).filter(pk__in=found).values_list("pk", flat=True))
    return [user for pk, user in found.items() if pk in able]


def reached(page: Page, targets: Iterable[Target]) -> list[User]:
    """Those of the targets whom this page may call, without those who said that they cannot."""
    refused = declined(page)
    return [user for user in allowed(page, targets) if user.pk not in refused]


def allowed(page: Page, targets: Iterable[Target]) -> list[User]:
    """Those of the targets who may know of the page: a drill calls its players only."""
    people = people_of(page.brand_id, targets)
    if page.only is not None:
        people = [user for user in people if user.pk in page.only]
    return ports.owner_of(page).hears(page, people)


def fallback(page: Page) -> list[User]:
    """Where the whole chain reaches nobody: managers, then admins, then whoever may know."""
    for targets in (
        [{"kind": TargetKind.ROLE, "value": Role.MANAGER}],
        [{"kind": TargetKind.ROLE, "value": Role.ADMIN}],
        [{"kind": TargetKind.ALL}],
    ):
        if people := reached(page, targets):
            return people
    return []


def declined(page: Page) -> set[int]:
    """Who said "I can't"; once everybody did, they are asked again."""
    rows = page.events.filter(act=PageAct.CANNOT)
    if not rows.exists():
        return set()
    # The last time nobody at all was left.
    nobody = page.steps.filter(kind=StepKind.FALLBACK, state=StepState.SKIPPED).last()
    if nobody is not None:
        rows = rows.filter(data__number__gte=nobody.number)
    return set(rows.values_list("by", flat=True))
