"""What comes due by itself: silence to look at again, action items, the hot wash."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from incidents.enums import ClockKind, Status
from incidents.models import ActionItem, Clock, Decision, Incident
from incidents.selectors.items import owned
from incidents.services import lifecycle
from incidents.telling import crew, responders, tell_team
from teams.automation import automation


def sweep() -> int:
    """Run every reminder that is due, each once; returns how many."""
    return each((_decisions, _action_items, _hot_washes), lambda part: part())


def _decisions() -> int:
    due = Decision.objects.filter(
        review_at__lte=now(), reviewed_at=None, reminded_at=None
    ).values_list("pk", "incident_id")
    return each(list(due), lambda row: _remind_of_decision(*row))


@transaction.atomic
def _remind_of_decision(pk: int, incident_id: int) -> int:
    incident = lock(Incident(pk=incident_id))
    decision = Decision.objects.get(pk=pk)
    if decision.reminded_at or decision.reviewed_at or not incident.is_open:
        return 0
    decision.reminded_at = now()
    decision.save(update_fields=["reminded_at"])
    people = crew(incident) or responders(incident)
    tell_team(incident, "incidents.decision_due", people, key=f"decision-due:{pk}")
    return 1


def _action_items() -> int:
    """An owner hears of an item on its day and once a week while it is late."""
    today = timezone.localdate()
    week_ago = today - timedelta(days=7)
    due = ActionItem.objects.filter(
        Q(reminded_on=None) | Q(reminded_on__lte=week_ago), due_on__lte=today, done_at=None
    )
    return each(list(owned(due).select_related("owner", "review__incident")), _remind_of_item)


@transaction.atomic
def _remind_of_item(item: ActionItem) -> int:
    today = timezone.localdate()
    stamped = ActionItem.objects.filter(
        pk=item.pk, done_at=None, reminded_on=item.reminded_on
    ).update(reminded_on=today)
    if stamped:
        tell_team(
            item.review.incident,
            "incidents.action_item_due",
            [item.owner],
            key=f"item-due:{item.pk}:{today}",
            about={"vi": item.text, "en": item.text},
        )
    return stamped


def _hot_washes() -> int:
    """`resolved` becomes `post_mortem` at the time of the hot wash (handbook F2)."""
    due = Clock.objects.filter(
        kind=ClockKind.HOT_WASH,
        due_at__lte=now(),
        met_at=None,
        stopped_at=None,
        incident__status=Status.RESOLVED,
    ).select_related("incident")
    return each(list(due), _begin_post_mortem)


def _begin_post_mortem(clock: Clock) -> int:
    lifecycle.begin_post_mortem(clock.incident, actor=automation())
    return 1
