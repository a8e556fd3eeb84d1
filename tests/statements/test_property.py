"""No sequence of acts and clock ticks publishes words that lack their signatures."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import DeskError
from incidents.services import severity
from playbooks import chains
from statements.enums import Verdict
from statements.models import Approval, Statement
from statements.services import briefs, drafting, emergency, publishing, review, sweeping
from statements.services.drafting import Words

PEOPLE = ("minh", "lead", "manager", "phuong", "lan", "nghia")
TEXTS = ("Bản một.", "Bản hai.", "Bản ba.")
person = st.sampled_from(PEOPLE)
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
)


def perform(pk: int, act: tuple, cast: dict, clock) -> None:
    words = Statement.objects.get(pk=pk)
    name, *rest = act
    actor = cast.get(rest[0]) if rest else None
    if name == "save":
        text = Words(text_vi=rest[1], settings={"next_update_at": now() + timedelta(hours=9)})
        drafting.save(words, actor=actor, expected_version=words.current_version, words=text)
    elif name == "approve":
        review.view(words.version, actor)
        review.approve(words, actor=actor)
    elif name == "request_changes":
        review.request_changes(words, actor=actor, reason="x", suggestion="y")
    elif name == "recall":
        review.recall(words, actor=actor, reason="x")
    elif name == "raise":
        severity.raise_to(words.incident, rest[0], actor=cast["minh"], reason="x")
    elif name == "tick":
        clock.shift(timedelta(minutes=rest[0]))
        sweeping.sweep()
    elif name == "publish":
        publishing.publish(words, actor=actor)
    else:
        {
            "submit": review.submit,
            "revise": review.revise,
            "confirm": emergency.confirm,
            "emergency": emergency.publish_emergency,
        }[name](words, actor=actor)


def lawful(words: Statement) -> None:
    """Judged from the rows of signatures alone, not from the state machine's own fields."""
    version = words.version_said
    assert version.digest == version.seal()
    if words.emergency_at:
        signed = set(words.signatures.filter(digest=version.digest).values_list("by", flat=True))
        assert len(signed | {words.published_by_id}) >= 2
        return
    given_words = Approval.objects.filter(
        step__statement=words,
        verdict=Verdict.APPROVED,
        digest=version.digest,
        at__lte=words.published_at,
        step__state="approved",
    )
    signers = list(given_words.values_list("by", flat=True))
    assert len(signers) == len(set(signers)) >= 1
    assert not set(signers) & {words.author_id, words.last_editor_id, version.author_id}
    assert len(signers) >= words.steps.exclude(state="void").count()
    level = "moderate" if words.incident.severity == "moderate" else None
    if level:
        asked = chains.steps_for(words.brand_id, words.kind, level, words.lane)
        assert len(signers) == len(asked)


#: Ways to the public; chance then puts other acts between their steps.
WAY = [
    ("submit", "minh"),
    *[("approve", name) for name in ("manager", "phuong", "lan", "nghia")],
    ("publish", "minh"),
]
EMERGENCY = [
    ("raise", "critical"),
    ("submit", "minh"),
    ("tick", 40),
    ("confirm", "minh"),
    ("emergency", "lead"),
]
DISTURBED = st.tuples(
    st.booleans(), st.lists(st.tuples(st.integers(0, 6), ACTS), min_size=0, max_size=4)
)


def disturbed(emergency_way: bool, others: list[tuple[int, tuple]]) -> list[tuple]:
    acts = list(EMERGENCY if emergency_way else WAY)
    for place, act in others:
        acts.insert(min(place, len(acts)), act)
    return acts


@pytest.mark.django_db
@pytest.mark.parametrize("rounds", [20, pytest.param(400, marks=pytest.mark.long)])
def test_nothing_unsigned_is_ever_published(
    rounds, case, template_draft, draft_of, minh, lead, manager, phuong, lan, nghia
):
    cast = dict(zip(PEOPLE, (minh, lead, manager, phuong, lan, nghia), strict=True))
    said: list[bool] = []

    @settings(max_examples=rounds, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @example((False, []))
    @example((True, []))
    @given(DISTURBED)
    def play(chance):
        emergency_way, others = chance
        with transaction.atomic(), time_machine.travel(now(), tick=False) as clock:
            words = (template_draft if emergency_way else draft_of)(case)
            briefs.waive(case, actor=lead, reason="x")
            for act in disturbed(emergency_way, others):
                try:
                    with transaction.atomic():
                        perform(words.pk, act, cast, clock)
                except (DeskError, ValidationError):
                    continue
            fresh = Statement.objects.get(pk=words.pk)
            if fresh.is_said:
                said.append(fresh.emergency_at is not None)
                lawful(fresh)
            transaction.set_rollback(True)

    play()
    # A property that is never put to the test holds nothing.
    assert {True, False} <= set(said)


def test_the_judge_itself_sees_a_missing_signature(published):
    lawful(published)
    other = Statement.objects.get(pk=published.pk)
    other.version_said.digest = "0" * 64

    with pytest.raises(AssertionError):
        lawful(other)
