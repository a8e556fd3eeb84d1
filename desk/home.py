"""What the duty desk shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.rights import may
from desk import deadlines, next_actions
from desk.firstday import path as first_day
from desk.scope import Cases
from incidents.models import Incident
from monitoring.selectors import inbox
from monitoring.selectors.signals import waiting
from statements.selectors import enquiries as press
from teams import handing
from teams.load.selectors import cards
from teams.selectors import gaps_ahead

if TYPE_CHECKING:
    from teams.models import Brand, User
    from teams.rota.gaps import Gap

OPEN_CASES = 12


def overview(user: User, brand: Brand | None) -> dict[str, Any]:
    """My next actions, open cases with their next deadline, what is due today, the duty gap."""
    scope = Cases(user)
    cases = _newest(scope)
    scope.learn(cases)
    return {
        **(waiting(user, brand) if brand else {"signals": None}),
        "inbox": inbox.counts(user, brand) if brand else None,
        "press": press.waiting(user, brand=brand),
        "back_home": {"back": "home"},
        "todos": next_actions.todos(user, scope=scope),
        "cases": cases,
        "case_count": len(scope.ids),
        "last_case": None if scope.ids else _last(user),
        "deadlines": deadlines.today(user, scope),
        "gaps": _gaps(user, brand) if brand else [],
        "to_accept": handing.waiting_for(user),
        "load": cards(user, brand),
        "first_day": first_day.card(user, brand) if brand else None,
    }


def _newest(scope: Cases) -> list[Incident]:
    """The newest open cases, each with its next deadline."""
    found = Incident.objects.filter(pk__in=scope.ids[:OPEN_CASES]).select_related("brand", "lead")
    return list(found.annotate(next_due=deadlines.next_due()).order_by("-id")) if scope.ids else []


def _last(user: User) -> Incident | None:
    """The last real case, said where none is open."""
    return Incident.objects.visible_to(user).real().only("opened_at").order_by("-id").first()


def _gaps(user: User, brand: Brand) -> list[Gap]:
    """Gaps of general duty for everybody, those of other duties for who can close them."""
    plans = may(user, "teams.manage_duty", brand)
    return [gap for gap in gaps_ahead(brand) if plans or gap.rota is None]
