"""Roles of the case: lead, spokesperson, writer and the others."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.vocabulary import IncidentRole
from incidents import permissions
from incidents.enums import Answer, TaskStatus
from incidents.models import Incident, RoleAssignment
from incidents.services import paging
from incidents.telling import tell_team
from incidents.timeline import record
from incidents.verbs import Verb
from teams import roles
from teams.models import User


@transaction.atomic
def name_lead(incident: Incident, person: User, *, actor: User, reason: str = "") -> Incident:
    """Name the lead. Without one, any comms member may take it (contract 6.1)."""
    incident = lock(incident)
    require(actor, "incidents.name_lead", incident)
    no_lead = incident.lead_id is None
    if no_lead and person.pk != actor.pk and not may(actor, "incidents.give_roles", incident):
        raise Forbidden(_("You may take the lead yourself; a manager may give it to another."))
    _must_work(incident, person)
    if not no_lead and permissions.stands_in(incident, actor) and not reason.strip():
        raise ValidationError({"reason": _("You act in the lead's place: write down why.")})
    incident.assignments.filter(role=IncidentRole.LEAD, ended_at=None).update(ended_at=now())
    RoleAssignment.objects.create(
        incident=incident, role=IncidentRole.LEAD, user=person, round=incident.round
    )
    incident.lead = person
    incident.save(update_fields=["lead"])
    _hand_over_unowned(incident, IncidentRole.LEAD, person)
    record(incident, Verb.LEAD_NAMED, actor, words=reason, person=_who(person))
    if person.pk != actor.pk:
        tell_team(
            incident,
            "incidents.role_given",
            [person],
            key=f"lead:{incident.pk}:{incident.last_seq}",
            role=IncidentRole.LEAD,
        )
    else:
        # Whoever takes the lead has it: nobody else is woken.
        paging.led(incident, actor)
    return incident


@transaction.atomic
def give_role(incident: Incident, role: str, person: User, *, actor: User) -> RoleAssignment:
    """Give a role of the case to a person of the brand; open work of that role follows."""
    if role == IncidentRole.LEAD:
        raise ValidationError({"role": _("Name the lead by its own action.")})
    require(actor, "incidents.give_roles", incident)
    incident = lock(incident)
    if not roles.has_role(person, incident.brand_id, roles.INSIDERS):
        raise ValidationError({"person": _("This person does not work for the brand.")})
    given, created = RoleAssignment.objects.get_or_create(
        incident=incident,
        role=IncidentRole(role),
        user=person,
        ended_at=None,
        defaults={"round": incident.round},
    )
    if created:
        _hand_over_unowned(incident, role, person)
        record(incident, Verb.ROLE_GIVEN, actor, role=role, person=_who(person))
        tell_team(
            incident, "incidents.role_given", [person], key=f"role:{given.pk}", role=str(role)
        )
    return given


@transaction.atomic
def end_role(given: RoleAssignment, *, actor: User) -> None:
    """Take a role back."""
    require(actor, "incidents.give_roles", given.incident)
    incident = lock(given.incident)
    if given.role == IncidentRole.LEAD:
        raise ValidationError({"role": _("Name another lead instead.")})
    given = RoleAssignment.objects.select_for_update(of=("self",)).get(pk=given.pk)
    if given.ended_at:
        raise Blocked([Refusal("ended", _("This role has ended already."))])
    given.ended_at = now()
    given.save(update_fields=["ended_at"])
    record(incident, Verb.ROLE_ENDED, actor, role=given.role, person=_who(given.user))


def _must_work(incident: Incident, person: User) -> None:
    if not roles.has_role(person, incident.brand_id, roles.WORKING):
        raise ValidationError({"person": _("The lead must be a comms member, manager or legal.")})


def _who(person: User) -> dict[str, object]:
    return {"id": person.pk, "name": person.name}


def _hand_over_unowned(incident: Incident, role: str, person: User) -> None:
    """Open work of the role, held by nobody or by the lead for want of a holder, goes over."""
    for rows, state in (
        (incident.tasks.exclude(status__in=TaskStatus.finished), {}),
        (incident.questions, {"answer": Answer.OPEN}),
    ):
        rows.filter(role=role, **state).filter(owner_id=None).update(owner=person)
        if role != IncidentRole.LEAD:
            rows.filter(role=role, owner_id=incident.lead_id, **state).update(owner=person)
        else:
            rows.filter(owner_id=None, **state).update(owner=person)


@transaction.atomic
def restrict(incident: Incident, people: list[User], *, actor: User) -> Incident:
    """Limit who may see the case; an empty list lifts the limit.

    Those whom a drill names are its players too: they stay when its limit is lifted.
    """
    require(actor, "incidents.restrict", incident)
    incident = lock(incident)
    incident.restricted = bool(people)
    incident.save(update_fields=["restricted"])
    if people or not incident.is_drill:
        incident.allowed.set([*people, actor] if people else [])
    record(incident, Verb.ACCESS_RESTRICTED, actor, count=len(people))
    return incident
