"""What the press waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, IntegerField, Min, Q, Value, When

from crisisdesk.kernel.text import fold
from incidents.enums import Status
from statements.enums_desk import AnswerAudience, EnquiryState
from statements.models import Enquiry
from statements.selectors.bank import usable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from incidents.models import Incident
    from statements.models import Answer
    from teams.models import Brand, User

ROW = ("incident", "brand", "owner", "spokesperson", "answer")
_RUNNING = Q(state__in=EnquiryState.running)


@dataclass(frozen=True)
class Waiting:
    """How many reporters wait, how many were missed, and the next deadline."""

    running: int
    missed: int
    mine: int
    next_deadline: datetime | None

    @property
    def any(self) -> bool:
        return bool(self.running or self.missed)


def listed(
    viewer: User, wanted: Mapping[str, str], *, incident: Incident | None = None
) -> QuerySet[Enquiry]:
    """Enquiries by the filters of the address; the most urgent first, what is settled last."""
    found = Enquiry.objects.visible_to(viewer).select_related(*ROW)
    if incident is not None:
        found = found.filter(incident=incident)
    elif wanted.get("drill") == "1":
        found = found.filter(incident__is_drill=True)
    else:
        # Nobody calls a reporter back who was invented, but whoever plays, while it is played.
        over = Q(incident__is_drill=True) & ~Q(incident__status__in=Status.open_states)
        found = found.exclude(over)
    state, words = wanted.get("state", ""), wanted.get("q", "").strip()
    if state in EnquiryState.values:
        found = found.filter(state=state)
    elif state != "all":
        found = found.unsettled()
    if wanted.get("who") == "me":
        found = found.filter(owner=viewer)
    if words:
        found = _by_words(found, words)
    settled = Case(
        When(_RUNNING, then=Value(0)),
        When(state=EnquiryState.MISSED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.order_by(settled, "deadline", "pk")


def _by_words(found: QuerySet[Enquiry], words: str) -> QuerySet[Enquiry]:
    number = words.upper().removeprefix("PR-")
    if number.isascii() and number.isdigit() and len(number) < 10:  # noqa: PLR2004 -- an integer
        return found.filter(pk=int(number))
    return found.filter(Q(outlet__icontains=words) | Q(questions__icontains=words))


def waiting(
    viewer: User, *, incident: Incident | None = None, brand: Brand | None = None
) -> Waiting:
    """For the cards of the war room and of the duty desk; drills count in their own room only."""
    found = Enquiry.objects.visible_to(viewer)
    if incident is not None:
        found = found.filter(incident=incident)
    else:
        found = found.exclude(incident__is_drill=True)
    if brand is not None:
        found = found.filter(brand=brand)
    row = found.unsettled().aggregate(
        running=Count("id", filter=_RUNNING),
        missed=Count("id", filter=Q(state=EnquiryState.MISSED)),
        mine=Count("id", filter=Q(owner=viewer)),
        next_deadline=Min("deadline", filter=_RUNNING),
    )
    return Waiting(**row)


def answers_for_enquiry(enquiry: Enquiry, viewer: User) -> QuerySet[Answer]:
    """Cleared answers that may be given to the press: not those for our own people."""
    found = usable(enquiry.brand_id, enquiry.incident, viewer)
    return found.exclude(audience=AnswerAudience.STAFF)


def fitting(enquiry: Enquiry, viewer: User, most: int = 8) -> list[Answer]:
    """Of these, the ones that share most words with what is asked; press answers before others."""
    asked = {word for word in fold(enquiry.questions).split() if len(word) > 2}  # noqa: PLR2004

    def score(answer: Answer) -> tuple[int, bool]:
        known = set(fold(f"{answer.question_vi} {answer.question_en}").split())
        return len(asked & known), answer.audience == AnswerAudience.PRESS

    rows = list(answers_for_enquiry(enquiry, viewer)[:60])
    return sorted(rows, key=score, reverse=True)[:most]
