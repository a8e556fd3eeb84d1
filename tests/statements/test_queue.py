"""The approver's queue: what comes first, what its rows say, and two taps to sign."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from crisisdesk.kernel.clock import now
from incidents.enums import ClockKind
from incidents.models import Clock
from playbooks.services import standing
from statements import selectors
from statements.enums import State
from statements.models import Promise, Statement
from statements.services import drafting, review
from statements.services.drafting import Words
from teams.models import Role
from tests.statements.helpers import body, url

QUEUE = "/statements/approvals/"


def references(person) -> list[str]:
    return [row.statement.reference for row in selectors.queue_of(person)]


def test_what_is_due_first_comes_first(make_case, draft_of, minh, manager, phuong, lan):
    calm = review.submit(draft_of(make_case("moderate")), actor=minh)
    pressing = review.submit(draft_of(make_case("high")), actor=minh)

    assert references(phuong) == [pressing.reference, calm.reference]
    with time_machine.travel(now() + timedelta(hours=40)):
        assert references(phuong) == [pressing.reference, calm.reference]


def test_what_holds_up_a_public_promise_presses_more(make_case, draft_of, minh, manager, lead):
    first = review.submit(draft_of(make_case()), actor=minh)
    other = make_case()
    second = review.submit(draft_of(other), actor=minh)
    assert references(manager) == [first.reference, second.reference]

    Promise.objects.create(
        incident=other, statement=second, text="x", owner=lead, due_at=now() + timedelta(minutes=3)
    )

    assert references(manager) == [second.reference, first.reference]
    [row, _] = selectors.queue_of(manager)
    assert row.deadline < now() + timedelta(minutes=4)


def test_a_deadline_of_the_case_and_waiting_texts_are_told(case, draft_of, minh, lead, manager):
    Clock.objects.create(
        incident=case,
        kind=ClockKind.INTERNAL_BRIEF,
        started_at=now(),
        due_at=now() + timedelta(hours=1),
    )
    brief = review.submit(draft_of(case, "internal_brief", channels=[]), actor=minh)
    draft_of(case)

    [row] = selectors.queue_of(lead)

    assert row.statement == brief
    assert len(row.blocks) == 2


def test_a_row_says_who_else_is_asked(make_case, draft_of, client_of, minh, phuong, lan, manager):
    review.submit(draft_of(make_case("high")), actor=minh)

    [row] = selectors.queue_of(phuong)

    assert [other.people for other in row.others] == [[lan.name]]
    assert lan.name in body(client_of(phuong).get(QUEUE))


def test_a_row_shows_what_changed_since_one_last_looked(case, draft_of, client_of, minh, manager):
    words = draft_of(case, text_vi="Chúng tôi đang kiểm tra lô 12. Xin chờ.")
    review.view(words.version, manager)
    edit = Words(text_vi="Chúng tôi đang kiểm tra lô 13. Xin chờ.")
    drafting.save(words, actor=minh, expected_version=1, words=edit)
    review.submit(Statement.objects.get(pk=words.pk), actor=minh)

    [row] = selectors.queue_of(manager)

    assert row.seen.number == 1
    assert [language["code"] for language in row.languages] == ["vi"]
    assert ("delete", "12") in row.languages[0]["text"]
    page = body(client_of(manager).get(QUEUE))
    assert "<del" in page


def test_the_fast_lane_is_marked(make_case, template_draft, client_of, minh, phuong, manager):
    review.submit(template_draft(make_case("high")), actor=minh)

    assert selectors.queue_of(manager)[0].is_fast
    assert "Đường tắt" in body(client_of(manager).get(QUEUE))


def test_a_delegate_sees_for_whom(case, draft_of, client_of, make_person, minh, manager):
    hanh = make_person("Hạnh", Role.LEGAL)
    ends = {"ends_at": now() + timedelta(hours=1), "reason": "x"}
    standing.delegate(case.brand, actor=manager, office="comms_manager", to=hanh, **ends)
    words = review.submit(draft_of(case), actor=minh)

    page = body(client_of(hanh).get(QUEUE))

    assert words.reference in page
    assert manager.name in page
    assert manager.name in body(client_of(hanh).get(url(words)))


def test_an_empty_queue_says_so(client_of, minh, vy):
    for person in (minh, vy):
        answer = client_of(person).get(QUEUE)
        assert answer.status_code == 200
        assert "Không có văn bản nào" in body(answer) or "duyệt" in body(answer)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("delegated", [False, True])
def test_the_queue_costs_the_same_for_one_and_three(
    case, draft_of, make_person, minh, manager, django_assert_num_queries, count, delegated
):
    hanh = make_person("Hạnh", Role.LEGAL)
    ends = {"ends_at": now() + timedelta(hours=1), "reason": "x"}
    standing.delegate(case.brand, actor=manager, office="comms_manager", to=hanh, **ends)
    for _ in range(count):
        review.submit(draft_of(case), actor=minh)
    person = hanh if delegated else manager
    person.memberships.get()

    with django_assert_num_queries(13):
        assert len(selectors.queue_of(type(person).objects.get(pk=person.pk))) == count


def test_the_number_is_asked_for_beside_the_navigation(
    case, draft_of, client_of, minh, khoa, manager
):
    review.submit(draft_of(case), actor=minh)
    count = reverse("statements:approvals_count")

    assert f'hx-get="{count}"' in body(client_of(manager).get(QUEUE))
    assert f'hx-get="{count}"' not in body(client_of(khoa).get(QUEUE))
    assert ">1<" in body(client_of(manager).get(count))
    assert ">1<" not in body(client_of(minh).get(count))


def test_two_taps_from_the_queue_to_a_signature(case, draft_of, signer_of, minh, manager):
    """Open the text; press the button at the thumb. Nothing else was asked in between."""
    words = review.submit(draft_of(case), actor=minh)
    client = signer_of(manager)
    assert url(words) in body(client.get(QUEUE))

    page = body(client.get(url(words)))
    bar = page[page.index('class="thumb-bar"') :]
    [action] = re.findall(r'action="([^"]+/do/approve/)"', bar)
    [version] = re.findall(r'name="expected_version" value="(\d+)"', bar)
    client.post(action, {"expected_version": version})

    assert Statement.objects.get(pk=words.pk).status == State.APPROVED


def test_at_critical_the_button_leads_to_what_one_signs(
    make_case, draft_of, client_of, minh, phuong, lan, nghia
):
    words = review.submit(draft_of(make_case("critical")), actor=minh)

    page = body(client_of(phuong).get(url(words)))
    bar = page[page.index('class="thumb-bar"') :]

    assert f'href="{url(words, "act", "approve")}"' in bar
    assert "<form" not in bar[: bar.index('id="notices"')]


def test_a_narrow_bar_says_how_much_is_missing_and_what_when_opened(
    case, draft_of, client_of, minh, manager
):
    words = draft_of(case, text_vi="", text_en="")

    page = body(client_of(minh).get(url(words)))
    bar = page[page.index('class="thumb-bar"') : page.index('id="notices"')]

    assert '<details class="disclosure">' in bar
    assert re.search(r"còn thiếu \d+ điều", bar)


@pytest.mark.parametrize("path", [QUEUE, "/statements/"])
def test_what_waits_of_a_drill_says_so(make_case, draft_of, minh, manager, phuong, client_of, path):
    review.submit(draft_of(make_case("moderate", is_drill=True)), actor=minh)

    assert "DIỄN TẬP" in body(client_of(phuong).get(path))
