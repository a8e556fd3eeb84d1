"""The state machine with reasons, tried on the real incident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from crisisdesk.kernel.state import blockers, lock, permitted, reachable, take
from incidents.models import Incident

if TYPE_CHECKING:
    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(brand: Brand, minh: User) -> Incident:
    return Incident.objects.create(
        brand=brand, number=1, title="Tin đồn", detected_at=now(), created_by=minh, lead=minh
    )


def test_a_state_is_not_assigned(case: Incident) -> None:
    with pytest.raises(AttributeError):
        case.status = "closed"


def test_a_protected_row_still_refreshes_and_stays_protected(case: Incident) -> None:
    case.refresh_from_db()

    assert case.status == "detected"
    with pytest.raises(AttributeError):
        case.status = "closed"


def test_asking_changes_nothing_and_gives_every_reason(case: Incident, minh: User) -> None:
    reasons = blockers(case.start_verification, minh)

    assert [reason.code for reason in reasons] == ["not_scored", "no_type", "no_playbook"]
    assert case.status == "detected"


def test_a_wrong_state_says_in_which_state_the_case_is(case: Incident, minh: User) -> None:
    with pytest.raises(Blocked) as error:
        take(case.contain, minh)

    assert [reason.code for reason in error.value.reasons] == ["wrong_state"]
    assert "Mới phát hiện" in str(error.value.reasons[0].message)


def test_a_stranger_learns_no_reasons(case: Incident, vy: User) -> None:
    with pytest.raises(Forbidden):
        take(case.start_verification, vy)
    with pytest.raises(Forbidden):
        take(case.contain, vy)


def test_reach_and_right_are_two_questions(case: Incident, minh: User, vy: User) -> None:
    assert reachable(case.start_verification)
    assert not reachable(case.contain)
    assert permitted(case.contain, minh)
    assert not permitted(case.start_verification, vy)


def test_a_lock_gives_the_fresh_row(case: Incident) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE incidents_incident SET title = 'Mới' WHERE id = %s", [case.pk])

    assert lock(case).title == "Mới"
