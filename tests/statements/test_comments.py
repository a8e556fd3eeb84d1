"""Remarks on sentences: they go with the sentence, and their words go in by the usual door."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from crisisdesk.kernel.errors import Blocked, Forbidden, Stale
from statements.enums import State
from statements.models import SentenceComment, Statement
from statements.placing import same_places, with_sentence
from statements.selectors.comments import comments_in, open_comments
from statements.services import commenting, drafting, review
from statements.services.drafting import Words
from teams.models import Notice
from tests.statements.helpers import body, codes, url

TEXT = "Chúng tôi đã nhận tin. Lô 12 đang được kiểm tra. Xin lỗi quý khách."


@pytest.fixture
def words(case, draft_of, minh) -> Statement:
    return draft_of(case, text_vi=TEXT)


def remark(words, person, place=1, **more) -> SentenceComment:
    more = {"body": "Lô nào?", "suggestion": "Lô 13 đang được kiểm tra."} | more
    return commenting.comment(words, actor=person, language="vi", place=place, **more)


def edit(words, person, text) -> Statement:
    number = Statement.objects.get(pk=words.pk).current_version
    drafting.save(words, actor=person, expected_version=number, words=Words(text_vi=text))
    return Statement.objects.get(pk=words.pk)


def test_a_remark_is_about_exactly_one_sentence(words, manager):
    row = remark(words, manager)

    assert row.sentence == "Lô 12 đang được kiểm tra."
    assert [placed.place for placed in open_comments(words)] == [1]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Câu mới. " + TEXT, 2),
        (TEXT.replace("Chúng tôi đã nhận tin. ", ""), 0),
        (TEXT.replace("Lô 12", "Lô 14"), None),
        ("", None),
    ],
)
def test_it_goes_with_its_sentence_into_the_next_version(words, manager, minh, text, place):
    remark(words, manager)

    fresh = edit(words, minh, text)

    [placed] = open_comments(fresh)
    assert (placed.place, placed.sentence_changed) == (place, place is None)
    # In its own version it stands where it was made.
    assert comments_in(fresh, fresh.versions.get(number=1))[0].place == 1


def test_of_two_equal_sentences_the_right_one_bears_it():
    assert same_places("Một. Hai. Một. ", "Một. Hai. Ba. Một. ") == {0: 0, 1: 1, 2: 3}


def test_one_sentence_is_replaced_and_the_breaks_stay():
    assert with_sentence("Một.\n\nHai. Ba.", 1, " Không. ") == with_sentence(
        "Một.\n\nHai. Ba.", 1, "Không."
    )
    assert with_sentence("Một. Hai.\nBa.", 1, "Không.") == "Một. Không.\nBa."


def test_a_writer_takes_the_words_over_as_a_new_version(words, manager, minh):
    row = remark(words, manager)

    row = commenting.apply(row, actor=minh, expected_version=1)

    fresh = Statement.objects.get(pk=words.pk)
    assert fresh.version.text_vi == TEXT.replace("Lô 12", "Lô 13")
    assert (fresh.current_version, fresh.last_editor) == (2, minh)
    assert (row.applied_in, row.settled_by, row.is_open) == (2, minh, False)
    with pytest.raises(Blocked):
        commenting.apply(row, actor=minh)


def test_whoever_takes_words_over_has_edited_and_never_approves(words, manager, phuong, minh):
    commenting.apply(remark(words, phuong), actor=manager)
    words = review.submit(Statement.objects.get(pk=words.pk), actor=minh)
    review.view(words.version, manager)

    with pytest.raises(Forbidden):
        review.approve(words, actor=manager)


def test_an_approved_text_loses_its_approval_by_it(approved, manager, minh, lead):
    row = commenting.comment(
        approved, actor=lead, language="vi", place=0, suggestion="Chúng tôi đang kiểm tra."
    )
    commenting.apply(row, actor=minh)

    assert Statement.objects.get(pk=approved.pk).status == State.DRAFT


def test_while_a_text_waits_it_is_frozen(words, manager, minh):
    row = remark(words, manager)
    review.submit(words, actor=minh)

    with pytest.raises(Blocked) as refused:
        commenting.apply(row, actor=minh)

    assert codes(refused) == ["wrong_state"]
    assert SentenceComment.objects.get().is_open


def test_changed_sentences_and_remarks_without_words_are_not_taken_over(words, manager, minh):
    bare = remark(words, manager, suggestion="")
    late = remark(words, manager)
    edit(words, minh, TEXT.replace("Lô 12", "Lô 14"))

    for row, code in ((bare, "no_suggestion"), (late, "sentence_changed")):
        with pytest.raises(Blocked) as refused:
            commenting.apply(row, actor=minh)
        assert codes(refused) == [code]


def test_an_approver_remarks_in_review_and_the_writer_is_told(words, manager, minh):
    words = review.submit(words, actor=minh)
    remark(words, manager)

    assert Notice.objects.filter(user=minh, topic="statements.commented").count() == 1
    assert words.status == State.IN_REVIEW


@pytest.mark.parametrize(
    "wrong", [{"place": 9}, {"place": -1}, {"language": "fr"}, {"body": " ", "suggestion": ""}]
)
def test_what_a_remark_needs(words, manager, wrong):
    facts = {"language": "vi", "place": 1, "body": "Lô nào?"} | wrong
    with pytest.raises(ValidationError):
        commenting.comment(words, actor=manager, **facts)


def test_a_remark_on_an_older_version_is_refused(words, manager, minh):
    edit(words, minh, "Khác hẳn.")

    with pytest.raises(Stale):
        remark(words, manager, expected_version=1)


def test_admins_and_onlookers_remark_nothing(words, admin_person, khoa, vy):
    for person in (admin_person, khoa, vy):
        with pytest.raises(Forbidden):
            remark(words, person)


def test_what_was_said_gets_no_remark(published, manager):
    with pytest.raises(Blocked):
        commenting.comment(published, actor=manager, language="vi", place=0, body="x")


def test_a_remark_is_never_rewritten_or_deleted(words, manager):
    row = remark(words, manager)
    for spoil in (
        lambda: SentenceComment.objects.filter(pk=row.pk).update(body="khác"),
        lambda: SentenceComment.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()


def test_on_the_pages_one_remarks_takes_over_and_settles(words, client_of, manager, minh):
    client = client_of(manager)
    assert "Lô 12 đang được kiểm tra." in body(client.get(url(words, "comment")))
    form = {
        "sentence": "vi-1",
        "body": "<b>Lô</b> nào?",
        "suggestion": "Lô 13.",
        "expected_version": 1,
    }
    assert client.post(url(words, "comment"), form).status_code == 302
    assert client.post(url(words, "comment"), form | {"sentence": "vi-7"}).status_code == 422
    row = SentenceComment.objects.get()

    page = body(client.get(url(words)))
    assert f'<mark><a href="#comment-{row.pk}">Lô 12 đang được kiểm tra. </a></mark>' in page
    assert "<b>Lô</b>" not in page
    asked = body(client_of(minh).get(url(words, "act", "submit")))
    assert "Lô 12 đang được kiểm tra." in asked

    writer = client_of(minh)
    done = writer.post(url(words, "apply_comment", row.pk), {"expected_version": "1"})
    assert done.status_code == 302
    assert "Lô 13." in Statement.objects.get(pk=words.pk).version.text_vi
    assert writer.post(url(words, "settle_comment", row.pk)).status_code == 409
    assert "Lô 12 đang được kiểm tra." in body(writer.get(url(words, "versions")))


def test_an_open_remark_holds_up_no_submission(words, manager, minh):
    remark(words, manager)

    assert review.submit(words, actor=minh).status == State.IN_REVIEW


def test_a_changed_sentence_is_marked_on_the_page(words, client_of, manager, minh):
    remark(words, manager)
    edit(words, minh, TEXT.replace("Lô 12", "Lô 14"))

    assert "câu đã thay đổi" in body(client_of(minh).get(url(words)))


def test_the_same_through_the_api(words, api_of, manager, minh):
    path = reverse("api-statement-comments", args=[words.reference])
    sent = {"language": "vi", "place": 1, "body": "Lô nào?", "suggestion": "Lô 13."}

    made = api_of(manager).post(path, sent)
    assert (made.status_code, made.json()["sentence"]) == (201, "Lô 12 đang được kiểm tra.")
    move = f"{path}{made.json()['id']}/apply/"
    assert api_of(minh).post(move, {"expected_version": 9}).status_code == 409
    applied = api_of(minh).post(move, {"expected_version": 1})
    assert (applied.status_code, applied.json()["applied_in"]) == (200, 2)
    [row] = api_of(minh).get(path).json()["results"]
    assert (row["place"], row["sentence_changed"]) == (None, True)
    assert api_of(minh).post(f"{path}{row['id']}/shout/", {}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_remarks_cost_the_same_for_one_and_three(words, manager, django_assert_num_queries, count):
    for _ in range(count):
        remark(words, manager)
    fresh = Statement.objects.get(pk=words.pk)
    with django_assert_num_queries(2):
        assert len(open_comments(fresh)) == count
