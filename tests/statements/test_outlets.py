"""Texts on their way to other networks: promised once, sent once, settled by what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.errors import Blocked, Forbidden
from outbox import relay
from outbox.models import OutboxMessage
from statements import sending
from statements.enums import Outlet
from statements.models import ChannelText, Mending, Publication, Statement
from statements.selectors.outlets import channel_texts, to_mend, unsettled
from statements.services import accounts, drafting, looking, mending, outlets, publishing, review
from statements.services.drafting import Words
from teams.models import Notice
from tests.outbox.publishers.networks import reply
from tests.statements.helpers import codes, verbs


def row_of(words, channel) -> Publication:
    return Publication.objects.get(statement=words, channel=channel)


def test_publishing_promises_each_connected_channel_once(say, connect, minh):
    connect("telegram")

    words = say(channels=["newsroom", "telegram", "facebook"])

    row = row_of(words, "telegram")
    assert {r.channel: r.state for r in words.publications.all()} == {
        "newsroom": "live", "telegram": "queued",
    }  # fmt: skip
    message = row.message
    assert message.key == f"publish:{words.pk}:telegram:{words.version.digest}"
    assert message.is_drill is False
    assert message.facts == {"digest": row.text.digest}
    assert "channel_queued" in verbs(words.incident)


def test_what_was_sent_is_live_at_its_address(say, connect):
    network = connect("telegram")
    words = say()

    relay.deliver_due()

    row = row_of(words, "telegram")
    assert (row.state, row.url, row.receipt["id"]) == ("live", "https://t.me/saomai/1", "1")
    assert [post["text"] for post in network.posts] == [row.text.text]
    assert verbs(words.incident)[-1] == "channel_posted"
    assert outlets.hear(row.message) == 0


def test_the_words_are_shown_before_approval_and_sent_unchanged(case, draft_of, connect, say, minh):
    network = connect("telegram")
    draft = draft_of(case, channels=["newsroom", "telegram"])
    shown = {one.channel: one.text for one in channel_texts(draft)}

    words = say(draft)
    relay.deliver_due()

    assert channel_texts(words)[0].text == shown["telegram"] == network.posts[0]["text"]
    assert words.version.title_vi in shown["telegram"]
    assert f"/newsroom/sao-mai/{words.slug}/" in shown["telegram"]


def test_what_a_channel_gets_is_never_changed(say, connect):
    connect("telegram")
    text = row_of(say(), "telegram").text

    for act in (lambda: ChannelText.objects.filter(pk=text.pk).update(text="khác"), text.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_refusal_is_told_and_can_be_sent_again(say, connect, minh, lead):
    network = connect("telegram")
    network.odd = reply(network.refusal[0], 403)
    words = say()

    relay.deliver_due()

    row = row_of(words, "telegram")
    assert (row.state, row.problem, row.facts["said"]) == (
        "failed", "forbidden", "Forbidden: bot is not a member",
    )  # fmt: skip
    assert Notice.objects.filter(topic="statements.outlet_failed").count() == 2
    network.odd = None
    outlets.again(words, actor=minh, channel="telegram")
    relay.deliver_due()
    assert row_of(words, "telegram").state == Outlet.LIVE
    assert len(network.posts) == 1


def test_an_unclear_one_waits_for_a_person_who_has_looked(say, connect, minh):
    network = connect("telegram")
    network.breaks_off()
    words = say()
    relay.deliver_due()
    assert row_of(words, "telegram").state == Outlet.UNCLEAR
    assert Notice.objects.filter(topic="statements.outlet_unclear", user=minh).exists()
    network.odd = None

    with time_machine.travel(now() + timedelta(hours=3)):
        outlets.sweep()
        relay.recover()
        relay.deliver_due()
    assert (network.calls(), row_of(words, "telegram").state) == (1, "unclear")

    with pytest.raises(ValidationError):
        outlets.again(words, actor=minh, channel="telegram")
    outlets.again(words, actor=minh, channel="telegram", looked=True)
    relay.deliver_due()
    assert (network.calls(), row_of(words, "telegram").state) == (2, "live")


def test_a_person_says_where_it_is(say, connect, minh):
    network = connect("telegram")
    network.hangs_up()
    words = say()
    relay.deliver_due()

    for url in ("", "https://t.me.evil.example/saomai/1", "http://t.me/saomai/1", "https://t.co/x"):
        with pytest.raises(ValidationError):
            outlets.there(words, actor=minh, channel="telegram", url=url)
    row = outlets.there(words, actor=minh, channel="telegram", url="https://t.me/saomai/1")

    assert (row.state, row.by, row.message.state) == ("live", minh, "dropped")


def test_a_person_leaves_it(say, connect, minh, khoa):
    connect("telegram")
    words = say()
    with pytest.raises(Forbidden):
        outlets.leave(words, actor=khoa, channel="telegram")

    row = outlets.leave(words, actor=minh, channel="telegram", reason="đăng tay")
    relay.deliver_due()

    assert (row.state, row.message.state) == ("left", "dropped")
    with pytest.raises(Blocked) as refused:
        outlets.leave(words, actor=minh, channel="telegram")
    assert codes(refused) == ["nothing_waits"]


@pytest.mark.parametrize("kind", ["bluesky", "mastodon", "facebook"])
def test_an_unclear_post_can_be_looked_for(say, connect, minh, kind):
    network = connect(kind)
    network.breaks_off()
    words = say(channels=["newsroom", kind])
    relay.deliver_due()
    assert row_of(words, kind).state == Outlet.UNCLEAR
    network.odd = None

    row = looking.look(words, actor=minh, channel=kind)

    assert (row.state, row.message.state, network.calls()) == ("live", "dropped", 1)
    assert row.url.startswith("https://")


def test_what_is_not_found_stays_unclear(say, connect, minh):
    network = connect("bluesky")
    network.odd = reply({"error": "InternalServerError"}, 500)
    words = say(channels=["newsroom", "bluesky"])
    relay.deliver_due()

    with pytest.raises(ValidationError):
        looking.look(words, actor=minh, channel="bluesky")

    assert row_of(words, "bluesky").state == Outlet.UNCLEAR


def test_a_network_that_is_down_is_tried_again_for_an_hour(say, connect, minh):
    network = connect("telegram")
    network.odd = reply({}, 503)
    words = say()
    relay.deliver_due()
    row = row_of(words, "telegram")
    assert (row.state, row.problem) == ("queued", "busy")

    with time_machine.travel(now() + minutes(5)):
        network.odd = None
        relay.deliver_due()
    assert row_of(words, "telegram").state == Outlet.LIVE


def test_what_is_too_late_is_decided_by_a_person(say, connect):
    network = connect("telegram")
    words = say()

    with time_machine.travel(now() + minutes(61)):
        relay.deliver_due()

    assert (row_of(words, "telegram").problem, network.posts) == ("too_late", [])


def test_a_relay_that_died_while_sending_leaves_it_unclear(say, connect):
    network = connect("telegram")
    words = say()
    assert relay.claim(without=["email"]) is not None

    with time_machine.travel(now() + minutes(11)):
        relay.recover()
        relay.deliver_due()

    row = row_of(words, "telegram")
    assert (row.state, row.problem, network.posts) == ("unclear", "cut_off", [])


def test_an_outcome_that_was_not_passed_on_is_found_by_the_sweep(say, connect, monkeypatch):
    from outbox import ports

    connect("telegram")
    words = say()
    with monkeypatch.context() as deaf:
        deaf.setattr(ports, "_settled", {})
        relay.deliver_due()
    assert row_of(words, "telegram").state == Outlet.QUEUED

    assert outlets.sweep() == 1
    assert row_of(words, "telegram").state == Outlet.LIVE


def forge(words, row):
    """Raw SQL changes the approval after the fact."""
    Statement.objects.filter(pk=words.pk).update(approved_hash="0" * 64)


def take_step_back(words, row):
    words.steps.update(digest="0" * 64)


def other_words(words, row):
    version = words.version
    other = ChannelText.objects.create(
        version=version, channel="mastodon", language="vi", text="lời khác", digest="1" * 64
    )
    Publication.objects.filter(pk=row.pk).update(text=other)


def other_digest(words, row):
    OutboxMessage.objects.filter(pk=row.message_id).update(facts={"digest": "0" * 64})


@pytest.mark.parametrize("change", [forge, take_step_back, other_words, other_digest])
def test_the_relay_sends_nothing_that_is_not_as_approved(say, connect, change):
    network = connect("telegram")
    words = say()
    change(words, row_of(words, "telegram"))

    relay.deliver_due()

    row = row_of(words, "telegram")
    assert (row.state, row.problem, network.posts) == ("failed", "text_changed", [])


def test_words_that_no_longer_stand_are_not_sent(say, connect, minh):
    network = connect("telegram")
    words = say()
    Statement.objects.filter(pk=words.pk).update(needs_correction=True)

    relay.deliver_due()

    assert (row_of(words, "telegram").problem, network.posts) == ("needs_correction", [])
    with pytest.raises(Blocked) as refused:
        outlets.again(words, actor=minh, channel="telegram")
    assert codes(refused) == ["withdrawn"]


def test_what_was_replaced_before_it_left_is_not_sent_and_asks_nobody(
    say, connect, draft_of, make_fact, case, minh
):
    network = connect("telegram")
    network.odd = reply({}, 503)
    first = say()
    relay.deliver_due()
    network.odd = None
    say(draft_of(case, "update", facts=[make_fact(case)], channels=["newsroom"]))

    with time_machine.travel(now() + minutes(5)):
        relay.deliver_due()

    row = row_of(first, "telegram")
    assert (row.state, row.problem, network.posts) == ("left", "withdrawn", [])
    assert list(unsettled(minh)) == []
    assert "channel_left" in verbs(case)


def test_an_account_that_moved_or_went_off_sends_nothing(say, connect, admin_person):
    network = connect("telegram")
    words = say()
    account = row_of(words, "telegram").account
    accounts.change(account, actor=admin_person, values=network.values(chat="@khac_roi"))
    relay.deliver_due()
    assert row_of(words, "telegram").problem == "moved_account"

    accounts.switch(account, actor=admin_person, on=False)
    with pytest.raises(Blocked) as refused:
        outlets.again(words, actor=words.published_by, channel="telegram")
    assert (codes(refused), network.posts) == (["no_account"], [])


def test_a_drill_promises_nothing(make_case, say, connect, draft_of, lead):
    network = connect("telegram")
    case = make_case(is_drill=True)

    words = say(draft_of(case, channels=["newsroom", "telegram"]))
    relay.deliver_due()

    assert not OutboxMessage.objects.filter(channel="social").exists()
    assert [row.channel for row in words.publications.all()] == ["newsroom"]
    assert network.web.asked == []


def test_an_emergency_goes_out_on_two_signatures(
    make_case, template_draft, connect, minh, lead, phuong, manager, lan, nghia
):
    from statements.services import emergency

    network = connect("telegram")
    case = make_case("critical")
    words = template_draft(case, channels=["newsroom", "telegram"])
    review.submit(words, actor=minh)
    with time_machine.travel(now() + timedelta(hours=1), tick=True):
        emergency.confirm(words, actor=minh)
        words = emergency.publish_emergency(words, actor=lead)
        relay.deliver_due()
        assert row_of(words, "telegram").state == Outlet.LIVE
    assert len(network.posts) == 1

    assert sending.signed(words, words.version)
    words.signatures.all().delete()
    assert not sending.signed(words, words.version)


def test_a_notice_answers_the_earlier_post_and_names_it(say, connect, draft_of, minh, make_fact):
    network = connect("telegram")
    words = "Chúng tôi rút lại thông báo trước."
    first = say()
    relay.deliver_due()
    notice = draft_of(
        first.incident,
        "retraction",
        retracts=first,
        text_vi=words,
        facts=[make_fact(first.incident, text=words)],
    )
    say(notice, by="heads")
    relay.deliver_due()

    answer = network.posts[1]
    assert answer["reply_parameters"]["message_id"] == 1
    assert "https://t.me/saomai/1" in answer["text"]


def test_every_channel_of_a_retracted_text_is_listed_until_it_is_mended(
    say, connect, draft_of, minh, khoa
):
    connect("telegram")
    first = say(channels=["newsroom", "telegram", "facebook"])
    relay.deliver_due()
    facebook = "https://www.facebook.com/saomai/posts/1"
    publishing.post(first, actor=minh, channel="facebook", url=facebook)
    notice = draft_of(first.incident, "retraction", retracts=first)
    assert not any(post.mended for post in to_mend(notice)[0].posts)

    notice = say(notice, by="heads")

    def standing():
        (group,) = to_mend(Statement.objects.get(pk=notice.pk))
        return {post.publication.channel: post.mended for post in group.posts}

    assert standing() == {"newsroom": True, "telegram": False, "facebook": False}
    relay.deliver_due()
    assert standing() == {"newsroom": True, "telegram": True, "facebook": False}
    with pytest.raises(Forbidden):
        mending.mend(notice, actor=khoa, publication=row_of(first, "facebook").pk, how="x")
    row = mending.mend(
        notice, actor=minh, publication=row_of(first, "facebook").pk, how="đã ghim đính chính"
    )
    assert standing() == {"newsroom": True, "telegram": True, "facebook": True}
    assert Mending.objects.get() == row
    with pytest.raises(Blocked):
        mending.mend(notice, actor=minh, publication=row_of(first, "facebook").pk, how="x")


def test_a_text_that_needs_correction_lists_where_it_stands(say, connect):
    connect("telegram")
    words = say()
    relay.deliver_due()
    Statement.objects.filter(pk=words.pk).update(needs_correction=True)

    (group,) = to_mend(Statement.objects.get(pk=words.pk))

    assert (group.later, group.open_count) == (None, 2)
    assert [post.publication.url for post in group.posts][1] == "https://t.me/saomai/1"


def test_those_who_publish_find_what_waits(say, connect, minh, khoa, vy, lan):
    network = connect("telegram")
    network.odd = reply({}, 400)
    words = say()
    relay.deliver_due()

    assert [row.statement for row in unsettled(minh)] == [words]
    assert [list(unsettled(person)) for person in (khoa, lan, vy)] == [[], [], []]


def test_what_a_person_once_reported_can_be_reported_anew(say, connect, minh):
    network = connect("telegram")
    network.odd = reply(network.refusal[0], 403)
    words = say()
    relay.deliver_due()
    network.odd = None
    there = "https://t.me/saomai/1"

    publishing.post(words, actor=minh, channel="telegram", url=there)
    publishing.post(words, actor=minh, channel="telegram", state="failed")
    assert [row.channel for row in unsettled(minh)] == ["telegram"]
    outlets.again(words, actor=minh, channel="telegram")
    relay.deliver_due()

    assert (row_of(words, "telegram").state, len(network.posts)) == ("live", 1)


def test_by_hand_nobody_posts_what_is_being_sent(say, connect, minh):
    connect("telegram")
    words = say()
    relay.claim(without=["email"])

    with pytest.raises(Blocked) as refused:
        publishing.post(words, actor=minh, channel="telegram", url="https://t.me/saomai/9")
    assert codes(refused) == ["being_sent"]


def test_an_edit_makes_new_words_for_the_channels(case, draft_of, connect, minh, manager):
    connect("telegram")
    words = review.submit(draft_of(case, channels=["telegram"]), actor=minh)
    first = words.version.channel_texts.get()
    words = review.recall(words, actor=minh, reason="sai")
    drafting.save(
        words, actor=minh, expected_version=1, words=Words(text_vi="Chúng tôi đã rà soát xong.")
    )

    words = review.submit(Statement.objects.get(pk=words.pk), actor=minh)

    assert words.version.channel_texts.get().text != first.text
    assert ChannelText.objects.count() == 2
