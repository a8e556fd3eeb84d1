"""What a replay found, as one JSON document (contract, section 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.clock import iso
from incidents.models import Incident
from monitoring.clockwork import STEP
from monitoring.enums import SignalKind
from monitoring.models import Signal
from monitoring.sentences import why

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from monitoring.replay.player import Outcome


def document(outcome: Outcome) -> dict[str, Any]:
    """Counts, and the signals and cases of the recording's own time."""
    signals = list(_signals(outcome))
    cases = Incident.objects.filter(pk__in=[s.incident_id for s in signals if s.incident_id])
    return {
        "mentions": outcome.accepted,
        "duplicates": outcome.duplicates,
        "rejected": len(outcome.rejected),
        "signals": [_signal(signal) for signal in signals],
        "incidents": [_case(case) for case in cases.select_related("brand").order_by("id")],
    }


def _signals(outcome: Outcome) -> QuerySet[Signal]:
    if outcome.begins_at is None or outcome.ends_at is None:
        return Signal.objects.none()
    found = Signal.objects.filter(
        brand__in=outcome.brands.values(),
        at__gte=outcome.begins_at,
        at__lte=outcome.ends_at + STEP,
    ).exclude(kind=SignalKind.MANUAL)
    return found.select_related("brand", "watch").order_by("at", "id")


def _signal(signal: Signal) -> dict[str, Any]:
    return {
        "kind": signal.kind,
        "level": signal.level,
        "brand": signal.brand.name,
        "at": iso(signal.at),
        "score": signal.score,
        "evidence": signal.evidence | {"sentence": why(signal)},
    }


def _case(case: Incident) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "brand": case.brand.name,
        "status": case.status,
        "detected_at": iso(case.detected_at),
    }
