"""What people do with mentions: attach, correct a label, enter one by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.vocabulary import Sentiment
from incidents.enums import Status
from incidents.models import Incident
from incidents.services import watching
from monitoring.clockwork import floor
from monitoring.models import BrandBucket, Bucket, Cluster, ClusterMember, Correction, Mention

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from teams.models import User

_COLUMN = {Sentiment.NEGATIVE: "negative", Sentiment.POSITIVE: "positive"}


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
    if label != before:
        _recount(mention, before, label)
        mention.label = label
    mention.uncertain = False
    mention.save(update_fields=["label", "uncertain"])
    return mention


def _recount(mention: Mention, before: str, after: str) -> None:
    changes: dict[str, Any] = {}
    if before in _COLUMN:
        changes[_COLUMN[Sentiment(before)]] = F(_COLUMN[Sentiment(before)]) - 1
    if after in _COLUMN:
        changes[_COLUMN[Sentiment(after)]] = F(_COLUMN[Sentiment(after)]) + 1
    place = {"start": floor(mention.posted_at), "platform": mention.platform}
    # Held in the order in which the intake holds them, so that the two never wait in a circle.
    reached = changes | _reach_changes(mention, before, after)
    _change(Bucket.objects.filter(watch__in=mention.watches, **place), "watch", reached)
    _change(BrandBucket.objects.filter(brand=mention.brand_id, **place), "brand", changes)
    _change_cluster(mention, negative=after == Sentiment.NEGATIVE)


def _change_cluster(mention: Mention, *, negative: bool) -> None:
    """The cluster counts anew from its members; until then by one more or less."""
    member = ClusterMember.objects.filter(mention_id=mention.pk, negative=not negative)
    if member.update(negative=negative):
        cluster = Cluster.objects.filter(members__mention_id=mention.pk)
        cluster.update(negative=Greatest(F("negative") + (1 if negative else -1), 0))


def _reach_changes(mention: Mention, before: str, after: str) -> dict[str, Any]:
    if after == Sentiment.NEGATIVE:
        return {
            "negative_reach": F("negative_reach") + mention.reach,
            "widest": Greatest(F("widest"), mention.reach),
        }
    if before == Sentiment.NEGATIVE:
        # `widest` stays: it was heard as negative, and what it raised is a person's to dismiss.
        return {"negative_reach": F("negative_reach") - mention.reach}
    return {}


def _change(rows: QuerySet[Any], owner: str, changes: dict[str, Any]) -> None:
    held = rows.order_by(owner, "start", "platform").select_for_update()
    rows.model.objects.filter(pk__in=list(held.values_list("pk", flat=True))).update(**changes)
