"""What waits in the inbox, with whom and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Prefetch, Q

from monitoring.enums import InboxState
from monitoring.models import InboxEvent, InboxItem, Mention
from monitoring.selectors.cases import for_rows
from statements.models import Answer, Statement
from teams.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from teams.models import Brand

ME, NOBODY = "me", "nobody"


def listed(viewer: User, brand: Brand, state: str = "", who: str = "") -> QuerySet[InboxItem]:
    """Items of one state: what waits oldest first, what is done newest first.

    `who` is "me", "nobody" or the id of a person.
    """
    found = InboxItem.objects.filter(brand=brand, state=state or InboxState.WAITING)
    if who == ME:
        found = found.filter(assignee=viewer)
    elif who == NOBODY:
        found = found.filter(assignee=None)
    elif who:
        found = found.filter(assignee=who)
    order = ("-changed_at", "-id") if state in InboxState.settled else ("posted_at", "id")
    return found.select_related("assignee", "changed_by").order_by(*order)


def with_mentions(items: Iterable[InboxItem], viewer: User) -> list[InboxItem]:
    """The items with their mentions, in one query; None where the text is no longer kept."""
    rows = list(items)
    if not rows:
        return rows
    times = [row.posted_at for row in rows]
    heard = Mention.objects.filter(
        pk__in=[row.mention_id for row in rows],
        posted_at__gte=min(times),
        posted_at__lte=max(times),
    )
    shown = for_rows(heard.select_related("brand"), viewer).defer("text_key")
    found = {mention.pk: mention for mention in shown}
    for row in rows:
        row.mention = found.get(row.mention_id)
    return rows


def of_mentions(mentions: Iterable[Mention]) -> list[Mention]:
    """The same mentions, each with its `inbox`: an item, or None where it was never in."""
    rows = list(mentions)
    items = InboxItem.objects.filter(mention_id__in=[row.pk for row in rows])
    found = {item.mention_id: item for item in items.select_related("assignee", "changed_by")}
    for row in rows:
        row.inbox = found.get(row.pk)  # type: ignore[attr-defined]
    return rows


def history(item: InboxItem, viewer: User) -> list[InboxEvent]:
    """What was done with it, newest first; a text of a case one may not see is not named."""
    events = item.events.select_related("by", "to").order_by("-id")
    return list(
        events.prefetch_related(
            Prefetch("statement", Statement.objects.visible_to(viewer).select_related("incident")),
            Prefetch("prepared", Answer.objects.visible_to(viewer)),
        )
    )


def counts(user: User, brand: Brand) -> dict[str, Any]:
    """How many wait, how many of them for this person or for nobody, and the oldest."""
    return InboxItem.objects.filter(brand=brand, state=InboxState.WAITING).aggregate(
        total=Count("id"),
        mine=Count("id", filter=Q(assignee=user)),
        nobody=Count("id", filter=Q(assignee=None)),
        oldest=Min("posted_at"),
    )


def waiting_count(brand: Brand) -> int:
    """For the tab of the room."""
    return InboxItem.objects.filter(brand=brand, state=InboxState.WAITING).count()


def by_assignee(brand: Brand) -> list[dict[str, Any]]:
    """Who has how many, the longest wait first; nobody's stand first."""
    rows = list(
        InboxItem.objects.filter(brand=brand, state=InboxState.WAITING)
        .values("assignee")
        .annotate(count=Count("id"), oldest=Min("posted_at"))
        .order_by("oldest")
    )
    people = User.objects.in_bulk([row["assignee"] for row in rows if row["assignee"]])
    for row in rows:
        row["person"] = people.get(row["assignee"])
    return sorted(rows, key=lambda row: row["person"] is not None)


def count_of(who: str, counts: dict[str, Any], people: list[dict[str, Any]]) -> int:
    """How many of those counted the filter shows."""
    known = {"": counts["total"], ME: counts["mine"], NOBODY: counts["nobody"]}
    known |= {str(row["assignee"]): row["count"] for row in people if row["assignee"]}
    return int(known.get(who, 0))


def next_for(user: User, brand: Brand, after: InboxItem) -> InboxItem | None:
    """What to answer next: mine first, then what nobody has; the oldest of each."""
    rest = InboxItem.objects.filter(brand=brand, state=InboxState.WAITING).exclude(pk=after.pk)
    rest = rest.order_by("posted_at", "id")
    return rest.filter(assignee=user).first() or rest.filter(assignee=None).first()
