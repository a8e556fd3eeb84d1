"""Nothing of a drill leaves: tried at the outbox's own door, with every topic on every way out.

Topics and ways come from where they are registered, so a new one is tried as soon as it is there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import cycle, product

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked
from incidents.models import FollowLink, Incident
from incidents.services import paging, situation_links
from incidents.situation import sending as situation
from newsroom.models import Subscriber
from newsroom.services import announcing
from outbox import bundling, outside, ports, relay, social, transports
from outbox.failures import Permanent, Withdrawn
from outbox.models import Channel, OutboxMessage, OutboxState
from outbox.publishers import registry as networks
from outbox.services import enqueue, promise
from playbooks.models import Stakeholder
from statements.models import PressContact
from statements.services import press_mail
from teams import webhooks
from teams.models import ContactMethod, Webhook
from teams.notify import tell
from teams.paging import acts, firing, freezing
from tests.drills import rehearsed

pytestmark = pytest.mark.django_db


def every_topic() -> list[str]:
    """Those with words, those that go outside, and those a room has registered otherwise."""
    written = settings.BASE_DIR.glob("templates/*/mail/*/subject.txt")
    named = {f"{path.parts[-4]}.{path.parts[-2]}" for path in written}
    return sorted({*named, *outside.topics(), *ports.topics()})


@pytest.fixture
def drill(brand, lan) -> Incident:
    case = rehearsed.case_of(brand)
    case.allowed.set([lan])
    return case


@pytest.fixture
def gone(monkeypatch) -> list[OutboxMessage]:
    """Every way out replaced by one that keeps what it is handed."""
    kept: list[OutboxMessage] = []
    for name in transports.channels():
        way = replace(transports.transport(name), send=kept.append)
        monkeypatch.setitem(transports._transports, name, way)
    return kept


def place(user, channel: str, brand) -> str:
    """Where a person, or a system of the brand, is reached on a channel."""
    if channel == Channel.EMAIL:
        return user.email
    if channel == Channel.WEBHOOK:
        return f"webhook:{Webhook.objects.create(brand=brand, url='https://a.example', topics=['*']).pk}"
    if channel in Channel.public:
        return "facebook trang"
    row = ContactMethod(user=user, channel=channel, proven_at=now())
    row.keep("https://push.example/1" if channel == Channel.PUSH else f"0912{user.pk:06}")
    row.save()
    return f"method:{row.pk}"


def letter(drill, topic, channel, address, **more) -> OutboxMessage:
    return OutboxMessage(
        **{"key": f"{topic}:{channel}", "topic": topic, "channel": channel, "address": address,
           "subject": drill.reference, "facts": {}, "planned_at": now(), "available_at": now(),
           **more},
    )  # fmt: skip


def refused(message: OutboxMessage) -> bool:
    try:
        relay._handed_over(message)
    except (Permanent, Withdrawn) as error:
        message.last_error = str(error)
        return True
    return False


def test_there_is_something_to_try():
    assert len(every_topic()) > 100
    assert {*Channel.values} <= {*transports.channels()}


def test_every_topic_on_every_way_is_refused_to_whoever_does_not_play(drill, brand, minh, gone):
    for channel in transports.channels():
        address = place(minh, channel, brand)
        # Whatever the message says of itself, by turns; and each of it once on every way.
        turns = zip(every_topic(), cycle((None, True, False)), strict=False)
        for topic, says in (*turns, *product(["incidents.opened"], (None, True, False))):
            facts = {} if says is None else {"drill": says}
            message = letter(drill, topic, channel, address, facts=facts, is_drill=says)
            assert refused(message), f"{topic} by {channel} saying {says}"
    assert gone == []


def test_a_player_is_reached_on_every_way_of_their_own_and_told_that_it_is_a_drill(
    drill, brand, lan, gone
):
    own = [Channel.EMAIL, *Channel.reaching]
    for channel in own:
        message = letter(drill, "incidents.opened", channel, place(lan, channel, brand))
        assert not refused(message), channel

    assert [message.facts for message in gone] == [{"drill": True}] * len(own)


def test_public_ways_take_nothing_of_a_drill_even_for_a_player(drill, lan, gone):
    public = [name for name in transports.channels() if transports.transport(name).public]
    assert public == list(Channel.public)
    for channel in public:
        for says in (None, True):
            quiet = letter(drill, "statements.publication", channel, lan.email, subject="", is_drill=says)  # fmt: skip
            assert refused(quiet)
        assert refused(letter(drill, "statements.publication", channel, lan.email, is_drill=False))
    assert gone == []


def test_no_publisher_is_handed_a_job_of_a_drill(monkeypatch):
    assert networks.publishers()
    for publisher in networks.publishers():
        for says in (True, None):
            job = ports.Job(publisher.kind, {}, {}, None, is_drill=says)
            monkeypatch.setattr(ports, "_jobs", [lambda _message, job=job: job])
            with pytest.raises(Permanent):
                social.send(OutboxMessage(key="x", channel=Channel.SOCIAL))


@pytest.mark.parametrize(
    "more",
    [
        {"subject": "", "facts": {"drill": True}, "address": "nha-bao@bao.example"},
        {"subject": "", "facts": {"url": "/incidents/DRL-{number}/"}},
        {"subject": "", "facts": {"rows": [{"case": "DRL-{number}"}]}},
        {"subject": "DRL-{number} và DRL-999999"},
        {"subject": "DRL-nothing"},
    ],
)
def test_a_message_that_only_hints_at_its_drill_is_refused_too(drill, minh, gone, more):
    def told(value):
        if isinstance(value, dict):
            return {key: told(one) for key, one in value.items()}
        if isinstance(value, list):
            return [told(one) for one in value]
        return value.replace("{number}", str(drill.number)) if isinstance(value, str) else value

    more = {"address": minh.email, **told(more)}
    assert refused(letter(drill, "incidents.opened", Channel.EMAIL, **more))


def test_a_text_of_a_drill_is_known_by_its_own_reference(drill, minh, lan, gone):
    words = rehearsed.said(drill, minh)

    for facts in ({}, {"statement": words.reference}):
        subject = "" if facts else words.reference
        to_minh = letter(drill, "statements.published", Channel.EMAIL, minh.email, subject=subject, facts=facts)  # fmt: skip
        to_lan = letter(drill, "statements.published", Channel.EMAIL, lan.email, subject=subject, facts=facts)  # fmt: skip
        assert refused(to_minh)
        assert not refused(to_lan), to_lan.last_error


def test_a_player_who_left_after_it_was_written_hears_nothing(drill, lan, mailoutbox):
    tell([lan], "incidents.opened", key="x", subject=drill.reference, title="Tin đồn")
    drill.allowed.clear()

    relay.deliver_due()

    assert mailoutbox == []
    assert OutboxMessage.objects.get().state == OutboxState.DROPPED


def test_a_collection_already_made_loses_what_its_reader_may_not_hear_any_more(
    drill, lan, mailoutbox
):
    tell([lan], "incidents.opened", key="a", subject=drill.reference, title="Bí mật diễn tập")
    tell([lan], "incidents.opened", key="b", subject="INC-1", title="Vụ thật")
    tell([lan], "incidents.opened", key="c", subject="INC-2", title="Vụ thật nữa")
    OutboxMessage.objects.update(state="held", available_at=now() - timedelta(minutes=1))
    bundling.flush()
    drill.allowed.clear()

    relay.deliver_due()

    (sent,) = mailoutbox
    assert drill.reference not in sent.subject + sent.body and "Bí mật" not in sent.body
    assert "INC-1" in sent.body and "INC-2" in sent.body


def test_a_collection_of_drills_alone_is_not_sent_at_all(drill, lan, mailoutbox):
    for key in ("a", "b"):
        tell([lan], "incidents.opened", key=key, subject=drill.reference, title="Tin đồn")
    OutboxMessage.objects.update(state="held", available_at=now() - timedelta(minutes=1))
    bundling.flush()
    drill.allowed.clear()

    relay.deliver_due()

    assert mailoutbox == []


def test_a_player_on_the_press_list_gets_no_letter_of_the_press(drill, brand, lan, minh, gone):
    words = rehearsed.said(drill, minh)
    PressContact.objects.create(brand=brand, email=lan.email, name=lan.name, created_by=minh)
    for subject in (words.reference, drill.reference):
        for says in ({}, {"drill": True}):
            with pytest.raises(Blocked):
                promise([letter(drill, press_mail.TOPIC, Channel.EMAIL, lan.email, subject=subject, facts=says)])  # fmt: skip
    # One that lies is stopped where letters are handed to the mail server.
    lies = letter(drill, press_mail.TOPIC, Channel.EMAIL, lan.email, facts={"drill": False, "statement": words.pk})  # fmt: skip
    promise([lies])
    relay.deliver_due()
    assert OutboxMessage.objects.get(key=lies.key).state != OutboxState.SENT


def test_readers_of_the_newsroom_hear_nothing(drill, brand, minh, mailoutbox):
    Subscriber.objects.create(
        brand=brand, email="doc@gia.example", confirm_by=now(),
        confirmed_at=now() - timedelta(days=1),
    )  # fmt: skip
    words = rehearsed.said(drill, minh)

    assert announcing.sweep() == 0
    promise([announcing._message(words, Subscriber.objects.get(), 0)])
    relay.deliver_due()

    assert mailoutbox == []


def test_a_page_of_a_drill_cannot_be_passed_to_somebody_who_does_not_play(
    drill, lan, minh, mailoutbox
):
    page = paging.page_by_hand(drill, actor=lan, words="Gọi kho", targets=[freezing.person(lan)])
    relay.deliver_due()
    del mailoutbox[:]

    with pytest.raises(ValidationError):
        acts.pass_on(page, [freezing.person(minh)], actor=lan)
    # And if the page had been passed on after all, its message would end at the door.
    call = OutboxMessage.objects.get(topic=firing.TOPIC)
    forged = letter(drill, firing.TOPIC, Channel.EMAIL, minh.email, facts=call.facts)
    promise([forged])
    relay.deliver_due()

    assert [one for one in mailoutbox if minh.email in one.to] == []


def test_nobody_outside_follows_a_drill_or_gets_its_reports(drill, brand, lan, lead):
    drill.lead = lead
    drill.save(update_fields=["lead"])
    partner = Stakeholder.objects.create(brand=brand, name="Nhà phân phối", email="a@b.example")
    with pytest.raises(Blocked):
        situation_links.give(drill, partner, actor=lead)
    assert not FollowLink.objects.exists()

    for says in ({}, {"drill": True}):
        with pytest.raises(Blocked):
            promise([letter(drill, situation.OUTSIDE, Channel.EMAIL, "a@b.example", facts=says)])
    promise([letter(drill, situation.OUTSIDE, Channel.EMAIL, "a@b.example", facts={"drill": False, "token": "x"})])  # fmt: skip
    relay.deliver_due()
    assert OutboxMessage.objects.get().state != OutboxState.SENT


def test_other_systems_are_told_nothing(drill, brand, lan):
    hook = Webhook.objects.create(brand=brand, url="https://kia.example/", topics=["*"])
    from incidents.telling import tell_team

    tell_team(drill, "incidents.opened", [lan], key="x")
    assert not OutboxMessage.objects.filter(channel=Channel.WEBHOOK).exists()

    webhooks.announce(brand, "incidents.opened", key="y", subject=drill.reference)
    relay.deliver_due()
    forged = OutboxMessage.objects.get(address=f"webhook:{hook.pk}")
    assert (forged.state, forged.deliveries.get().ok) == (OutboxState.DROPPED, False)


def test_a_brief_of_a_drill_goes_to_its_players_and_reading_it_writes_to_nobody(
    drill, lan, minh, mailoutbox
):
    from statements.services import briefs

    brief = rehearsed.said(drill, minh, kind="internal_brief", audience="internal")
    briefs.hand_out(brief, minh)
    relay.deliver_due()
    assert [one.to for one in mailoutbox] == [[lan.email]]

    briefs.read(brief, actor=lan)
    assert relay.deliver_due() == 0


def test_a_flood_of_a_drill_to_somebody_else_ends_at_the_door(drill, minh, mailoutbox):
    for number in range(25):
        enqueue(
            "incidents.opened", key=f"f{number}", address=minh.email, subject=drill.reference,
            title="Tin đồn", drill=True,
        )  # fmt: skip
    bundling.flush()
    relay.deliver_due()

    assert mailoutbox == []
    assert {row.state for row in OutboxMessage.objects.all()} == {OutboxState.DROPPED}
