"""Who signs what, by kind, severity and lane."""

from datetime import timedelta

import pytest

from crisisdesk.kernel.vocabulary import Severity, StatementKind
from playbooks import chains
from playbooks.enums import Lane
from playbooks.models import ApprovalChain
from teams.models import Brand


def holders(brand: Brand, kind: str, severity: str | None, lane: str, **more: str) -> list:
    return [(s.order, s.holders) for s in chains.steps_for(brand.pk, kind, severity, lane, **more)]


def test_critical_free_text_goes_up_in_order_then_side_by_side(brand: Brand) -> None:
    assert holders(brand, "holding", "critical", Lane.FULL) == [
        (1, ("comms_head",)),
        (2, ("legal",)),
        (2, ("executive",)),
    ]


def test_the_fast_lane_needs_one_of_two_offices(brand: Brand) -> None:
    assert holders(brand, "holding", "critical", Lane.FAST) == [(1, ("comms_head", "executive"))]


def test_a_kind_without_a_fast_lane_goes_the_full_one(brand: Brand) -> None:
    fast = chains.steps_for(brand.pk, "apology", "high", Lane.FAST)

    assert fast == chains.steps_for(brand.pk, "apology", "high", Lane.FULL) != []


def test_unscored_counts_as_high(brand: Brand) -> None:
    unscored = chains.steps_for(brand.pk, "holding", None, Lane.FULL)

    assert unscored == chains.steps_for(brand.pk, "holding", "high", Lane.FULL)


def test_a_reply_in_comments_needs_no_signature_while_calm(brand: Brand) -> None:
    assert holders(brand, "comment_reply", "moderate", Lane.FULL) == []


def test_human_resources_sign_briefs_about_staff_only(brand: Brand) -> None:
    about_staff = holders(brand, "internal_brief", "high", Lane.FULL, slug="labour_dispute")

    assert about_staff == [(1, ("lead",)), (1, ("hr",))]
    assert holders(brand, "internal_brief", "high", Lane.FULL, slug="boycott") == [(1, ("lead",))]
    assert holders(brand, "internal_brief", "high", Lane.FULL) == [(1, ("lead",))]


def test_the_brands_own_chain_wins(seeded: Brand) -> None:
    own = [{"order": 1, "mode": "all", "holders": ["legal"], "backup": ["executive"]}]
    ApprovalChain.objects.filter(
        brand=seeded, kind="closing", severity="watch", lane=Lane.FULL
    ).update(steps=own)

    assert chains.steps_for(seeded.pk, "closing", "watch", Lane.FULL) == [
        chains.ChainStep(1, "all", ("legal",), ("executive",))
    ]


@pytest.mark.parametrize("kind", StatementKind.values)
@pytest.mark.parametrize("severity", Severity.values)
def test_every_kind_has_a_chain_and_a_validity(brand: Brand, kind: str, severity: str) -> None:
    for step in chains.steps_for(brand.pk, kind, severity, Lane.FULL):
        assert step.holders and step.backups
        assert not set(step.holders) & set(step.backups)
    assert timedelta(minutes=30) <= chains.validity(kind, severity) <= timedelta(days=1)


def test_a_critical_holding_text_is_fresh_for_an_hour_only() -> None:
    assert chains.validity("holding", "critical") == timedelta(hours=1)
    assert chains.validity("holding", None) == timedelta(hours=4)


def test_an_unknown_kind_is_an_error(brand: Brand) -> None:
    with pytest.raises(LookupError):
        chains.steps_for(brand.pk, "poem", "high", Lane.FULL)
