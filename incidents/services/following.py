"""A brand's follow-up policy, and moving an action item to another day or owner."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from incidents.models import ActionItem, FollowUpPolicy, Incident, ItemMove
from incidents.services.common import must_belong, required, tell_owner
from teams.models import Brand

if TYPE_CHECKING:
    from datetime import date

    from teams.models import User

DAYS = ("critical_days", "high_days", "moderate_days", "watch_days")
CHANGEABLE = ("anonymous", *DAYS, "warn_days", "escalate_days")
#: The columns that `date_item` sets.
DATES = ("warn_on", "warned_at", "escalate_on", "escalated_at")


def policy_of(brand: Brand | int) -> FollowUpPolicy:
    """The brand's own policy, else the defaults."""
    key = brand.pk if isinstance(brand, Brand) else brand
    return FollowUpPolicy.objects.filter(pk=key).first() or FollowUpPolicy(brand_id=key)


def due_by_policy(incident: Incident) -> date:
    """The day an action item of this case should be done; an unscored case counts as high."""
    level = incident.peak_severity or incident.severity or "high"
    days = getattr(policy_of(incident.brand_id), f"{level}_days")
    return timezone.localdate() + timedelta(days=days)


def date_item(item: ActionItem, policy: FollowUpPolicy) -> None:
    """Set when the owner is reminded and the manager told; a new day asks for new words."""
    day = item.due_on
    item.warn_on = day and day - timedelta(days=policy.warn_days)
    item.escalate_on = day and day + timedelta(days=policy.escalate_days)
    item.warned_at = item.escalated_at = None


def follow(item: ActionItem, incident: Incident) -> None:
    """Date an item that was written down or got another day; saved anew, it keeps its words."""
    policy = policy_of(incident.brand_id)
    if item.due_on and item.escalate_on == item.due_on + timedelta(days=policy.escalate_days):
        return
    date_item(item, policy)
    item.save(update_fields=[*DATES])


@transaction.atomic
def change_policy(brand: Brand, *, actor: User, **changes: Any) -> FollowUpPolicy:
    """Set the brand's rules; open items that nobody was told of yet follow at once."""
    require(actor, "incidents.set_follow_up", brand)
    Brand.objects.select_for_update().get(pk=brand.pk)
    policy = policy_of(brand)
    for name, value in changes.items():
        if name not in CHANGEABLE:
            raise TypeError(name)
        setattr(policy, name, value)
    policy.full_clean()
    policy.save()
    _redate(policy)
    return policy


def _redate(policy: FollowUpPolicy) -> None:
    """What went out stays out: only words that are still ahead move."""
    open_items = ActionItem.objects.select_for_update(of=("self",)).filter(
        review__incident__brand=policy.brand_id, done_at=None, due_on__isnull=False
    )
    rows = list(open_items.order_by("pk"))
    for item in rows:
        told = item.warned_at, item.escalated_at
        date_item(item, policy)
        item.warned_at, item.escalated_at = told
    ActionItem.objects.bulk_update(rows, ["warn_on", "escalate_on"])


def _hold(item: ActionItem) -> tuple[Incident, ActionItem]:
    incident = lock(item.review.incident)
    item = ActionItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.done_at:
        raise Blocked([Refusal("done", _("This action item is done already."))])
    return incident, item


@transaction.atomic
def extend(item: ActionItem, *, actor: User, due_on: date, reason: str) -> ActionItem:
    """A later day, with a reason; each one counts."""
    require(actor, "incidents.work", item.review.incident)
    reason = required("reason", reason)
    incident, item = _hold(item)
    if due_on <= max(timezone.localdate(), item.due_on or timezone.localdate()):
        raise ValidationError({"due_on": _("Choose a day that is later and still ahead.")})
    ItemMove.objects.create(item=item, old_due=item.due_on, new_due=due_on, reason=reason, by=actor)
    item.due_on, item.reminded_on = due_on, None
    item.extensions += 1
    date_item(item, policy_of(incident.brand_id))
    item.save(update_fields=["due_on", "reminded_on", "extensions", *DATES])
    return item


@transaction.atomic
def give(item: ActionItem, *, actor: User, owner: User) -> ActionItem:
    """Somebody else sees to it."""
    require(actor, "incidents.give_item", item.review.incident)
    incident, item = _hold(item)
    must_belong(incident, owner)
    if item.owner_id == owner.pk:
        return item
    move = ItemMove.objects.create(item=item, old_owner=item.owner, new_owner=owner, by=actor)
    item.owner, item.orphaned_at = owner, None
    item.save(update_fields=["owner", "orphaned_at"])
    about = {"vi": item.text, "en": item.text}
    tell_owner(incident, "incidents.action_item", owner, actor, f"item-given:{move.pk}", about)
    return item
