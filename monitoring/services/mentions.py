"""What people do with mentions: attach, correct a label, enter one by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.vocabulary import Sentiment
from incidents.enums import Status
from incidents.models import Incident
from incidents.services import watching
from monitoring.models import Correction, Mention
from monitoring.services import second_look
from monitoring.services.relabelling import Word, relabel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import User


@transaction.atomic
def attach(ids: Iterable[int], incident: Incident, *, actor: User) -> int:
    """Attach mentions to a case by hand; how many were not attached to it before."""
    require(actor, "monitoring.attach", incident)
    incident = lock(incident)
    if incident.status in (Status.CLOSED, Status.MERGED, Status.FALSE_ALARM):
        raise Blocked([Refusal("incident_not_open", _("This case is not open any more."))])
    if incident.is_drill:
        raise ValidationError(_("What people really said does not belong to a drill."))
    chosen = Mention.objects.filter(brand=incident.brand_id, pk__in=list(ids))
    # What belongs to a case that the person does not know of is not theirs to take away.
    open_to = Q(incident=None) | Q(incident__in=Incident.objects.visible_to(actor).values("pk"))
    free = chosen if actor.is_automation else chosen.filter(open_to)
    count = free.exclude(incident=incident).update(incident=incident)
    if count:
        watching.mentions_linked(incident, count=count, actor=actor)
    return count


@transaction.atomic
def correct_label(mention: Mention, *, label: str, actor: User) -> Mention:
    """A person's word on the sentiment; counts follow it, and the classifier's word is kept."""
    require(actor, "monitoring.correct", mention)
    if label not in Sentiment.values:
        raise ValidationError({"label": _("Choose one of the sentiments.")})
    mention = lock(mention)
    before = mention.label
    Correction.objects.update_or_create(
        mention=mention,
        defaults={"label": label, "by": actor, "at": now()},
        create_defaults={"label": label, "by": actor, "predicted": before},
    )
    second_look.settled_by_person(mention)
    relabel([Word(mention, label)])
    return mention
