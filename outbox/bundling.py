"""Floods: what would be too much at once is collected and told in one message a little later.

A message that waits so is an ordinary row in the state `held` whose `available_at` says when its
collection ends. `flush` then lets a single one go as itself and writes one message for several;
those are `carried` by it. A row has one key and one state, so nothing is lost and nothing said twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.sweeping import each
from outbox import mail, ports
from outbox.models import Channel, OutboxMessage, OutboxState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

#: More messages than this within the window, and the following wait for its end.
WINDOW = minutes(10)
MOST = {Channel.EMAIL: 20, Channel.SMS: 3, Channel.VOICE: 2}
MOST_ELSEWHERE = 5
TOPIC = "outbox.bundle"
#: So many are listed in one message; the others are counted.
LISTED = 10
APART = (OutboxState.HELD, OutboxState.CARRIED)
#: Asked at every telling. Written out, for putting it together took longer than its answer.
KNOWN = """
select channel, address, count(*) filter (where state <> all(%(apart)s)),
    min(available_at) filter (where state = 'held' and available_at > %(at)s)
from outbox_outboxmessage
where address = any(%(of)s) and created_at > %(since)s
group by channel, address
"""


def thin_out(messages: Iterable[OutboxMessage], moment: datetime | None = None) -> None:
    """Hold what exceeds the measure of its address; in memory, with one question for all."""
    moment = moment or now()
    messages = list(messages)
    known = _known({message.address for message in messages}, moment)
    for message in messages:
        place = (message.channel, message.address)
        count, until = known.get(place, (0, None))
        if until or count >= MOST.get(Channel(message.channel), MOST_ELSEWHERE):
            until = until or moment + WINDOW
            hold(message, max(until, message.available_at))
        known[place] = (count + 1, until)


def _known(
    addresses: Collection[str], moment: datetime
) -> dict[tuple[str, str], tuple[int, datetime | None]]:
    """By channel and address: how many went out lately, and until when a collection is open."""
    asked = {"of": list(addresses), "since": moment - WINDOW, "at": moment, "apart": list(APART)}
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, asked)
        return {(channel, address): (n, until) for channel, address, n, until in cursor}


def hold(message: OutboxMessage, until: datetime) -> None:
    """Not before `until`, and then together with what else waits for the same address."""
    message.state = OutboxState.HELD
    message.available_at = until


def flush() -> int:
    """Let go what was collected long enough; returns how many messages go out for it."""
    due = OutboxMessage.objects.filter(state=OutboxState.HELD, available_at__lte=now())
    places = due.order_by().values_list("channel", "address").distinct()
    return each(list(places), _let_go)


@transaction.atomic
def _let_go(place: tuple[str, str]) -> int:
    channel, address = place
    rows = list(
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(channel=channel, address=address, state=OutboxState.HELD, available_at__lte=now())
        .order_by("id")
    )
    rows = [row for row in rows if not _dropped(row)]
    if not rows:
        return 0
    carrier = rows[0] if len(rows) == 1 else _carrier(rows)
    if carrier is rows[0]:
        carrier.state, carrier.planned_at = OutboxState.WAITING, now()
        carrier.save(update_fields=["state", "planned_at"])
    else:
        ids = [row.pk for row in rows]
        OutboxMessage.objects.filter(pk__in=ids).update(
            state=OutboxState.CARRIED, carried_by=carrier
        )
    return 1


def _dropped(row: OutboxMessage) -> bool:
    """What is not wanted any more is not told within another message either."""
    if not (sentence := ports.objection_to(row)):
        return False
    row.state, row.last_error = OutboxState.DROPPED, sentence
    row.save(update_fields=["state", "last_error"])
    return True


def _carrier(rows: list[OutboxMessage]) -> OutboxMessage:
    """One message for several; the words of each are made when it is sent, in its language."""
    from outbox.services import enqueue  # noqa: PLC0415 -- services promise by way of this module

    return enqueue(
        TOPIC,
        key=f"bundle:{rows[0].key}",
        channel=rows[0].channel,
        address=rows[0].address,
        language=rows[0].language,
        url="/notices/",
        count=len(rows),
        drill=all(row.facts.get("drill") for row in rows),
        person=rows[0].facts.get("person"),
        unaccented=rows[0].facts.get("unaccented", False),
        held=[
            {"topic": row.topic, "subject": row.subject, "facts": row.facts}
            for row in rows[:LISTED]
        ],
    )


def fresh(facts: dict[str, Any]) -> dict[str, Any]:
    """What the outbox adds to such a message when it is sent: a line for each that it tells."""
    lines = [
        mail.subject_of(
            row["topic"],
            {**ports.facts_of(row["topic"], row["facts"]), "subject": row["subject"]},
        )
        for row in facts["held"]
    ]
    return {"lines": lines, "others": facts["count"] - len(lines)}
