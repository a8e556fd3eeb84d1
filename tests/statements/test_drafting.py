"""What a writer may hand over, and what is refused."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.models import Incident
from statements.models import Statement
from statements.services import drafting, linting, promises
from statements.services.drafting import Words
from tests.statements.helpers import codes


def test_only_writers_write(case, draft_of, khoa, vy, nghia, admin_person):
    for person in (khoa, vy, nghia, admin_person):
        with pytest.raises(Forbidden):
            draft_of(case, by=person)


def test_an_ended_case_takes_no_new_words(case, draft_of):
    for step in ("contained", "resolved"):
        Incident.objects.filter(pk=case.pk).update(status=step)
    with pytest.raises(Blocked) as refused:
        draft_of(case)
    assert codes(refused) == ["case_ended"]


def test_texts_are_kept_in_nfc_with_plain_line_ends(case, draft_of):
    words = draft_of(case, text_vi=unicodedata.normalize("NFD", "Đà Nẵng\r\nHuế\u202e"))
    assert words.version.text_vi == "Đà Nẵng\nHuế"


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"strategy": "shout"}, "strategy"),
        ({"audience": "aliens"}, "audience"),
        ({"audience": "internal"}, "audience"),
    ],
)
def test_settings_are_checked(case, draft_of, settings, field):
    with pytest.raises(ValidationError) as refused:
        draft_of(case, settings=settings)
    assert set(refused.value.message_dict) == {field}


def test_a_notice_is_about_a_text_of_the_same_case(published, make_case, draft_of):
    with pytest.raises(ValidationError):
        draft_of(make_case(), "correction_own", corrects=published)
    with pytest.raises(ValidationError):
        draft_of(published.incident, "retraction")


def test_facts_of_others_refuted_or_privileged_stay_out(case, make_case, draft_of, make_fact):
    privileged = make_fact(case)
    privileged.visibility = "privileged"
    privileged.save()
    for fact in (make_fact(make_case()), make_fact(case, "refuted"), privileged):
        with pytest.raises(ValidationError):
            draft_of(case, facts=[fact])


def test_a_long_title_is_cut_to_one_line(case, draft_of):
    words = draft_of(case, title_vi="a\n" * 300)
    assert len(words.version.title_vi) <= 200 and "\n" not in words.version.title_vi


def test_a_comment_reply_goes_to_no_channel_by_itself(case, draft_of):
    assert draft_of(case, "comment_reply").channels == []


def test_an_apology_that_denies_is_refused(case, draft_of, make_fact, minh, phuong, lan):
    from statements.services import review

    words = draft_of(
        case,
        "apology",
        facts=[make_fact(case)],
        settings={"strategy": "deny"},
        text_vi="Chúng tôi xin lỗi. Trách nhiệm thuộc về chúng tôi. Xin hãy để chúng tôi khắc phục.",
        text_en="We are sorry. The responsibility is ours. Please let us put this right.",
    )
    with pytest.raises(Blocked) as refused:
        review.submit(words, actor=minh)
    assert codes(refused) == ["strategy_conflict"]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"next_update_at": None}, "no_next_update"),
        ({"next_update_at": now() - timedelta(minutes=1)}, "next_update_past"),
    ],
)
def test_a_holding_text_says_when_the_next_word_comes(
    case, draft_of, minh, manager, settings, code
):
    from statements.services import review

    with pytest.raises(Blocked) as refused:
        review.submit(draft_of(case, settings=settings), actor=minh)
    assert codes(refused) == [code]


def test_only_a_found_warning_is_kept(case, draft_of, make_fact, minh, khoa):
    clean, sorry = draft_of(case), draft_of(case, "apology", text_vi="Đây chỉ là sự cố nhỏ.")
    with pytest.raises(Blocked) as refused:
        linting.keep_phrase(clean, actor=minh, key="minimising", reason="x")
    assert codes(refused) == ["no_finding"]
    with pytest.raises(Blocked) as refused:
        linting.keep_phrase(sorry, actor=minh, key="minimising", reason="x")
    assert codes(refused) == ["lint_error"]


def test_a_kept_phrase_stays_kept_until_it_changes(case, draft_of, minh):
    from statements import lint

    words = draft_of(case, text_vi="Đây chỉ là sự cố nhỏ.")
    linting.keep_phrase(words, actor=minh, key="minimising", reason="trích")
    assert linting.keep_phrase(words, actor=minh, key="minimising", reason="trích") == []

    def holds_up(text: str) -> bool:
        fresh = Statement.objects.get(pk=words.pk)
        drafting.save(
            fresh,
            actor=minh,
            expected_version=fresh.current_version,
            words=Words(text_vi=text),
        )
        fresh = Statement.objects.get(pk=words.pk)
        return any(finding.holds_up for finding in lint.check(fresh.version, fresh))

    assert not holds_up("Chúng tôi đọc: đây chỉ là sự cố nhỏ.".replace("đây", "Đây"))
    assert holds_up("Đây chỉ là một sự cố nhỏ.")


def test_the_brands_own_number_is_no_ones_secret(case, draft_of):
    from statements import lint

    case.brand.hotline = "0912 345 678"
    case.brand.save()
    own = draft_of(case, text_vi="Xin gọi 0912 345 678.")
    other = draft_of(case, text_vi="Chị Hoa, số 0987 654 321.")

    assert lint.check(own.version, own) == []
    assert [f.key for f in lint.check(other.version, other)] == ["personal_data"]


def test_a_promise_needs_words_a_time_and_a_published_text(
    published, case, draft_of, minh, lead, vy
):
    ahead = now() + timedelta(days=1)
    with pytest.raises(ValidationError):
        promises.make(published, actor=minh, text=" ", due_at=ahead)
    with pytest.raises(ValidationError):
        promises.make(published, actor=minh, text="Hoàn tiền", due_at=now())
    with pytest.raises(ValidationError):
        promises.make(published, actor=minh, text="Hoàn tiền", due_at=ahead, owner=vy)
    with pytest.raises(Blocked):
        promises.make(draft_of(case), actor=minh, text="Hoàn tiền", due_at=ahead)

    made = promises.make(published, actor=minh, text="Hoàn tiền", due_at=ahead)
    assert promises.settle(made, actor=lead, state="kept").state == "kept"


def test_the_next_word_is_not_declared_kept_by_hand(published, lead):
    promise = published.promises.get()
    with pytest.raises(ValidationError):
        promises.settle(promise, actor=lead, state="kept")
    with pytest.raises(ValidationError):
        promises.settle(promise, actor=lead, state="open")
