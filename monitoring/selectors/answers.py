"""Prepared texts with which a mention may be answered: the one door to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, Value, When

from crisisdesk.kernel.vocabulary import StatementKind
from incidents.models import Incident
from statements.enums import Audience, State
from statements.enums_desk import AnswerAudience
from statements.models import Statement
from statements.selectors.bank import usable

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from monitoring.models import Mention
    from statements.models import Answer
    from teams.models import User

#: Signed and not withdrawn.
RELEASED = (State.APPROVED, State.PUBLISHED)
MOST = 12


def answers_for(mention: Mention, viewer: User) -> QuerySet[Statement]:
    """Released replies to comments that the person may see, those of the mention's case first.

    A text of a drill is offered for mentions of that drill only, and nothing else is there.
    """
    mine = Incident.objects.visible_to(viewer).filter(pk=mention.incident_id)
    case = mine.first() if mention.incident_id else None
    of_case = Q(incident=case) if case else Q(pk=None)
    real = Q(incident__is_drill=False)
    nearest = Case(When(of_case, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        Statement.objects.visible_to(viewer)
        .filter(
            of_case if case and case.is_drill else real,
            brand=mention.brand_id,
            kind=StatementKind.COMMENT_REPLY,
            audience=Audience.PUBLIC,
            status__in=RELEASED,
            needs_correction=False,
        )
        .select_related("incident")
        .prefetch_related("versions")
        .order_by(nearest, "-id")
    )


def bank_for(mention: Mention, viewer: User) -> QuerySet[Answer]:
    """Cleared answers of the bank for those who ask in public, those of the mention's case first.

    Where the person may not see the case of the mention, it counts as a mention of no case.
    """
    mine = Incident.objects.visible_to(viewer).filter(pk=mention.incident_id)
    case = mine.first() if mention.incident_id else None
    found = usable(mention.brand_id, case, viewer)
    return found.filter(audience=AnswerAudience.CUSTOMERS)


def words_of(statement: Statement, language: str = "") -> str:
    """The text as it was signed, in the mention's language where there is one."""
    return statement.in_language("text", language)
