"""Choosing the response strategy of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.rights import require
from incidents.enums import ClaimStatus
from incidents.models import Claim
from incidents.services.common import required, work_on
from incidents.timeline import record
from incidents.verbs import Verb
from statements.enums import Strategy
from statements.models import StrategyChoice
from statements.strategy import advise

if TYPE_CHECKING:
    from incidents.models import Incident
    from statements.strategy import Circumstances
    from teams.models import User


@transaction.atomic
def choose(
    incident: Incident, *, actor: User, circumstances: Circumstances, chosen: str, reason: str
) -> StrategyChoice:
    """Record which strategy a person chose, beside the one advised on these circumstances."""
    require(actor, "statements.write", incident)
    reason = required("reason", reason)
    if chosen not in Strategy.values:
        raise ValidationError({"chosen": _("Choose one of the strategies.")})
    incident = work_on(incident)
    untrue = Claim.told_in(incident.pk).filter(status=ClaimStatus.TURNED_TRUE)
    if chosen == Strategy.DENY and untrue.exists():
        raise ValidationError(
            {"chosen": _("A claim of this case turned out true, so it cannot be denied.")}
        )
    choice = StrategyChoice.objects.create(
        incident=incident,
        round=incident.round,
        circumstances=circumstances.as_dict(),
        advised=advise(circumstances).strategy,
        chosen=chosen,
        reason=reason,
        by=actor,
    )
    record(incident, Verb.STRATEGY_CHOSEN, actor, words=reason, strategy=chosen)
    return choice
