"""A signal that a drill brings: invented, and in the inbox of its players alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc, one_line
from monitoring import telling
from monitoring.enums import SignalKind, SignalLevel
from monitoring.models import Signal
from teams.automation import automation

if TYPE_CHECKING:
    from incidents.models import Incident

TITLE = 200


@transaction.atomic
def raise_in_drill(
    incident: Incident,
    *,
    title: str,
    summary: str,
    kind: str = SignalKind.MANUAL,
    platform: str = "",
    reach: int = 0,
    url: str = "",
) -> Signal:
    """Put a signal into the inbox of a drill's players, and tell them."""
    incident = lock(incident)
    if not incident.is_drill:
        # A fault of the caller: nothing that is invented ever comes near a real case.
        raise ValueError(incident.reference)
    moment = now()
    signal = Signal.everything.create(
        brand=incident.brand,
        drill_case=incident,
        kind=kind,
        level=SignalLevel.WARNING,
        title=one_line(nfc(title), TITLE),
        summary=nfc(summary).strip(),
        url=url,
        started_at=moment,
        at=moment,
        last_at=moment,
        raised_by=automation(),
        evidence={
            **({"platforms": {platform: 1}} if platform else {}),
            **({"reach": reach} if reach else {}),
        },
    )
    telling.warned(signal)
    return signal
