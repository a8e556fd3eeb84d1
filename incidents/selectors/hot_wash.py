"""The board of the hot wash as one person sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Max, OuterRef

from incidents.enums_review import WashKind
from incidents.models import WashLine, WashVote

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User


@dataclass(frozen=True)
class Row:
    """A line; `author` is None where it was written without a name."""

    line: WashLine
    author: User | None
    mine: bool
    votes: int
    voted: bool


@dataclass(frozen=True)
class Column:
    kind: str
    label: str
    rows: list[Row]


def board(incident: Incident, viewer: User, *, by_votes: bool = False) -> list[Column]:
    """Every kind with its lines, the first first or the weightiest first."""
    voted = WashVote.objects.filter(line=OuterRef("pk"), by=viewer)
    lines = (
        WashLine.objects.filter(incident=incident, round=incident.round)
        .select_related("by", "lesson")
        .annotate(vote_count=Count("votes"), voted=Exists(voted))
        .order_by(*(["-vote_count", "id"] if by_votes else ["id"]))
    )
    rows = [
        Row(
            line=line,
            author=None if line.anonymous else line.by,
            mine=line.by_id == viewer.pk,
            votes=line.vote_count,
            voted=line.voted,
        )
        for line in lines
    ]
    return [
        Column(kind, str(label), [row for row in rows if row.line.kind == kind])
        for kind, label in WashKind.choices
    ]


def pulse(incident: Incident) -> str:
    """A word that changes whenever the board does."""
    lines = WashLine.objects.filter(incident=incident, round=incident.round)
    found = lines.aggregate(
        count=Count("pk", distinct=True), last=Max("pk"), lessons=Count("lesson", distinct=True)
    )
    votes = WashVote.objects.filter(line__in=lines).aggregate(count=Count("pk"), last=Max("pk"))
    numbers = [*found.values(), *votes.values()]
    return "-".join([incident.status, *(str(number or 0) for number in numbers)])
