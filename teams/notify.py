"""Telling people: a notice in the desk and, through the outbox, an e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outbox.services import promise, short
from teams import ports
from teams.models import Notice, User
from teams.reaching import fanning

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
    severity: str = "",
    urgent: bool = False,
    page: int | None = None,
    of_brand: int | None = None,
    **facts: Any,
) -> None:
    """Tell each person once about one fact, in the caller's transaction.

    `topic` names the words: "incidents.opened" is told in those of
    `templates/incidents/mail/opened/`. `key` names the fact; `facts` are plain JSON values for
    the words. Automation is never told.

    Besides the notice in the desk it goes out on the channels that each person wants for this
    `severity`. What is critical, `urgent` or a `page` waits neither for quiet hours nor for a
    collection, and a page also tries channels that could wake somebody. `by_mail=False` keeps it
    in the desk, and keeps a page off the letters. `of_brand` says whose matter it is: a connection
    of another brand then carries none of its words.
    """
    present = {p.pk: p for p in people if p.is_active and not p.is_automation}
    told = ports.may_hear(subject, url, list(present.values()))
    if severity:
        facts["severity"] = severity
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
    if told and (by_mail or urgent or page is not None):
        known = {"url": url, **facts}
        fact = fanning.Fact(topic, key, subject, severity, known, by_mail, urgent, page, of_brand)
        promise(fanning.messages(told, fact))
