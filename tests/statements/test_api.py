"""The same words through the API, with the same refusals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from statements.models import Statement
from statements.services import briefs, review

API = "/api/v1"


def move(client, words, name, **facts):
    return client.post(f"{API}/statements/{words['id']}/transitions/{name}/", facts)


@pytest.fixture
def begun(case, api_of, minh, manager):
    """A holding text, begun through the API."""
    answer = api_of(minh).post(
        f"{API}/incidents/{case.reference}/statements/",
        {
            "kind": "holding",
            "text_vi": "Chúng tôi đang kiểm tra.",
            "text_en": "We are checking.",
            "next_update_at": (now() + timedelta(hours=2)).isoformat(),
        },
    )
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_the_whole_way_of_a_text(case, begun, api_of, minh, manager, lead):
    writer, signer = api_of(minh), api_of(manager)
    assert move(writer, begun, "submit").json()["status"] == "in_review"

    unread = move(signer, begun, "approve")
    assert (unread.status_code, unread.json()["blockers"][0]["code"]) == (409, "not_viewed")
    seen = signer.get(f"{API}/statements/{begun['reference']}/").json()
    assert [t for t in seen["transitions"] if t["name"] == "approve"] == [
        {"name": "approve", "allowed": True, "blockers": []}
    ]
    assert move(signer, begun, "approve", comment="được").json()["status"] == "approved"

    early = move(writer, begun, "publish")
    assert [b["code"] for b in early.json()["blockers"]] == ["no_brief"]
    waiver = api_of(lead).post(
        f"{API}/incidents/{case.reference}/brief_waiver/", {"reason": "khẩn"}
    )
    assert waiver.status_code == 204
    said = move(writer, begun, "publish").json()
    assert (said["status"], said["newsroom"]) == (
        "published",
        f"/newsroom/sao-mai/sao-mai-tuyen-bo-tam-thoi-{begun['reference'][3:]}/",
    )
    assert said["promises"][0]["state"] == "open"


def test_an_edit_needs_the_version_it_began_from(begun, api_of, minh, lead):
    path = f"{API}/statements/{begun['id']}/versions/"
    first = api_of(minh).post(path, {"expected_version": 1, "text_vi": "Bản hai."})
    second = api_of(lead).post(path, {"expected_version": 1, "text_vi": "Bản của tôi."})

    assert (first.status_code, first.json()["version"]) == (201, 2)
    assert (second.status_code, second.json()["current_seq"]) == (409, 2)
    assert second.json()["blockers"][0]["code"] == "stale"
    assert api_of(lead).post(path, {"text_vi": "x"}).status_code == 400
    listed = api_of(minh).get(path).json()["results"]
    assert [row["number"] for row in listed] == [2, 1]


@pytest.mark.parametrize(
    ("name", "facts", "fields"),
    [
        ("request_changes", {"reason": "x"}, {"suggestion"}),
        ("request_changes", {}, {"reason", "suggestion"}),
        ("reject", {}, {"reason"}),
    ],
)
def test_missing_facts_are_named(begun, api_of, minh, manager, name, facts, fields):
    move(api_of(minh), begun, "submit")

    answer = move(api_of(manager), begun, name, **facts)

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == fields


def test_who_may_not_and_who_does_not_exist(begun, api_of, minh, khoa, vy, admin_person, manager):
    move(api_of(minh), begun, "submit")

    assert move(api_of(minh), begun, "approve").status_code == 403
    assert move(api_of(admin_person), begun, "approve").status_code == 403
    assert move(api_of(khoa), begun, "approve").status_code == 404
    assert move(api_of(vy), begun, "approve").status_code == 404
    assert move(api_of(minh), begun, "explode").status_code == 404
    assert api_of(minh).get(f"{API}/statements/999999/").status_code == 404
    assert api_of(minh, "read").get(f"{API}/statements/{begun['id']}/").status_code == 200
    assert move(api_of(minh, "read"), begun, "recall", reason="x").status_code == 403


def test_a_wrong_state_is_a_409_even_without_its_facts(begun, api_of, manager, minh):
    answer = move(api_of(manager), begun, "reject")
    assert (answer.status_code, answer.json()["blockers"][0]["code"]) == (409, "wrong_state")


def test_a_correction_through_the_api(
    published, case, api_of, approve_by, make_fact, minh, phuong, lan
):
    made = (
        api_of(minh)
        .post(
            f"{API}/incidents/{case.reference}/statements/",
            {
                "kind": "correction_own",
                "corrects": published.reference,
                "text_vi": "Đúng là lô 13.",
                "text_en": "It is batch 13.",
                "facts": [make_fact(case, text="Đúng là lô 13", english="It is batch 13").pk],
            },
        )
        .json()
    )
    move(api_of(minh), made, "submit")
    approve_by(Statement.objects.get(pk=made["id"]), phuong, lan)
    original = {"id": published.pk}

    assert move(api_of(minh), original, "correct").json()["errors"].keys() == {"notice"}
    answer = move(api_of(minh), original, "correct", notice=made["reference"])

    assert answer.json()["status"] == "corrected"
    assert Statement.objects.get(pk=made["id"]).status == "published"


def test_bad_input_is_named(case, api_of, minh):
    path = f"{API}/incidents/{case.reference}/statements/"
    for data, field in (
        ({"kind": "poem"}, "kind"),
        ({"kind": "holding", "channels": ["pigeon"]}, "channels"),
        ({"kind": "holding", "facts": [999999]}, "facts"),
        ({"kind": "holding", "facts": [10**25]}, "facts"),
        ({"kind": "holding", "template": "none"}, "template"),
        ({"kind": "retraction"}, "target"),
        ({"kind": "retraction", "retracts": "ST-x"}, "retracts"),
    ):
        answer = api_of(minh).post(path, data)
        assert answer.status_code == 400, data
        assert set(answer.json()["errors"]) == {field}


def test_viewers_begin_nothing(case, api_of, khoa, vy):
    path = f"{API}/incidents/{case.reference}/statements/"
    assert api_of(khoa).post(path, {"kind": "holding"}).status_code == 403
    assert api_of(vy).post(path, {"kind": "holding"}).status_code == 404


def test_channels_lint_and_receipts(case, draft_of, api_of, approve_by, minh, manager, lead, khoa):
    briefs.waive(case, actor=lead, reason="x")
    words = draft_of(case, channels=["newsroom", "facebook"], text_vi="Chỉ là sự cố nhỏ.")
    one = {"id": words.pk}
    lint = f"{API}/statements/{words.pk}/lint_overrides/"
    blocked = move(api_of(minh), one, "submit").json()["blockers"]
    assert [b["code"] for b in blocked] == ["lint_minimising"]
    kept = api_of(minh).post(lint, {"key": "minimising", "reason": "trích lời khách"})
    assert kept.status_code == 201
    words = approve_by(review.submit(words, actor=minh), manager)
    move(api_of(minh), one, "publish")

    posted = api_of(minh).post(
        f"{API}/statements/{words.pk}/channels/",
        {"channel": "facebook", "url": "https://www.facebook.com/saomai/posts/1"},
    )
    assert {row["channel"] for row in posted.json()["publications"]} == {"newsroom", "facebook"}
    assert api_of(khoa).post(f"{API}/statements/{words.pk}/receipt/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    case, draft_of, api_of, minh, manager, django_assert_num_queries, count
):
    for _ in range(count):
        review.submit(draft_of(case), actor=minh)
    client = api_of(minh)
    path = f"{API}/incidents/{case.reference}/statements/"
    client.get(path)
    with django_assert_num_queries(8):
        assert len(client.get(path).json()["results"]) == count


def test_sentences_say_what_they_rest_on(begun, case, api_of, minh, make_fact):
    fact, text = make_fact(case), "Hơn một nửa số hộp đã bán."
    path = f"{API}/statements/{begun['id']}/versions/"
    bound = [{"text": text, "facts": [fact.pk]}, {"text": "Cảm ơn.", "factual": True}]

    answer = api_of(minh).post(
        path, {"expected_version": 1, "text_vi": f"{text} Cảm ơn.", "sentences": bound}
    )

    shown = answer.json()["current"]
    first, second = (one for one in shown["sentences"] if one["language"] == "vi")
    assert (first["text"], first["facts"], first["factual"]) == (text, [fact.pk], True)
    assert (second["facts"], second["factual"]) == ([], True)
    assert second["marked_by"]["id"] == minh.pk
    assert shown["facts"] == [fact.pk]


@pytest.mark.parametrize(
    "sentence",
    [
        {"text": "Câu này không có."},
        {"text": "Hai.", "facts": [999_999]},
        {"facts": []},
        {"text": "Hai.", "facts": ["x"]},
    ],
)
def test_a_sentence_that_is_not_there_or_rests_on_nothing_known_is_refused(
    begun, api_of, minh, sentence
):
    path = f"{API}/statements/{begun['id']}/versions/"
    words = {"expected_version": 1, "text_vi": "Một. Hai.", "sentences": [sentence]}

    answer = api_of(minh).post(path, words)

    assert answer.status_code == 400 and set(answer.json()["errors"]) == {"sentences"}


def test_a_text_that_another_has_in_hand_is_a_409(begun, api_of, minh, lead):
    from statements.services import locking

    locking.take_turn(Statement.objects.get(pk=begun["id"]), actor=lead)
    path = f"{API}/statements/{begun['id']}/versions/"

    answer = api_of(minh).post(path, {"expected_version": 1, "text_vi": "Bản hai."})

    assert answer.status_code == 409
    assert [one["code"] for one in answer.json()["blockers"]] == ["held"]
