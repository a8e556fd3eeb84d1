"""What holds a case up and this person can lift: the reason becomes the next thing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from crisisdesk.kernel.rights import may
from desk.next_actions import Todo
from incidents.acts import ACTS

if TYPE_CHECKING:
    from incidents.models import Incident
    from incidents.selectors.cases import Move
    from teams.models import User

#: The code of a refusal, and the act that lifts it.
BY_ACT = {
    "no_lead": "take-lead",
    "not_scored": "score",
    "no_type": "playbook",
    "no_playbook": "playbook",
    "remedy_open": "remedy",
    "no_evidence": "evidence",
    "no_reviewer": "reviewer",
    "reviewer_led": "reviewer",
}
#: The code of a refusal, and the page of the case where it is lifted.
BY_PAGE = {
    "critical_questions": "facts",
    "critical_tasks": "tasks",
    "critical_steps_wait": "facts",
    "review_incomplete": "review",
    "no_lessons": "review",
    "lesson_open": "review",
    "action_item_unowned": "review",
    "review_unsigned": "review",
}


def lifts(incident: Incident, user: User, forward: Move | None) -> list[Todo]:
    """One thing to do per reason, in the order of the guards; each target once."""
    if forward is None or not forward.permitted:
        return []
    found: dict[str, Todo] = {}
    for reason in forward.blockers:
        if url := _where(incident, user, reason.code):
            found.setdefault(url, Todo(str(reason.message), url, incident, "lift"))
    return list(found.values())


def _where(incident: Incident, user: User, code: str) -> str:
    if (name := BY_ACT.get(code)) and may(user, ACTS[name].ability, incident):
        return reverse("incidents:do", args=[incident.reference, name])
    if page := BY_PAGE.get(code):
        return reverse(f"incidents:{page}", args=[incident.reference])
    if code == "nothing_said":
        return reverse("statements:new", args=[incident.reference])
    return ""
