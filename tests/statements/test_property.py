"""No sequence of acts and clock ticks publishes words that lack their signatures."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import DeskError
from incidents.services import severity
from playbooks.models import Delegation
from playbooks.services import standing
from statements.models import Approval, Statement
from statements.services import briefs, drafting, emergency, publishing, review, sweeping
from statements.services.drafting import Words
from tests.statements.lawful import how, lawful

#: A Wednesday before the offices open, in Vietnam.
CLOSED = datetime(2026, 12, 2, 6, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PEOPLE = ("minh", "lead", "manager", "phuong", "lan", "nghia", "an")
TEXTS = ("Bản một.", "Bản hai.", "Bản ba.")
person = st.sampled_from(PEOPLE)
office = st.sampled_from(("comms_manager", "comms_head", "legal"))
ACTS = st.one_of(
    st.tuples(st.just("save"), person, st.sampled_from(TEXTS)),
    st.tuples(st.just("submit"), person),
    st.tuples(st.just("approve"), person),
    st.tuples(st.just("approve"), person),
    st.tuples(st.just("request_changes"), person),
    st.tuples(st.just("recall"), person),
    st.tuples(st.just("revise"), person),
    st.tuples(st.just("publish"), person),
    st.tuples(st.just("confirm"), person),
    st.tuples(st.just("emergency"), person),
    st.tuples(st.just("raise"), st.sampled_from(("high", "critical"))),
    st.tuples(st.just("tick"), st.integers(1, 90)),
    st.tuples(st.just("delegate"), person, person, office),
    st.tuples(st.just("delegate"), person, person, office),
    st.tuples(st.just("revoke"), person),
    st.tuples(st.just("deputy"), person, office),
)


def perform(pk: int, act: tuple, cast: dict, clock) -> None:
    words = Statement.objects.get(pk=pk)
    name, *rest = act
    actor = cast.get(rest[0]) if rest else None
    if name in ("delegate", "revoke", "deputy"):
        stand_in(words, name, [cast.get(word, word) for word in rest], cast["an"])
    elif name == "tick":
        clock.shift(timedelta(minutes=rest[0]))
        sweeping.sweep()
    elif name == "raise":
        severity.raise_to(words.incident, rest[0], actor=cast["minh"], reason="x")
    elif name == "save":
        text = Words(text_vi=rest[1], settings={"next_update_at": now() + timedelta(hours=9)})
        drafting.save(words, actor=actor, expected_version=words.current_version, words=text)
    else:
        if name == "approve":
            review.view(words.version, actor)
        run, more = RUNS[name]
        run(words, actor=actor, **more)


RUNS = {
    "submit": (review.submit, {}),
    "approve": (review.approve, {}),
    "request_changes": (review.request_changes, {"reason": "x", "suggestion": "y"}),
    "recall": (review.recall, {"reason": "x"}),
    "revise": (review.revise, {}),
    "publish": (publishing.publish, {}),
    "confirm": (emergency.confirm, {}),
    "emergency": (emergency.publish_emergency, {}),
}


def stand_in(words: Statement, name: str, facts: list, admin) -> None:
    if name == "delegate":
        giver, to, office = facts
        ends = {"starts_at": now(), "ends_at": now() + timedelta(minutes=60)}
        standing.delegate(words.brand, actor=giver, to=to, office=office, reason="x", **ends)
    elif name == "revoke":
        for row in Delegation.objects.active().filter(giver=facts[0]):
            standing.revoke(row, actor=facts[0])
    else:
        standing.set_deputy(words.brand, actor=admin, user=facts[0], office=facts[1])


#: Ways to the public; chance then puts other acts between their steps.
WAY = [
    ("submit", "minh"),
    *[("approve", name) for name in ("manager", "phuong", "lan", "nghia")],
    ("publish", "minh"),
]
#: A delegate signs in place of the manager, whose word is then spent.
BY_DELEGATE = [
    ("submit", "minh"),
    ("delegate", "manager", "lan", "comms_manager"),
    ("approve", "lan"),
    ("approve", "manager"),
    ("publish", "minh"),
]
#: Before eight in the morning a deputy signs for the closed office.
BY_DEPUTY = [
    ("deputy", "lan", "comms_manager"),
    ("submit", "minh"),
    ("approve", "lan"),
    ("publish", "minh"),
]
EMERGENCY = [
    ("raise", "critical"),
    ("submit", "minh"),
    ("tick", 40),
    ("confirm", "minh"),
    ("emergency", "lead"),
]
WAYS = {"signed": WAY, "delegate": BY_DELEGATE, "deputy": BY_DEPUTY, "emergency": EMERGENCY}
DISTURBED = st.tuples(
    st.sampled_from(list(WAYS)),
    st.lists(st.tuples(st.integers(0, 6), ACTS), min_size=0, max_size=4),
)


def disturbed(way: str, others: list[tuple[int, tuple]]) -> list[tuple]:
    acts = list(WAYS[way])
    for place, act in others:
        acts.insert(min(place, len(acts)), act)
    return acts


@pytest.mark.django_db
@pytest.mark.parametrize("rounds", [6, pytest.param(400, marks=pytest.mark.long)])
def test_nothing_unsigned_is_ever_published(
    rounds, case, template_draft, draft_of, minh, lead, manager, phuong, lan, nghia, admin_person
):
    people = (minh, lead, manager, phuong, lan, nghia, admin_person)
    cast = dict(zip(PEOPLE, people, strict=True))
    said: set[str] = set()

    @settings(max_examples=rounds, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @example(("signed", []))
    @example(("delegate", []))
    @example(("deputy", []))
    @example(("emergency", []))
    @given(DISTURBED)
    def play(chance):
        way, others = chance
        with transaction.atomic(), time_machine.travel(CLOSED, tick=False) as clock:
            words = (template_draft if way == "emergency" else draft_of)(case)
            briefs.waive(case, actor=lead, reason="x")
            for act in disturbed(way, others):
                try:
                    with transaction.atomic():
                        perform(words.pk, act, cast, clock)
                except (DeskError, ValidationError):
                    continue
            fresh = Statement.objects.get(pk=words.pk)
            if fresh.is_said:
                said.add(how(fresh))
                lawful(fresh)
            transaction.set_rollback(True)

    play()
    # A property that is never put to the test holds nothing.
    assert said == {"signed", "delegate", "deputy", "emergency"}


def test_the_judge_itself_sees_a_missing_signature(published):
    lawful(published)
    other = Statement.objects.get(pk=published.pk)
    other.version_said.digest = "0" * 64

    with pytest.raises(AssertionError):
        lawful(other)


def test_the_judge_sees_one_person_in_two_roles(published, manager, minh, lan):
    step = published.steps.get()
    step.pk = None
    step.save()
    other = {"version": published.version, "digest": published.version.digest, "at": now()}
    with time_machine.travel(published.published_at - timedelta(seconds=1)):
        Approval.objects.create(
            step=step, by=lan, for_whom=manager, verdict="approved", **other | {"at": now()}
        )

    with pytest.raises(AssertionError):
        lawful(Statement.objects.get(pk=published.pk))
