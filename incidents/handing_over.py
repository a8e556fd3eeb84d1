"""What cases have to do with the end of a duty: lines for the note, and a line in each log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import Severity
from incidents.models import Incident
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from teams.models import Brand, Handover, User

MOST_CASES = 15


def open_cases(giver: User, brand: Brand) -> list[str]:
    """Real open cases that everybody who takes over may read of, the next deadline first."""
    running = Q(clocks__met_at=None, clocks__stopped_at=None, clocks__due_at__isnull=False)
    rows = (
        Incident.objects.visible_to(giver)
        .open()
        .real()
        .filter(brand=brand, restricted=False)
        .annotate(next_due=Min("clocks__due_at", filter=running))
        .select_related("lead")
        .order_by("next_due", "-pk")
    )
    return [_line(case) for case in rows[:MOST_CASES]]


def _line(case: Incident) -> str:
    parts = [f"{case.reference} {case.title}"]
    if case.severity:
        parts.append(str(Severity(case.severity).label))
    parts.append(case.lead.name if case.lead else _("no lead yet"))
    if case.next_due:
        due = date_format(timezone.localtime(case.next_due), "H:i d/m")
        parts.append(_("next deadline %(due)s") % {"due": due})
    return " · ".join(parts)


def write_lines(handover: Handover) -> None:
    """Say in every real open case of the brand that the duty is in other hands."""
    rows = Incident.objects.open().real().filter(brand=handover.brand_id)
    for case in rows.select_for_update(of=("self",)).order_by("pk"):
        record(
            case,
            Verb.DUTY_HANDED_OVER,
            handover.taker,
            person={"id": handover.taker.pk, "name": handover.taker.name},
            giver=handover.giver.name,
        )
