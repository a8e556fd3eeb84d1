"""Correcting and retracting: the old words stay where they are."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.errors import Blocked
from incidents.models import Incident
from statements.enums import State
from statements.models import Statement
from statements.services import publishing, review
from tests.statements.helpers import codes


@pytest.fixture
def notice(published, case, draft_of, approve_by, make_fact, minh, phuong, lan):
    def write(kind="correction_own", **aim):
        facts = [make_fact(case)]
        words = draft_of(case, kind, facts=facts, settings={"next_update_at": None}, **aim)
        return approve_by(review.submit(words, actor=minh), phuong, lan)

    return write


def test_a_correction_takes_an_approved_notice(published, minh):
    with pytest.raises(Blocked) as refused:
        review.revise(published, actor=minh)
    assert codes(refused) == ["wrong_state"]


def test_correcting_publishes_the_notice_and_keeps_the_old_text(published, notice, minh):
    words = publishing.correct(published, actor=minh, notice=notice(corrects=published))

    said = words.corrections.get()
    assert (words.status, said.status) == (State.CORRECTED, State.PUBLISHED)
    assert words.version_said.text_vi.startswith("Chúng tôi đang kiểm tra")


def test_retracting_keeps_the_page(published, notice, minh):
    words = publishing.retract(
        published, actor=minh, notice=notice("retraction", retracts=published)
    )

    assert (words.status, bool(words.slug)) == (State.RETRACTED, True)


def test_an_unapproved_notice_corrects_nothing(published, draft_of, case, make_fact, minh):
    draft = draft_of(case, "correction_own", facts=[make_fact(case)], corrects=published)

    with pytest.raises(Blocked):
        publishing.correct(published, actor=minh, notice=draft)

    assert Statement.objects.get(pk=published.pk).status == State.PUBLISHED


def test_corrections_are_allowed_after_the_end(published, notice, case, minh):
    Incident.objects.filter(pk=case.pk).update(status="contained")
    Incident.objects.filter(pk=case.pk).update(status="resolved")
    made = notice(corrects=published)

    assert publishing.publish(made, actor=minh).status == State.PUBLISHED
    assert Statement.objects.get(pk=published.pk).status == State.CORRECTED
