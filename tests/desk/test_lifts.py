"""What holds a case up becomes the next thing to do for whoever can lift it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk.lifts import lifts
from incidents.selectors.cases import moves
from incidents.services.opening import open_incident

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(brand: Brand, minh: User) -> Incident:
    return open_incident(brand=brand, title="Tin đồn", actor=minh, reporter="tổng đài")


def targets(case: Incident, person: User) -> list[str]:
    forward = next((m for m in moves(case, person) if m.name == "start_verification"), None)
    return [todo.url for todo in lifts(case, person, forward)]


def test_every_reason_leads_to_where_it_is_lifted_once(case: Incident, manager: User) -> None:
    base = f"/incidents/{case.reference}/do"

    assert targets(case, manager) == [f"{base}/score/", f"{base}/playbook/", f"{base}/take-lead/"]


def test_who_may_not_move_the_case_is_not_sent_around(case: Incident, khoa: User) -> None:
    assert targets(case, khoa) == []
