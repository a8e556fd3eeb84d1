"""The state machine with reasons, tried on the real incident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_fsm import TransitionNotAllowed

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from crisisdesk.kernel.state import blockers, lock, lock_if, permitted, reachable, take
from incidents.models import Incident, Question

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


def test_a_lock_on_a_condition_gives_nothing_where_it_is_so_no_more(
    case: Incident, brand: Brand, other_brand: Brand
) -> None:
    assert lock_if(case, brand=brand) == case
    assert lock_if(case, brand=other_brand) is None


def test_checking_fields_asks_for_no_row_that_was_read(
    case: Incident, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        case.clean_fields()


def test_a_person_named_by_a_number_alone_is_asked_for(case: Incident) -> None:
    case.lead_id = 0

    with pytest.raises(ValidationError) as refused:
        case.clean_fields()

    assert set(refused.value.message_dict) == {"lead"}


class TestConditions:
    """Each is a question to the database: it is asked once, and never taken for another's answer."""

    @pytest.fixture
    def verifying(self, brand: Brand, minh: User) -> Incident:
        return Incident.objects.create(
            brand=brand, number=1, title="Tin đồn", detected_at=now(), created_by=minh, lead=minh,
            status="verifying",
        )  # fmt: skip

    def test_a_step_asks_each_once(self, verifying: Incident, minh: User) -> None:
        with CaptureQueriesContext(connection) as seen:
            take(verifying.respond, minh)

        assert len([row for row in seen if '"incidents_question"' in row["sql"]]) == 1
        assert verifying.status == "responding"

    def test_without_take_the_machine_asks_itself(self, verifying: Incident, minh: User) -> None:
        Question.objects.create(
            incident=verifying, key="q", text_vi="Có thật không?", critical=True, role="fact_lead"
        )

        with pytest.raises(TransitionNotAllowed):
            verifying.respond()

    def test_the_next_step_is_asked_anew(self, verifying: Incident, minh: User) -> None:
        take(verifying.respond, minh)

        with pytest.raises(Blocked):
            take(verifying.contain, minh)
        with pytest.raises(TransitionNotAllowed):
            verifying.contain()
        assert verifying.status == "responding"
