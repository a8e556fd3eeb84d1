"""A claim turned out true: what was said because it was held false needs a second look (F3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext

from crisisdesk.kernel.vocabulary import StatementKind
from statements.enums import State, Strategy
from statements.models import Answer, Statement
from statements.services import bank_following, review
from statements.services.common import hold, tell_about, writers_of
from statements.services.following import CLAIM, flag, using
from teams.automation import automation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from incidents.models import Claim, Incident
    from teams.models import User

SAID = (State.PUBLISHED, State.SUPERSEDED, State.CORRECTED)
HELD = (State.IN_REVIEW, State.APPROVED)


def claim_turned_true(claim: Claim, actor: User) -> None:
    """What we denied is true, and so is nothing that rests on what refuted it."""
    reconsider(claim, _denials(claim))
    if claim.refuted_by is not None:
        reconsider(claim, using(claim.refuted_by))
        resting = Answer.objects.filter(fact_uses__fact=claim.refuted_by)
        reconsider_answers(resting)


def reconsider(claim: Claim, texts: QuerySet[Statement]) -> None:
    """What was said needs correcting; what was to be said is held back."""
    rows = texts.filter(status__in=SAID + HELD).select_related("incident")
    for words in rows.order_by("pk"):
        words = hold(words)  # noqa: PLW2901 -- the same text, fresh
        if words.status == State.APPROVED:
            review.expire(words, reason=CLAIM)
        elif words.status == State.IN_REVIEW:
            review.recall(words, actor=automation(), reason=_untrue())
            tell_about(words, "claim_true", writers_of(words), key=f"{claim.pk}")
        elif words.is_said:
            flag(words, CLAIM)


def reconsider_answers(answers: QuerySet[Answer]) -> None:
    """Cleared answers of the bank are out of use until somebody has looked at them."""
    rows = answers.cleared().distinct().select_related("incident", "brand")  # type: ignore[attr-defined]
    for answer in rows.order_by("pk"):
        bank_following.doubt(answer, _untrue())


def _denials(claim: Claim) -> QuerySet[Statement]:
    """Texts that deny: corrections of what others say, and any text with that strategy."""
    denies = Q(kind=StatementKind.CORRECTION) | Q(strategy=Strategy.DENY)
    return Statement.objects.filter(denies, incident__in=_homes(claim.incident))


def _homes(case: Incident | None) -> list[Incident]:
    """The case of the claim, and those into which it went on."""
    found = []
    while case is not None:
        found.append(case)
        case = case.merged_into
    return found


def _untrue() -> str:
    """The reason in the case's language of record."""
    with translation.override("vi"):
        return gettext("A claim that this text denies has turned out to be true.")
