"""What a person should do now, most urgent first: the signature of the desk.

Order: approvals that wait for me, my late work, what I alone can lift, my other work, then
whatever the case allows next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may
from desk import press_todos
from desk.scope import Cases
from incidents import players
from incidents.enums import Answer, TaskStatus
from incidents.models import ActionItem, Fact, Incident, Question, Task
from statements.enums import Outlet, PromiseState
from statements.models import Promise
from statements.selectors.lists import waiting_for
from statements.selectors.outlets import unsettled
from statements.templatetags.words import channel_name

if TYPE_CHECKING:
    from datetime import date

    from teams.models import User


@dataclass(frozen=True)
class Todo:
    """One thing for one person: a sentence, where to do it, and until when."""

    label: str
    url: str
    incident: Incident
    kind: str
    due_at: datetime | None = None
    since: datetime | None = None
    post: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def late(self) -> bool:
        return self.due_at is not None and self.due_at < now()

    @property
    def order(self) -> tuple[int, float]:
        """Approvals, late things, first moves of a case, the rest by deadline."""
        group = {"approval": 0, "reply": 0, "lead": 2, "acknowledge": 2}.get(self.kind, 3)
        if self.late:
            group = min(group, 1)
        at = self.due_at or self.since
        return group, at.timestamp() if at else float("inf")


def todos(
    user: User, incident: Incident | None = None, limit: int = 12, scope: Cases | None = None
) -> list[Todo]:
    """What waits for this person, in one case or in all of theirs."""
    scope = scope or Cases(user, incident)
    found = [
        *_approvals(user, incident),
        *_first_moves(user, scope),
        *_second_words(user, scope),
        *_items(user, incident),
        *(
            todo
            for kind, ask in ASKED.items()
            if kind not in scope.without
            for todo in ask(user, scope)
        ),
    ]
    return sorted(found, key=lambda todo: todo.order)[:limit]


def _approvals(user: User, incident: Incident | None) -> list[Todo]:
    """Signatures that wait for me; in a war room they have a card of their own."""
    if incident is not None:
        return []
    return [
        Todo(
            label=_("Approve %(statement)s (%(kind)s)")
            % {"statement": step.statement, "kind": step.statement.get_kind_display()},
            url=step.statement.get_absolute_url(),
            incident=step.statement.incident,
            kind="approval",
            since=step.opened_at,
        )
        for step in waiting_for(user)
    ]


def _promises(user: User, scope: Cases) -> list[Todo]:
    """Public words that I promised."""
    found = Promise.objects.filter(owner=user, state=PromiseState.OPEN)
    return [
        Todo(
            label=_("Keep the promise: the next public word"),
            url=reverse("incidents:room", args=[promise.incident.reference]) + "#room-statements",
            incident=promise.incident,
            kind="promise",
            due_at=promise.due_at,
        )
        for promise in scope.rows(found.order_by("due_at"), 5)
    ]


def _of_case(path: str) -> list[str]:
    """What the line of a next action shows of its case."""
    return [f"{path}__{name}" for name in ("number", "is_drill", "severity")]


OUTLET = ("state", "channel", "at", "statement__number", *_of_case("statement__incident"))
ITEM = ("text", "due_on", *_of_case("review__incident"))
OUTLETS = {
    Outlet.UNCLEAR: __("Look whether %(statement)s is on %(channel)s"),
    Outlet.FAILED: __("%(statement)s could not be posted on %(channel)s: decide what follows"),
}


def _outlets(user: User, scope: Cases) -> list[Todo]:
    """Published texts that may not be where they should; whatever the state of the case."""
    rows = unsettled(user)
    if scope.incident is not None:
        rows = rows.filter(statement__incident=scope.incident)
    rows = rows.select_related(None).select_related("statement__incident").only(*OUTLET)
    return [
        Todo(
            label=str(OUTLETS[row.state])
            % {"statement": row.statement.reference, "channel": channel_name(row.channel)},
            url=reverse("statements:status", args=[row.statement.reference]),
            incident=row.statement.incident,
            kind="outlet",
            due_at=row.at,
        )
        for row in rows[:5]
    ]


def _first_moves(user: User, scope: Cases) -> list[Todo]:
    """New cases that nobody leads: take the lead."""
    return [
        Todo(
            label=_("Nobody leads %(reference)s yet: take the lead")
            % {"reference": case.reference},
            url=reverse("incidents:team", args=[case.reference]),
            incident=case,
            kind="lead",
            since=case.opened_at,
            post=reverse("incidents:do", args=[case.reference, "take-lead"]),
        )
        for case in _not_led(user, scope)
        if may(user, "incidents.name_lead", case)
    ]


def _not_led(user: User, scope: Cases) -> list[Incident]:
    if not scope.new:
        return []
    if scope.incident is not None:
        return [scope.incident]
    # A drill calls its players; nobody else is asked to leave their work for it.
    found = Incident.objects.filter(players.real_or_played(user), pk__in=scope.new)
    return list(found.select_related("brand")[:5])


def _tasks(user: User, scope: Cases) -> list[Todo]:
    found = Task.objects.filter(owner=user, status=TaskStatus.OPEN)
    return [
        Todo(
            label=task.in_language("title"),
            url=reverse("incidents:tasks", args=[task.incident.reference]) + f"#task-{task.pk}",
            incident=task.incident,
            kind="task",
            due_at=task.due_at,
            # What must be written down with it needs its page.
            post=""
            if task.fields
            else reverse("incidents:do", args=[task.incident.reference, "task-done", task.pk]),
        )
        for task in scope.rows(found.order_by("due_at"), 20)
    ]


def _questions(user: User, scope: Cases) -> list[Todo]:
    found = Question.objects.filter(owner=user, answer=Answer.OPEN)
    return [
        Todo(
            label=_("Answer: %(question)s") % {"question": question.in_language("text")},
            url=reverse("incidents:facts", args=[question.incident.reference])
            + f"#question-{question.pk}",
            incident=question.incident,
            kind="question",
            due_at=question.due_at,
        )
        for question in scope.rows(found.order_by("due_at"), 20)
    ]


def _enquiries(user: User, scope: Cases) -> list[Todo]:
    return [Todo(**row) for row in press_todos.of_enquiries(user, scope)]


def _answers(user: User, scope: Cases) -> list[Todo]:
    return [Todo(**row) for row in press_todos.in_doubt(user, scope)]


#: Work of which a page of a case may know that there is none.
ASKED = {
    "promises": _promises,
    "outlets": _outlets,
    "questions": _questions,
    "tasks": _tasks,
    "enquiries": _enquiries,
    "answers": _answers,
}


def _second_words(user: User, scope: Cases) -> list[Todo]:
    """Facts that wait for a second person who is not their confirmer."""
    found = Fact.objects.filter(awaiting_second=True).prefetch_related("revisions")
    return [
        Todo(
            label=_("Give the second word: %(fact)s") % {"fact": fact.in_language("text")},
            url=reverse("incidents:facts", args=[fact.incident.reference]) + f"#fact-{fact.pk}",
            incident=fact.incident,
            kind="second",
        )
        for fact in scope.rows(found, 10)
        if list(fact.revisions.all())[-1].by_id != user.pk
        and may(user, "incidents.second_fact", fact.incident)
        and (
            fact.visibility != "privileged" or may(user, "incidents.see_privileged", fact.incident)
        )
    ]


def _items(user: User, incident: Incident | None) -> list[Todo]:
    if incident is not None:
        return []
    seen = Incident.objects.visible_to(user)
    found = ActionItem.objects.filter(owner=user, done_at=None, review__incident__in=seen)
    found = found.select_related("review__incident").only(*ITEM)
    return [
        Todo(
            label=item.text,
            url=reverse("incidents:review", args=[item.review.incident.reference])
            + f"#item-{item.pk}",
            incident=item.review.incident,
            kind="item",
            due_at=_evening(item.due_on),
        )
        for item in found.order_by("due_on")[:5]
    ]


def _evening(day: date | None) -> datetime | None:
    """The end of a day of the desk: until then what is due on it is not late."""
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None
