"""Writing down what one leaves to the next, and accepting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc
from teams import notify, ports
from teams.models import Handover, User
from teams.roles import people
from teams.services.duty import ON_ROTA

if TYPE_CHECKING:
    from teams.handing import Ending
    from teams.models import Brand

FIELDS = ("open_work", "watch", "promises", "told", "own_state")


@transaction.atomic
def write(brand: Brand, *, actor: User, ending: Ending, taker: User, **parts: Any) -> Handover:
    """Leave a note for the next one; until it is accepted it may be written again."""
    require(actor, "teams.hand_over", brand)
    if taker == actor or not people(brand, ON_ROTA).filter(pk=taker.pk).exists():
        raise ValidationError({"taker": _("Choose somebody else who can be on duty.")})
    # One at a time: a second press of the same button finds the first one's note.
    User.objects.select_for_update().get(pk=actor.pk)
    same = {"brand": brand, "rota": ending.rota, "giver": actor, "at": ending.at}
    row = Handover.objects.select_for_update().filter(**same).first() or Handover(**same)
    if row.accepted_at:
        raise Blocked([Refusal("handover_accepted", _("It has been accepted already."))])
    row.taker, row.written_at = taker, now()
    for name in FIELDS:
        setattr(row, name, nfc(parts.get(name, "")).strip())
    row.full_clean()
    row.save()
    _tell(row, "teams.handover_written", taker)
    return row


@transaction.atomic
def accept(handover: Handover, *, actor: User) -> Handover:
    """Take over: the giver is relieved, and every open case gets its line."""
    rows = Handover.objects.select_for_update(of=("self",))
    row = rows.select_related("brand", "giver", "taker").get(pk=handover.pk)
    require(actor, "teams.hand_over", row.brand)
    if row.taker != actor:
        raise Forbidden(_("Only the one who takes over accepts."))
    if row.accepted_at:
        raise Blocked([Refusal("handover_accepted", _("It has been accepted already."))])
    row.accepted_at = now()
    row.save(update_fields=["accepted_at"])
    ports.handed_over(row)
    _tell(row, "teams.handover_accepted", row.giver)
    return row


def _tell(row: Handover, topic: str, person: User) -> None:
    version = int(row.written_at.timestamp())
    notify.tell(
        [person],
        topic,
        key=f"{topic}:{row.pk}:{version}",
        url=reverse("teams:handover", args=[row.pk]),
        giver=row.giver.name,
        taker=row.taker.name,
    )
