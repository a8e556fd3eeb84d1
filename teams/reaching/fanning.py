"""One fact to many people, over the channels each of them wants: rows of the outbox."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Severity
from outbox import bundling
from outbox.models import Channel, OutboxMessage
from outbox.services import short
from teams.middleware import zone_of
from teams.reaching import choosing

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, time

    from teams.models import User

#: What the address of a message to all browsers of a person begins with.
BROWSERS = "browsers:"
#: Asked at every telling. Written out, for putting it together took longer than its answer.
WAYS = """
select person.id, way.id, way.channel, rule.wishes, rule.quiet_from, rule.quiet_until,
    rule.unaccented
from teams_user person
left join teams_contactmethod way on way.user_id = person.id and way.proven_at is not null
left join teams_reachrule rule on rule.user_id = person.id
where person.id = any(%(people)s)
order by way.position, way.id
"""


@dataclass
class Ways:
    """What one person has and wishes."""

    #: Channel → what the outbox calls its address.
    addresses: dict[str, str] = field(default_factory=dict)
    wishes: dict[str, list[str]] = field(default_factory=dict)
    quiet: tuple[time | None, time | None] = (None, None)
    unaccented: bool = False


@dataclass(frozen=True)
class Fact:
    """What is told, to whomever."""

    topic: str
    key: str
    subject: str
    severity: str
    facts: dict[str, Any]
    by_mail: bool
    urgent: bool
    page: int | None
    brand: int | None = None

    @property
    def pressing(self) -> bool:
        """It waits neither for quiet hours nor for a collection."""
        return self.urgent or self.page is not None or self.severity == Severity.CRITICAL


def messages(people: Collection[User], fact: Fact) -> list[OutboxMessage]:
    """The rows for all of them; the number of queries does not depend on their number."""
    ways, moment = ways_of(people), now()
    found = [row for person in people for row in _of(person, ways[person.pk], fact, moment)]
    if not fact.pressing:
        bundling.thin_out(found, moment)
    return found


def ways_of(people: Collection[User]) -> dict[int, Ways]:
    """Proven ways and wishes, in one question; no address is opened for it."""
    found = {person.pk: Ways({Channel.EMAIL: person.email}) for person in people}
    with connection.cursor() as cursor:
        cursor.execute(WAYS, {"people": list(found)})
        rows = cursor.fetchall()
    for person, method, channel, wishes, begin, end, unaccented in rows:
        ways = found[person]
        ways.wishes = json.loads(wishes) if wishes else {}
        ways.quiet, ways.unaccented = (begin, end), bool(unaccented)
        if channel == Channel.PUSH:
            ways.addresses[channel] = f"{BROWSERS}{person}"
        elif channel:
            ways.addresses[channel] = f"method:{method}"
    return found


def _of(person: User, ways: Ways, fact: Fact, moment: datetime) -> list[OutboxMessage]:
    severity = choosing.severity_of(fact.severity)
    channels = choosing.channels_for(
        ways.wishes, ways.addresses, severity, page=fact.page is not None
    )
    rows = [_row(person, ways, fact, channel, moment) for channel in channels]
    if not fact.by_mail:
        rows = [row for row in rows if row.channel != Channel.EMAIL]
    until = choosing.quiet_until(moment, zone_of(person), *ways.quiet)
    if until and not fact.pressing:
        for row in rows:
            if row.channel in choosing.WAKING:
                bundling.hold(row, until)
    return rows


def _row(person: User, ways: Ways, fact: Fact, channel: str, moment: datetime) -> OutboxMessage:
    facts = fact.facts
    if fact.page is not None:
        facts = {**facts, "page": fact.page, "person": person.pk}
        if channel != Channel.EMAIL:
            facts["wake"] = True
    if fact.brand is not None:
        facts = {**facts, "of_brand": fact.brand}
    if channel == Channel.SMS and ways.unaccented:
        facts = {**facts, "unaccented": True}
    return OutboxMessage(
        key=key_of(channel, fact.key, person.pk),
        topic=fact.topic,
        channel=channel,
        address=ways.addresses[channel],
        subject=fact.subject,
        language=person.language,
        facts=facts,
        planned_at=moment,
        available_at=moment,
    )


def key_of(channel: str, key: str, person: int) -> str:
    """What the outbox calls the telling of one fact to one person on one channel."""
    name = "mail" if channel == Channel.EMAIL else channel
    return short(f"{name}:{key}:{person}")
