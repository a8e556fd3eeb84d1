"""What is true after a storm: nothing lost, nothing sent twice."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Sum

from crisisdesk.kernel.clock import now
from drills.models import Drill
from incidents import timeline
from incidents.models import Incident
from monitoring.models import BrandBucket, Bucket, Mention
from outbox import bundling
from outbox.mail import message_id
from outbox.models import Channel, OutboxMessage, OutboxState
from statements.models import Publication

if TYPE_CHECKING:
    from collections import Counter

    from django.db.models import QuerySet

    from desk.bench.storming.stage import Stage
    from desk.bench.storming.watchers import Watcher

#: Seconds in which the worker must have sent the last letter and the streams have told the last line.
DRAINS_WITHIN = 120.0


class Done(NamedTuple):
    """What the senders and the people were told that they have done."""

    accepted: int
    published: int
    rehearsed: int


@dataclass
class Account:
    """Counts in pairs that must be equal, those that must be nought, and what is told beside."""

    pairs: dict[str, tuple[int, int]]
    noughts: dict[str, int]
    beside: dict[str, int] = field(default_factory=dict)

    def faults(self) -> list[str]:
        """Everything that does not hold."""
        unequal = [f"{name}: {one} ≠ {other}" for name, (one, other) in self.pairs.items()
                   if one != other]  # fmt: skip
        return unequal + [f"{name}: {count}" for name, count in self.noughts.items() if count]

    def told(self) -> dict[str, int]:
        """The counts for a reader."""
        return (
            {name: one for name, (one, _other) in self.pairs.items()} | self.noughts | self.beside
        )


def drained(watchers: list[Watcher]) -> bool:
    """Wait until letters and streams have come to rest."""
    deadline = time.monotonic() + DRAINS_WITHIN
    while time.monotonic() < deadline:
        if not _unsent().exists() and not _behind(watchers):
            return True
        time.sleep(0.5)
    return False


def account(stage: Stage, done: Done, letters: Counter[str], watchers: list[Watcher]) -> Account:
    """Compare what was answered with what is kept, and what was promised with what arrived."""
    letters_of = OutboxMessage.objects.filter(channel=Channel.EMAIL, planned_at__lte=now())
    # What is too much for one address at once is collected, and told in one letter minutes later.
    promised = letters_of.exclude(state__in=bundling.APART)
    collected = letters_of.filter(state__in=bundling.APART)
    names = {message_id(key) for key in promised.values_list("key", flat=True)}
    return Account(
        pairs={
            "mentions accepted, and in the table": (done.accepted, _mentions(stage)),
            "mentions in the table, and in the watch's counts": (
                _mentions(stage), _total(Bucket.objects.filter(watch=stage.watch))),
            "mentions in the table, and in the brand's counts": (
                _mentions(stage), _total(BrandBucket.objects.filter(brand=stage.brand))),
            "letters promised, and arrived": (len(names), len(names & letters.keys())),
            "letters arrived, and different ones": (letters.total(), len(letters)),
            "texts published, and on the public page": (
                done.published, Publication.objects.filter(statement__brand=stage.brand).count()),
            "drills ended": (done.rehearsed, Drill.objects.exclude(ended_at=None).count()),
        },
        beside={"letters collected for one address": collected.count()},
        noughts={
            "letters not sent": _unsent().count(),
            "letters collected for longer than the window": _overdue().count(),
            "streams that missed the last line": len(_behind(watchers)),
            "timelines that do not hold": sum(bool(fault) for _, fault in timeline.verify_all()),
        },
    )  # fmt: skip


def _unsent() -> QuerySet[OutboxMessage]:
    """Letters that should have gone out by now."""
    known = (OutboxState.SENT, *bundling.APART)
    return OutboxMessage.objects.filter(planned_at__lte=now()).exclude(state__in=known)


def _overdue() -> QuerySet[OutboxMessage]:
    """Collected letters whose collection should have been told by now."""
    until = now() - bundling.WINDOW
    return OutboxMessage.objects.filter(state=OutboxState.HELD, available_at__lt=until)


def _mentions(stage: Stage) -> int:
    return Mention.objects.filter(source=stage.source).count()


def _total(rows: QuerySet[Any]) -> int:
    return rows.aggregate(total=Sum("total"))["total"] or 0


def _behind(watchers: list[Watcher]) -> list[Watcher]:
    last = dict(Incident.objects.values_list("pk", "last_seq"))
    return [one for one in watchers if one.cursor < last[one.case]]
