"""What stands about a case as a whole: its words, its remedy, crisis or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc, one_line
from incidents.models import Incident
from incidents.services.common import must_belong, required
from incidents.telling import comms_heads, crew, executives, tell_team
from incidents.timeline import record
from incidents.verbs import Verb
from playbooks.common_data import spread_ladder

if TYPE_CHECKING:
    from datetime import date, datetime

    from teams.models import User

WHO_DECLARES = _("A crisis is declared by the head of communications or an executive.")


@transaction.atomic
def edit(
    incident: Incident,
    *,
    actor: User,
    title: str,
    summary: str,
    source_url: str = "",
    spread_rung: str = "",
    public_at: datetime | None = None,
    public_at_estimated: bool = True,
) -> Incident:
    """Mend title, summary, source, rung of the spread ladder and the first public moment."""
    require(actor, "incidents.edit", incident)
    incident = lock(incident)
    wanted = {
        "title": one_line(required("title", title)),
        "summary": nfc(summary).strip(),
        "source_url": source_url,
        "spread_rung": spread_rung,
        "public_at": public_at,
        "public_at_estimated": public_at_estimated,
    }
    changed = sorted(name for name, value in wanted.items() if getattr(incident, name) != value)
    if not changed:
        return incident
    for name in changed:
        setattr(incident, name, wanted[name])
    incident.full_clean(exclude=["status", "number"])
    incident.save(update_fields=[*changed, "title_key"])
    record(incident, Verb.EDITED, actor, fields=changed)
    return incident


@transaction.atomic
def set_rung(incident: Incident, rung: str, *, actor: User) -> Incident:
    """Note how far the story has climbed on the spread ladder."""
    require(actor, "incidents.edit", incident)
    if rung not in {step.key for step in spread_ladder()}:
        raise ValidationError({"spread_rung": _("The spread ladder has no such rung.")})
    incident = lock(incident)
    if incident.spread_rung != rung:
        incident.spread_rung = rung
        incident.save(update_fields=["spread_rung"])
        record(incident, Verb.EDITED, actor, fields=["spread_rung"])
    return incident


@transaction.atomic
def set_remedy(
    incident: Incident,
    *,
    actor: User,
    remedy: str,
    done: bool = False,
    owner: User | None = None,
    due: date | None = None,
) -> Incident:
    """Write down how it is made good: done, or by whom until when."""
    require(actor, "incidents.work", incident)
    must_belong(incident, owner)
    remedy = required("remedy", remedy)
    if not done and not (owner and due):
        raise ValidationError({"owner": _("Mark it as done, or give an owner and a date.")})
    incident = lock(incident)
    incident.remedy, incident.remedy_done = remedy, done
    incident.remedy_owner, incident.remedy_due = owner, due
    incident.save(update_fields=["remedy", "remedy_done", "remedy_owner", "remedy_due"])
    record(incident, Verb.REMEDY_SET, actor, words=remedy, done=done)
    return incident


@transaction.atomic
def declare_crisis(incident: Incident, *, actor: User, reason: str) -> Incident:
    """Comms head or executive: this is a crisis, not only a case (ISO 22361)."""
    require(actor, "incidents.declare_crisis", incident, WHO_DECLARES)
    reason = required("reason", reason)
    incident = lock(incident)
    if incident.declared_crisis_at:
        raise Blocked([Refusal("declared", _("This is already declared a crisis."))])
    incident.declared_crisis_at, incident.declared_crisis_by = now(), actor
    incident.save(update_fields=["declared_crisis_at", "declared_crisis_by"])
    record(incident, Verb.CRISIS_DECLARED, actor, words=reason)
    people = {p.pk: p for p in [*crew(incident), *comms_heads(incident), *executives(incident)]}
    tell_team(incident, "incidents.crisis_declared", people.values(), key=f"crisis:{incident.pk}")
    return incident
