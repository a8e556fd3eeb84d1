"""What stands in the bank of questions and answers, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, IntegerField, Q, Value, When

from crisisdesk.kernel.text import fold
from incidents.enums import FactStatus, Status
from statements.enums_desk import AnswerAudience, AnswerState
from statements.models import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from incidents.models import Fact, Incident
    from teams.models import Brand, User

ROW = ("incident", "brand", "owner", "cleared_by")
_ORDER = Case(
    When(status=AnswerState.CHECKING, then=Value(0)),
    When(status=AnswerState.CLEARED, then=Value(1)),
    When(status=AnswerState.DRAFT, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Counts:
    """How many answers of a case stand where."""

    cleared: int
    checking: int
    draft: int

    @property
    def total(self) -> int:
        return self.cleared + self.checking + self.draft


def bank(
    viewer: User,
    wanted: Mapping[str, str],
    *,
    incident: Incident | None = None,
    brand: Brand | None = None,
) -> QuerySet[Answer]:
    """Answers by the filters of the address: audience, status, q; withdrawn ones when asked for."""
    found = Answer.objects.visible_to(viewer).select_related(*ROW)
    found = found.filter(incident=incident) if incident else found.filter(incident=None)
    if brand is not None:
        found = found.filter(brand=brand)
    audience, status = wanted.get("audience", ""), wanted.get("status", "")
    if audience in AnswerAudience.values:
        found = found.filter(audience=audience)
    if status in AnswerState.values:
        found = found.filter(status=status)
    else:
        found = found.exclude(status=AnswerState.WITHDRAWN)
    return by_words(found, wanted.get("q", "")).order_by(_ORDER, "-used_count", "pk")


def by_words(found: QuerySet[Answer], words: str) -> QuerySet[Answer]:
    """Those in which every word stands, accents or not; or the one of that number."""
    number = words.strip().upper().removeprefix("QA-")
    if number.isascii() and number.isdigit() and len(number) < 10:  # noqa: PLR2004 -- an integer
        return found.filter(Q(pk=int(number)) | Q(search_key__contains=number))
    for word in fold(words).split()[:12]:
        found = found.filter(search_key__contains=word)
    return found


def counts_of(incident: Incident, viewer: User) -> Counts:
    """For the card of the war room."""
    row = incident.answers.visible_to(viewer).aggregate(
        **{state: Count("id", filter=Q(status=state)) for state in ("cleared", "checking", "draft")}
    )
    return Counts(**row)


def usable(brand_id: int, incident: Incident | None, viewer: User) -> QuerySet[Answer]:
    """Cleared answers with which somebody may be answered, those of the case first.

    A drill uses its own only, and nothing else uses those. Without a case: the brand's standing
    ones and those of open cases, for whoever asks may well ask about one of them.
    """
    nearest = Case(
        When(incident=incident, then=Value(0)) if incident else When(incident=None, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    if incident is not None and incident.is_drill:
        scope = Q(incident=incident)
    else:
        open_case = Q(incident__is_drill=False, incident__status__in=Status.open_states)
        scope = Q(incident=None) | open_case
        if incident is not None:
            scope = Q(incident=None) | Q(incident=incident)
    return (
        Answer.objects.visible_to(viewer)
        .cleared()
        .filter(scope, brand=brand_id)
        .select_related("incident")
        .order_by(nearest, "-used_count", "-pk")
    )


def facts_for(answer: Answer | None, incident: Incident | None) -> QuerySet[Fact] | None:
    """Facts that may be ticked: public ones of the case, and those it rests on already."""
    if incident is None:
        return None
    rows = incident.facts.exclude(status=FactStatus.REFUTED).filter(visibility="public")
    if answer is None:
        return rows
    return (
        rows | incident.facts.exclude(visibility="privileged").filter(answer_uses__answer=answer)
    ).distinct()


def cleared_of(incident: Incident) -> QuerySet[Answer]:
    """What the own people may say, the most asked first."""
    return incident.answers.cleared().order_by("-used_count", "pk")
