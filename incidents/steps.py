"""How a step of the playbook stands: a pure question about moments and answers.

It does not matter in which order they came: a deadline counts from the later of the step's moment
and the answer that it waits for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from incidents.enums import Answer, TaskStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from incidents.models import Question, Task

#: A question so answered may still turn out either way: the step goes on waiting.
UNKNOWN = (Answer.OPEN, Answer.INCONCLUSIVE)


class Standing(NamedTuple):
    """What changes of a step when something happens in the case."""

    status: str
    applies_at: datetime | None
    due_at: datetime | None


def now_of(task: Task) -> Standing:
    """As it is stored."""
    return Standing(task.status, task.applies_at, task.due_at)


def standing(
    task: Task, moments: Mapping[str, datetime], questions: Mapping[str, Question]
) -> Standing:
    """As it should be; what is done or skipped stays, and so does a deadline that stands."""
    if task.status in TaskStatus.finished:
        return now_of(task)
    since = None
    if task.condition:
        question = questions.get(task.condition)
        if question is None or question.answer in UNKNOWN:
            return Standing(TaskStatus.WAITING, None, None)
        if question.answer != task.condition_answer:
            return Standing(TaskStatus.UNNEEDED, None, None)
        since = task.applies_at or question.answered_at
    if task.status == TaskStatus.OPEN and task.due_at:
        return Standing(TaskStatus.OPEN, since, task.due_at)
    return Standing(TaskStatus.OPEN, since, _due(task, moments.get(task.moment), since))


def _due(task: Task, moment: datetime | None, since: datetime | None) -> datetime | None:
    if moment is None or task.minutes is None:
        return None
    return max(moment, since or moment) + timedelta(minutes=task.minutes)
