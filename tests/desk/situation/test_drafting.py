"""A draft tells what happened since the last report, in both languages, and nothing that is secret."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from desk.situation import wording
from desk.situation.gathering import drafted
from incidents.services import decisions, evidence, facts, notes, questions, situation, tasks
from incidents.situation import secrecy
from monitoring.models import Mention
from outbox import relay
from outbox.models import OutboxMessage

SECRET = "Luật sư Hải khuyên nhận lỗi với bà Tư"


@pytest.fixture
def lawyers(case, lead):
    """Secret words in everything that legal privilege covers."""
    notes.add(case, actor=lead, text=f"{SECRET} một", visibility="privileged")
    fact = facts.add_fact(
        case, actor=lead, text_vi=f"{SECRET} hai", text_en=f"{SECRET} ba", visibility="privileged"
    )
    evidence.add_evidence(
        case, actor=lead, fact=fact, title=f"{SECRET} bảy", kind="link", url="https://a.example/7"
    )
    facts.revise_fact(
        fact, actor=lead, status="confirmed", text_vi=f"{SECRET} bốn", reason=f"{SECRET} năm"
    )
    file = SimpleUploadedFile("a.txt", b"x", "text/plain")
    evidence.add_evidence(
        case, actor=lead, title=f"{SECRET} sáu", kind="file", file=file, visibility="privileged"
    )
    return fact


def test_it_tells_what_was_settled_decided_said_and_promised(published, make_fact, lead):
    case = published.incident
    make_fact(case, text="Lô 12 đã dừng bán.", english="Batch 12 is off sale.")
    decisions.decide(case, actor=lead, text="Thu hồi lô 12", reason="an toàn")
    tasks.add_task(case, actor=lead, title_vi="Gọi cửa hàng", title_en="Call the shops")
    questions.ask(case, actor=lead, text_vi="Lô nào?", text_en="Which batch?")

    draft = drafted(case)

    for words in ("Lô 12 đã dừng bán.", "Thu hồi lô 12", "Gọi cửa hàng", "Lô nào?"):
        assert words in draft.text_vi
    for words in ("Confirmed: Batch 12 is off sale.", "Call the shops", "Which batch?"):
        assert words in draft.text_en
    assert "Holding statement" in draft.text_en
    assert "the next update — by" in draft.text_en


def test_the_second_report_begins_where_the_first_one_ended(case, lead, board, write, send):
    decisions.decide(case, actor=lead, text="Quyết định cũ", reason="a")
    send(write(case), lists=[board("an@ban.example")])
    decisions.decide(case, actor=lead, text="Quyết định mới", reason="b")

    draft = drafted(case)

    assert "Quyết định mới" in draft.text_vi
    assert "Quyết định cũ" not in draft.text_vi


def test_figures_stand_beside_those_of_the_last_report(case, board, write, send, brand):
    _heard(brand, case, 2, reach=1200)
    send(write(case), lists=[board("an@ban.example")])
    _heard(brand, case, 3, reach=100)

    draft = drafted(case)

    assert draft.figures == {"mentions": 5, "reach": 2700}
    assert "5 mentions (in the last report: 2)" in draft.text_en
    assert "2.700" in draft.text_vi


def _heard(brand, case, count, reach):
    from monitoring.services.ingest import take_in
    from teams.automation import automation

    known = Mention.objects.count()
    rows = [
        {"external_id": f"m{known + number}", "source": "Voz", "text": "Sao Mai tệ",
         "posted_at": now().isoformat(), "reach": reach}
        for number in range(count)
    ]  # fmt: skip
    take_in(rows, brand=brand, actor=automation(), judge=False)
    Mention.objects.filter(incident=None).update(incident=case)


def test_a_draft_that_waits_is_gone_on_with(case, write, minh, manager):
    first = write(case, text_vi="Của Minh")

    again = situation.draft(case, drafted(case), actor=manager)

    assert (again.pk, again.text_vi) == (first.pk, "Của Minh")


def test_two_people_do_not_overwrite_each_other_unseen(case, write, minh, lead):
    report = write(case)
    situation.save(report, actor=lead, edition=report.edition, text_vi="Của trưởng nhóm")

    with pytest.raises(Blocked) as caught:
        situation.save(report, actor=minh, edition=report.edition, text_vi="Của Minh")

    assert [reason.code for reason in caught.value.reasons] == ["changed_meanwhile"]


def test_a_viewer_drafts_nothing(case, khoa):
    with pytest.raises(Forbidden):
        situation.draft(case, drafted(case), actor=khoa)


def test_no_draft_holds_what_is_privileged(case, lawyers):
    draft = drafted(case)

    assert SECRET not in draft.text_vi + draft.text_en


@pytest.mark.parametrize("which", ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy"])
def test_privileged_words_that_a_person_copied_in_are_not_sent(
    case, lawyers, which, write, send, board
):
    """Neither accents nor case nor signs between the words help."""
    sly = f"Xin báo: “{SECRET.upper()}, {which}”, hết."
    report = write(case, text_vi="Bình thường", text_en=sly)

    with pytest.raises(Blocked) as caught:
        send(report, lists=[board("an@ban.example")])

    assert [reason.code for reason in caught.value.reasons] == ["privileged_words"]
    # The refusal does not say the secret again.
    assert SECRET not in str(caught.value.reasons[0].message)


def test_a_title_that_says_it_holds_the_report_up(case, lawyers, write, send, board):
    report = write(case, text_vi="Bình thường")
    type(case).objects.filter(pk=case.pk).update(title=f"Vụ {SECRET}, một")

    with pytest.raises(Blocked) as caught:
        send(report, lists=[board("an@ban.example")])

    assert [reason.code for reason in caught.value.reasons] == ["privileged_words"]


def test_common_words_are_no_secret(case, lead):
    notes.add(case, actor=lead, text="Đã gọi. Vâng.", visibility="privileged")

    assert secrecy.repeated(case, "Đã gọi tổng đài.") == []


def test_the_sent_bytes_hold_no_secret(case, lawyers, lead, board, write, send, post_office):
    decisions.decide(case, actor=lead, text="Thu hồi lô 12", reason="an toàn")
    send(write(case), lists=[board("an@ban.example")], people=[lead])
    OutboxMessage.objects.update(available_at=now() - timedelta(seconds=1))
    post_office.start()

    relay.deliver_due()

    told = [row for row in post_office.letters if "Thu hồi lô 12" in _words(row)]
    assert len(told) == 2
    assert not [row for row in post_office.letters if SECRET in _words(row)]


def _words(letter) -> str:
    return "".join(
        part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"
    )


def test_the_draft_of_the_busiest_case_fits_its_field(case, lead, make_fact):
    from incidents.models.situation import LONGEST

    for number in range(40):
        decisions.decide(case, actor=lead, text=f"{number} {'dài ' * 400}", reason="a")
        make_fact(case, text=f"{number} {'dài ' * 400}")

    draft = drafted(case)

    assert max(len(draft.text_vi), len(draft.text_en)) < LONGEST
    # The newest are kept.
    assert "39 dài" in draft.text_vi


def test_headings_and_lists_are_read_from_the_plain_words():
    assert wording.blocks("# Tình hình\n- một\n- hai\n\nCâu.") == [
        {"kind": "head", "words": "Tình hình"},
        {"kind": "list", "items": ["một", "hai"]},
        {"kind": "text", "words": "Câu."},
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_gathering_costs_the_same_for_one_and_three(
    case, make_fact, lead, count, django_assert_num_queries
):
    for number in range(count):
        make_fact(case, text=f"Dữ kiện {number}", english="")
        decisions.decide(case, actor=lead, text=f"Quyết định {number}", reason="a")
        tasks.add_task(case, actor=lead, title_vi=f"Việc {number}")

    with django_assert_num_queries(11):
        draft = drafted(case)

    assert draft.text_vi.count("Quyết định ") == count
