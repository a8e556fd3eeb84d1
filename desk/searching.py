"""One search over what a person may see; accents and case do not matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crisisdesk.kernel.text import fold
from incidents.models import Incident
from incidents.selectors.cases import listing
from playbooks.models import Playbook
from statements.selectors import lists as statements

if TYPE_CHECKING:
    from teams.models import User

MOST = 10


@dataclass(frozen=True)
class Hit:
    """One found thing."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    title: str
    hits: list[Hit]


def search(user: User, asked: str) -> list[Group]:
    """Groups with at least one hit; nothing for an empty question."""
    if not fold(asked).strip():
        return []
    groups = [
        Group(_("Incidents"), _cases(user, asked)),
        Group(_("Statements"), _words(user, asked)),
        Group(_("Playbooks"), _books(user, asked)),
    ]
    return [group for group in groups if group.hits]


def _cases(user: User, asked: str) -> list[Hit]:
    found = listing(user, {"q": asked, "status": "all"})[:MOST]
    return [_case(case) for case in found]


def _case(case: Incident) -> Hit:
    return Hit(
        f"{case.reference} · {case.title}", case.get_absolute_url(), case.get_status_display()
    )


def _words(user: User, asked: str) -> list[Hit]:
    found = statements.listing(user, {"q": asked})[:MOST]
    return [
        Hit(
            f"{row.reference} · {row.get_kind_display()}",
            row.get_absolute_url(),
            row.incident.title,
        )
        for row in found
    ]


def _books(user: User, asked: str) -> list[Hit]:
    key = fold(asked).strip()
    books = Playbook.objects.visible_to(user).order_by("id")
    return [
        Hit(f"{book.code} · {book}", book.get_absolute_url())
        for book in books
        if key in fold(f"{book.code} {book.name_vi} {book.name_en}")
    ][:MOST]
