"""Reasons that are owed with a change of state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents import permissions

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User


def stand_in(incident: Incident, actor: User, reason: str, step: str = "") -> None:
    """A manager may stand in for the lead, with a reason (contract 6.1)."""
    if permissions.owes_reason(incident, actor, step) and not reason.strip():
        raise ValidationError(
            {"reason": _("You act in the lead's place: write down why.")}, code="required"
        )


def need(field: str, text: str, sentence: Any) -> None:
    """Refuse input that lacks its words."""
    if not text.strip():
        raise ValidationError({field: sentence}, code="required")
