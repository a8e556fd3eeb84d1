"""Whose turn it is to write: one hand at a time, named, ending by itself, taken over in one press.

A lock and not a merge: these words have legal weight, and two sentences that were each weighed can
make a third that nobody has weighed. Whoever loses the turn loses no word (`working`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal, Stale
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from statements.models import Statement, WritingTurn
from statements.services.common import tell_about

if TYPE_CHECKING:
    from teams.models import User

#: After this long without a sign of life the text is free again; pages give one every 15 seconds.
ENDS_AFTER = timedelta(seconds=90)


class Held(Stale):
    """Another person has the text in hand (409, code `held`)."""

    def __init__(self, turn: WritingTurn) -> None:
        Blocked.__init__(
            self,
            [
                Refusal(
                    "held",
                    _("%(name)s is writing this text now. Take over first, or wait.")
                    % {"name": turn.holder.name},
                )
            ],
        )
        self.turn = turn
        self.current_seq = turn.statement.current_version


def turn_of(statement: Statement) -> WritingTurn | None:
    """Who has the text in hand now, if anybody."""
    alive = WritingTurn.objects.filter(statement=statement, heard_at__gt=now() - ENDS_AFTER)
    return alive.select_related("holder", "statement").first()


def must_be_free(statement: Statement, actor: User) -> None:
    """Refuse to write into a text that another person has in hand."""
    turn = turn_of(statement)
    if turn is not None and turn.holder_id != actor.pk:
        raise Held(turn)


@transaction.atomic
def take_turn(statement: Statement, *, actor: User) -> WritingTurn:
    """Begin or go on writing; whoever has the text in hand keeps it, and is named."""
    require(actor, "statements.write", statement.incident)
    lock(statement)
    turn = turn_of(statement)
    if turn is None:
        return _hand_to(statement, actor)
    if turn.holder_id == actor.pk:
        turn.heard_at = now()
        turn.save(update_fields=["heard_at"])
    return turn


@transaction.atomic
def take_over(statement: Statement, *, actor: User) -> WritingTurn:
    """Take the text out of another's hands; they are told, and keep what they have typed."""
    require(actor, "statements.write", statement.incident)
    lock(statement)
    turn = turn_of(statement)
    if turn is not None and turn.holder_id == actor.pk:
        return turn
    fresh = _hand_to(statement, actor)
    if turn is not None:
        tell_about(
            statement,
            "turn_taken",
            [turn.holder],
            key=f"{turn.holder_id}:{fresh.since.isoformat()}",
            by=actor.name,
        )
    return fresh


@transaction.atomic
def give_back(statement: Statement, *, actor: User) -> None:
    """Leave the text: the next person need not wait."""
    # A sign of life of the same person may be on its way: one after the other.
    lock(statement)
    WritingTurn.objects.filter(statement=statement, holder=actor).delete()


def _hand_to(statement: Statement, actor: User) -> WritingTurn:
    at = now()
    turn, _made = WritingTurn.objects.update_or_create(
        statement=statement, defaults={"holder": actor, "since": at, "heard_at": at}
    )
    return turn
