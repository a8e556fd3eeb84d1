"""Merging one case into another: whether it may be, and what goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from incidents.row_keys import in_round
from incidents.services import steps

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User


def check_target(incident: Incident, target: Incident, actor: User) -> None:
    """The other case is open, and the person may decide here."""
    require(actor, "incidents.decide", incident)
    if not target.is_open:
        raise Blocked([Refusal("target_not_open", _("The other case is no longer open."))])
    if incident.restricted and not target.restricted:
        sentence = _("This case is restricted and the other is not: restrict that one first.")
        raise Blocked([Refusal("target_open_to_all", sentence)])


def move_work(incident: Incident, target: Incident) -> None:
    """Open tasks go along, unless the other case has the same one; both cases are locked.

    They join the round that the other case is in, and what of their time has no date yet is
    counted from its moments.
    """
    taken = set(target.tasks.exclude(key="").values_list("key", flat=True))
    for task in incident.tasks.filter(status="open"):
        key = in_round(task.key, target.round)
        if key in taken:
            continue
        if key:
            taken.add(key)
        task.incident, task.round, task.key = target, target.round, key
        # It applies already; the other case's own answer must not take it away.
        task.condition = task.condition_answer = ""
        steps.placed(target, [task], ())
        task.save(
            update_fields=["incident", "round", "key", "condition", "condition_answer", "due_at"]
        )
