"""Press mail: one letter each, of exactly the approved words, to who still wants it."""

from __future__ import annotations

import email
from email import policy

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from crisisdesk.kernel.errors import Blocked
from outbox import outside, relay
from outbox.models import OutboxMessage, OutboxState
from statements.enums import State
from statements.models import ContactState, PressGroup, PressLetter, Publication, Statement
from statements.selectors import press as asked
from statements.services import briefs, drafting, press_list, press_mail, publishing, review
from statements.services.drafting import Words
from tests.statements.helpers import codes, verbs

CHANNELS = ["newsroom", "press"]


@pytest.fixture
def mailed(waived, case, economy, draft_of, approve_by, minh, manager):
    """A text that was approved for the economy group and published: `mailed()`."""

    def make(case=case, **words) -> Statement:
        words = {"channels": CHANNELS, "press_groups": [economy.pk]} | words
        text = approve_by(review.submit(draft_of(case, **words), actor=minh), manager)
        return publishing.publish(text, actor=minh)

    return make


def letters():
    return list(OutboxMessage.objects.filter(topic=press_mail.TOPIC).order_by("id"))


def standing(statement) -> dict[str, int]:
    return asked.counts(asked.letters_of(statement))


def test_each_contact_gets_one_letter_in_their_language(mailed, reporter, post_office):
    reporter("vi@bao.example", language="vi")
    reporter("en@wire.example", language="en")
    reporter("both@bao.example")
    reporter("gone@bao.example", state=ContactState.UNSUBSCRIBED)
    reporter("paused@bao.example", state=ContactState.SUSPENDED)
    reporter("other@bao.example", groups=[])
    post_office.start()

    statement = mailed()
    OutboxMessage.objects.update(available_at=statement.published_at)
    relay.deliver_due()

    mine = {row["To"]: row for row in post_office.letters if row["List-Id"]}
    bodies = {
        name: (row.get_body(("plain",)).get_content(), row.get_body(("html",)).get_content())
        for name, row in mine.items()
    }
    assert set(bodies) == {"vi@bao.example", "en@wire.example", "both@bao.example"}
    vi, en = "Chúng tôi đang kiểm tra lô hàng", "We are checking the batch"
    for part in (0, 1):
        assert vi in bodies["vi@bao.example"][part] and en not in bodies["vi@bao.example"][part]
        assert en in bodies["en@wire.example"][part] and vi not in bodies["en@wire.example"][part]
        assert vi in bodies["both@bao.example"][part] and en in bodies["both@bao.example"][part]
    assert mine["vi@bao.example"]["Reply-To"] == "press@saomai.example"
    assert mine["vi@bao.example"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert standing(statement) == {"sent": 3}


def test_the_page_of_the_newsroom_is_linked_in_the_readers_language(
    mailed,
    reporter,
    post_office,
):
    reporter("en@wire.example", language="en")
    post_office.start()

    statement = mailed()
    relay.deliver_due()

    (letter,) = [row for row in post_office.letters if row["To"] == "en@wire.example"]
    path = reverse("newsroom:statement", args=[statement.brand.slug, statement.slug])
    assert f"{path}?lang=en" in letter.get_body(("plain",)).get_content()


def test_nothing_is_told_twice(mailed, reporter, minh):
    reporter()
    statement = mailed()

    with transaction.atomic():
        press_mail.send_out(statement, minh)

    assert len(letters()) == PressLetter.objects.count() == 1


def test_the_groups_are_part_of_what_is_signed(case, economy, reporter, draft_of, minh, manager):
    reporter()
    words = draft_of(case, channels=CHANNELS)
    before = words.version.digest
    words = review.submit(words, actor=minh)
    review.view(words.version, manager)
    words = review.approve(words, actor=manager)

    drafting.save(
        words,
        actor=minh,
        expected_version=words.current_version,
        words=Words(press_groups=[economy.pk]),
    )

    words = Statement.objects.get(pk=words.pk)
    assert words.status == "draft"
    assert words.version.digest != before
    assert words.version.digest == words.version.seal()


def test_texts_without_groups_keep_their_digests(case, draft_of):
    version = draft_of(case).version

    assert version.press_groups == [] and version.digest == version.seal()


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        ({"channels": ["newsroom"]}, {}),
        ({"channels": CHANNELS}, {"audience": "partners"}),
        ({"channels": CHANNELS, "press_groups": [987654]}, {}),
    ],
)
def test_groups_need_the_channel_the_public_and_the_brand(
    case,
    economy,
    draft_of,
    words,
    settings,
):
    with pytest.raises(ValidationError) as refused:
        draft_of(case, settings=settings, **{"press_groups": [economy.pk], **words})

    assert list(refused.value.message_dict) == ["press_groups"]


def test_a_group_of_another_brand_cannot_be_chosen(case, other_brand, draft_of):
    theirs = PressGroup.objects.create(brand=other_brand, name="x")

    with pytest.raises(ValidationError):
        draft_of(case, channels=CHANNELS, press_groups=[theirs.pk])


def test_a_correction_reaches_whom_the_mistake_reached(
    mailed,
    reporter,
    case,
    make_fact,
    draft_of,
    economy,
):
    reporter()
    statement = mailed()

    notice = draft_of(
        case,
        "correction_own",
        corrects=statement,
        facts=[make_fact(case)],
        settings={"next_update_at": None},
    )

    assert notice.version.press_groups == [economy.pk]
    assert "press" in notice.channels


def test_who_leaves_before_the_letter_goes_hears_nothing(mailed, reporter, post_office, minh):
    row = reporter()
    statement = mailed()
    press_list.suspend(row, actor=minh, reason="nghỉ")
    post_office.start()

    relay.deliver_due()

    assert [row for row in post_office.letters if row["To"] == "mai@bao.example"] == []
    assert standing(statement) == {"withdrawn": 1}


def test_a_retracted_text_goes_to_nobody_any_more(mailed, reporter, post_office):
    reporter()
    statement = mailed()
    Statement.objects.filter(pk=statement.pk).update(status=State.RETRACTED)
    post_office.start()

    relay.deliver_due()

    assert standing(statement) == {"withdrawn": 1}


def test_a_drill_writes_down_whom_it_would_have_reached_and_sends_nothing(
    make_case,
    reporter,
    mailed,
    lead,
    post_office,
):
    reporter()
    drill = make_case(is_drill=True)
    briefs.waive(drill, actor=lead, reason="diễn tập")
    post_office.start()

    statement = mailed(drill)
    relay.deliver_due()

    assert letters() == []
    assert [row for row in post_office.letters if row["To"] == "mai@bao.example"] == []
    assert standing(statement) == {"rehearsed": 1}
    assert "press_rehearsed" in verbs(drill) and "press_written" not in verbs(drill)


def test_the_outbox_takes_no_letter_of_a_drill_and_its_door_lets_none_out(
    make_case,
    reporter,
    mailed,
    lead,
    post_office,
):
    """Even a letter that was smuggled in is refused: its case is asked, not its facts."""
    reporter()
    drill = make_case(is_drill=True)
    briefs.waive(drill, actor=lead, reason="diễn tập")
    statement = mailed(drill)
    row = PressLetter.objects.select_related("contact").get()
    PressLetter.objects.update(key="smuggled")
    row.key = "smuggled"
    message = press_mail._message(statement, row, 0)
    message.facts["drill"] = True
    with pytest.raises(Blocked) as refused:
        press_mail.promise([message])
    assert codes(refused) == ["drill_leaks"]

    message.facts["drill"] = False
    press_mail.promise([message])
    post_office.start()
    relay.deliver_due()

    assert [row for row in post_office.letters if row["To"] == "mai@bao.example"] == []
    assert letters()[0].state == OutboxState.DROPPED


def test_a_letter_that_came_back_for_good_suspends_the_contact(mailed, reporter):
    row = reporter()
    statement = mailed()
    token = PressLetter.objects.get().token

    assert outside.came_back(token, hard=True, detail="550 5.1.1 unknown")
    assert outside.came_back(token, hard=True, detail="550 5.1.1 unknown")

    row.refresh_from_db()
    assert (row.state, row.state_reason) == (ContactState.SUSPENDED, "550 5.1.1 unknown")
    assert standing(statement) == {"bounced": 1}


def test_passing_trouble_is_counted_once_a_letter(mailed, reporter):
    row = reporter()
    mailed()
    token = PressLetter.objects.get().token
    OutboxMessage.objects.update(state=OutboxState.SENT)

    for _ in range(3):
        outside.came_back(token, hard=False, detail="4.2.2 full")

    row.refresh_from_db()
    assert (row.state, row.soft_bounces) == (ContactState.ACTIVE, 1)
    assert standing(PressLetter.objects.get().statement) == {"delayed": 1}


def test_erasing_takes_the_address_from_sent_letters_too(mailed, reporter, post_office, manager):
    row = reporter()
    statement = mailed()
    post_office.start()
    relay.deliver_due()

    press_list.erase(row, actor=manager)

    everything = str(list(OutboxMessage.objects.values())) + str(list(PressLetter.objects.values()))
    assert "mai@bao.example" not in everything
    assert standing(statement) == {"sent": 1}


def test_one_press_leaves_the_list_and_a_look_does_not(mailed, reporter, client):
    row = reporter()
    statement = mailed()
    address = reverse("press:leave", args=[PressLetter.objects.get().token])

    assert client.get(address).status_code == 200
    row.refresh_from_db()
    assert row.state == ContactState.ACTIVE

    one_click = {"List-Unsubscribe": "One-Click"}
    assert [client.post(address, one_click).status_code for _ in range(2)] == [200, 200]

    row.refresh_from_db()
    assert (row.state, row.state_reason) == (ContactState.UNSUBSCRIBED, statement.reference)
    assert standing(statement) == {"unsubscribed": 1}
    assert not client.get(address).cookies


def test_leaving_needs_the_token_of_a_letter(db, client):
    assert client.post(reverse("press:leave", args=["p" + "0" * 32])).status_code == 404


def test_the_channel_is_live_once_no_letter_waits(mailed, reporter, post_office):
    reporter()
    statement = mailed()
    assert press_mail.settle() == 0

    post_office.start()
    relay.deliver_due()

    assert (press_mail.settle(), press_mail.settle()) == (1, 0)
    row = Publication.objects.get(statement=statement, channel="press")
    assert row.state == "live"


def test_the_channel_failed_where_nobody_could_be_reached(mailed, reporter, post_office):
    reporter()
    statement = mailed()
    post_office.codes["mai@bao.example"] = "550 5.1.1"
    post_office.start()
    relay.deliver_due()

    press_mail.settle()

    assert Publication.objects.get(statement=statement, channel="press").state == "failed"
    assert standing(statement) == {"bounced": 1}


def test_our_own_people_do_not_wait_behind_a_long_list(mailed, reporter):
    for number in range(3):
        reporter(f"r{number}@bao.example")

    mailed()

    times = [row.available_at for row in letters()]
    assert [times[at] < times[at + 1] for at in range(2)] == [True, True]


def test_hostile_words_stay_words_in_the_letter(mailed, reporter, post_office):
    reporter()
    post_office.start()

    mailed(title_vi="Tin\u2028<b>x</b>", text_vi="<script>alert(1)</script> a & b")
    relay.deliver_due()

    (letter,) = [row for row in post_office.letters if row["To"] == "mai@bao.example"]
    assert "<script>" not in letter.get_body(("html",)).get_content()
    assert "a & b" in letter.get_body(("plain",)).get_content()
    assert email.message_from_bytes(bytes(letter), policy=policy.default)["Bcc"] is None
