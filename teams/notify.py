"""Telling people: a notice in the desk and, through the outbox, an e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.clock import now
from outbox.models import Channel, OutboxMessage
from outbox.services import promise, short
from teams.models import Notice, User

if TYPE_CHECKING:
    from collections.abc import Iterable


def tell(
    people: Iterable[User],
    topic: str,
    *,
    key: str,
    subject: str = "",
    url: str = "",
    by_mail: bool = True,
    **facts: Any,
) -> None:
    """Tell each person once about one fact, in the caller's transaction.

    `topic` names the words: "incidents.opened" is told in those of
    `templates/incidents/mail/opened/`. `key` names the fact; `facts` are plain JSON values for
    the words. Automation is never told.
    """
    told = {p.pk: p for p in people if p.is_active and not p.is_automation}.values()
    Notice.objects.bulk_create(
        [
            Notice(
                key=short(f"{key}:{person.pk}"),
                user=person,
                topic=topic,
                subject=subject,
                url=url,
                facts=facts,
            )
            for person in told
        ],
        ignore_conflicts=True,
    )
    if by_mail:
        promise([letter(person, topic, key, subject, {"url": url, **facts}) for person in told])


def letter(
    person: User, topic: str, key: str, subject: str, facts: dict[str, Any]
) -> OutboxMessage:
    """The e-mail that says the same as the notice."""
    moment = now()
    return OutboxMessage(
        key=short(f"mail:{key}:{person.pk}"),
        topic=topic,
        channel=Channel.EMAIL,
        address=person.email,
        subject=subject,
        language=person.language,
        facts=facts,
        planned_at=moment,
        available_at=moment,
    )
