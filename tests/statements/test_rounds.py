"""Approve, edit, publish, delegate and revoke at the same moment, many times, on real PostgreSQL."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.errors import DeskError, Forbidden
from playbooks.models import Delegation
from playbooks.services import standing
from statements.enums import State
from statements.models import Publication, Statement
from statements.services import briefs, drafting, publishing, review
from statements.services.drafting import Words
from teams.models import Role
from tests.statements.lawful import how, lawful
from tests.statements.test_races import unbroken

#: Of every round: the two who are asked, a delegate, the writer, two who publish, a revocation.
AT_ONCE = 7
#: So many rounds in one case: every text is read against what its case has said before.
A_CASE = 10
#: How a round may end; the dice do not give each of them in so many rounds, so more are played then.
ENDS = {"signed", "delegate", State.DRAFT}
AT_MOST = 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", [10, pytest.param(1000, marks=pytest.mark.long)])
def test_no_concurrent_round_breaks_a_rule(
    rounds, make_case, draft_of, make_person, minh, lead, phuong, lan, nghia
):
    hanh = make_person("Hạnh", Role.LEGAL)
    cases, chance, outcomes, row = [], random.Random(7), [], None
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(rounds * AT_MOST):
            if number >= rounds and set(outcomes) >= ENDS:
                break
            if number % A_CASE == 0:
                cases.append(make_case("high"))
                briefs.waive(cases[-1], actor=lead, reason="thử")
            case = cases[-1]
            words = review.submit(draft_of(case, text_vi=f"Lượt {number}."), actor=minh)
            if row is None or not _in_force(row):
                row = standing.delegate(case.brand, actor=phuong, to=hanh, **_delegated())
            for person in (phuong, lan, hanh):
                review.view(words.version, person)
            acts = _acts(words, row, minh, lead, phuong, lan, hanh)
            # Some rounds without the writer's hand and without the revocation, so that all ends occur.
            acts = acts[: chance.choice((4, 5, 6, 7))]
            _at_once(pool, chance.sample(acts, len(acts)))
            outcomes.append(_judged(words))
        _close(pool)
    assert all(unbroken(case) for case in cases)
    assert set(outcomes) >= ENDS


def _delegated() -> dict:
    return {"office": "comms_head", "reason": "x", "ends_at": now() + minutes(60)}


def _in_force(row: Delegation) -> bool:
    return Delegation.objects.active().filter(pk=row.pk).exists()


def _acts(words, row, minh, lead, phuong, lan, hanh):
    edit = Words(text_vi="Bản khác, chưa ai duyệt.")
    return [
        lambda: review.approve(words, actor=phuong),
        lambda: review.approve(words, actor=lan),
        lambda: review.approve(words, actor=hanh),
        lambda: publishing.publish(words, actor=minh),
        lambda: publishing.publish(words, actor=lead),
        lambda: standing.revoke(row, actor=phuong),
        lambda: drafting.save(words, actor=minh, expected_version=1, words=edit),
    ]


def _at_once(pool, acts) -> None:
    """Every act begins at the same moment; what came too early tries once more."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait(timeout=20)
        for _ in range(2):
            try:
                return act()
            except Forbidden:
                return None
            except (DeskError, ValidationError):
                continue
        return None

    list(pool.map(run, acts))


def _judged(words: Statement) -> str:
    fresh = Statement.objects.get(pk=words.pk)
    if fresh.status == State.APPROVED:
        assert fresh.approved_hash == fresh.version.digest
    if not fresh.is_said:
        return fresh.status
    lawful(fresh)
    assert fresh.published_version == 1
    assert Publication.objects.filter(statement=fresh).count() == 1
    return how(fresh)


def _close(pool) -> None:
    barrier = Barrier(AT_ONCE)
    list(pool.map(lambda _: (barrier.wait(timeout=20), connection.close()), range(AT_ONCE)))
