"""What the services of words share: locks, lines of history, whom to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import lock, lock_if
from incidents.telling import tell_team
from incidents.timeline import record
from statements.enums import Planned, StepState
from statements.models import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incidents.models import TimelineEntry
    from incidents.verbs import Verb
    from teams.models import User


def hold(words: Statement) -> Statement:
    """The statement, fresh and locked after its case: everyone queues in the same order.

    A merge may move the text while we wait for the case's lock, hence the second look.
    """
    while True:
        case = lock(words.incident)
        # Locked only where it is still the case's: whoever holds a text waits for no case.
        fresh = lock_if(words, incident=case)
        if fresh is not None:
            fresh.incident = case
            return fresh
        words = Statement.objects.select_related("incident").get(pk=words.pk)


def line(
    words: Statement, verb: Verb, actor: User, *, typed: str = "", **data: Any
) -> TimelineEntry:
    """One line of the case's history about these words."""
    data = {"statement": words.reference, "kind": words.kind, **data}
    data.setdefault("version", words.current_version)
    return record(words.incident, verb, actor, words=typed, **data)


def tell_about(
    words: Statement, topic: str, people: Iterable[User], *, key: str, **facts: Any
) -> None:
    """Tell those of `people` who may see the case; the link leads to the text."""
    tell_team(
        words.incident,
        f"statements.{topic}",
        people,
        key=f"{topic}:{words.pk}:{key}",
        statement=words.reference,
        kind=words.kind,
        url=words.get_absolute_url(),
        **facts,
    )


def know_steps(words: Statement) -> None:
    """Read the steps and who signed them once, for every question until they change."""
    forget_steps(words)
    prefetch_related_objects([words], "steps__approvals")


def forget_steps(words: Statement) -> None:
    """They have changed, or others may change them from here on."""
    vars(words).get("_prefetched_objects_cache", {}).pop("steps", None)


def void_steps(words: Statement) -> None:
    """Every signature of this round is void: the text will be another."""
    forget_steps(words)
    words.steps.exclude(state=StepState.VOID).update(state=StepState.VOID)
    settle_plans(words, Planned.STOPPED)


def settle_plans(words: Statement, state: str) -> int:
    """A set hour stands on the signatures: it ends with them, or when the text is out."""
    live = words.schedules.filter(state__in=Planned.live)
    return live.update(state=state, settled_at=now())


def writers_of(words: Statement) -> list[User]:
    """Whose text it is: they hear what becomes of it."""
    one = words.author_id == words.last_editor_id
    return [words.author] if one else [words.author, words.last_editor]


def lead_or(words: Statement, other: User) -> User:
    """The lead of the case, or another where it has none."""
    return words.incident.lead or other
