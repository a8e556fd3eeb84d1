"""A fact that moves under several texts and claims: every line of the case's log still fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incidents.models import Claim, Evidence
from incidents.services import facts
from incidents.timeline import verify
from statements.models import Statement
from statements.services import publishing, review

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import Fact, Incident
    from teams.models import User


def test_a_refuted_fact_expires_one_text_and_flags_another_without_a_torn_log(
    waived: Incident,
    make_fact: Callable[..., Fact],
    draft_of: Callable[..., Statement],
    approve_by: Callable[..., Statement],
    manager: User,
    minh: User,
    lead: User,
) -> None:
    fact = make_fact(waived)
    ready = approve_by(review.submit(draft_of(waived, facts=[fact]), actor=minh), manager)
    said = approve_by(review.submit(draft_of(waived, facts=[fact]), actor=minh), manager)
    publishing.publish(said, actor=minh)

    facts.revise_fact(fact, actor=lead, status="refuted", reason="mẫu thử sai lô")

    assert Statement.objects.get(pk=ready.pk).status == "expired"
    assert Statement.objects.get(pk=said.pk).needs_correction
    waived.refresh_from_db()
    assert verify(waived) is None


def test_two_claims_turn_true_beside_a_text_that_denied_them(
    waived: Incident, make_fact: Callable[..., Fact], published: Statement, lead: User, bot: Any
) -> None:
    fact = make_fact(waived, status="unverified")
    Evidence.objects.create(
        incident=waived, fact=fact, kind="link", title="x", url="https://x.example", by=lead
    )
    claims = [
        Claim.objects.create(incident=waived, text=text, fact=fact, created_by=lead)
        for text in ("Sữa có mùi", "Sữa hỏng")
    ]
    # What was said becomes the denial of both claims.
    Statement.objects.filter(pk=published.pk).update(kind="correction")

    facts.revise_fact(fact, actor=lead, status="confirmed", reason="kết quả kiểm nghiệm")

    assert {Claim.objects.get(pk=c.pk).status for c in claims} == {"turned_true"}
    waived.refresh_from_db()
    assert verify(waived) is None
