"""What pages ask: a person's ways, who is reachable how, and what became of a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from outbox.models import Channel, OutboxMessage, OutboxState
from outbox.reaching import reasons
from teams.models import Membership
from teams.reaching import choosing, fanning
from teams.reaching.methods import CODE, TEST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from teams.models import Brand, User

#: How a message stands → its word and the tone of its badge.
STANDS: dict[str, tuple[Any, str]] = {
    "waiting": (_("on its way"), "accent"),
    "held": (_("collected, goes out later"), "muted"),
    "sent": (_("sent"), "ok"),
    "arrived": (_("arrived"), "ok"),
    "failed": (_("failed"), "critical"),
    "unclear": (_("unclear"), "warn"),
    "dropped": (_("not sent"), "muted"),
}
_BY_STATE = {
    OutboxState.WAITING: "waiting",
    OutboxState.CLAIMED: "waiting",
    OutboxState.SENT: "sent",
    OutboxState.PARKED: "failed",
    OutboxState.UNCLEAR: "unclear",
    OutboxState.DROPPED: "dropped",
    OutboxState.HELD: "held",
}


@dataclass(frozen=True)
class Delivered:
    """How one message to one person stands; no address in it."""

    key: str
    channel: str
    state: str
    problem: str = ""
    at: datetime | None = None

    @property
    def channel_word(self) -> str:
        return str(Channel(self.channel).label)

    @property
    def word(self) -> str:
        return str(STANDS[self.state][0])

    @property
    def tone(self) -> str:
        return STANDS[self.state][1]

    @property
    def is_settled(self) -> bool:
        return self.state not in {"waiting", "held"}


def deliveries(keys: Iterable[str]) -> dict[str, Delivered]:
    """How the messages with these keys of the outbox stand; unknown ones are left out."""
    rows = OutboxMessage.objects.filter(key__in=list(keys)).select_related("carried_by")
    return {row.key: delivered(row) for row in rows}


def deliveries_of(key: str, people: Collection[User]) -> dict[int, list[Delivered]]:
    """How one told fact stands for each of these people, in the order of the channels."""
    names = {
        fanning.key_of(channel, key, person.pk): person.pk
        for person in people
        for channel in choosing.CHANNELS
    }
    found = deliveries(names)
    by_person: dict[int, list[Delivered]] = {person.pk: [] for person in people}
    for name, person in names.items():
        if name in found:
            by_person[person].append(found[name])
    return by_person


def delivered(row: OutboxMessage) -> Delivered:
    """How one message stands; one that was told within another stands as that one does."""
    carrier = row.carried_by if row.state == OutboxState.CARRIED else None
    told = carrier or row
    state = _BY_STATE.get(OutboxState(told.state), "waiting")
    if state == "sent" and "arrived_at" in told.receipt:
        state = "arrived"
    elif state == "sent" and "lost_at" in told.receipt:
        state = "failed"
    return Delivered(row.key, row.channel, state, _problem(told, state), _moment(told))


def _moment(row: OutboxMessage) -> datetime | None:
    if text := row.receipt.get("arrived_at") or row.receipt.get("lost_at"):
        return datetime.fromisoformat(text)
    return row.sent_at or row.available_at


def _problem(row: OutboxMessage, state: str) -> str:
    """Why it is not there yet, in words; of a letter what the mail server said."""
    if "lost_at" in row.receipt and state == "failed":
        return reasons.sentence("undelivered")
    if state in {"sent", "arrived", "held", "dropped"} or not row.last_error:
        return ""
    if row.channel == Channel.EMAIL:
        return row.last_error[:200]
    return reasons.sentence(str(row.receipt.get("code", "fault")), row.receipt)


def last_tries(addresses: Collection[str]) -> dict[str, Delivered]:
    """The last code or test for each address."""
    rows = (
        OutboxMessage.objects.filter(address__in=list(addresses), topic__in=[CODE, TEST])
        .order_by("address", "-id")
        .distinct("address")
        .select_related("carried_by")
    )
    return {row.address: delivered(row) for row in rows}


@dataclass(frozen=True)
class Reachable:
    """How a colleague is reached: channels only, no addresses."""

    member: Membership
    channels: list[str]
    wakes: bool

    @property
    def words(self) -> list[str]:
        return [str(Channel(channel).label) for channel in self.channels]


def reachable(brand: Brand) -> list[Reachable]:
    """Everybody of a brand, those whom nothing would wake first."""
    rows = list(
        Membership.objects.filter(
            brand=brand, is_active=True, user__is_active=True, user__is_automation=False
        ).select_related("user")
    )
    ways = fanning.ways_of([row.user for row in rows])
    found = [
        Reachable(
            row,
            list(ways[row.user_id].addresses),
            choosing.wakes(ways[row.user_id].wishes, ways[row.user_id].addresses),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.wakes, one.member.user.name_key))
