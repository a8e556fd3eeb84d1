"""Correcting and retracting: the old words stay where they are."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.errors import Blocked
from incidents.models import Incident
from statements.enums import State
from statements.models import Statement
from statements.services import drafting, publishing, review
from statements.services.drafting import Words
from tests.statements.helpers import codes, posted, url


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


@pytest.mark.parametrize(
    ("kind", "aim"), [("correction_own", "corrects"), ("retraction", "retracts")]
)
@pytest.mark.parametrize("audience", ["public", "partners"])
def test_a_notice_reaches_whoever_read_the_text_it_is_about(
    published, draft_of, case, minh, kind, aim, audience
):
    Statement.objects.filter(pk=published.pk).update(audience=audience)
    target = Statement.objects.get(pk=published.pk)
    other = {"public": "partners", "partners": "public"}[audience]
    settings = {"next_update_at": None, "audience": other}

    words = draft_of(case, kind, **{aim: target}, settings=settings, channels=["facebook"])

    assert words.audience == audience
    assert words.channels == ["newsroom", "facebook"]
    emptied = Words(channels=[], settings={"audience": other})
    drafting.save(words, actor=minh, expected_version=1, words=emptied)
    words.refresh_from_db()
    assert (words.audience, words.channels) == (audience, ["newsroom"])


def test_the_editor_does_not_move_a_notice_to_other_readers(
    published, draft_of, case, minh, client_of
):
    words = draft_of(case, "correction_own", corrects=published, settings={"next_update_at": None})
    form = posted(published, version=1, audience="partners", channels=[], next_update_at="")

    answer = client_of(minh).post(url(words, "edit"), form | {"text_vi": "Số lô đúng là L2107."})

    assert answer.status_code == 302
    words = Statement.objects.get(pk=words.pk)
    assert words.version.text_vi == "Số lô đúng là L2107."
    assert (words.audience, words.channels) == ("public", ["newsroom"])


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
