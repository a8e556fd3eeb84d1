"""A condition reads the case as it stands when the inject is due."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.clock import now
from drills import conditions
from drills.enums import Condition
from incidents.models import Claim, Incident

PAIRS = [
    ("holding_out", "holding_not_out", "first_holding_at"),
    ("holding_out", "holding_not_out", "first_full_at"),
    ("acknowledged", "not_acknowledged", "acknowledged_at"),
    ("brief_sent", "brief_not_sent", "briefed_at"),
]


@pytest.mark.parametrize(("did", "did_not", "moment"), PAIRS)
def test_a_condition_and_its_opposite(did, did_not, moment):
    untouched, touched = Incident(), Incident(**{moment: now()})

    assert [conditions.holds(did, case) for case in (untouched, touched)] == [False, True]
    assert [conditions.holds(did_not, case) for case in (untouched, touched)] == [True, False]


def test_a_claim_counts_once_it_is_registered(drill, phuong):
    case = drill.incident
    before = [conditions.holds(c, case) for c in ("claim_registered", "claim_not_registered")]

    Claim.objects.create(incident=case, text="Sữa có dị vật", created_by=phuong)

    after = [conditions.holds(c, case) for c in ("claim_registered", "claim_not_registered")]
    assert (before, after) == ([False, True], [True, False])


def test_without_a_condition_it_always_comes():
    assert conditions.holds("", Incident())


@pytest.mark.parametrize("condition", Condition.values)
def test_each_condition_says_why_something_was_left_out(condition):
    said = conditions.sentence(condition)

    assert said
    assert all(said != conditions.sentence(o) for o in Condition.values if o != condition)
