"""The duty desk asks little, however many cases are open, and decides anew on every page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crisisdesk.kernel.clock import now
from incidents.enums import ClockKind, Status
from incidents.models import Clock, Incident, Task
from incidents.services import team
from tests.conftest import case_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


def busy_case(brand: Brand, minh: User) -> Incident:
    """A case that gives Minh a task and a deadline."""
    case = case_row(
        brand=brand, title="Sữa có mùi lạ", actor=minh, lead=minh, status=Status.VERIFYING
    )
    Task.objects.create(incident=case, title_vi="Gọi nhà máy", owner=minh, due_at=now())
    Clock.objects.create(
        incident=case, kind=ClockKind.HOLDING, started_at=now(), due_at=now() - timedelta(minutes=1)
    )
    return case


def questions(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    return len(asked)


def test_a_desk_without_cases_is_not_asked_about_their_work(
    minh: User, client_of: Callable[[User], Client]
) -> None:
    assert questions(client_of(minh)) == 20


def test_home_asks_as_much_of_three_cases_as_of_one(
    brand: Brand, minh: User, client_of: Callable[[User], Client]
) -> None:
    client, found = client_of(minh), []
    for more in (1, 2):
        for _ in range(more):
            busy_case(brand, minh)
        found.append(questions(client))
    assert found == [30, 30]
    page = client.get("/")
    assert [len(page.context[name]) for name in ("cases", "todos", "deadlines")] == [3, 3, 3]
    assert page.context["case_count"] == 3


def test_a_case_closed_to_me_since_is_gone_from_the_next_page(
    brand: Brand, minh: User, lead: User, manager: User, client_of: Callable[[User], Client]
) -> None:
    case, client = busy_case(brand, minh), client_of(minh)
    Incident.objects.filter(pk=case.pk).update(lead=lead)
    assert case.reference in client.get("/").content.decode()
    team.restrict(Incident.objects.get(pk=case.pk), [lead], actor=manager)
    page = client.get("/")
    assert case.reference not in page.content.decode()
    assert page.context["case_count"] == 0
    assert page.context["todos"] == page.context["deadlines"] == []


def test_a_quiet_desk_tells_of_the_last_real_case(
    brand: Brand, minh: User, client_of: Callable[[User], Client]
) -> None:
    closed = {"brand": brand, "actor": minh, "status": Status.CLOSED}
    last = case_row(title="Sữa có mùi lạ", **closed)
    case_row(title="Diễn tập", is_drill=True, **closed)
    client = client_of(minh)
    assert client.get("/").context["last_case"] == last
    busy_case(brand, minh)
    assert client.get("/").context["last_case"] is None
