"""The end of an approval beside a signature, at the same moment, on real PostgreSQL."""

from __future__ import annotations

import pytest
import time_machine

from crisisdesk.kernel.errors import Blocked
from incidents import timeline
from incidents.models import Incident
from playbooks.models import TextApproval
from playbooks.services import texts
from statements.models import Approval, Statement
from statements.services import review, sweeping
from tests.statements.test_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_signature_beside_the_end_of_the_words_it_rests_on(
    make_case, template_draft, minh, phuong, lan, manager
):
    """Revoked or run out: either the signature came first and stands, or the others are asked."""
    revoked, ended = (
        review.submit(template_draft(make_case("high")), actor=minh) for _ in range(2)
    )
    for words in (revoked, ended):
        review.view(words.version, manager)
    row = TextApproval.objects.get(key="holding_generic", language="en", ended_at=None)
    end = TextApproval.objects.get(key="holding_generic", language="vi").expires_at

    first = at_once(
        lambda: review.approve(revoked, actor=manager),
        lambda: texts.revoke(row, actor=phuong, reason="Bản dịch sai"),
    )
    # Before the leap in time: an approval runs out long before the words it rests on.
    signed = Statement.objects.get(pk=revoked.pk)
    with time_machine.travel(end, tick=False):
        second = at_once(
            lambda: review.approve(ended, actor=manager), sweeping.sweep, sweeping.sweep
        )

    sweeping.sweep()
    row.refresh_from_db()
    if refusals(first):
        words = Statement.objects.get(pk=revoked.pk)
        assert (words.status, words.lane) == ("in_review", "full")
    else:
        [given] = Approval.objects.filter(step__statement=signed)
        assert signed.status == "approved" and given.at <= row.ended_at
    # At the second of expiry no signature of the short way is left, whoever was faster.
    assert len(refusals(second)) == 1
    words = Statement.objects.get(pk=ended.pk)
    assert (words.status, words.lane) == ("in_review", "full")
    waiting = words.steps.filter(state="waiting")
    assert sorted("/".join(step.holders) for step in waiting) == ["comms_head", "legal"]
    for case in Incident.objects.all():
        assert timeline.verify(case) is None
    assert isinstance(second[0], Blocked) or refusals(second)
