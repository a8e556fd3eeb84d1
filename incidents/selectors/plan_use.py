"""Which plans the cases run on, for the library of playbooks."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from incidents.enums import Status
from incidents.models import Incident
from playbooks.uses import InCases, OpenCase

if TYPE_CHECKING:
    from incidents.models.queryset import IncidentQuerySet
    from teams.models import User

#: A case runs on the plan of its type and on the common first hour.
PINS = ("playbook_version", "common_version")


def in_cases(user: User, brand_id: int) -> dict[int, InCases]:
    """Real cases of a brand by playbook, in three queries; only those the person may see."""
    cases = Incident.objects.real().visible_to(user).filter(brand=brand_id)
    running = _running(cases.open())
    over = ~Q(status__in=Status.open_states)
    found = {}
    for pin in PINS:
        rows = cases.filter(**{f"{pin}__isnull": False}).values_list(f"{pin}__playbook")
        counted = rows.annotate(past=Count("pk", filter=over), last=Max("opened_at")).order_by()
        found |= {pk: InCases(tuple(running[pk]), past, last) for pk, past, last in counted}
    return found


def _running(cases: IncidentQuerySet) -> dict[int, list[OpenCase]]:
    found: dict[int, list[OpenCase]] = defaultdict(list)
    pinned = cases.select_related(*PINS).defer(*(f"{pin}__content" for pin in PINS))
    for case in pinned.order_by("id"):
        for version in filter(None, (case.playbook_version, case.common_version)):
            row = OpenCase(case.reference, case.title, case.get_absolute_url(), version.number)
            found[version.playbook_id].append(row)
    return found
