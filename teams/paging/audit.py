"""Having pages audited: by the clock, and by hand over any time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sweeping import each
from outbox import watch
from teams import roles
from teams.models import AuditFinding, Page, PageState, PageStep, Role, StepState
from teams.notify import tell
from teams.paging import auditing, firing

if TYPE_CHECKING:
    from datetime import datetime

#: An ended page is audited once more when its last messages have settled.
SETTLED = timedelta(minutes=2)
BATCH = 500


def sweep() -> int:
    """Audit every page that goes, and each ended one once; returns what was found anew."""
    watch.beat("audit")
    settled = Q(ended_at__lt=now() - SETTLED, audited_at=None)
    rows = Page.objects.filter(Q(state=PageState.GOING) | settled)
    return each(list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]), audit)


@transaction.atomic
def audit(page_id: int) -> int:
    """Audit one page, keep what is new and tell the admins; a page in use waits its turn."""
    page = firing.hold(page_id, skip=True)
    if page is None:
        return 0
    known = set(page.findings.values_list("code", "place"))
    fresh = {
        (one.code, one.place): one
        for one in auditing.differences(page)
        if (one.code, one.place) not in known
    }
    AuditFinding.objects.bulk_create(
        AuditFinding(page=page, code=one.code, place=one.place, facts=one.facts, found_at=now())
        for one in fresh.values()
    )
    if not page.is_going:
        page.audited_at = now()
        page.save(update_fields=["audited_at"])
    if fresh:
        _tell(page, len(fresh), len(known))
    return len(fresh)


def _tell(page: Page, count: int, known: int) -> None:
    firing.log.error("The auditor found %s differences in page %s", count, page.pk)
    tell(
        roles.people(page.brand_id, {Role.ADMIN}),
        "teams.page_differs",
        key=f"page-audit:{page.pk}:{known + count}",
        subject=page.subject,
        url=f"/people/pages/{page.pk}/",
        count=count,
        drill=page.is_drill,
    )


def since(moment: datetime | None) -> list[tuple[Page, list[auditing.Difference]]]:
    """Audit pages that began since then, all of them without a moment; nothing is kept or told."""
    rows = Page.objects.order_by("pk")
    if moment is not None:
        rows = rows.filter(started_at__gte=moment)
    found = []
    for pk in rows.values_list("pk", flat=True).iterator():
        with transaction.atomic():
            page = firing.hold(pk)
            if page is not None:
                found.append((page, auditing.differences(page)))
    return found


def late_steps() -> int:
    """Steps that should have fired more than a minute ago."""
    due = now() - auditing.PATIENCE
    return PageStep.objects.filter(state=StepState.PLANNED, due_at__lt=due).count()


def problem() -> str:
    """For the heartbeat: why pages are not well, or nothing."""
    late = late_steps()
    return f"{late} late" if late else ""
