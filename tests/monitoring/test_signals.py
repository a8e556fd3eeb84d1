from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import InternalError, ProgrammingError, transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.enums import Status
from incidents.models import Incident
from incidents.verbs import Verb
from monitoring import telling
from monitoring.enums import DismissReason, SignalState
from monitoring.models import Mention, Signal
from monitoring.services import signals
from outbox.mail import compose
from outbox.models import OutboxMessage
from playbooks.workdays import ZONE
from teams.models import Holiday, Notice, Role, User
from tests.conftest import case_row

STATES = SignalState.values
#: step → states it leaves from
ALLOWED = {
    "open": {"new", "watched"},
    "link": {"new", "watched"},
    "watch": {"new", "watched"},
    "dismiss": {"new", "watched"},
    "wake": {"watched"},
}
REACHED = {
    "open": "linked",
    "link": "linked",
    "watch": "watched",
    "dismiss": "dismissed",
    "wake": "new",
}


@pytest.fixture
def case(brand, bot):
    return Incident.objects.create(
        brand=brand, number=1, title="Sữa hỏng", detected_at=now(), created_by=bot
    )


@pytest.fixture
def make_signal(brand, watch, bot, case):
    def make(state="new", **fields):
        at = now()
        return Signal.objects.create(
            brand=brand, watch=watch, kind="negative", level="warning", state=state,
            started_at=at, at=at, last_at=at, raised_by=bot,
            incident=case if state == "linked" else None,
            review_at=at + timedelta(hours=1) if state == "watched" else None,
            dismissed_reason="spam" if state == "dismissed" else "",
            evidence={
                "kind": "negative", "count": 40, "expected": 3.0, "window_minutes": 30,
                "once_in_days": 25.0, "share": None, "usual_share": None, "examples": [],
            },
            **fields,
        )  # fmt: skip

    return make


def act(step, signal, actor, case):
    return {
        "open": lambda: signals.open_case(signal, actor=actor),
        "link": lambda: signals.link(signal, case, actor=actor),
        "watch": lambda: signals.watch(signal, until=now() + timedelta(hours=4), actor=actor),
        "dismiss": lambda: signals.dismiss(signal, reason="spam", actor=actor),
        "wake": lambda: signals.wake(signal, actor=actor),
    }[step]()


@pytest.mark.parametrize(("step", "state"), list(itertools.product(ALLOWED, STATES)))
def test_table_of_states_is_all_that_is_possible(make_signal, case, minh, step, state):
    signal = make_signal(state)

    if state in ALLOWED[step]:
        assert act(step, signal, minh, case).state == REACHED[step]
    else:
        with pytest.raises(Blocked) as refused:
            act(step, signal, minh, case)
        assert refused.value.reasons[0].code == "wrong_state"
        signal.refresh_from_db()
        assert signal.state == state


@pytest.mark.parametrize(("step", "role"), list(itertools.product(ALLOWED, Role.values)))
def test_only_those_who_work_with_cases_decide(make_signal, case, make_person, step, role):
    actor = make_person("Hà", role)
    signal = make_signal("watched")

    if role in {Role.MEMBER, Role.MANAGER, Role.LEGAL}:
        assert act(step, signal, actor, case).state == REACHED[step]
    else:
        with pytest.raises(Forbidden):
            act(step, signal, actor, case)
        assert Incident.objects.count() == 1


@pytest.mark.parametrize("step", ALLOWED)
def test_person_of_another_brand_decides_nothing(make_signal, case, vy, step):
    with pytest.raises(Forbidden):
        act(step, make_signal("watched"), vy, case)


def test_opening_makes_a_case_with_the_evidence_and_mentions(make_signal, hear, minh, watch, brand):
    from tests.monitoring.conftest import NOON, said

    hear([said(1), said(2)], judge=False)
    signal = make_signal()
    Mention.objects.update(signal=signal)
    signal.evidence |= {
        "examples": list(Mention.objects.order_by("external_id").values_list("pk", flat=True)),
        "first_at": NOON.isoformat(),
    }
    signal.save(update_fields=["evidence"])

    opened = signals.open_case(signal, actor=minh)

    case = opened.incident
    assert case.title.startswith("Sao Mai: ")
    assert case.status == Status.DETECTED
    assert case.public_at == NOON
    assert case.source_url == "https://facebook.example/1"
    assert "Sao Mai hôm nay" in case.summary
    assert set(case.mentions.values_list("external_id", flat=True)) == {"m1", "m2"}
    line = case.timeline.get(verb=Verb.OPENED)
    assert (line.actor, line.data["evidence"]["count"]) == (minh, 40)
    assert (opened.triaged_by, opened.state) == (minh, "linked")


def test_linking_tells_the_case(make_signal, case, minh):
    signals.link(make_signal(), case, actor=minh)

    assert case.timeline.filter(verb=Verb.SIGNAL_LINKED, actor=minh).count() == 1


def test_case_that_is_not_open_takes_no_signal(make_signal, case, minh):
    Incident.objects.filter(pk=case.pk).update(restricted=False)
    with transaction.atomic():
        from django.db import connection

        connection.cursor().execute("SET LOCAL session_replication_role = replica")
        Incident.objects.filter(pk=case.pk).update(status=Status.CLOSED)
    with pytest.raises(Blocked) as refused:
        signals.link(make_signal(), case, actor=minh)
    assert refused.value.reasons[0].code == "incident_not_open"


def test_case_of_another_brand_takes_no_signal(make_signal, other_brand, bot, minh):
    foreign = case_row(brand=other_brand, title="Khác", actor=bot)

    with pytest.raises(ValidationError) as refused:
        signals.link(make_signal(), foreign, actor=minh)
    assert list(refused.value.message_dict) == ["incident"]


@pytest.mark.parametrize("hours", [-1, 0, 24 * 31])
def test_watching_needs_a_time_that_is_near(make_signal, minh, hours):
    with pytest.raises(ValidationError) as refused:
        signals.watch(make_signal(), until=now() + timedelta(hours=hours), actor=minh)
    assert list(refused.value.message_dict) == ["review_at"]


def test_watched_signal_returns_at_its_time(make_signal, minh):
    due, later = make_signal(episode="a"), make_signal(episode="b")
    for signal in (due, later):
        signals.watch(signal, until=now() + timedelta(hours=2), actor=minh)
    Signal.objects.filter(pk=due.pk).update(review_at=now() - timedelta(minutes=1))

    assert signals.wake_due() == 1
    assert signals.remind_overdue() == 0

    assert list(Signal.objects.order_by("id").values_list("state", flat=True)) == [
        "new",
        "watched",
    ]
    assert Notice.objects.filter(user=minh, topic="monitoring.returned").count() == 1


def test_a_signal_that_cannot_be_written_holds_up_no_other(make_signal, minh, manager, unwritable):
    stuck, due, late, fine = (make_signal(episode=name) for name in "abcd")
    for signal in (stuck, due):
        signals.watch(signal, until=now() + timedelta(hours=2), actor=minh)
    past = now() - timedelta(days=40)
    Signal.objects.filter(pk__in=[stuck.pk, due.pk]).update(review_at=past)
    Signal.objects.filter(pk__in=[late.pk, fine.pk]).update(raised_at=past)
    unwritable(stuck)
    unwritable(late)

    assert (signals.wake_due(), signals.remind_overdue()) == (1, 1)

    states = dict(Signal.objects.values_list("pk", "state"))
    assert (states[stuck.pk], states[due.pk]) == ("watched", "new")
    told = Notice.objects.filter(topic="monitoring.overdue").values_list("subject", flat=True)
    assert list(told) == [f"S-{fine.pk}"]


def test_managers_hear_once_of_a_signal_that_nobody_decided_on(make_signal, minh, manager):
    late, fresh = make_signal(episode="a"), make_signal(episode="b")
    Signal.objects.filter(pk=late.pk).update(raised_at=now() - timedelta(days=40))

    assert (signals.remind_overdue(), signals.remind_overdue()) == (1, 0)

    told = Notice.objects.filter(topic="monitoring.overdue")
    assert [(notice.user, notice.subject) for notice in told] == [(manager, f"S-{late.pk}")]
    fresh.refresh_from_db()
    assert fresh.reminded_at is None


@pytest.mark.parametrize(
    ("level", "raised", "quiet", "overdue"),
    [
        # Half an hour of Friday is left, and the brand is closed on Monday.
        ("warning", (6, 17, 0), (10, 9, 59), (10, 10, 1)),
        ("alert", (6, 17, 0), (6, 17, 29), (6, 17, 31)),
    ],
)
def test_a_warning_is_assessed_in_the_brands_working_time_and_an_alert_round_the_clock(
    make_signal, brand, manager, level, raised, quiet, overdue
):
    def march(day, hour, minute):
        return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)

    Holiday.objects.create(brand=brand, date=date(2026, 3, 9), kind="public", name_vi="Nghỉ")
    with time_machine.travel(march(*raised), tick=False):
        Signal.objects.filter(pk=make_signal().pk).update(level=level, raised_at=now())
    with time_machine.travel(march(*quiet), tick=False):
        assert signals.remind_overdue() == 0
    with time_machine.travel(march(*overdue), tick=False):
        assert signals.remind_overdue() == 1


@pytest.mark.parametrize("reason", ["", "boring"])
def test_dismissing_needs_one_of_the_reasons(make_signal, minh, reason):
    with pytest.raises(ValidationError) as refused:
        signals.dismiss(make_signal(), reason=reason, actor=minh)
    assert list(refused.value.message_dict) == ["reason"]


def test_reason_and_words_of_a_dismissal_are_kept(make_signal, minh):
    signal = signals.dismiss(
        make_signal(), reason=DismissReason.HANDLED_BY_CARE, note="Đã đổi hàng", actor=minh
    )

    signal.refresh_from_db()
    assert (signal.dismissed_reason, signal.note, signal.triaged_by) == (
        "handled_by_care",
        "Đã đổi hàng",
        minh,
    )


def test_anyone_of_the_brand_raises_a_signal(brand, khoa, minh):
    signal = signals.raise_by_hand(brand, actor=khoa, title="Khách gọi tổng đài dồn dập")

    assert (signal.kind, signal.state, signal.raised_by) == ("manual", "new", khoa)
    assert Notice.objects.filter(user=minh, topic="monitoring.raised").count() == 1


def test_stranger_raises_nothing(brand, vy):
    with pytest.raises(Forbidden):
        signals.raise_by_hand(brand, actor=vy, title="x")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"title": "  "}, "title"), ({"title": "a", "url": "javascript:x"}, "url")],
)
def test_raising_needs_words_and_takes_only_web_links(brand, minh, fields, wrong):
    with pytest.raises(ValidationError) as refused:
        signals.raise_by_hand(brand, actor=minh, **fields)
    assert list(refused.value.message_dict) == [wrong]


def test_database_refuses_a_jump_that_no_service_makes(make_signal):
    signal = make_signal("dismissed")

    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        Signal.objects.filter(pk=signal.pk).update(state="new")


def test_one_episode_has_one_signal(make_signal):
    from django.db import IntegrityError

    make_signal(episode="2026-03-02T05:00")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_signal(episode="2026-03-02T05:00")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("topic", ["warned", "raised", "returned", "overdue"])
def test_letters_say_what_it_is_about(make_signal, brand, minh, phuong, topic, language):
    User.objects.update(language=language)
    phuong.refresh_from_db()
    signal = make_signal(triaged_by=phuong)

    getattr(telling, topic)(signal)

    letters = [
        compose(message) for message in OutboxMessage.objects.filter(subject=f"S-{signal.pk}")
    ]
    assert letters
    for letter in letters:
        words = "lượt đề cập tiêu cực" if language == "vi" else "negative mentions"
        assert words in letter.subject
        assert words in letter.body
        assert signal.get_absolute_url() in letter.body
        assert "%" not in letter.subject + letter.body
