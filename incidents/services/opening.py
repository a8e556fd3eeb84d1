"""Opening a case: by hand, or by the desk itself from a signal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Max

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc, one_line
from incidents import ports
from incidents.enums import ClockKind
from incidents.models import Incident
from incidents.services import clocks, paging
from incidents.services.watching import LIVE
from incidents.telling import responders, tell_team
from incidents.timeline import record
from incidents.verbs import Verb
from teams import sample

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from teams.models import Brand, User


@transaction.atomic
def open_incident(
    *,
    brand: Brand,
    title: str,
    actor: User,
    detected_at: datetime | None = None,
    source_url: str = "",
    reporter: str = "",
    summary: str = "",
    public_at: datetime | None = None,
    kind: str = "",
    is_drill: bool = False,
    players: Iterable[User] = (),
    evidence: dict[str, Any] | None = None,
) -> Incident:
    """Open a candidate case in `detected`, page the people on duty and start their clocks.

    `detected_at` may lie in the past (a replay); people's clocks run from now (contract 6.20).
    `evidence` is what the detector saw, as plain JSON. `players` are those whom a drill may tell.
    """
    if not actor.is_automation:
        require(actor, "incidents.open", brand)
    incident = Incident(
        brand=brand,
        number=_next_number(),
        title=one_line(nfc(title)),
        summary=nfc(summary),
        source_url=source_url,
        reporter=nfc(reporter),
        public_at=public_at,
        kind=kind,
        is_drill=is_drill,
        detected_at=detected_at or now(),
        created_by=actor,
    )
    if evidence and now() - incident.detected_at < LIVE:
        incident.last_spike_at = now()
    incident.full_clean(exclude=["number", "status"])
    incident.save(force_insert=True)
    if is_drill:
        incident.allowed.set(players)
    clocks.start(incident, ClockKind.ACKNOWLEDGE, ClockKind.ASSESSMENT, ClockKind.SITUATION_REPORT)
    record(incident, Verb.OPENED, actor, title=incident.title, evidence=evidence or {})
    ports.announce("opened", incident=incident, actor=actor)
    woken = paging.woken(paging.wake(incident, actor=actor))
    tell_team(
        incident, "incidents.opened", responders(incident), key=f"opened:{incident.pk}", woken=woken
    )
    return incident


def _next_number() -> int:
    # One opener at a time: a number is never given twice and never skipped by a race.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('incident.number'))")
    real = Incident.objects.filter(number__lt=sample.NUMBERS_FROM)
    return (real.aggregate(top=Max("number"))["top"] or 0) + 1
