"""Promises made in public, for whoever takes a duty over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from statements.enums import PromiseState
from statements.models import Promise

if TYPE_CHECKING:
    from teams.models import Brand, User

AHEAD = timedelta(days=2)
MOST_PROMISES = 15


def promises_due(giver: User, brand: Brand) -> list[str]:
    """Open promises that are late or fall due within two days."""
    cases = Incident.objects.visible_to(giver).real().filter(brand=brand, restricted=False)
    rows = Promise.objects.filter(
        incident__in=cases, state=PromiseState.OPEN, due_at__lte=now() + AHEAD
    ).select_related("incident")
    return [_line(promise) for promise in rows[:MOST_PROMISES]]


def _line(promise: Promise) -> str:
    due = date_format(timezone.localtime(promise.due_at), "H:i d/m")
    words = promise.text or _("next public update")
    return f"{due} · {promise.incident.reference} · {words}"
