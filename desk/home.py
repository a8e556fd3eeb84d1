"""What the duty desk shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.rights import may
from desk import deadlines, next_actions
from desk.firstday import path as first_day
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
    visible = Incident.objects.visible_to(user)
    # A subquery: the restricted-case filter joins people, and a join would multiply cases.
    cases = (
        Incident.objects.filter(pk__in=visible.open().values("pk"))
        .select_related("brand", "lead")
        .annotate(next_due=deadlines.next_due())
        .order_by("-id")
    )
    last = visible.real().exclude(pk__in=visible.open().values("pk")).order_by("-id").first()
    return {
        **(waiting(user, brand) if brand else {"signals": None}),
        "inbox": inbox.counts(user, brand) if brand else None,
        "press": press.waiting(user, brand=brand),
        "back_home": {"back": "home"},
        "todos": next_actions.todos(user),
        "cases": list(cases[:OPEN_CASES]),
        "case_count": visible.open().count(),
        "last_case": last,
        "deadlines": deadlines.today(user),
        "gaps": _gaps(user, brand) if brand else [],
        "to_accept": handing.waiting_for(user),
        "load": cards(user, brand),
        "first_day": first_day.card(user, brand) if brand else None,
    }


def _gaps(user: User, brand: Brand) -> list[Gap]:
    """Gaps of general duty for everybody, those of other duties for who can close them."""
    plans = may(user, "teams.manage_duty", brand)
    return [gap for gap in gaps_ahead(brand) if plans or gap.rota is None]
