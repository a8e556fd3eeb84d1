"""Ticking the lines that belong into the review. The log is read, never written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc
from incidents.models import Incident, Review, Tick, TimelineEntry
from incidents.selectors.curated import ruled
from incidents.services.review import hold, unsign

if TYPE_CHECKING:
    from collections.abc import Mapping

    from teams.models import User

LONGEST = 500


@transaction.atomic
def save(incident: Incident, *, actor: User, ticks: Mapping[int, tuple[bool, str]]) -> Review:
    """Keep the ticks and comments of the lines that were shown: `{seq: (kept, comment)}`.

    A line as the rule has it, without a comment, needs no row. A signature falls only when
    something changed.
    """
    require(actor, "incidents.contribute_to_review", incident)
    wanted = {seq: (kept, nfc(comment).strip()) for seq, (kept, comment) in ticks.items()}
    for seq, (_kept, comment) in wanted.items():
        if len(comment) > LONGEST:
            sentence = _("The comment on line %(line)s is too long: at most 500 characters.")
            raise ValidationError({"comment": sentence % {"line": seq}})
    incident, review = hold(incident)
    verbs = dict(
        TimelineEntry.objects.filter(incident=incident, seq__in=wanted).values_list("seq", "verb")
    )
    old = {tick.seq: tick for tick in review.ticks.filter(seq__in=verbs)}
    changed = [
        seq for seq, word in wanted.items() if seq in verbs and word != _word(old, seq, verbs)
    ]
    review.ticks.filter(seq__in=changed).delete()
    Tick.objects.bulk_create(
        Tick(review=review, seq=seq, kept=kept, comment=comment, by=actor, at=now())
        for seq in changed
        for kept, comment in [wanted[seq]]
        if comment or kept != ruled(verbs[seq])
    )
    if changed:
        unsign(review)
    return review


def _word(old: dict[int, Tick], seq: int, verbs: dict[int, str]) -> tuple[bool, str]:
    """What stands for the line now."""
    tick = old.get(seq)
    return (tick.kept, tick.comment) if tick else (ruled(verbs[seq]), "")
