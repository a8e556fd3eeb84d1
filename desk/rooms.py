"""What the war room shows, gathered once for the page and for its live fragments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import ngettext

from crisisdesk.kernel.rights import may
from crisisdesk.kernel.vocabulary import Severity
from desk import next_actions
from desk.forms import Note
from desk.lifts import lifts
from desk.room_pages import room_pages
from desk.scope import Cases
from incidents.acts import ACTS
from incidents.enums import Answer, TaskStatus
from incidents.guards import quiet_until
from incidents.selectors import cases, lessons, log
from incidents.services.severity import level
from monitoring.selectors.signals import of_incident as heard_about
from outbox.models import Channel, OutboxMessage
from statements.enums import State
from statements.selectors import enquiries as press
from statements.selectors.bank import counts_of
from statements.selectors.lists import of_incident, open_promises, waiting_for
from teams.load.selectors import cards

if TYPE_CHECKING:
    from django.http import HttpRequest

    from desk.next_actions import Todo
    from incidents.models import Incident
    from incidents.selectors.cases import Move

LINES = 40
GROUPS = ("state", "decisions", "public", "notes")

#: The one move that carries a case forward from each state.
FORWARD = {
    "detected": "start_verification",
    "verifying": "respond",
    "responding": "contain",
    "contained": "resolve",
    "resolved": "begin_post_mortem",
    "post_mortem": "close",
}


def room_context(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    """Everything of the war room's page."""
    group = _group(request)
    lines = log.lines(incident, request.user, group=group, limit=LINES + 1, newest_first=True)
    return {
        **parts(request, incident),
        "mentions": heard_about(incident, request.user),
        "lines": lines[:LINES],
        "more_lines": len(lines) > LINES,
        "group": group,
        "note_form": Note(),
        "last_time": _last_time(request, incident),
        "load": cards(request.user, incident.brand),
        "may_note": may(request.user, "incidents.note", incident),
        "may_privilege": may(request.user, "incidents.see_privileged", incident),
    }


def _last_time(request: HttpRequest, incident: Incident) -> list[Incident]:
    """Earlier cases of the type, while the case is worked on."""
    working = may(request.user, "incidents.view_working", incident)
    return lessons.last_time(incident, request.user) if working and incident.is_open else []


def _group(request: HttpRequest) -> str:
    """The filter of the timeline in the address; one that does not exist filters nothing."""
    asked = request.GET.get("show", "")
    return asked if asked in GROUPS else ""


def fragments(request: HttpRequest, incident: Incident, seen: int) -> dict[str, Any]:
    """The parts again, with the lines after the cursor; a filtered page gets its own kind."""
    group = _group(request)
    lines = log.lines(incident, request.user, after=seen, group=group, newest_first=True)
    count = len(lines)
    words = ngettext("%(count)s new line", "%(count)s new lines", count) % {"count": count}
    announce = words if lines else ""
    return {**parts(request, incident), "lines": lines, "oob": True, "announce": announce}


def parts(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    """Header, next action, moves, tasks and counts."""
    moves = cases.moves(incident, request.user)
    wanted = FORWARD.get(incident.status)
    forward = next((m for m in moves if m.name == wanted and m.permitted), None)
    working = may(request.user, "incidents.view_working", incident)
    words = _words(request, incident)
    tasks = _tasks(incident) if working else []
    questions = _questions(incident) if working else []
    scope = Cases(request.user, incident, _without(words, tasks, questions))
    todos = _todos(scope, incident, forward) if working else []
    if working:
        lessons.mark_rows(incident, request.user, tasks=tasks, questions=questions)
    return {
        **words,
        "parked_letters": _unsent(incident) if working else [],
        "pages": room_pages(incident, request.user),
        "incident": incident,
        "merged_into": _merged_into(request, incident),
        "drill": incident.is_drill,
        "viewer_only": not working,
        "back_room": {"back": "room"},
        "acts": _acts(request, incident),
        "moves": [move for move in moves if move.permitted and move is not forward],
        "forward": forward,
        "todo": todos[0] if todos else None,
        "more_todos": todos[1:5],
        "clocks": _clocks(incident),
        "quiet_until": quiet_until(incident) if incident.status == "responding" else None,
        "assignments": incident.assignments.filter(ended_at=None)
        .exclude(role="lead")
        .select_related("user"),
        "tasks": tasks,
        "task_counts": incident.tasks.aggregate(
            total=Count("id", filter=Q(status__in=APPLICABLE)),
            done=Count("id", filter=Q(status__in=TaskStatus.finished)),
        ),
        "questions": questions,
        "question_counts": incident.questions.aggregate(
            total=Count("id"), settled=Count("id", filter=~Q(answer=Answer.OPEN))
        ),
        "proposals": incident.proposals.filter(round=incident.round).select_related("by"),
        "legal_runs": incident.legal_clocks.filter(met_at=None, waived_at=None),
        "may_work": may(request.user, "incidents.work", incident),
        "may_lead": may(request.user, "incidents.give_roles", incident),
        "total": sum(v or 0 for v in incident.scores.values()) if incident.is_scored else None,
        "scored_level": level({k: v or 0 for k, v in incident.scores.items()}, incident.overrides)
        if incident.is_scored
        else None,
    }


def _merged_into(request: HttpRequest, incident: Incident) -> Incident | None:
    """Where the case went, for those who may see that case."""
    if incident.merged_into_id is None:
        return None
    seen = cases.Incident.objects.visible_to(request.user)
    return seen.filter(pk=incident.merged_into_id).first()


def _without(words: dict[str, Any], tasks: list[Any], questions: list[Any]) -> set[str]:
    """Kinds of work that need no further question: the page shows that there is none of it."""
    here = {
        "promises": words["promises"],
        "outlets": words["statements"],
        "questions": questions,
        "tasks": [task for task in tasks if task.status == TaskStatus.OPEN],
        "enquiries": words["press"].any,
        "answers": words["answers"].checking,
    }
    return {kind for kind, found in here.items() if not found}


def _todos(scope: Cases, incident: Incident, forward: Move | None) -> list[Todo]:
    """My late things, then what I can lift, then the rest (interface notes, section 4)."""
    mine = next_actions.todos(scope.user, incident, scope=scope)
    liftable = lifts(incident, scope.user, forward)
    if any(todo.kind == "lead" for todo in mine):
        liftable = []
    late = [todo for todo in mine if todo.late]
    return [*late, *liftable, *[todo for todo in mine if not todo.late]]


def _words(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    """What is said in public and what waits for this person's signature."""
    statements = list(of_incident(incident, request.user))
    in_review = any(one.status == State.IN_REVIEW for one in statements)
    waiting = waiting_for(request.user) if in_review else []
    return {
        "statements": statements,
        "promises": list(open_promises(incident)[:3]),
        "approval": next((s for s in waiting if s.statement.incident_id == incident.pk), None),
        "answers": counts_of(incident, request.user),
        "press": press.waiting(request.user, incident=incident),
    }


def _unsent(incident: Incident) -> list[OutboxMessage]:
    """Letters and calls about this case that wait for a person; posts are among the next actions."""
    stuck = OutboxMessage.objects.stuck(incident.reference)
    return list(stuck.exclude(channel=Channel.SOCIAL)[:3])


#: Acts that the side card offers, where the person has the right.
SIDE_ACTS = (
    "acknowledge",
    "page",
    "score",
    "playbook",
    "edit",
    "raise",
    "lower",
    "decision",
    "remedy",
    "crisis",
    "propose",
    "restrict",
)


def _acts(request: HttpRequest, incident: Incident) -> list[tuple[str, str]]:
    return [
        (name, str(ACTS[name].title))
        for name in SIDE_ACTS
        if may(request.user, ACTS[name].ability, incident) and _offered(name, incident)
    ]


#: Acts of a case that is being worked on.
WHILE_OPEN = ("acknowledge", "page", "score", "playbook", "raise", "lower", "crisis")


def _offered(name: str, incident: Incident) -> bool:
    """What would make no sense now is not offered; the service refuses it anyway."""
    if name in WHILE_OPEN and not incident.is_open:
        return False
    if name == "acknowledge":
        return incident.acknowledged_at is None
    if name == "crisis":
        return incident.declared_crisis_at is None
    if name == "raise":
        return incident.severity != Severity.CRITICAL
    if name == "lower":
        return incident.severity not in (None, Severity.WATCH)
    return True


def _clocks(incident: Incident) -> list[Any]:
    """Deadlines that still run, soonest first, then those missed."""
    running = incident.clocks.running().filter(round=incident.round, due_at__isnull=False)
    return list(running.order_by("due_at")[:6])


def _questions(incident: Incident) -> list[Any]:
    return list(incident.questions.filter(answer=Answer.OPEN).select_related("owner")[:6])


#: Steps that wait for an answer are not counted, nor those that do not apply.
APPLICABLE = (TaskStatus.OPEN, *TaskStatus.finished)


def _tasks(incident: Incident) -> list[Any]:
    """Open tasks late first, then what was finished last; eight rows tell enough."""
    rows = incident.tasks.select_related("owner", "finished_by")
    open_ones = list(rows.filter(status=TaskStatus.OPEN).order_by("due_at", "id")[:8])
    done = rows.filter(status__in=TaskStatus.finished).order_by("-finished_at")
    done = done[: 8 - len(open_ones)]
    return [*open_ones, *done]
