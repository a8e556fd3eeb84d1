"""Our own people first: handing out the brief, reading it, doing without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from incidents.services import speaking
from incidents.services.common import required
from incidents.timeline import record
from incidents.verbs import Verb
from statements.models import BriefWaiver, ReadReceipt
from statements.services.common import line, tell_about
from teams import roles

if TYPE_CHECKING:
    from incidents.models import Incident
    from statements.models import Statement
    from teams.models import User


def hand_out(statement: Statement, actor: User) -> None:
    """Tell everyone of the brand who may see the case; the caller has published the brief."""
    at = statement.published_at
    assert at is not None  # noqa: S101 -- only published texts come here
    speaking.briefed(statement.incident, at)
    line(statement, Verb.BRIEF_SENT, actor)
    tell_about(statement, "brief", roles.people(statement.brand_id), key="sent", by=actor.name)


@transaction.atomic
def read(statement: Statement, *, actor: User) -> ReadReceipt:
    """Say "I have read it"; once is enough."""
    require(actor, "statements.read_brief", statement)
    if not statement.is_said:
        raise Blocked([Refusal("not_published", _("This brief has not been sent yet."))])
    receipt, _created = ReadReceipt.objects.get_or_create(statement=statement, user=actor)
    return receipt


@transaction.atomic
def waive(incident: Incident, *, actor: User, reason: str) -> BriefWaiver:
    """The lead speaks outside before the own people are told, and says why."""
    require(actor, "statements.waive_brief", incident)
    reason = required("reason", reason)
    incident = lock(incident)
    if incident.brief_waivers.filter(round=incident.round).exists():
        raise Blocked([Refusal("waived", _("The brief is waived for this round already."))])
    waiver = BriefWaiver.objects.create(
        incident=incident, round=incident.round, reason=reason, by=actor
    )
    record(incident, Verb.BRIEF_WAIVED, actor, words=reason)
    return waiver
