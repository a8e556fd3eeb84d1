"""Two people at the same moment, on real threads and a real database."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from crisisdesk.kernel.errors import Blocked, DeskError
from incidents import timeline
from incidents.models import Incident, Task
from incidents.services import lifecycle, notes, tasks
from incidents.services.opening import open_incident
from incidents.verbs import Verb
from tests.plugins.trying import thorough

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment; a refusal comes back as its codes."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=10)
            return call()
        except Blocked as refusal:
            return sorted(reason.code for reason in refusal.reasons)
        except DeskError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def rounds() -> int:
    return 50 if thorough() else 4


def test_two_different_buttons_have_one_winner(
    make_case: Callable[..., Incident], lead: User, manager: User
) -> None:
    for _round in range(rounds()):
        case = make_case("verifying")

        answers = at_once(
            lambda case=case: lifecycle.respond(case, actor=lead).status,
            lambda case=case: (
                lifecycle.mark_false_alarm(case, actor=manager, reason="ảnh cũ").status
            ),
        )

        kinds = Counter("won" if isinstance(answer, str) else str(answer) for answer in answers)
        assert kinds == {"won": 1, "['wrong_state']": 1}
        case = Incident.objects.get(pk=case.pk)
        assert case.status in answers
        assert timeline.verify(case) is None


def test_the_same_button_pressed_twice_acts_once(
    make_case: Callable[..., Incident], lead: User
) -> None:
    for _round in range(rounds()):
        case = make_case("responding")

        answers = at_once(*[lambda case=case: lifecycle.contain(case, actor=lead).status] * 4)

        assert Counter(map(str, answers)) == {"contained": 1, "['wrong_state']": 3}
        assert case.timeline.filter(verb="contained").count() == 1


def test_many_writers_leave_no_gap(
    make_case: Callable[..., Incident], lead: User, minh: User, manager: User
) -> None:
    case = make_case("responding")

    def write(person: User, number: int) -> None:
        notes.add(case, actor=person, text=f"Ghi chú {number}")

    calls = [
        lambda person=person, number=number: write(person, number)
        for number in range(4)
        for person in (lead, minh, manager)
    ]
    at_once(*calls)

    case = Incident.objects.get(pk=case.pk)
    assert list(case.timeline.values_list("seq", flat=True)) == list(range(1, 13))
    assert timeline.verify(case) is None


def test_crossing_merges_do_not_block_each_other(
    make_case: Callable[..., Incident], lead: User
) -> None:
    one, other = make_case("responding"), make_case("responding")

    answers = at_once(
        lambda: lifecycle.merge(one, other, actor=lead).status,
        lambda: lifecycle.merge(other, one, actor=lead).status,
    )

    assert sorted(map(str, answers)) == ["['target_not_open']", "merged"]


def test_a_task_is_finished_by_one_person(
    make_case: Callable[..., Incident], lead: User, minh: User
) -> None:
    task = Task.objects.create(incident=make_case("responding"), title_vi="Gọi khách")

    answers = at_once(
        lambda: tasks.finish_task(task, actor=lead).status,
        lambda: tasks.finish_task(task, actor=minh).status,
    )

    assert sorted(map(str, answers)) == ["['wrong_state']", "done"]


def test_cases_opened_at_once_get_different_numbers(brand: Any, minh: User) -> None:
    answers = at_once(
        *[
            lambda: (
                open_incident(brand=brand, title="Tin đồn", actor=minh, reporter="tổng đài").number
            )
        ]
        * 5
    )

    assert sorted(answers) == [1, 2, 3, 4, 5]


def test_whoever_writes_without_the_lock_still_continues_the_chain(
    make_case: Callable[..., Incident], lead: User
) -> None:
    case, began = make_case(), Event()

    def first() -> None:
        with transaction.atomic():
            timeline.record(case, Verb.NOTED, lead)
            began.set()
            # Long enough for the other to be waiting for our row.
            time.sleep(0.3)

    def second() -> None:
        began.wait(timeout=10)
        with transaction.atomic():
            timeline.record(Incident.objects.get(pk=case.pk), Verb.NOTED, lead)

    at_once(first, second)

    assert list(case.timeline.values_list("seq", flat=True)) == [1, 2]
    assert timeline.verify(Incident.objects.get(pk=case.pk)) is None
