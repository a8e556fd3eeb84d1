"""Merging one case into another: whether it may be, and what goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require

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
    """Open tasks go along, unless the other case has the same one."""
    taken = set(target.tasks.exclude(key="").values_list("key", flat=True))
    for task in incident.tasks.filter(status="open"):
        if task.key not in taken:
            task.incident = target
            # It applies already; the other case's own answer must not take it away.
            task.condition = task.condition_answer = ""
            task.save(update_fields=["incident", "condition", "condition_answer"])
