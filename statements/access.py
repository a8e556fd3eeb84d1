"""Fetching is authorising: strangers get 404, and so do viewers of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from playbooks.roster import Roster
from statements.models import Statement

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import User

MOST_DIGITS = 9


def visible(user: User) -> QuerySet[Statement]:
    return (
        Statement.objects.visible_to(user)
        .select_related(
            "incident__brand",
            "incident__lead",
            "brand",
            "author",
            "last_editor",
            "published_by",
            "ratified_by",
            "playbook_version",
            "superseded_by",
            "corrects",
            "retracts",
        )
        .prefetch_related(
            "steps__approvals__by", "steps__approvals__for_whom", "steps__version", "versions"
        )
    )


def words_of(user: User, reference: str) -> Statement:
    """The statement of that reference (“ST-12”), or 404."""
    prefix, _dash, number = reference.upper().partition("-")
    if prefix != "ST" or not number.isdecimal() or len(number) > MOST_DIGITS:
        raise Http404
    found = get_object_or_404(visible(user), number=int(number))
    # Read at most once for all the questions of a page; services read their own under the lock.
    vars(found)["roster"] = Roster(found.brand_id)
    return found
