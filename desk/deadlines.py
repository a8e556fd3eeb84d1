"""What is due over all cases of a person, and which of it is theirs to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from crisisdesk.kernel.vocabulary import IncidentRole
from desk.clocks import Row, legal, promise, timer
from desk.scope import Cases
from incidents.models import Clock, Incident, LegalClockRun, RoleAssignment
from incidents.services.clock_words import ACTING
from statements.enums import PromiseState
from statements.models import Promise, Statement
from teams.roles import INSIDERS, memberships

if TYPE_CHECKING:
    from teams.models import User

#: So many stand on the home page.
DEADLINES = 12


def today(user: User, scope: Cases | None = None) -> list[Row]:
    """What is late or due until midnight over all cases of the person, theirs first."""
    scope = scope or Cases(user)
    if not scope.ids:
        return []
    end = timezone.localtime().replace(hour=23, minute=59, second=59)
    held = _held(user)
    # However much is due elsewhere, what may be mine is among the rows that are read.
    led = {case.pk for case in scope.all if case.lead_id == user.pk}
    first = _own(Q(incident__in=led | {case for case, _role in held}))
    timers = Clock.objects.running().filter(due_at__lte=end).order_by(first, "due_at")
    # Who only watches a brand is told nothing of its lawyers' work.
    inside = _inside(user)
    known = [case.pk for case in scope.all if case.brand_id in inside]
    runs = LegalClockRun.objects.filter(due_at__lte=end, met_at=None, waived_at=None)
    promised = Promise.objects.filter(
        due_at__lte=end,
        state=PromiseState.OPEN,
        statement__in=Statement.objects.visible_to(user),
    ).select_related("statement")
    found = [
        *(
            timer(c, c.incident, mine=_is_mine(user, c.incident, held, ACTING.get(c.kind, ())))
            for c in scope.rows(timers, DEADLINES)
        ),
        *(
            legal(r, r.incident, mine=_is_mine(user, r.incident, held, (r.owner_role,)))
            for r in scope.rows(runs.order_by(first, "due_at"), DEADLINES, known)
        ),
        *(
            promise(p, p.incident, mine=p.owner_id == user.pk)
            for p in scope.rows(promised.order_by(_own(Q(owner=user)), "due_at"), DEADLINES)
        ),
    ]
    found.sort(key=lambda row: (not row.mine, row.due_at))
    return found[:DEADLINES]


def _own(condition: Q) -> Case:
    """Sorts what meets the condition before the rest."""
    return Case(When(condition, then=Value(0)), default=Value(1))


def _inside(user: User) -> list[int]:
    return [brand for brand, row in memberships(user).items() if row.role in INSIDERS]


def _held(user: User) -> set[tuple[int, str]]:
    mine = RoleAssignment.objects.filter(user=user, ended_at=None)
    return set(mine.values_list("incident_id", "role"))


def _is_mine(
    user: User, incident: Incident, held: set[tuple[int, str]], acting: tuple[str, ...]
) -> bool:
    """Whether the person leads the case or holds a role whose work meets the deadline."""
    roles = {IncidentRole.LEAD.value, *acting}
    return incident.lead_id == user.pk or any((incident.pk, str(role)) in held for role in roles)


def next_due() -> Subquery:
    """The nearest deadline that still runs, for lists of cases."""
    running = Clock.objects.running().filter(due_at__isnull=False, incident_id=OuterRef("pk"))
    return Subquery(running.order_by("due_at").values("due_at")[:1])
