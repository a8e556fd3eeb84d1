"""Telling people: a notice in the desk and, through the outbox, an e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outbox.models import Channel
from outbox.services import enqueue
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
    for person in {p.pk: p for p in people if p.is_active and not p.is_automation}.values():
        message_key = f"{key}:{person.pk}"
        Notice.objects.get_or_create(
            key=message_key[:200],
            defaults={
                "user": person,
                "topic": topic,
                "subject": subject,
                "url": url,
                "facts": facts,
            },
        )
        if by_mail:
            enqueue(
                topic,
                key=f"mail:{message_key}",
                channel=Channel.EMAIL,
                address=person.email,
                subject=subject,
                language=person.language,
                url=url,
                **facts,
            )
