"""The only writer of history: append-only, gap-free, hash-chained.

Digest of a line = SHA-256 of the digest of the line before it and of the canonical JSON of its own
fields; the first line follows the empty digest. Changing, removing or inserting a line breaks the
chain from there on, which `verify` names.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.context import current_address, current_source
from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import Visibility
from incidents.models import Incident, Note, TimelineEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incidents.verbs import Verb
    from teams.models import User

#: One way to the database and back for what every act asks: a number, what it follows, the news.
NEXT_PLACE = """
update incidents_incident as kase set last_seq = last_seq + 1 where id = %s
returning last_seq,
    (select digest from incidents_timelineentry
        where incident_id = kase.id and seq = kase.last_seq - 1),
    pg_notify('desk', json_build_object('incident', kase.id, 'seq', kase.last_seq)::text)
"""


def record(
    incident: Incident,
    verb: Verb,
    actor: User,
    *,
    words: str = "",
    visibility: str = Visibility.INTERNAL,
    note: Note | None = None,
    **data: Any,
) -> TimelineEntry:
    """Append one line. The caller holds the incident's row lock, so `seq` has no gaps.

    `words` is what a person typed; it is kept in a `Note`, which can be blanked, never in the
    line. `data` is plain JSON: keys and numbers, no prose. A privileged line says so in its data,
    for it may point to a row whose words are privileged without having words of its own.
    """
    if not connection.in_atomic_block:
        message = "A line of history is written inside the act's transaction."
        raise RuntimeError(message)
    if words and note is None:
        note = Note.objects.create(
            incident=incident, text=nfc(words), visibility=visibility, by=actor
        )
    if visibility == Visibility.PRIVILEGED:
        data["visibility"] = Visibility.PRIVILEGED.value
    # The row counts, not our copy of it: a follower may have written a line since it was read.
    incident.last_seq, previous = _next_place(incident)
    entry = TimelineEntry(
        incident=incident,
        seq=incident.last_seq,
        round=incident.round,
        verb=verb,
        actor=actor,
        source=current_source(),
        address=current_address() or None,
        at=now(),
        data=data,
        note=note,
    )
    entry.digest = digest(previous, entry)
    entry.save(force_insert=True)
    return entry


def _next_place(incident: Incident) -> tuple[int, str]:
    """The number of the next line and the digest it follows; the streams hear of it at commit."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_PLACE, [incident.pk])
        seq, previous, _told = cursor.fetchone()
    if previous is None and seq > 1:
        # A line that somebody without the lock wrote while we waited: the statement saw it not.
        before = TimelineEntry.objects.filter(incident=incident, seq=seq - 1)
        previous = before.values_list("digest", flat=True).first()
    return seq, previous or ""


def digest(previous: str, entry: TimelineEntry) -> str:
    """SHA-256, hexadecimal, of the previous digest and this line's own fields."""
    fields = {
        "incident": entry.incident_id,
        "seq": entry.seq,
        "round": entry.round,
        "verb": str(entry.verb),
        "actor": entry.actor_id,
        "source": str(entry.source),
        "address": entry.address,
        "at": int(entry.at.timestamp() * 1_000_000),
        "data": entry.data,
        "note": entry.note_id,
    }
    payload = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256((previous + payload).encode()).hexdigest()


def notify(incident: Incident) -> None:
    """Wake the event streams at commit; the message is only "this case is at that line"."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify('desk', %s)",
            [json.dumps({"incident": incident.pk, "seq": incident.last_seq})],
        )


@dataclass(frozen=True)
class Fault:
    """The first line of a case that does not hold."""

    incident: Incident
    seq: int
    reason: str


def verify(incident: Incident) -> Fault | None:
    """Walk one case's chain; the first fault, or None when it holds."""
    previous = ""
    expected = 1
    for entry in TimelineEntry.objects.filter(incident=incident).order_by("seq").iterator():
        if entry.seq != expected:
            return Fault(incident, expected, "missing")
        if entry.digest != digest(previous, entry):
            return Fault(incident, entry.seq, "changed")
        previous, expected = entry.digest, expected + 1
    if expected - 1 != incident.last_seq:
        return Fault(incident, expected, "missing")
    return None


def verify_all() -> Iterator[tuple[Incident, Fault | None]]:
    """Every case with its first fault, oldest first."""
    for incident in Incident.objects.order_by("id").iterator():
        yield incident, verify(incident)
