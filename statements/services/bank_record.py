"""What the services of the bank share: locks, versions, lines of history, whom to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.state import lock
from incidents.services.common import both
from incidents.telling import comms_heads, tell_team
from incidents.timeline import record
from statements.models import Answer, AnswerVersion
from statements.models.answers import WORDS
from teams import roles
from teams.models import Role, Title
from teams.notify import tell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incidents.verbs import Verb
    from teams.models import User


def hold_answer(answer: Answer) -> Answer:
    """The answer, fresh and locked after its case: everyone queues in the same order.

    A merge may move it while we wait for the case's lock, hence the second look.
    """
    while True:
        case = lock(answer.incident) if answer.incident is not None else None
        if Answer.objects.filter(pk=answer.pk, incident=case).exists():
            fresh = lock(answer)
            fresh.incident = case
            return fresh
        answer = Answer.objects.select_related("incident").get(pk=answer.pk)


def kept(answer: Answer, actor: User, *, reason: str = "") -> AnswerVersion:
    """Keep how the answer stands now as its next version; the caller has saved it."""
    answer.version += 1
    answer.save(update_fields=["version"])
    return AnswerVersion.objects.create(
        answer=answer,
        number=answer.version,
        status=answer.status,
        facts=sorted(answer.fact_uses.values_list("fact_id", flat=True)),
        reason=reason.strip(),
        by=actor,
        **{name: getattr(answer, name) for name in WORDS},
    )


def log(answer: Answer, verb: Verb, actor: User, *, typed: str = "", **data: Any) -> None:
    """One line of the case's history; a standing answer has its versions only."""
    if answer.incident is not None:
        record(answer.incident, verb, actor, words=typed, qa=answer.reference, **data)


def heads(row: Any) -> list[User]:
    """The heads of communications of the row's brand; failing them, any manager."""
    if row.incident is not None:
        return comms_heads(row.incident)
    found = roles.people(row.brand_id, {Role.MANAGER}, Title.COMMS_HEAD)
    return list(found) or list(roles.people(row.brand_id, {Role.MANAGER}))


def tell_of(row: Any, topic: str, people: Iterable[User | None], *, key: str, **facts: Any) -> None:
    """Tell people about an answer or an enquiry; one of a case goes the way of the case.

    Rows of no case are told inside the desk only: other systems subscribe to cases.
    """
    told = [person for person in people if person is not None]
    key = f"{topic}:{row.pk}:{key}"
    facts = {"row": row.reference, **facts}
    topic, url = f"statements.{topic}", row.get_absolute_url()
    if row.incident is not None:
        tell_team(row.incident, topic, told, key=key, url=url, **facts)
    else:
        title = {"title": row.brand.name, "drill": False}
        tell(told, topic, key=key, subject=row.reference, url=url, **title, **facts)


def tell_of_answer(answer: Answer, topic: str, people: Iterable[User | None], *, key: str) -> None:
    """The same with the question in both languages."""
    tell_of(answer, topic, people, key=key, about=both(answer, "question"))
