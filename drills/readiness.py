"""How well a brand is prepared: figures from rows only, nothing estimated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from drills import selectors
from incidents.models import Incident
from monitoring.models import Source
from playbooks.selectors import library
from teams import roles
from teams.duty import on_duty
from teams.models import Role

if TYPE_CHECKING:
    from datetime import date, datetime

    from playbooks.models import Playbook
    from teams.models import Brand

#: A desk that heard nothing for so long may be deaf rather than lucky.
LISTENING = timedelta(hours=24)
LANGUAGES = {"vi", "en"}
FEWEST_PEOPLE = 2


@dataclass(frozen=True)
class Preparation:
    """What is ready for one type of crisis."""

    playbook: Playbook
    version: int | None
    read_over: bool
    languages: tuple[str, ...]
    questions: int
    steps: int
    published_at: datetime | None
    review_due_at: date | None
    review_overdue: bool
    last_drilled_at: datetime | None
    last_used_at: datetime | None

    @property
    def in_both_languages(self) -> bool:
        return set(self.languages) >= LANGUAGES


@dataclass(frozen=True)
class RedLine:
    """A hole that concerns the whole desk, and where to mend it."""

    code: str
    message: str
    url: str = ""


def preparations(brand: Brand) -> list[Preparation]:
    """Every type in use, in the order of the handbook."""
    drilled = selectors.last_drilled(brand)
    used = _last_used(brand)
    cards = [c for c in library(brand) if not (c.playbook.is_common or c.playbook.retired_at)]
    return [
        Preparation(
            playbook=card.playbook,
            version=card.in_force.number if card.in_force else None,
            read_over=bool(card.in_force and not card.in_force.is_unread),
            languages=tuple(card.in_force.plan.languages) if card.in_force else (),
            questions=len(card.in_force.plan.questions) if card.in_force else 0,
            steps=len(card.in_force.plan.steps) if card.in_force else 0,
            published_at=card.in_force.published_at if card.in_force else None,
            review_due_at=card.in_force.review_due_at if card.in_force else None,
            review_overdue=card.overdue,
            last_drilled_at=drilled.get(card.playbook.slug),
            last_used_at=used.get(card.playbook.pk),
        )
        for card in cards
    ]


def _last_used(brand: Brand) -> dict[int, datetime]:
    """When each playbook was last pinned by a real case, by its id."""
    real = Incident.objects.real().filter(brand=brand, playbook_version__isnull=False)
    rows = real.values_list("playbook_version__playbook").annotate(last=Max("opened_at"))
    return dict(rows.order_by())


def red_lines(brand: Brand) -> list[RedLine]:
    """Holes of the whole desk, the gravest first; empty when there is none."""
    return [*_people(brand), *_listening(brand)]


def _people(brand: Brand) -> list[RedLine]:
    found = []
    people = reverse("teams:people")
    if roles.people(brand, roles.WORKING).count() < FEWEST_PEOPLE:
        sentence = _(
            "Invite a second person: one alone can neither publish nor close anything above watch."
        )
        found.append(RedLine("one_person", sentence, people))
    if not on_duty(brand):
        found.append(RedLine("nobody_on_duty", _("Nobody is on duty now."), people))
    if not roles.people(brand, {Role.LEGAL}).exists():
        sentence = _("No legal approver: nobody can sign for legal.")
        found.append(RedLine("no_legal_approver", sentence, people))
    return found


def _listening(brand: Brand) -> list[RedLine]:
    active = Source.objects.filter(brand=brand, active=True)
    if active.filter(last_seen_at__gte=now() - LISTENING).exists():
        return []
    sentence = _("No source was heard for 24 hours: that is no data, not calm.")
    return [RedLine("no_source_heard", sentence, reverse("monitoring:sources"))]
