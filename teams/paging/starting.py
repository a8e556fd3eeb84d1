"""Starting a page: its policy is frozen, and the first step fires in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import nfc, one_line
from crisisdesk.kernel.vocabulary import Severity
from outbox.services import short
from teams.automation import automation
from teams.models import Page, PageAct, PageEvent
from teams.paging import firing, freezing, timing
from teams.paging.timing import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Brand, EscalationPolicy, User

LONGEST_WORDS = 300


@transaction.atomic
def start(
    brand: Brand,
    *,
    subject: str,
    url: str,
    severity: str | None,
    key: str,
    is_drill: bool = False,
    players: Iterable[User] | None = None,
    facts: dict[str, Any] | None = None,
    words: str = "",
    about: tuple[str, int] = ("", 0),
    policy: EscalationPolicy | None = None,
    targets: list[dict[str, Any]] | None = None,
    actor: User | None = None,
) -> Page:
    """Wake people until one answers; the same key is one page, for good.

    `players` bounds whom it may reach, and a drill reaches nobody else. `targets` makes a chain
    of one step; else the brand's policy is followed, or the built-in one.
    """
    facts = facts or {}
    level = severity or Severity.HIGH
    only = sorted({user.pk for user in players or ()})
    frozen = (
        freezing.of(brand, level, policy) if targets is None else freezing.alone(targets, level)
    )
    page, created = Page.objects.get_or_create(
        key=short(key),
        defaults={
            "brand": brand,
            "about": about[0],
            "about_id": about[1] or None,
            "subject": subject,
            "url": url,
            "words": one_line(nfc(words or str(facts.get("title", "")) or subject), LONGEST_WORDS),
            "severity": level,
            "is_drill": is_drill,
            "only": only if is_drill or players is not None else None,
            "facts": facts,
            "policy": {**frozen, "brand": brand.pk},
            "started_at": now(),
            "started_by": actor or automation(),
        },
    )
    if created:
        _begin(page)
    return page


def _begin(page: Page) -> None:
    PageEvent.objects.create(page=page, act=PageAct.STARTED, by=page.started_by, at=page.started_at)
    at = timing.due(page.policy, page.started_at, 0)
    step = firing.add(page, Place(0, 0), at, number=1)
    if at <= page.started_at:
        firing.fire(page, step)


def one_step(brand: Brand, people: Iterable[User], **named: Any) -> Page:
    """A page with a chain of one step: these people, again and again until one answers."""
    return start(brand, targets=[freezing.person(user) for user in people], **named)
