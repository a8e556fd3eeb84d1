"""Who finds which case, by what words, in how many queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from incidents.models import Incident
from incidents.selectors.cases import by_reference, listing
from incidents.services import notes, team

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.models import User

pytestmark = pytest.mark.django_db


def titles(user: User, **wanted: str) -> list[str]:
    return [case.title for case in listing(user, wanted)]


def test_a_stranger_finds_nothing(make_case: Callable[..., Incident], vy: User) -> None:
    case = make_case()

    assert titles(vy, status="all") == []
    assert not by_reference(vy, case.reference).exists()


def test_a_restricted_case_is_for_those_it_names(
    make_case: Callable[..., Incident], lead: User, minh: User, lan: User
) -> None:
    case = make_case()
    team.restrict(case, [lan, minh], actor=lead)
    team.restrict(case, [lan], actor=lead)

    found = {
        person.name: Incident.objects.visible_to(person).count() for person in (lead, lan, minh)
    }
    assert found == {lead.name: 1, lan.name: 1, minh.name: 0}


@pytest.mark.parametrize("words", ["sữa", "SUA", "mùi lạ", "mui la", "INC-1", "inc-1", "1"])
def test_words_are_found_without_accents_and_by_number(
    words: str, make_case: Callable[..., Incident], minh: User
) -> None:
    make_case()

    assert titles(minh, q=words) == ["Sữa có mùi lạ"]


def test_filters_of_the_address(make_case: Callable[..., Incident], minh: User, lead: User) -> None:
    make_case("detected", "high", title="Mở")
    make_case("closed", "watch", title="Đóng")
    make_case("verifying", title="Của tôi", lead=minh)
    make_case("detected", title="Diễn tập", is_drill=True)

    assert titles(minh) == ["Của tôi", "Mở"]
    assert titles(minh, status="closed") == ["Đóng"]
    assert titles(minh, severity="high") == ["Mở"]
    assert titles(minh, mine="1") == ["Của tôi"]
    assert titles(minh, drill="1") == ["Diễn tập"]
    assert titles(minh, q="không có") == []


@pytest.mark.parametrize("hostile", ["INC-99999999999999", "INC-", "INC-١", "'; DROP", "DRL-1", ""])
def test_a_strange_reference_is_no_case(
    hostile: str, make_case: Callable[..., Incident], minh: User
) -> None:
    make_case()

    assert not by_reference(minh, hostile).exists()


PAGES = ("", "facts/", "tasks/", "decisions/", "team/", "log/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    count: int,
    make_case: Callable[..., Incident],
    minh: User,
    client_of: Any,
    django_assert_num_queries: Any,
) -> None:
    for _number in range(count):
        make_case()
    client = client_of(minh)
    client.get("/incidents/")

    with django_assert_num_queries(7):
        assert client.get("/incidents/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_case_costs_the_same_for_one_and_three_rows(
    page: str,
    make_case: Callable[..., Incident],
    minh: User,
    lead: User,
    client_of: Any,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from incidents.services import facts, questions, tasks

    client = client_of(minh)
    spent = []
    for count in (1, 3):
        case = make_case("verifying")
        for number in range(count):
            notes.add(case, actor=minh, text=f"Ghi chú {number}")
            tasks.add_task(case, actor=minh, title_vi=f"Việc {number}", owner=lead)
            questions.ask(case, actor=minh, text_vi=f"Câu hỏi {number}", owner=lead)
            facts.add_fact(case, actor=minh, text_vi=f"Dữ kiện {number}")
        client.get(f"/incidents/{case.reference}/{page}")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/incidents/{case.reference}/{page}")
        assert answer.status_code == 200
        spent.append(len(queries))

    assert spent[0] == spent[1]
