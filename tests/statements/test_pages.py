"""Every page of words, for those who may and those who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crisisdesk.kernel.clock import now
from statements.enums import State
from statements.models import Promise, Statement, Viewed
from statements.services import drafting, publishing, review
from statements.services.drafting import Words
from tests.statements.helpers import body, url


def test_strangers_find_nothing(published, client_of, vy):
    client = client_of(vy)
    for page in ("detail", "edit", "versions", "publish", "status", "correct", "retract"):
        assert client.get(url(published, page)).status_code == 404


def test_viewers_see_what_was_said_and_no_draft(case, published, draft_of, client_of, khoa):
    client = client_of(khoa)

    assert client.get(url(published)).status_code == 200
    assert client.get(url(draft_of(case))).status_code == 404
    assert client.get(url(published, "versions")).status_code == 403
    assert draft_of(case).reference not in body(client.get(reverse("statements:list")))


def test_viewers_learn_nothing_of_what_stands_behind_the_words(
    case, waived, draft_of, make_fact, client_of, api_of, minh, manager, khoa
):
    fact = make_fact(case, text="Máy số 3 hỏng từ hôm qua.", english="Machine 3 broke.")
    words = draft_of(case, facts=[fact], settings={"strategy": "rebuild"})
    words = review.submit(words, actor=minh)
    review.view(words.version, manager)
    words = review.approve(words, actor=manager, comment="Luật sư ngại câu hai.")
    words = publishing.publish(words, actor=minh)
    notice = draft_of(case, "correction_own", corrects=words, settings={"next_update_at": None})
    inside = [
        fact.text_vi,
        "Luật sư ngại câu hai.",
        notice.reference,
        str(words.get_strategy_display()),
    ]

    theirs, ours = (body(client_of(one).get(url(words))) for one in (khoa, minh))
    told = api_of(khoa).get(f"/api/v1/statements/{words.reference}/").json()

    assert [text for text in inside if text in theirs] == []
    assert [text for text in inside if text not in ours] == []
    assert (told["strategy"], told["current"]["facts"]) == ("", [])
    assert not any(text in str(told) for text in inside[:3])


def test_visitors_sign_in_first(published, client):
    assert client.get(url(published)).status_code == 302


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens(published, case, draft_of, client_of, minh, language, plan):
    minh.language = language
    minh.save()
    client = client_of(minh)
    draft = draft_of(case)
    for path in (
        reverse("statements:list"),
        reverse("statements:approvals"),
        reverse("statements:new", args=[case.reference]),
        url(draft),
        url(draft) + "?view=both",
        url(draft, "edit"),
        url(draft, "versions"),
        url(draft, "version", 1),
        url(draft, "act", "submit"),
        url(draft, "act", "discard"),
        url(published),
        url(published, "status"),
        url(published, "correct"),
        url(published, "retract"),
        url(published, "act", "promise"),
    ):
        assert client.get(path).status_code == 200, path


def test_reading_is_noted_and_approving_follows(case, draft_of, signer_of, minh, manager):
    words = review.submit(draft_of(case), actor=minh)
    client = signer_of(manager)
    assert "Bạn duyệt với tư cách" in body(client.get(url(words)))
    assert Viewed.objects.filter(user=manager, version=words.version).exists()

    form = {"expected_version": 1, "comment": "được"}
    answer = client.post(url(words, "act", "approve"), form)

    assert answer.url == url(words)
    assert Statement.objects.get(pk=words.pk).status == State.APPROVED


def test_approving_unread_is_refused_with_the_reason(case, draft_of, signer_of, minh, manager):
    words = review.submit(draft_of(case), actor=minh)

    answer = signer_of(manager).post(url(words, "act", "approve"), {"expected_version": 1})

    assert answer.status_code == 409


def test_the_author_gets_the_sentence_of_the_two_person_rule(
    case, draft_of, client_of, minh, manager
):
    words = review.submit(draft_of(case), actor=minh)

    answer = client_of(minh).post(url(words, "act", "approve"), {"expected_version": 1})

    assert answer.status_code == 403


def test_the_default_view_is_the_difference_to_what_this_person_read(
    case, draft_of, client_of, minh, manager
):
    words = review.submit(draft_of(case), actor=minh)
    client = client_of(manager)
    client.get(url(words))
    client.post(
        url(words, "act", "request_changes"),
        {"expected_version": 1, "reason": "câu đầu", "suggestion": "nêu số lô"},
    )
    drafting.save(
        Statement.objects.get(pk=words.pk),
        actor=minh,
        expected_version=1,
        words=Words(text_vi="Chúng tôi đang kiểm tra lô 12 và sẽ thông tin tiếp."),
    )
    review.submit(Statement.objects.get(pk=words.pk), actor=minh)

    first, second = client.get(url(words)), client.get(url(words))

    for answer in (first, second):
        assert "<ins>" in body(answer) and "<del>" in body(answer)
        assert "nêu số lô" in body(answer)
    assert "<ins>" not in body(client.get(url(words) + "?view=text"))


def test_publishing_by_the_page(approved, waived, client_of, minh):
    client = client_of(minh)
    assert client.get(url(approved, "publish")).status_code == 200

    answer = client.post(url(approved, "publish"))

    assert answer.url == url(approved, "status")
    assert Statement.objects.get(pk=approved.pk).status == State.PUBLISHED


def test_the_publish_page_says_what_holds_it_up(approved, client_of, minh, lead):
    assert "waive-brief" not in body(client_of(minh).get(url(approved, "publish")))
    page = body(client_of(lead).get(url(approved, "publish")))
    assert reverse("statements:waive", args=[approved.incident.reference]) in page
    assert client_of(lead).post(url(approved, "publish")).status_code == 409


def test_waiving_the_brief_by_the_page(case, client_of, lead, minh):
    path = reverse("statements:waive", args=[case.reference])
    assert client_of(minh).get(path).status_code == 403
    assert client_of(lead).post(path, {"reason": ""}).status_code == 422
    assert client_of(lead).post(path, {"reason": "ca đêm"}).status_code == 302
    assert case.brief_waivers.get().reason == "ca đêm"


def test_a_channels_address_is_pasted(case, waived, draft_of, approve_by, client_of, minh, manager):
    words = draft_of(case, channels=["newsroom", "facebook"])
    words = publishing.publish(approve_by(review.submit(words, actor=minh), manager), actor=minh)
    client = client_of(minh)
    form = {
        "channel": "facebook",
        "url": "https://www.facebook.com/saomai/posts/1",
        "state": "live",
    }

    assert client.post(url(words, "act", "post"), form).status_code == 302

    assert (
        words.publications.get(channel="facebook").url == "https://www.facebook.com/saomai/posts/1"
    )
    assert "https://www.facebook.com/saomai/posts/1" in body(client.get(url(words, "status")))
    bad = client.post(url(words, "act", "post"), form | {"url": "javascript:x"})
    assert bad.status_code == 422


def test_a_promise_is_settled_by_the_page(published, client_of, lead, minh):
    promise = Promise.objects.get()
    path = reverse("statements:promise", args=[promise.pk])
    assert client_of(minh).get(path).status_code == 403
    assert client_of(lead).get(path).status_code == 200
    assert client_of(lead).post(path, {"state": "broken", "reason": "x"}).status_code == 422


def test_another_promise_is_written_down(published, client_of, minh):
    due = timezone.localtime(now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = client_of(minh).post(
        url(published, "act", "promise"), {"text": "Hoàn tiền", "due_at": due}
    )
    assert answer.status_code == 302
    assert published.promises.filter(text="Hoàn tiền").exists()


def test_a_brief_is_confirmed_as_read(
    case, draft_of, approve_by, client_of, minh, lead, khoa, manager
):
    words = approve_by(review.submit(draft_of(case, "internal_brief"), actor=minh), lead)
    words = publishing.publish(words, actor=minh)
    client = client_of(khoa)
    assert client.get(url(words)).status_code == 200

    assert client.post(url(words, "act", "read")).status_code == 302
    assert words.receipts.get().user == khoa


def test_unknown_acts_and_numbers_are_not_there(published, client_of, minh):
    client = client_of(minh)
    for path in (
        url(published, "act", "explode"),
        "/statements/ST-99999999999999/",
        "/statements/XX-1/",
        "/statements/ST-²/",
        url(published, "versions") + "?old=9&new=1",
    ):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_one_and_three(
    case, draft_of, client_of, minh, manager, django_assert_num_queries, count
):
    for _ in range(count):
        review.submit(draft_of(case), actor=minh)
    client = client_of(manager)
    for name, queries in (("list", 16), ("approvals", 16)):
        path = reverse(f"statements:{name}")
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)
