"""The further figures of handbook F6: deadlines kept, approval, accuracy, discipline.

Each function costs one query whatever the number of cases.
"""

from __future__ import annotations

from datetime import timedelta
from math import ceil, floor
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import StatementKind
from desk.figures import HIGH, MEDIAN, Length, Share
from incidents.enums import ClockKind, Outcome
from incidents.models import ActionItem, Clock, Lesson
from statements.enums import State
from statements.models import ApprovalStep, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from incidents.models import Incident

#: Deadlines whose keeping is reported, in the order in which they fall due.
KEPT = (
    ClockKind.ACKNOWLEDGE,
    ClockKind.ASSESSMENT,
    ClockKind.INTERNAL_BRIEF,
    ClockKind.HOLDING,
    ClockKind.SITUATION_REPORT,
    ClockKind.REVIEW,
)


def deadlines_kept(cases: QuerySet[Incident]) -> list[Share]:
    """Per deadline: met and never missed, of those that were met or missed."""
    settled = Q(met_at__isnull=False) | Q(breached_at__isnull=False)
    rows = (
        Clock.objects.filter(settled, incident__in=cases.values("pk"), due_at__isnull=False)
        .values("kind")
        .annotate(of=Count("pk"), done=Count("pk", filter=Q(breached_at=None)))
        .order_by()
    )
    counted = {row["kind"]: row for row in rows}
    return [
        Share(
            f"in_time_{kind.value}",
            _("In time: %(clock)s") % {"clock": kind.label},
            _("Deadlines met before they passed, of those that are over."),
            counted.get(kind, {}).get("done", 0),
            counted.get(kind, {}).get("of", 0),
        )
        for kind in KEPT
    ]


def approval(cases: QuerySet[Incident]) -> Length:
    """How long texts lay with those who sign: the sum of a text's steps, without author time."""
    totals = (
        ApprovalStep.objects.filter(
            statement__incident__in=cases.values("pk"),
            opened_at__isnull=False,
            decided_at__gte=F("opened_at"),
        )
        .values("statement")
        .annotate(total=Sum(F("decided_at") - F("opened_at")))
        .order_by()
        .values_list("total", flat=True)
    )
    lengths = sorted(totals)
    return Length(
        "approval_turnaround",
        _("Approval turnaround"),
        _("Per text: the time its approval steps were open, added up; without author time."),
        n=len(lengths),
        median=percentile(lengths, MEDIAN),
        p90=percentile(lengths, HIGH),
    )


def percentile(ordered: Sequence[timedelta], share: float) -> timedelta | None:
    """The continuous percentile of ordered lengths, as PostgreSQL counts it; None of nothing."""
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))


def accuracy(cases: QuerySet[Incident]) -> Share:
    """Our own corrections per published text: speed without accuracy is a loss."""
    found = Statement.objects.filter(
        incident__in=cases.values("pk"), status__in=State.public
    ).aggregate(
        own=Count("pk", filter=Q(kind=StatementKind.CORRECTION_OWN)),
        said=Count(
            "pk", filter=~Q(kind__in=[StatementKind.CORRECTION_OWN, StatementKind.RETRACTION])
        ),
    )
    return Share(
        "self_corrections",
        _("Self-corrections"),
        _("Corrections of our own texts, of all texts that were published."),
        found["own"],
        found["said"],
    )


def lessons(cases: QuerySet[Incident]) -> Share:
    """Lessons that changed a playbook, of those that are settled."""
    found = Lesson.objects.filter(review__incident__in=cases.values("pk")).aggregate(
        changed=Count("pk", filter=Q(outcome=Outcome.PLAYBOOK_CHANGE)),
        settled=Count("pk", filter=~Q(outcome="")),
    )
    return Share(
        "lessons_to_playbook",
        _("Lessons that changed a playbook"),
        _("Of all lessons that are settled."),
        found["changed"],
        found["settled"],
    )


def items(cases: QuerySet[Incident]) -> Share:
    """Action items done by their day, of those whose day has come or that are done."""
    today = timezone.localdate()
    found = ActionItem.objects.filter(
        Q(due_on__lte=today) | Q(done_at__isnull=False),
        review__incident__in=cases.values("pk"),
        due_on__isnull=False,
    ).aggregate(in_time=Count("pk", filter=Q(done_at__date__lte=F("due_on"))), due=Count("pk"))
    return Share(
        "items_in_time",
        _("Action items done in time"),
        _("Of those whose day has come or that are done."),
        found["in_time"],
        found["due"],
    )
