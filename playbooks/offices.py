"""Which role and title stand behind an office of the brand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbooks.enums import Office
from teams import roles
from teams.models import Membership, Role, Title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

#: Whoever signs must see drafts, and so be an insider; admins never sign (handbook F5).
SIGNING = roles.INSIDERS - {Role.ADMIN}
#: The role and title behind an office of the brand; `lead` and `fact_owner` depend on the case.
OFFICES: dict[str, tuple[frozenset[str], str]] = {
    Office.COMMS_MANAGER: (frozenset({Role.MANAGER}), ""),
    Office.COMMS_HEAD: (frozenset({Role.MANAGER}), Title.COMMS_HEAD),
    Office.LEGAL: (frozenset({Role.LEGAL}), ""),
    Office.EXECUTIVE: (frozenset({Role.EXECUTIVE}), ""),
    Office.CEO: (frozenset({Role.EXECUTIVE}), Title.CEO),
    Office.HR: (SIGNING, Title.HR),
}
#: Whoever holds the second office holds the first one as well.
IMPLIED = {Office.COMMS_MANAGER: Office.COMMS_HEAD, Office.EXECUTIVE: Office.CEO}
CHOICES = [(office.value, office.label) for office in Office if office in OFFICES]


def fits(row: Membership, office: str) -> bool:
    """Whether a place in the brand carries the office."""
    accepted, title = OFFICES[office]
    return row.role in accepted and (not title or row.title == title)


def held(row: Membership | None) -> list[str]:
    """The offices that a place carries."""
    return [office for office in OFFICES if row and row.is_active and fits(row, office)]


def places(brand_ids: Iterable[int]) -> QuerySet[Membership]:
    """Everyone of these brands who may sign at all, with the person."""
    return Membership.objects.filter(
        brand__in=list(brand_ids),
        role__in=SIGNING,
        is_active=True,
        user__is_active=True,
        user__is_automation=False,
    ).select_related("user")
