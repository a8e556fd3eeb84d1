"""What people do with mentions: attach, correct a label, enter one by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.vocabulary import Sentiment
from incidents.enums import Status
from incidents.services import watching
from monitoring.clockwork import floor
from monitoring.enums import SourceKind
from monitoring.intake.clean import clean
from monitoring.models import Bucket, Correction, Mention
from monitoring.services.ingest import take_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incidents.models import Incident
    from teams.models import Brand, User

_COLUMN = {Sentiment.NEGATIVE: "negative", Sentiment.POSITIVE: "positive"}


@transaction.atomic
def attach(ids: Iterable[int], incident: Incident, *, actor: User) -> int:
    """Attach mentions to a case by hand; how many were not attached to it before."""
    require(actor, "monitoring.attach", incident)
    incident = lock(incident)
    if incident.status in (Status.CLOSED, Status.MERGED, Status.FALSE_ALARM):
        raise Blocked([Refusal("incident_not_open", _("This case is not open any more."))])
    chosen = Mention.objects.filter(brand=incident.brand_id, pk__in=list(ids))
    count = chosen.exclude(incident=incident).update(incident=incident)
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
    if after == Sentiment.NEGATIVE:
        changes["negative_reach"] = F("negative_reach") + mention.reach
        changes["widest"] = Greatest(F("widest"), mention.reach)
    elif before == Sentiment.NEGATIVE:
        # `widest` stays: it was heard as negative, and what it raised is a person's to dismiss.
        changes["negative_reach"] = F("negative_reach") - mention.reach
    rows = Bucket.objects.filter(
        watch__in=mention.watches, start=floor(mention.posted_at), platform=mention.platform
    )
    # Held in the order in which the intake holds them, so that the two never wait in a circle.
    held = list(
        rows.order_by("watch", "start", "platform").select_for_update().values_list("pk", flat=True)
    )
    Bucket.objects.filter(pk__in=held).update(**changes)


def enter(brand: Brand, *, actor: User, **fields: Any) -> Mention:
    """A mention typed in by a person, from a closed group or a call."""
    item = {name: value for name, value in fields.items() if value not in (None, "")}
    heard = clean({"posted_at": now(), **item})
    if isinstance(heard, dict):
        raise ValidationError(heard)
    result = take_in([heard], brand=brand, actor=actor, kind=SourceKind.HAND)
    if result.rejected:
        raise ValidationError(result.rejected[0]["errors"])
    if not result.accepted:
        raise ValidationError({"text": _("This mention is in the desk already.")})
    return Mention.objects.get(
        brand=brand, source__kind=SourceKind.HAND, external_id=heard.external_id
    )
