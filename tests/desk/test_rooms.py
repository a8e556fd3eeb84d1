"""The war room asks no further for work that it shows to be none, and forgets none that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crisisdesk.kernel.clock import now
from incidents.enums import Status
from incidents.models import Incident, Question, Task
from outbox.models import OutboxMessage
from statements.enums import Outlet, State
from statements.enums_desk import AnswerState, Doubt
from statements.models import Answer, Enquiry, Promise, Publication, Statement
from statements.services import drafting
from tests.conftest import case_row
from tests.statements.bank_helpers import asked, cleared

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(brand: Brand, minh: User) -> Incident:
    return case_row(
        brand=brand, title="Sữa có mùi lạ", actor=minh, lead=minh, status=Status.VERIFYING
    )


def words_of(case: Incident, by: User) -> Statement:
    return drafting.draft(case, actor=by, kind="holding")


def a_task(case: Incident, minh: User, *_second: User) -> None:
    Task.objects.create(incident=case, title_vi="Gọi nhà máy", owner=minh, due_at=now())


def a_question(case: Incident, minh: User, *_second: User) -> None:
    Question.objects.create(incident=case, text_vi="Lô nào?", owner=minh, due_at=now())


def a_promise(case: Incident, minh: User, *_second: User) -> None:
    Promise.objects.create(
        incident=case, statement=words_of(case, minh), text="x", owner=minh, due_at=now()
    )


def an_outlet(case: Incident, minh: User, *_second: User) -> None:
    Publication.objects.create(
        statement=words_of(case, minh), channel="facebook", by=minh, state=Outlet.FAILED,
        message=OutboxMessage.objects.create(
            key="post:1", channel="social", address="1", planned_at=now(),
            available_at=now(), is_drill=False,
        ),
    )  # fmt: skip


def an_enquiry(case: Incident, minh: User, *_second: User) -> None:
    Enquiry.objects.filter(pk=asked(case, minh).pk).update(owner=minh)


def an_answer(case: Incident, minh: User, manager: User) -> None:
    row = Answer.objects.filter(pk=cleared(case, minh, manager).pk)
    row.update(owner=minh, status=AnswerState.CHECKING, doubt=Doubt.FACT)


MAKE = {
    "task": a_task,
    "question": a_question,
    "promise": a_promise,
    "outlet": an_outlet,
    "enquiry": an_enquiry,
    "answer": an_answer,
}


def room(client: Client, case: Incident) -> tuple[set[str], int]:
    """The kinds of what the page offers to do, and how much it asked."""
    with CaptureQueriesContext(connection) as seen:
        page = client.get(reverse("incidents:room", args=[case.reference]))
    found = [page.context["todo"], *page.context["more_todos"]]
    return {todo.kind for todo in found if todo}, len(seen)


@pytest.mark.parametrize("kind", MAKE)
def test_what_is_there_to_do_is_told(
    case: Incident, minh: User, manager: User, client_of: Callable[[User], Client], kind: str
) -> None:
    client = client_of(minh)
    assert kind not in room(client, case)[0]
    MAKE[kind](case, minh, manager)
    assert kind in room(client, case)[0]


def test_a_case_without_a_lead_asks_for_one_until_it_has_one(
    brand: Brand, minh: User, client_of: Callable[[User], Client]
) -> None:
    new, client = case_row(brand=brand, title="Tin đồn", actor=minh), client_of(minh)
    assert "lead" in room(client, new)[0]
    Incident.objects.filter(pk=new.pk).update(lead=minh)
    assert "lead" not in room(client, new)[0]


def test_the_room_asks_as_much_for_three_tasks_as_for_one_and_less_for_none(
    case: Incident, minh: User, client_of: Callable[[User], Client]
) -> None:
    client, found = client_of(minh), [room(client_of(minh), case)[1]]
    for more in (1, 2):
        for _ in range(more):
            a_task(case, minh)
        found.append(room(client, case)[1])
    assert found == [29, 30, 30]


def test_only_a_text_in_review_is_asked_for_signatures(
    case: Incident, minh: User, client_of: Callable[[User], Client]
) -> None:
    client, words = client_of(minh), words_of(case, minh)
    before = room(client, case)[1]
    Statement.objects.filter(pk=words.pk).update(status=State.IN_REVIEW)
    assert room(client, case)[1] == before + 1
