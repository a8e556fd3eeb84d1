"""Pages and API of the bank and of the press desk, for those who may and those who may not."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from crisisdesk.kernel.clock import now
from statements.enums_desk import AnswerState, EnquiryState
from statements.models import Answer, Enquiry
from statements.services import drafting
from statements.services import enquiry_replies as replies
from tests.statements.bank_helpers import WORDS, asked, cleared, written
from tests.statements.helpers import body, verbs

pytestmark = pytest.mark.django_db
FREE = "Chúng tôi đang kiểm tra và sẽ trả lời trước 17:00."


def page(name: str, *args) -> str:
    return reverse(f"statements:{name}", args=args)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens(brand, case, minh, manager, client_of, language):
    minh.language = language
    minh.save()
    client = client_of(minh)
    answer, standing = cleared(case, minh, manager), written(brand, minh)
    enquiry = replies.word(asked(case, minh), actor=minh, reply=FREE)
    for path in (
        page("answers"), page("answer-new"), page("answers-of", case.reference),
        page("answer-new-of", case.reference), page("answer", answer.pk),
        page("answer", standing.pk), page("answer-edit", answer.pk),
        page("answer-act", answer.pk, "withdraw"), page("enquiries"), page("enquiry-new"),
        page("enquiry", enquiry.pk), page("enquiry-edit", enquiry.pk),
        page("enquiry-act", enquiry.pk, "assign"), page("enquiry-act", enquiry.pk, "decline"),
        reverse("incidents:room", args=[case.reference]), reverse("desk:home"),
    ):  # fmt: skip
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("name", ["answers", "enquiries"])
def test_an_empty_list_says_what_to_do(brand, minh, client_of, name):
    assert 'class="empty' in body(client_of(minh).get(page(name)))


def test_a_question_is_written_changed_and_cleared_on_the_pages(case, minh, manager, client_of):
    sent = {**WORDS, "audience": "customers"}
    answer = client_of(minh).post(page("answer-new-of", case.reference), sent)
    row = Answer.objects.get()
    assert answer.url == row.get_absolute_url()

    sent |= {"answer_vi": "Xin ngừng dùng.", "version": 1, "reason": "ngắn hơn"}
    client_of(minh).post(page("answer-edit", row.pk), sent)
    seen = body(client_of(minh).get(row.get_absolute_url()))
    assert "người thứ hai" in seen
    clear = {"expected_version": 2}
    assert client_of(minh).post(page("answer-act", row.pk, "clear"), clear).status_code == 403
    client_of(manager).post(page("answer-act", row.pk, "clear"), clear)

    row.refresh_from_db()
    assert (row.status, row.answer_vi) == (AnswerState.CLEARED, "Xin ngừng dùng.")


def test_an_old_page_overwrites_nothing(case, minh, lead, client_of):
    row = written(case, minh)
    sent = {**WORDS, "audience": "press", "version": 1}

    assert client_of(minh).post(page("answer-edit", row.pk), sent).status_code == 302
    assert client_of(lead).post(page("answer-edit", row.pk), sent).status_code == 409


def test_an_empty_question_is_told_at_its_field(case, minh, client_of):
    sent = {**WORDS, "question_vi": " ", "audience": "customers"}

    answer = client_of(minh).post(page("answer-new-of", case.reference), sent)

    assert answer.status_code == 422
    assert "question_vi" in answer.context["form"].errors


def test_the_front_line_reads_and_copies_what_is_cleared_and_nothing_of_its_making(
    case, minh, manager, khoa, client_of
):
    good = cleared(case, minh, manager)
    draft = written(case, minh, question_vi="Nội bộ hỏi gì?")
    client = client_of(khoa)

    listed = body(client.get(page("answers-of", case.reference)))

    assert WORDS["answer_vi"] in listed and 'data-copy="vi-' in listed
    assert "Nội bộ hỏi gì?" not in listed
    assert client.get(page("answer", draft.pk)).status_code == 404
    single = body(client.get(page("answer", good.pk)))
    assert WORDS["answer_vi"] in single and manager.name not in single
    assert client.get(page("enquiries")).status_code == 403
    assert page("enquiries") not in body(client.get(page("answers-of", case.reference)))


def test_an_enquiry_is_taken_down_with_three_fields(case, minh, client_of):
    sent = {"outlet": "Báo Ngày Mới", "questions": "Vì sao?", "within": "30"}

    answer = client_of(minh).post(page("enquiry-new"), sent)

    row = Enquiry.objects.get()
    assert answer.url == row.get_absolute_url()
    assert 29 * 60 < (row.deadline - now()).total_seconds() <= 30 * 60
    assert (row.owner, row.incident, row.channel, row.language) == (minh, None, "phone", "vi")


def test_the_case_is_chosen_when_one_comes_from_its_war_room(case, minh, client_of):
    client = client_of(minh)
    shown = client.get(page("enquiry-new") + f"?incident={case.reference}")
    assert shown.context["form"]["incident"].value() == str(case.number)

    sent = {"outlet": "Báo", "questions": "Vì sao?", "within": "", "incident": case.number}
    answer = client.post(page("enquiry-new"), sent)
    assert answer.status_code == 422
    assert "deadline" in answer.context["form"].errors


def test_mending_a_name_does_not_move_the_deadline(case, minh, client_of):
    enquiry = asked(case, minh)
    client, path = client_of(minh), page("enquiry-edit", enquiry.pk)
    form = client.get(path).context["form"]
    sent = {bound.name: bound.value() or "" for bound in form}
    sent |= {"deadline": f"{timezone.localtime(enquiry.deadline):%Y-%m-%dT%H:%M}", "reporter": "Hà"}

    assert client.post(path, sent).status_code == 302

    after = Enquiry.objects.get(pk=enquiry.pk)
    assert (after.reporter, after.deadline) == ("Hà", enquiry.deadline)
    assert "enquiry_moved" not in verbs(case)


def test_a_reply_is_chosen_from_the_bank_and_given(case, minh, manager, client_of):
    row, client = cleared(case, minh, manager), client_of(minh)
    enquiry = asked(case, minh)
    shown = client.get(enquiry.get_absolute_url() + f"?qa={row.pk}")
    assert shown.context["form"].initial == {"reply": WORDS["answer_vi"], "answer": row.pk}

    client.post(page("enquiry-act", enquiry.pk, "word"), shown.context["form"].initial)
    sent = {"expected_wording": 1}
    assert client.post(page("enquiry-act", enquiry.pk, "send"), sent).status_code == 302

    enquiry.refresh_from_db()
    row.refresh_from_db()
    assert (enquiry.state, row.used_count) == (EnquiryState.ANSWERED, 1)


def test_free_words_are_blocked_with_the_reason_until_approved(case, minh, manager, client_of):
    enquiry = replies.word(asked(case, minh), actor=minh, reply=FREE)
    send = page("enquiry-act", enquiry.pk, "send")

    assert "Cần người thứ hai phê duyệt" in body(client_of(minh).get(enquiry.get_absolute_url()))
    assert client_of(minh).post(send, {"expected_wording": 1}).status_code == 409
    approving = page("enquiry-act", enquiry.pk, "approve")
    assert client_of(minh).post(approving, {"expected_wording": 1}).status_code == 403
    assert client_of(manager).post(approving, {"expected_wording": 1}).status_code == 302
    assert client_of(minh).post(send, {"expected_wording": 1}).status_code == 302


def test_only_those_who_answer_see_whom_to_call(case, minh, nghia, client_of, api_of):
    enquiry = asked(case, minh)
    path = f"/api/v1/incidents/{case.reference}/enquiries/"
    for who, sees in ((minh, True), (nghia, False)):
        texts = [
            body(client_of(who).get(enquiry.get_absolute_url())),
            body(client_of(who).get(page("enquiries"))),
            str(api_of(who).get(path).json()),
        ]
        assert ["Trần Thu Hà" in text for text in texts] == [sees] * 3
        assert ("0903 111 222" in texts[0], "0903 111 222" in texts[2]) == (sees, sees)


def test_a_hostile_question_is_shown_as_text(case, minh, client_of):
    enquiry = asked(
        case, minh, questions="<script>alert(1)</script>", contact="javascript:alert(1)"
    )

    shown = body(client_of(minh).get(enquiry.get_absolute_url()))

    assert "<script>alert(1)" not in shown and 'href="javascript' not in shown


def test_the_war_room_and_the_duty_desk_count_who_waits(case, minh, manager, client_of):
    cleared(case, minh, manager)
    asked(case, minh)

    room = body(client_of(minh).get(reverse("incidents:room", args=[case.reference])))
    home = body(client_of(minh).get(reverse("desk:home")))

    assert "1 phóng viên đang chờ" in room and "1 câu trả lời được phép dùng" in room
    assert "Báo chí đang chờ" in home and "Trả lời Báo Ngày Mới" in home


def test_a_reply_that_waits_for_me_stands_among_my_next_actions(
    case, minh, manager, khoa, client_of
):
    replies.word(asked(case, minh), actor=minh, reply=FREE)
    wanted = "Phê duyệt câu trả lời cho Báo Ngày Mới"

    seen = {
        who: wanted in body(client_of(who).get(reverse("desk:home")))
        for who in (minh, manager, khoa)
    }

    assert seen == {minh: False, manager: True, khoa: False}


def test_the_brief_tells_what_may_be_answered_and_where_the_press_goes(case, minh, manager, plan):
    from statements.fill import templates_for

    cleared(case, minh, manager)
    cleared(case, minh, manager, audience="press", question_vi="Vì sao giấu tin?")
    written(case, minh, question_vi="Chưa duyệt?")
    template = templates_for(case, "internal_brief")[0]

    brief = drafting.draft(case, actor=minh, kind="internal_brief", template=template)

    text = brief.version.text_vi
    assert f"{WORDS['question_vi']} → {WORDS['answer_vi']}" in text
    assert "Vì sao giấu tin?" not in text and "Chưa duyệt?" not in text
    assert case.brand.press_contact in text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("answers-of", 8), ("enquiries", 7)],
)
def test_a_list_costs_the_same_whatever_its_length(
    case, minh, manager, client_of, django_assert_num_queries, count, path, queries
):
    for _ in range(count):
        cleared(case, minh, manager)
        asked(case, minh)
    client = client_of(minh)
    url = page(path, case.reference) if path == "answers-of" else page(path)
    client.get(url)

    with django_assert_num_queries(queries):
        client.get(url)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("answers", 6), ("enquiries", 5)])
def test_a_list_of_the_api_costs_the_same_whatever_its_length(
    case, minh, manager, api_of, django_assert_num_queries, count, name, queries
):
    for _ in range(count):
        cleared(case, minh, manager)
        asked(case, minh)
    api = api_of(minh)

    with django_assert_num_queries(queries):
        rows = api.get(f"/api/v1/incidents/{case.reference}/{name}/").json()["results"]
    assert len(rows) == count


def test_the_api_writes_clears_and_answers(case, minh, manager, api_of):
    path = f"/api/v1/incidents/{case.reference}"
    row = api_of(minh).post(f"{path}/answers/", WORDS, format="json").json()
    act = f"/api/v1/answers/{row['id']}/clear/"
    assert api_of(minh).post(act, {"expected_version": 1}, format="json").status_code == 403
    assert api_of(manager).post(act, {"expected_version": 9}, format="json").status_code == 409
    told = api_of(manager).post(act, {"expected_version": 1}, format="json").json()
    assert (told["status"], told["cleared_by"]["id"]) == ("cleared", manager.pk)

    sent = {"outlet": "Báo", "questions": "Vì sao?", "deadline": "2030-01-01T10:00:00+07:00"}
    enquiry = api_of(minh).post(f"{path}/enquiries/", sent, format="json").json()
    act = f"/api/v1/enquiries/{enquiry['id']}"
    reply = {"reply": WORDS["answer_vi"], "answer": row["id"]}
    assert api_of(minh).post(f"{act}/word/", reply, format="json").json()["wording"] == 1
    told = api_of(minh).post(f"{act}/send/", {"expected_wording": 1}, format="json").json()
    assert (told["state"], told["answer"]) == ("answered", row["reference"])


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"questions": "Vì sao?", "deadline": "2030-01-01T10:00:00Z"}, "outlet"),
        ({"outlet": "B", "questions": "V", "deadline": "2020-01-01T10:00:00Z"}, "deadline"),
        ({"outlet": "B", "questions": "V", "deadline": "0001-01-01T00:00:00Z"}, "deadline"),
    ],
)
def test_the_api_names_the_field_that_is_wrong(case, minh, api_of, sent, field):
    path = f"/api/v1/incidents/{case.reference}/enquiries/"

    answer = api_of(minh).post(path, sent, format="json")

    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_an_answer_of_the_bank_answers_a_mention_and_is_counted(
    brand, case, minh, manager, client_of, api_of
):
    from monitoring.models import InboxEvent
    from monitoring.selectors.answers import bank_for
    from tests.statements.bank_helpers import mention_of

    good = cleared(case, minh, manager)
    press = cleared(case, minh, manager, audience="press")
    mention = mention_of(brand, minh)
    assert list(bank_for(mention, minh)) == [good]
    path = reverse("monitoring:mention", args=[mention.pk])
    shown = client_of(minh).get(path + f"?qa={good.pk}")
    form = shown.context["form"].initial
    assert form["reply"] == WORDS["answer_vi"]

    refused = client_of(minh).post(path + "answer/", {**form, "prepared": press.pk})
    assert refused.status_code == 422
    client_of(minh).post(path + "answer/", form)

    good.refresh_from_db()
    event = InboxEvent.objects.get(verb="answered")
    assert (event.prepared, event.reply, good.used_count) == (good, WORDS["answer_vi"], 1)
    assert good.reference in body(client_of(minh).get(path))
