"""Giving and taking back a link by which somebody without an account follows a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from incidents.models import FollowLink
from incidents.situation import links

if TYPE_CHECKING:
    from incidents.models import Incident
    from playbooks.models import Stakeholder
    from teams.models import User


@transaction.atomic
def give(incident: Incident, stakeholder: Stakeholder, *, actor: User) -> FollowLink:
    """A link for one stakeholder and one case, for thirty days."""
    require(actor, "incidents.send_situation", incident)
    incident = lock(incident)
    if stakeholder.brand_id != incident.brand_id or not stakeholder.active:
        raise ValidationError({"stakeholder": _("Choose somebody who is on the list.")})
    if incident.is_drill:
        raise Blocked([Refusal("drill_leaks", _("THIS IS A DRILL: nobody outside follows it."))])
    if incident.restricted:
        raise Blocked(
            [Refusal("restricted", _("A restricted case is followed by those it names."))]
        )
    links.make_many(incident, [stakeholder], actor)
    return FollowLink.objects.get(incident=incident, stakeholder=stakeholder)


@transaction.atomic
def take_back(link: FollowLink, *, actor: User) -> FollowLink:
    """The link is good no more, at once."""
    require(actor, "incidents.send_situation", link.incident)
    link = lock(link)
    if link.revoked_at is None:
        link.revoked_at, link.revoked_by = now(), actor
        link.save(update_fields=["revoked_at", "revoked_by"])
    return link
