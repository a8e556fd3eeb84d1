"""Questions about the press list and its letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.text import fold
from outbox.models import OutboxMessage, OutboxState
from statements.models import ContactState, PressContact, PressGroup, PressLetter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from statements.models import Statement, StatementVersion
    from teams.models import Brand

#: What became of a letter, for people.
STANDINGS = {
    "sent": pgettext_lazy("press letter", "Sent"),
    "waiting": pgettext_lazy("press letter", "Waiting"),
    "bounced": pgettext_lazy("press letter", "Came back"),
    "delayed": pgettext_lazy("press letter", "Sent, with trouble"),
    "unsubscribed": pgettext_lazy("press letter", "Unsubscribed"),
    "withdrawn": pgettext_lazy("press letter", "Not wanted any more"),
    "failed": pgettext_lazy("press letter", "Could not be sent"),
    "rehearsed": pgettext_lazy("press letter", "Drill: not sent"),
}


def contacts(brand: Brand, wanted: Mapping[str, str]) -> QuerySet[PressContact]:
    """The list by the filters of the address: q, group, state."""
    found = PressContact.objects.filter(brand=brand).prefetch_related("groups")
    if words := fold(wanted.get("q", "").strip()):
        for word in words.split()[:8]:
            found = found.filter(search_key__contains=word)
    group = wanted.get("group", "")
    if group.isdecimal() and len(group) < 18:  # noqa: PLR2004 -- what a big integer holds
        found = found.filter(groups=int(group))
    if wanted.get("state", "") in ContactState.values:
        found = found.filter(state=wanted["state"])
    return found


def groups(brand: Brand) -> QuerySet[PressGroup]:
    """Groups in use, each with `reached`: how many of its people are written to now."""
    active = Count("contacts", filter=Q(contacts__state=ContactState.ACTIVE))
    rows = PressGroup.objects.filter(brand=brand, is_active=True)
    return rows.annotate(reached=active, people=Count("contacts"))


def press_groups(statement: Statement, version: StatementVersion) -> QuerySet[PressGroup]:
    """What a writer may choose from, and what the version names already."""
    offered = Q(is_active=True) | Q(pk__in=version.press_groups)
    return PressGroup.objects.filter(offered, brand=statement.brand_id)


def groups_of(version: StatementVersion) -> list[PressGroup]:
    """The groups that a version was, or will be, mailed to; closed ones too, since it names them."""
    return list(PressGroup.objects.filter(pk__in=version.press_groups))


def recipients(brand_id: int, group_ids: Iterable[int]) -> QuerySet[PressContact]:
    """Whom a text for these groups reaches now: each once, and only who wants it."""
    wanted = PressGroup.objects.filter(pk__in=list(group_ids), brand=brand_id, is_active=True)
    return PressContact.objects.filter(
        brand=brand_id, state=ContactState.ACTIVE, groups__in=wanted
    ).distinct()


def letters_of(statement: Statement) -> QuerySet[PressLetter]:
    """The letters of a text; `outcome` is what the outbox knows of each."""
    row = OutboxMessage.objects.filter(key=OuterRef("key")).exclude(key="")
    return (
        PressLetter.objects.filter(statement=statement)
        .select_related("contact")
        .annotate(outcome=Subquery(row.values("state")[:1]))
    )


def standing(letter: PressLetter) -> str:
    """What became of one letter, in one word."""
    if letter.is_rehearsed:
        return "rehearsed"
    if letter.bounced_at and letter.is_hard:
        return "bounced"
    if letter.unsubscribed_at:
        return "unsubscribed"
    return {
        OutboxState.WAITING: "waiting",
        OutboxState.CLAIMED: "waiting",
        OutboxState.SENT: "delayed" if letter.bounced_at else "sent",
        OutboxState.DROPPED: "withdrawn",
    }.get(letter.outcome, "failed")


def counts(letters: Iterable[PressLetter]) -> dict[str, int]:
    """How many letters stand how."""
    found: dict[str, int] = {}
    for letter in letters:
        name = standing(letter)
        found[name] = found.get(name, 0) + 1
    return found


def mail_plan(version: StatementVersion, statement: Statement) -> dict[str, Any] | None:
    """What approvers see: the groups, and how many people they reach today."""
    if not version.press_groups:
        return None
    return {
        "groups": groups_of(version),
        "reached": recipients(statement.brand_id, version.press_groups).count(),
    }
