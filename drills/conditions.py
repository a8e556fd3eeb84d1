"""Whether an inject's condition holds: asked of the drill's case at the moment it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from drills.enums import Condition

if TYPE_CHECKING:
    from incidents.models import Incident


def holds(condition: str, incident: Incident) -> bool:
    """Without a condition always; the caller holds the case's lock and has read it afresh."""
    if not condition:
        return True
    wanted = Condition(condition)
    if wanted in _NOT:
        return not _did(_NOT[wanted], incident)
    return _did(wanted, incident)


def _did(what: Condition, incident: Incident) -> bool:
    if what == Condition.HOLDING_OUT:
        # Whoever said all at once has said the first word too.
        return bool(incident.first_holding_at or incident.first_full_at)
    if what == Condition.ACKNOWLEDGED:
        return bool(incident.acknowledged_at)
    if what == Condition.BRIEF_SENT:
        return bool(incident.briefed_at)
    return incident.claims.exists()


_NOT = {
    Condition.HOLDING_NOT_OUT: Condition.HOLDING_OUT,
    Condition.NOT_ACKNOWLEDGED: Condition.ACKNOWLEDGED,
    Condition.BRIEF_NOT_SENT: Condition.BRIEF_SENT,
    Condition.CLAIM_NOT_REGISTERED: Condition.CLAIM_REGISTERED,
}


def sentence(condition: str) -> str:
    """Why an inject with this condition did not come."""
    said = {
        Condition.HOLDING_OUT: _("Left out: no holding statement was out."),
        Condition.HOLDING_NOT_OUT: _("Left out: the holding statement was out already."),
        Condition.ACKNOWLEDGED: _("Left out: nobody had acknowledged the case."),
        Condition.NOT_ACKNOWLEDGED: _("Left out: the case was acknowledged already."),
        Condition.BRIEF_SENT: _("Left out: our own people had been told nothing."),
        Condition.BRIEF_NOT_SENT: _("Left out: our own people had been told already."),
        Condition.CLAIM_REGISTERED: _("Left out: no false claim was registered."),
        Condition.CLAIM_NOT_REGISTERED: _("Left out: the false claim was registered already."),
    }
    return said[Condition(condition)]
