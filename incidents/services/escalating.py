"""What the sweep does about action items: before the day, long after it, and without an owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sweeping import each
from incidents.models import ActionItem
from incidents.selectors.items import owned, ownerless
from incidents.telling import comms_heads, tell_team
from teams import roles
from teams.models import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from teams.models import User


def sweep() -> int:
    """Run every word that is due, each once; returns how many."""
    return each((_ahead, _long_after, _without_owner), lambda part: part())


def _ahead() -> int:
    """The owner hears some days before, unless the day has come: then the reminder of the day."""
    today = timezone.localdate()
    due = ActionItem.objects.filter(
        warn_on__lte=today, due_on__gt=today, warned_at=None, done_at=None
    )
    return each(
        _rows(owned(due)),
        lambda item: _tell(item, "warned_at", "incidents.action_item_ahead", lambda: [item.owner]),
    )


def _long_after() -> int:
    """The managers hear once of an item that is long overdue."""
    due = ActionItem.objects.filter(
        escalate_on__lte=timezone.localdate(), escalated_at=None, done_at=None
    )
    return each(
        _rows(due),
        lambda item: _tell(
            item,
            "escalated_at",
            "incidents.action_item_escalated",
            lambda: _heads(item),
        ),
    )


def _heads(item: ActionItem) -> list[User | None]:
    """The heads; of a case that none of them may see, its lead, for somebody must hear of it."""
    case = item.review.incident
    heads: list[User | None] = list(comms_heads(case))
    closed = case.restricted or case.is_drill
    if closed and not case.allowed.filter(pk__in=[one.pk for one in heads if one]).exists():
        return [case.lead]
    return heads


def _without_owner() -> int:
    """Its owner has left: the lead and the admins hear of it once."""
    due = ownerless(ActionItem.objects.filter(orphaned_at=None, done_at=None))
    return each(
        _rows(due.filter(owner__isnull=False)),
        lambda item: _tell(
            item, "orphaned_at", "incidents.action_item_ownerless", lambda: _givers(item)
        ),
    )


def _givers(item: ActionItem) -> list[User]:
    case = item.review.incident
    people = {person.pk: person for person in roles.people(case.brand_id, {Role.ADMIN})}
    if case.lead and roles.has_role(case.lead, case.brand_id, roles.INSIDERS):
        people[case.lead.pk] = case.lead
    return list(people.values())


def _rows(due: Any) -> list[ActionItem]:
    return list(due.select_related("owner", "review__incident__lead").order_by("pk"))


@transaction.atomic
def _tell(
    item: ActionItem, stamp: str, topic: str, people: Callable[[], Iterable[User | None]]
) -> int:
    """Stamp the row, then tell: two sweeps at once tell once."""
    still = ActionItem.objects.filter(pk=item.pk, done_at=None, due_on=item.due_on, **{stamp: None})
    if not still.update(**{stamp: now()}):
        return 0
    tell_team(
        item.review.incident,
        topic,
        [person for person in people() if person],
        key=f"{topic}:{item.pk}:{item.owner_id}:{item.due_on}",
        about={"vi": item.text, "en": item.text},
    )
    return 1
