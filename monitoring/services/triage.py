"""One press on many mentions of the inbox: what can be done is done, the rest is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Stale
from monitoring.enums import InboxState, InboxVerb
from monitoring.models import InboxEvent, InboxItem, Mention
from monitoring.sentences import faster

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Brand, User

#: The state each press needs, where it needs one.
FROM = {InboxVerb.NO_ANSWER: InboxState.WAITING, InboxVerb.ASSIGNED: InboxState.WAITING}


@dataclass
class Outcome:
    """How many were done, and those that somebody else was faster with, by that person's name."""

    done: int = 0
    overtaken: Counter[str] = field(default_factory=Counter)
    last: InboxItem | None = None

    def only(self) -> None:
        """Of a press on one mention: say who was faster."""
        if self.overtaken and self.last is not None:
            raise Stale(self.last.seq, faster(self.last))


@dataclass(frozen=True)
class Page:
    """How the rows looked to whoever pressed.

    `seen` gives the `seq` of each mention as shown; `as_of` stands for rows that were not shown.
    """

    seen: Mapping[int, int] = field(default_factory=dict)
    as_of: datetime | None = None

    def is_behind(self, item: InboxItem) -> bool:
        """Whether something was done with it since."""
        shown = self.seen.get(item.mention_id, item.seq)
        return shown != item.seq or bool(self.as_of and item.changed_at > self.as_of)


BLANK = Page()


@dataclass(frozen=True)
class Press:
    """Who pressed what: `move` changes one item, or says that there is nothing to change."""

    actor: User
    verb: InboxVerb
    move: Callable[[InboxItem], bool]
    page: Page = BLANK
    to: User | None = None

    def is_off(self, item: InboxItem) -> bool:
        """Whether it stands where this press leads nowhere."""
        needed = FROM.get(self.verb)
        return needed is not None and item.state != needed

    def is_late(self, item: InboxItem) -> bool:
        """Whether another person was faster."""
        others = bool(item.seq) and item.changed_by_id != self.actor.pk
        return others and (self.is_off(item) or self.page.is_behind(item))


def held(
    brand: Brand | int, ids: Iterable[int], actor: User, moment: datetime | None = None
) -> list[InboxItem]:
    """The items of these mentions, made where there was none, locked in one order."""
    moment = moment or now()
    brand_id = brand if isinstance(brand, int) else brand.pk
    heard = Mention.objects.filter(brand=brand_id, pk__in=set(ids)).order_by()
    rows = dict(heard.values_list("pk", "posted_at"))
    items = InboxItem.objects.filter(brand=brand_id, mention_id__in=rows)
    known = set(items.values_list("mention_id", flat=True))
    InboxItem.objects.bulk_create(
        [
            InboxItem(
                brand_id=brand_id, mention_id=pk, posted_at=posted_at, entered_at=moment,
                entered_by=actor, changed_at=moment, changed_by=actor,
            )
            for pk, posted_at in rows.items()
            if pk not in known
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    # Not joined: a row that changes hands while one waits for it would fall out of the join.
    return list(items.select_for_update().prefetch_related("changed_by").order_by("mention_id"))


def press(brand: Brand, ids: Iterable[int], what: Press) -> Outcome:
    """Do it to each that is still as the presser saw it."""
    moment, outcome, moved = now(), Outcome(), []
    for item in held(brand, ids, what.actor, moment):
        outcome.last = item
        if _is_new(item, what.actor, moment) and what.verb == InboxVerb.REOPENED:
            outcome.done += 1
        elif what.is_late(item):
            outcome.overtaken[item.changed_by.name] += 1
        elif not what.is_off(item) and what.move(item):
            moved.append(item)
    _write(moved, what, moment)
    outcome.done += len(moved)
    return outcome


def _is_new(item: InboxItem, actor: User, moment: datetime) -> bool:
    """Whether this press let it in, which is already all of "needs an answer"."""
    return not item.seq and item.entered_at == moment and item.entered_by_id == actor.pk


def _write(moved: list[InboxItem], what: Press, moment: datetime) -> None:
    if not moved:
        return
    changes = {"state": moved[0].state, "seq": F("seq") + 1}
    if what.verb == InboxVerb.ASSIGNED:
        changes = {"assignee": what.to, "seq": F("seq") + 1}
    InboxItem.objects.filter(pk__in=[item.pk for item in moved]).update(
        changed_at=moment, changed_by=what.actor, **changes
    )
    InboxEvent.objects.bulk_create(
        InboxEvent(item=item, verb=what.verb, at=moment, by=what.actor, to=what.to)
        for item in moved
    )
