"""Clocks where people look: the case's page and paper, the war room, home, the list, the API."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crisisdesk.kernel.clock import now
from desk import clocks as page
from desk import deadlines
from incidents.enums import ClockKind, ClockState
from incidents.models import Clock, LegalClockRun, RoleAssignment
from incidents.services import clocks
from playbooks.models import LegalClock
from statements.models import ApprovalStep, Promise
from tests.incidents.conftest import make_case  # noqa: F401 -- fixtures are found by name
from tests.statements.conftest import draft_of, make_fact, plan  # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from rest_framework.test import APIClient

    from incidents.models import Incident
    from statements.models import Statement
    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def run_of(brand: Brand) -> Callable[..., LegalClockRun]:
    def make(case: Incident, name: str = "Báo A05", **fields: Any) -> LegalClockRun:
        clock, _made = LegalClock.objects.get_or_create(
            brand=brand,
            key="a05",
            defaults={
                "name_vi": name,
                "starts_from": "received",
                "hours": 24,
                "owner_role": "legal",
            },
        )
        begun = now() - timedelta(hours=1)
        run = LegalClockRun.of(
            clock, incident=case, started_at=begun, automatic=False,
            due_at=begun + timedelta(hours=24), **fields,
        )  # fmt: skip
        run.save()
        return run

    return make


def step_of(words: Statement, **fields: Any) -> ApprovalStep:
    return ApprovalStep.objects.create(
        statement=words, version=words.version, digest="0" * 64, order=1, holders=["comms_head"],
        **fields,
    )  # fmt: skip


def promise_of(words: Statement, **fields: Any) -> Promise:
    return Promise.objects.create(
        statement=words, incident=words.incident, is_next_update=True, **fields
    )


def test_every_clock_of_the_case_stands_in_one_list(
    make_case: Callable[..., Incident],  # noqa: F811
    draft_of: Callable[..., Statement],  # noqa: F811
    run_of: Callable[..., LegalClockRun],
    lead: User,
) -> None:
    spike = now() - timedelta(minutes=1)
    case = make_case("responding", severity="high", last_spike_at=spike)
    clocks.start(case, ClockKind.HOLDING, at=now() - timedelta(minutes=75))
    run_of(case)
    words = draft_of(case)
    asked = now() - timedelta(minutes=30)
    due = asked + timedelta(minutes=15)
    step_of(
        words, opened_at=asked, due_at=due, decided_at=due + timedelta(minutes=5), state="approved"
    )
    promise_of(words, due_at=now() + timedelta(hours=1))

    found = {row.kind: row for row in page.rows(case, lead)}

    states = {kind: row.state for kind, row in found.items()}
    assert states == {
        "holding": ClockState.LATE,
        "legal": ClockState.RUNNING,
        "approval_step": ClockState.MET_LATE,
        "next_update": ClockState.RUNNING,
        "quiet_window": ClockState.RUNNING,
    }
    assert found["approval_step"].late_by == timedelta(minutes=5)
    assert found["holding"].late_by >= timedelta(minutes=15)


def test_rounds_are_told_apart_whatever_room_a_clock_belongs_to(
    make_case: Callable[..., Incident],  # noqa: F811
    run_of: Callable[..., LegalClockRun],
    lead: User,
) -> None:
    case = make_case("verifying", severity="high", round=3)
    for number, hours in ((1, 48), (2, 24), (3, 2)):
        Clock.objects.create(
            incident=case, round=number, kind=ClockKind.HOLDING,
            started_at=now() - timedelta(hours=hours),
        )  # fmt: skip
    middle = run_of(case)
    LegalClockRun.objects.filter(pk=middle.pk).update(started_at=now() - timedelta(hours=20))

    rounds = page.rounds(case, lead)

    kinds = [(number, sorted(row.kind for row in rows)) for number, rows in rounds]
    assert kinds == [(3, ["holding"]), (2, ["holding", "legal"]), (1, ["holding"])]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(
    make_case: Callable[..., Incident],  # noqa: F811
    draft_of: Callable[..., Statement],  # noqa: F811
    run_of: Callable[..., LegalClockRun],
    client_of: Callable[[User], Client],
    lead: User,
    lan: User,
    count: int,
) -> None:
    case = make_case("responding", severity="high")
    words = draft_of(case)
    for number in range(count):
        begun = now() - timedelta(hours=number)
        Clock.objects.create(
            incident=case, kind=ClockKind.SITUATION_REPORT, cycle=number + 1, started_at=begun
        )
        run_of(case, verified_by=lan, verified_on=now().date())
        step_of(words, opened_at=begun, due_at=begun)
        promise_of(words, due_at=begun)
    client = client_of(lead)
    url = reverse("incidents:clocks", args=[case.reference])
    client.get(url)

    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    tables = ("incidents_clock", "incidents_legalclockrun", "statements_", "teams_membership")
    mine = [q["sql"] for q in seen if any(f'FROM "{table}' in q["sql"] for table in tables)]
    assert len(mine) == PAGE_QUERIES, mine
    assert len(seen) <= PAGE_QUERIES + 12


#: Clocks, legal runs, steps, promises; the person's place and the menu's count of approvals.
PAGE_QUERIES = 5


def test_the_page_and_its_paper_say_the_same(
    make_case: Callable[..., Incident],  # noqa: F811
    run_of: Callable[..., LegalClockRun],
    client_of: Callable[[User], Client],
    lead: User,
) -> None:
    case = make_case("responding", severity="critical")
    clocks.start(case, ClockKind.HOLDING, at=now() - timedelta(minutes=75))
    clocks.sweep()
    run_of(case, note="Công văn số 7")
    client = client_of(lead)

    for name in ("incidents:clocks", "incidents:clocks-print"):
        answer = client.get(
            reverse(name, args=[case.reference]), headers={"accept-language": "vi"}
        ).content.decode()
        assert "Đã lỡ hạn" in answer
        assert "lỡ hạn chót" in answer
        assert "chưa được pháp chế xác nhận" in answer.lower()
        assert "Công văn số 7" in answer
        assert "Khẩn cấp · 30 phút" in answer


def test_who_only_watches_sees_no_clocks_page(
    make_case: Callable[..., Incident],  # noqa: F811
    client_of: Callable[[User], Client],
    khoa: User,
) -> None:
    case = make_case("responding")

    answer = client_of(khoa).get(reverse("incidents:clocks", args=[case.reference]))
    assert answer.status_code == 403


def test_a_case_without_clocks_says_so(
    make_case: Callable[..., Incident],  # noqa: F811
    client_of: Callable[[User], Client],
    lead: User,
) -> None:
    url = reverse("incidents:clocks", args=[make_case("responding").reference])

    answer = client_of(lead).get(url, headers={"accept-language": "vi"})
    assert "Đợt này chưa có đồng hồ nào" in answer.content.decode()


def test_whoever_settles_reads_which_deadline_it_is(
    make_case: Callable[..., Incident],  # noqa: F811
    run_of: Callable[..., LegalClockRun],
    client_of: Callable[[User], Client],
    lead: User,
) -> None:
    case = make_case("responding")
    run = run_of(case)
    url = reverse("incidents:do", args=[case.reference, "legal-clock", run.pk])
    client = client_of(lead)

    assert "Báo A05" in client.get(url).content.decode()
    assert client.post(url, {"met": "1"}).status_code == 422
    answer = client.post(url, {"met": "1", "sent": "Thông báo số 12"})

    assert answer.url == reverse("incidents:clocks", args=[case.reference])
    run.refresh_from_db()
    assert run.sent == "Thông báo số 12"


def test_home_shows_what_is_due_today_mine_first(
    make_case: Callable[..., Incident],  # noqa: F811
    run_of: Callable[..., LegalClockRun],
    minh: User,
) -> None:
    theirs, mine = make_case("verifying"), make_case("verifying")
    RoleAssignment.objects.create(incident=mine, role="writer", user=minh)
    late, later = now() - timedelta(hours=1), now() - timedelta(minutes=5)
    for case, due in ((theirs, late), (mine, later)):
        Clock.objects.create(incident=case, kind=ClockKind.HOLDING, started_at=late, due_at=due)
    Clock.objects.create(
        incident=mine, kind=ClockKind.REVIEW, started_at=late, due_at=now() + timedelta(days=3)
    )
    run = run_of(theirs)
    LegalClockRun.objects.filter(pk=run.pk).update(due_at=later)

    found = deadlines.today(minh)

    assert [(row.incident, row.kind, row.mine) for row in found] == [
        (mine, "holding", True),
        (theirs, "holding", False),
        (theirs, "legal", False),
    ]


def test_what_is_mine_stands_there_however_much_is_late_elsewhere(
    make_case: Callable[..., Incident],  # noqa: F811
    minh: User,
) -> None:
    crowded, mine = make_case("verifying"), make_case("verifying", lead=minh)
    late = {"kind": ClockKind.SITUATION_REPORT, "started_at": now()}
    Clock.objects.bulk_create(
        Clock(incident=crowded, cycle=turn, due_at=now() - timedelta(hours=turn), **late)
        for turn in range(1, deadlines.DEADLINES + 3)
    )
    Clock.objects.create(incident=mine, due_at=now() - timedelta(minutes=1), **late)

    found = deadlines.today(minh)

    assert len(found) == deadlines.DEADLINES
    assert (found[0].incident, found[0].mine) == (mine, True)
    assert not any(row.mine for row in found[1:])


def test_who_only_watches_sees_the_timers_but_no_deadline_of_the_law(
    make_case: Callable[..., Incident],  # noqa: F811
    run_of: Callable[..., LegalClockRun],
    client_of: Callable[[User], Client],
    khoa: User,
) -> None:
    case = make_case("verifying", severity="high")
    clocks.start(case, ClockKind.HOLDING, at=now() - timedelta(minutes=75))
    run = run_of(case)
    LegalClockRun.objects.filter(pk=run.pk).update(due_at=now())

    [row] = deadlines.today(khoa)

    assert row.kind == "holding"
    assert client_of(khoa).get(row.url).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_for_one_and_three(
    make_case: Callable[..., Incident],  # noqa: F811
    minh: User,
    count: int,
) -> None:
    for _number in range(count):
        clocks.start(make_case("verifying", severity="high"), ClockKind.HOLDING)
    deadlines.today(minh)

    with CaptureQueriesContext(connection) as seen:
        deadlines.today(minh)
    # Which cases (the page asks that for all its parts), roles, timers, their cases, legal runs,
    # promises.
    assert len(seen) == 6


def test_a_stranger_finds_nothing_due(
    make_case: Callable[..., Incident],  # noqa: F811
    vy: User,
) -> None:
    clocks.start(make_case("verifying", severity="high"), ClockKind.HOLDING)

    assert deadlines.today(vy) == []


def test_the_list_marks_a_late_case(
    make_case: Callable[..., Incident],  # noqa: F811
    client_of: Callable[[User], Client],
    lead: User,
) -> None:
    case = make_case("verifying", severity="high")
    clocks.start(case, ClockKind.HOLDING, at=now() - timedelta(minutes=75))
    client = client_of(lead)

    answer = client.get(reverse("incidents:list"), headers={"accept-language": "vi"})

    assert 'class="clock late"' in answer.content.decode()
    assert answer.context["page"].object_list[0].next_due == case.clocks.get().due_at


def test_the_api_gives_every_clock(
    make_case: Callable[..., Incident],  # noqa: F811
    run_of: Callable[..., LegalClockRun],
    api_of: Callable[..., APIClient],
    lead: User,
) -> None:
    case = make_case("responding", severity="high")
    clocks.start(case, ClockKind.HOLDING, at=now() - timedelta(minutes=75))
    run_of(case)

    answer = api_of(lead).get(f"/api/v1/incidents/{case.reference}/clocks/")

    rows = {row["kind"]: row for row in answer.json()["results"]}
    assert rows["holding"]["state"] == "late"
    assert rows["holding"]["late_seconds"] >= 900
    assert (rows["holding"]["severity"], rows["holding"]["minutes"]) == ("high", 60)
    assert rows["legal"]["minutes"] == 24 * 60


def test_legal_deadlines_are_started_confirmed_and_settled_through_the_api(
    make_case: Callable[..., Incident],  # noqa: F811
    brand: Brand,
    api_of: Callable[..., APIClient],
    lead: User,
    lan: User,
    vy: User,
) -> None:
    case = make_case("responding")
    clock = LegalClock.objects.create(
        brand=brand, key="so", name_vi="Trả lời Sở", starts_from="received", hours=24,
        owner_role="legal",
    )  # fmt: skip
    assert api_of(vy).get("/api/v1/legal-clocks/").json()["results"] == []
    [row] = api_of(lan).get("/api/v1/legal-clocks/?brand=sao-mai").json()["results"]
    assert (row["key"], row["confirmed"]) == ("so", False)
    client, url = api_of(lead), f"/api/v1/incidents/{case.reference}/legal-clocks/"

    made = client.post(url, {"clock": clock.pk, "note": "Công văn"}, format="json")
    assert made.status_code == 201, made.json()
    wrong = client.post(url, {"clock": 0, "note": "Công văn"}, format="json")
    assert wrong.status_code == 400
    confirm = f"/api/v1/legal-clocks/{clock.pk}/confirm/"
    assert api_of(lead).post(confirm).status_code == 403
    assert api_of(lan).post(confirm).json()["verified_by"] == lan.name
    [run] = client.get(url).json()["results"]
    assert (run["confirmed"], run["state"]) == (True, "running")
    settle = f"{url}{run['id']}/settle/"
    assert client.post(settle, {"met": True}, format="json").status_code == 400

    done = client.post(settle, {"met": True, "sent": "Trả lời số 9"}, format="json").json()
    assert (done["state"], done["sent"]) == ("met", "Trả lời số 9")
