"""Swapping turns: asked by one, decided by the other, withdrawn by the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import iso, now
from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal
from crisisdesk.kernel.text import nfc, one_line
from teams import notify
from teams.models import Swap, SwapState
from teams.rota.cover import holes
from teams.rota.schedule import load
from teams.services.rotas import locked, put_over

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Rota, User


class Time(NamedTuple):
    """From a moment until another."""

    starts_at: datetime
    ends_at: datetime


@transaction.atomic
def ask(
    rota: Rota, *, actor: User, other: User, mine: Time, back: Time | None = None, note: str = ""
) -> Swap:
    """Ask a colleague to take over a time of one's own, perhaps for one of theirs in return."""
    rota = locked(rota)
    if other == actor:
        raise ValidationError({"other": _("Choose another person than yourself.")})
    swap = Swap(rota=rota, asker=actor, other=other, note=one_line(nfc(note), 200))
    swap.starts_at, swap.ends_at = mine
    if back is not None:
        swap.back_starts_at, swap.back_ends_at = back
    if refusals := objections(swap):
        raise Blocked(refusals)
    swap.full_clean()
    swap.save()
    _tell(swap, "teams.swap_asked", other)
    return swap


@transaction.atomic
def accept(swap: Swap, *, actor: User) -> Swap:
    """Take the turn over; from now on the overrides of both stand in the rota."""
    swap = _open(swap, actor, decided_by="other")
    if refusals := objections(swap):
        raise Blocked(refusals)
    put_over(swap.rota, swap.other, swap.starts_at, swap.ends_at, by=actor, reason=swap.note)
    if swap.back_starts_at:
        put_over(
            swap.rota, swap.asker, swap.back_starts_at, swap.back_ends_at, by=actor,
            reason=swap.note,
        )  # fmt: skip
    return _decide(swap, SwapState.ACCEPTED, tell=swap.asker)


@transaction.atomic
def decline(swap: Swap, *, actor: User) -> Swap:
    """Leave everything as it is; whoever asked is told."""
    return _decide(_open(swap, actor, decided_by="other"), SwapState.DECLINED, tell=swap.asker)


@transaction.atomic
def withdraw(swap: Swap, *, actor: User) -> Swap:
    """Take one's own question back."""
    return _decide(_open(swap, actor, decided_by="asker"), SwapState.WITHDRAWN, tell=swap.other)


def objections(swap: Swap) -> list[Refusal]:
    """Why these times cannot change hands now."""
    until = max(swap.ends_at, swap.back_ends_at or swap.ends_at)
    since = min(swap.starts_at, swap.back_starts_at or swap.starts_at)
    schedule = load(swap.rota.brand_id, since, until, only=swap.rota)
    found = []
    if swap.ends_at <= now():
        found.append(Refusal("swap_over", _("This time is over.")))
    for person in (swap.asker, swap.other):
        if person.pk not in schedule.able:
            words = _("%(name)s cannot be on duty by this rota.") % {"name": person.name}
            found.append(Refusal("swap_not_able", words))
    times = [(swap.asker, swap.starts_at, swap.ends_at)]
    if swap.back_starts_at:
        times.append((swap.other, swap.back_starts_at, swap.back_ends_at))
    for person, starts, ends in times:
        spans = schedule.spans(swap.rota_id, starts, ends)
        if holes([span for span in spans if span.user == person.pk], starts, ends):
            words = _("%(name)s is not on duty in all of this time.") % {"name": person.name}
            found.append(Refusal("swap_not_on_duty", words))
    return found


def _open(swap: Swap, actor: User, *, decided_by: str) -> Swap:
    """The question, with its rota locked, if it waits for this person."""
    locked(swap.rota)
    swap = Swap.objects.select_related("rota__brand", "asker", "other").get(pk=swap.pk)
    if getattr(swap, decided_by) != actor:
        raise Forbidden(_("Another person decides about this."))
    if swap.state != SwapState.ASKED:
        raise Blocked([Refusal("swap_decided", _("This swap is decided already."))])
    return swap


def _decide(swap: Swap, state: str, *, tell: User) -> Swap:
    swap.state, swap.decided_at = state, now()
    swap.save(update_fields=["state", "decided_at"])
    _tell(swap, "teams.swap_decided", tell)
    return swap


def _tell(swap: Swap, topic: str, person: User) -> None:
    notify.tell(
        [person],
        topic,
        key=f"swap:{swap.pk}:{swap.state}",
        url=reverse("teams:rotas") + "#swaps",
        rota=swap.rota.name,
        asker=swap.asker.name,
        other=swap.other.name,
        since=iso(swap.starts_at),
        until=iso(swap.ends_at),
        back_since=iso(swap.back_starts_at),
        back_until=iso(swap.back_ends_at),
        state=swap.state,
    )
