"""An inject arrives as what it is, in the inboxes of the players and of nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db.utils import IntegrityError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from drills import services
from drills.models import Inject
from incidents.models import Claim, Incident, Note, TimelineEntry
from monitoring.enums import SignalKind
from monitoring.models import Signal, Tuning
from monitoring.services import signals
from outbox.models import OutboxMessage
from statements.models import Enquiry
from statements.selectors import enquiries as press
from statements.services import enquiries, enquiry_replies
from teams.models import Notice
from tests.drills.stories import CALL, ENQUIRY, NOTE, POSTS, SIGNAL, story


@pytest.fixture
def play(brand, phuong, minh):
    """Start a story of these injects; Minh plays, Phượng controls."""

    def start(*injects, **more):
        return services.start(story(brand, *injects, **more), actor=phuong, players=[minh])

    return start


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=False) as moved:
        yield moved


def later(clock, count):
    clock.shift(timedelta(minutes=count))
    return services.deliver_due()


def test_a_signal_stands_in_the_inbox_of_the_drill(play):
    drill = play(SIGNAL)

    signal = Signal.everything.get()
    assert (signal.drill_case, signal.state, signal.watch) == (drill.incident, "new", None)
    assert signal.evidence == {"platforms": {"tiktok": 1}, "reach": 40_000}
    assert "Sữa có dị vật" in signal.title
    assert not Note.objects.filter(incident=drill.incident).exists()


def test_its_players_are_told_of_a_signal_and_nobody_else(play, minh, lan):
    drill = play(SIGNAL)

    rows = Notice.objects.filter(topic="monitoring.warning")
    assert {(row.user, row.subject) for row in rows} == {(minh, drill.incident.reference)}
    letters = OutboxMessage.objects.filter(topic="monitoring.warning")
    assert {row.address for row in letters} == {minh.email}


def test_whoever_counts_signals_does_not_meet_it(play, brand):
    play(SIGNAL)

    assert Signal.objects.count() == brand.signals.count() == 0


def test_a_player_links_it_to_the_drill(play, minh):
    drill = play(SIGNAL)

    signal = signals.link(Signal.everything.get(), drill.incident, actor=minh)

    assert (signal.state, signal.incident) == ("linked", drill.incident)
    assert TimelineEntry.objects.filter(incident=drill.incident, verb="signal_linked").exists()


def test_nothing_invented_founds_or_joins_a_real_case(play, minh, brand, bot):
    from django.core.exceptions import ValidationError

    play(SIGNAL)
    signal = Signal.everything.get()
    real = Incident.objects.create(
        brand=brand, number=900, title="Thật", detected_at=now(), created_by=bot
    )

    with pytest.raises(Blocked):
        signals.open_case(signal, actor=minh)
    with pytest.raises(ValidationError):
        signals.link(signal, real, actor=minh)
    with pytest.raises(IntegrityError):
        Signal.everything.filter(pk=signal.pk).update(incident=real)


def test_who_does_not_play_decides_nothing(play, lan):
    play(SIGNAL)

    with pytest.raises(Forbidden):
        signals.dismiss(Signal.everything.get(), reason="not_a_crisis", actor=lan)


def test_dismissing_it_teaches_no_watch(play, minh):
    play(SIGNAL)

    signals.dismiss(Signal.everything.get(), reason="not_a_crisis", actor=minh)

    assert not Tuning.objects.exists()


def test_a_watched_signal_of_a_drill_comes_back_to_its_player(clock, play, minh):
    play(SIGNAL)
    signals.watch(Signal.everything.get(), until=now() + timedelta(hours=1), actor=minh)
    clock.shift(timedelta(hours=2))

    assert signals.wake_due() == 1
    assert {n.user for n in Notice.objects.filter(topic="monitoring.returned")} == {minh}


@pytest.mark.parametrize(
    ("inject", "channel", "asked"),
    [
        (ENQUIRY, "email", "Sữa có dị vật\n\nSomething is in the milk"),
        (CALL, "phone", "Có thu hồi không?"),
    ],
)
def test_a_reporter_waits_in_the_press_desk(clock, play, inject, channel, asked):
    drill = play(inject)

    enquiry = Enquiry.objects.get()
    assert (enquiry.incident, enquiry.channel, enquiry.questions) == (
        drill.incident, channel, asked,
    )  # fmt: skip
    minutes = inject["details"]["deadline_minutes"]
    assert enquiry.deadline == now() + timedelta(minutes=minutes)
    assert enquiry.owner is None


def test_the_players_hear_that_a_reporter_waits(play, minh):
    play(CALL)

    told = Notice.objects.filter(topic="statements.enquiry_received")
    assert {notice.user for notice in told} == {minh}


def test_a_reply_in_a_drill_is_kept_and_goes_to_nobody(play, minh, phuong):
    drill = play(CALL)
    before = OutboxMessage.objects.count()
    enquiry = enquiries.assign(Enquiry.objects.get(), to=minh, actor=minh)
    enquiry = enquiry_replies.word(enquiry, actor=minh, reply="Chúng tôi đang kiểm tra.")
    drill.incident.allowed.add(phuong)
    enquiry = enquiry_replies.approve(enquiry, actor=phuong, expected_wording=enquiry.wording)

    enquiry = enquiry_replies.send(enquiry, actor=minh, expected_wording=enquiry.wording)

    assert (enquiry.state, enquiry.reply) == ("answered", "Chúng tôi đang kiểm tra.")
    letters = OutboxMessage.objects.all()[before:]
    assert {row.address for row in letters} <= {minh.email, phuong.email}


def test_once_the_drill_s_case_is_over_its_reporters_leave_the_list(play, minh):
    drill = play(CALL)
    assert press.listed(minh, {}).count() == 1

    Incident.objects.filter(pk=drill.incident_id).update(status="false_alarm")

    assert press.listed(minh, {}).count() == 0
    assert press.listed(minh, {"drill": "1"}).count() == 1


def test_who_does_not_play_takes_nothing_down_in_a_drill(play, lan, brand):
    drill = play(NOTE)

    with pytest.raises(Forbidden):
        enquiries.take_down(brand, actor=lan, incident=drill.incident, outlet="A", questions="B")


def test_a_flood_is_a_spike_for_the_quiet_window(clock, play):
    drill = play(POSTS)

    drill.incident.refresh_from_db()
    assert drill.incident.last_spike_at == now()
    assert TimelineEntry.objects.filter(incident=drill.incident, verb="spike_seen").count() == 1


def test_a_case_whose_work_has_ended_takes_a_note(clock, play):
    drill = play(NOTE, {**CALL, "at_minute": 5})
    Incident.objects.filter(pk=drill.incident_id).update(status="false_alarm")

    assert later(clock, 5) == 1

    assert not Enquiry.objects.exists()
    assert Note.objects.filter(incident=drill.incident).count() == 2


def test_a_condition_is_asked_when_it_is_due_not_before(clock, play):
    drill = play(NOTE, {**NOTE, "at_minute": 10, "condition": "holding_not_out"})
    Incident.objects.filter(pk=drill.incident_id).update(first_holding_at=now())

    assert later(clock, 10) == 0

    run = drill.runs.get(inject__at_minute=10)
    assert (run.delivered_at, run.left_out_at) == (None, now())
    assert run.why_left_out == "Bỏ qua: tuyên bố tạm thời đã được công bố."


def test_a_condition_that_holds_lets_it_come(clock, play, phuong):
    drill = play(NOTE, {**NOTE, "at_minute": 10, "condition": "claim_registered"})
    Claim.objects.create(incident=drill.incident, text="Dị vật", created_by=phuong)

    assert later(clock, 10) == 1


def test_what_was_left_out_may_be_sent_by_hand_and_not_by_the_clock(clock, play, phuong):
    drill = play(NOTE, {**NOTE, "at_minute": 10, "condition": "acknowledged"})
    later(clock, 10)
    Incident.objects.filter(pk=drill.incident_id).update(acknowledged_at=now())
    assert later(clock, 5) == 0

    run = services.send_now(drill.runs.get(inject__at_minute=10), actor=phuong)

    assert (run.delivered_at, run.left_out_at, run.left_out_why) == (now(), None, "")


def test_a_broken_inject_holds_up_no_other_and_no_end(clock, play, phuong):
    drill = play(NOTE, {**CALL, "at_minute": 1}, {**NOTE, "at_minute": 2})
    Inject.objects.filter(at_minute=1).update(details={})

    assert later(clock, 5) == 1
    services.end(drill, actor=phuong)

    assert drill.runs.filter(delivered_at=None).count() == 1
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("fault", [RuntimeError])
def test_a_sweep_killed_between_leaves_nothing_half_told(clock, play, monkeypatch, fault):
    drill = play(NOTE, {**SIGNAL, "at_minute": 1})
    clock.shift(timedelta(minutes=1))

    def dies(*_args, **_more):
        raise fault

    with monkeypatch.context() as patch:
        # The last thing that a signal does is to tell: the row is written by then.
        patch.setattr("monitoring.telling.warned", dies)
        assert services.deliver_due() == 0
    assert not Signal.everything.exists()

    assert services.deliver_due() == 1
    assert Signal.everything.count() == 1
    assert drill.runs.filter(delivered_at=None).count() == 0


def test_a_signal_of_any_kind_has_its_page(play, minh, client_of):
    kinds = [{"arrives": "signal", "details": {"kind": kind}} for kind in SignalKind.values]
    play(*kinds)
    browser = client_of(minh)

    pages = [browser.get(row.get_absolute_url()) for row in Signal.everything.all()]

    assert [page.status_code for page in pages] == [200] * len(SignalKind.values)
    assert browser.get("/monitoring/signals/").status_code == 200


def test_an_inject_as_long_as_a_file_may_write_it_is_told_whole(play):
    """Both languages together go beyond one note."""
    content = {"content_vi": "a " * 1999, "content_en": "b " * 1999}

    drill = play({**NOTE, **content})

    notes = Note.objects.filter(incident=drill.incident).order_by("pk")
    told = "".join("".join(note.text.split()) for note in notes)
    assert "a" * 1999 in told and "b" * 1999 in told
    assert drill.runs.get().delivered_at is not None
