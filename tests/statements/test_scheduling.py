"""Words that go out at a set hour, and the hold that keeps them back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.models import Incident
from statements.enums import Planned, State
from statements.models import CrisisHold, Publication, Schedule, Statement
from statements.selectors import planned
from statements.services import briefs, drafting, holds, publishing, review, scheduling, sweeping
from statements.services.drafting import Words
from teams.models import Membership, Notice
from tests.statements.helpers import codes, verbs
from tests.statements.helpers import url as url_of

LIST_QUERIES = 9


@pytest.fixture
def hour():
    """A round moment half an hour ahead, well before the next update is due."""
    return now() + timedelta(minutes=30)


@pytest.fixture
def scheduled(approved, waived, minh, hour):
    return scheduling.schedule(approved, actor=minh, due_at=hour)


def at(moment):
    return time_machine.travel(moment, tick=False)


def state_of(row):
    row.refresh_from_db()
    return row.state


def test_a_text_goes_out_at_its_hour_in_the_name_of_whoever_set_it(scheduled, hour, minh, case):
    with at(hour - timedelta(seconds=1)):
        assert sweeping.sweep() == 0
    with at(hour):
        sweeping.sweep()
        sweeping.sweep()

    words = Statement.objects.get()
    assert (words.status, words.published_by, state_of(scheduled)) == (
        State.PUBLISHED,
        minh,
        Planned.DONE,
    )
    assert Publication.objects.filter(statement=words).count() == 1
    assert "statement_scheduled" in verbs(case)


@pytest.mark.parametrize("ahead", [-1, 0, 60 * 24], ids=["past", "now", "approval too old"])
def test_the_hour_lies_ahead_and_within_the_approval(approved, minh, ahead):
    with at(now()), pytest.raises(ValidationError) as refused:
        scheduling.schedule(approved, actor=minh, due_at=now() + timedelta(minutes=ahead))
    assert list(refused.value.message_dict) == ["due_at"]


def test_a_text_does_not_go_out_after_the_update_that_it_promises(approved, minh):
    Statement.objects.update(next_update_at=now() + timedelta(minutes=20))
    with pytest.raises(ValidationError):
        scheduling.schedule(approved, actor=minh, due_at=now() + timedelta(minutes=30))


def test_only_what_is_approved_is_scheduled_and_only_by_those_who_publish(
    case, draft_of, approved, minh, vy, khoa, hour
):
    with pytest.raises(Blocked):
        scheduling.schedule(draft_of(case), actor=minh, due_at=hour)
    for person in (vy, khoa):
        with pytest.raises(Forbidden):
            scheduling.schedule(approved, actor=person, due_at=hour)


def test_at_critical_the_reference_is_typed(approved, minh, hour):
    Incident.objects.update(severity="critical")
    with pytest.raises(ValidationError):
        scheduling.schedule(approved, actor=minh, due_at=hour, typed="ST-0")
    row = scheduling.schedule(approved, actor=minh, due_at=hour, typed=approved.reference)
    assert row.state == Planned.WAITING


def test_another_hour_takes_the_place_of_the_first(scheduled, approved, minh, hour):
    later = scheduling.schedule(approved, actor=minh, due_at=hour + timedelta(minutes=5))

    assert (state_of(scheduled), later.state) == (Planned.STOPPED, Planned.WAITING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.filter(pk=scheduled.pk).update(state=Planned.WAITING)


def test_a_text_taken_off_stays_approved(scheduled, approved, minh, hour, case):
    with pytest.raises(ValidationError):
        scheduling.unschedule(approved, actor=minh, reason=" ")
    scheduling.unschedule(approved, actor=minh, reason="chờ kết quả")
    with at(hour):
        sweeping.sweep()

    assert Statement.objects.get().status == State.APPROVED
    assert verbs(case)[-1] == "statement_unscheduled"
    with pytest.raises(Blocked):
        scheduling.unschedule(approved, actor=minh, reason="lần nữa")


def test_an_edit_ends_the_plan_though_the_words_are_approved_again(
    scheduled, approved, approve_by, minh, manager, hour
):
    words = review.revise(approved, actor=minh)
    drafting.save(words, actor=minh, expected_version=1, words=Words(title_vi="Khác"))
    approve_by(review.submit(Statement.objects.get(), actor=minh), manager)
    with at(hour):
        sweeping.sweep()

    assert state_of(scheduled) == Planned.STOPPED
    assert Statement.objects.get().status == State.APPROVED


def test_published_by_hand_before_its_hour_it_is_done(scheduled, approved, minh, hour):
    publishing.publish(approved, actor=minh)
    assert state_of(scheduled) == Planned.DONE
    with at(hour):
        assert scheduling.publish_due() == 0


@pytest.mark.parametrize("cause", ["no brief", "graver", "gone", "late", "other words"])
def test_what_stands_against_it_at_the_hour_is_told_and_never_tried_again(
    approved, case, minh, lead, hour, cause
):
    if cause != "no brief":
        briefs.waive(case, actor=lead, reason="thử")
    row = scheduling.schedule(approved, actor=minh, due_at=hour)
    if cause == "graver":
        Incident.objects.update(severity="high")
    if cause == "gone":
        Membership.objects.filter(user=minh).update(is_active=False)
    if cause == "other words":
        Schedule.objects.update(digest="0" * 64)
    with at(hour + timedelta(minutes=11 if cause == "late" else 0)):
        sweeping.sweep()
        briefs.waive(case, actor=lead, reason="thử") if cause == "no brief" else None
        sweeping.sweep()

    assert state_of(row) == Planned.REFUSED
    assert row.why["vi"] and row.why["en"] and row.why["vi"] != row.why["en"]
    assert Statement.objects.get().status == State.APPROVED
    assert Notice.objects.filter(topic="statements.not_sent", user=lead).exists()
    assert "statement_not_sent" in verbs(case)


def test_a_hold_freezes_every_scheduled_text_of_the_brand_and_says_which(
    scheduled, case, make_case, minh, lead, hour
):
    other = make_case()

    hold = holds.place(case.brand, actor=lead, reason="khủng hoảng", incident=other)

    assert [row.pk for row in hold.frozen.all()] == [scheduled.pk]
    assert verbs(case)[-2:] == ["hold_placed", "statement_held"]
    assert verbs(other) == ["hold_placed"]
    assert Notice.objects.filter(topic="statements.held", user=minh).exists()
    with at(hour):
        sweeping.sweep()
    assert Statement.objects.get().status == State.APPROVED
    assert state_of(scheduled) == Planned.FROZEN


def test_under_a_hold_nothing_is_scheduled_but_hands_still_publish(scheduled, approved, minh):
    holds.place(approved.brand, actor=minh, reason="khủng hoảng")

    with pytest.raises(Blocked) as refused:
        scheduling.schedule(approved, actor=minh, due_at=now() + timedelta(minutes=5))
    assert codes(refused) == ["on_hold"]
    assert publishing.publish(approved, actor=minh).status == State.PUBLISHED
    assert state_of(scheduled) == Planned.DONE


def test_one_hold_a_brand_placed_by_any_who_work_and_lifted_by_a_manager(
    brand, minh, khoa, vy, manager
):
    for person in (khoa, vy):
        with pytest.raises(Forbidden):
            holds.place(brand, actor=person, reason="x")
    with pytest.raises(ValidationError):
        holds.place(brand, actor=minh, reason="")
    hold = holds.place(brand, actor=minh, reason="x")
    with pytest.raises(Blocked):
        holds.place(brand, actor=minh, reason="x")
    with pytest.raises(Forbidden):
        holds.lift(hold, actor=minh, reason="x")
    assert holds.lift(hold, actor=manager, reason="đã rõ").lifted_by == manager
    with pytest.raises(Blocked):
        holds.lift(hold, actor=manager, reason="đã rõ")


@pytest.mark.parametrize("ticked", [True, False])
def test_lifting_sends_out_only_what_is_ticked(scheduled, brand, minh, manager, hour, ticked):
    hold = holds.place(brand, actor=minh, reason="x")

    holds.lift(hold, actor=manager, reason="y", again=[scheduled.pk] if ticked else [])
    with at(hour):
        sweeping.sweep()

    wanted = (Planned.DONE, "published") if ticked else (Planned.STOPPED, "approved")
    assert (state_of(scheduled), Statement.objects.get().status) == wanted


def test_a_text_whose_hour_passed_under_the_hold_does_not_go_out_by_itself(
    scheduled, brand, minh, manager, hour
):
    hold = holds.place(brand, actor=minh, reason="x")
    with at(hour + timedelta(minutes=1)):
        holds.lift(hold, actor=manager, reason="y", again=[scheduled.pk])
        sweeping.sweep()

    assert state_of(scheduled) == Planned.STOPPED
    assert Statement.objects.get().status == State.APPROVED


def test_a_plan_that_slipped_in_beside_the_hold_is_caught_at_its_hour(scheduled, brand, minh, hour):
    CrisisHold.objects.create(brand=brand, reason="x", placed_by=minh)
    with at(hour):
        sweeping.sweep()
    assert state_of(scheduled) == Planned.FROZEN


def test_a_drill_holds_back_what_belongs_to_drills_only(scheduled, make_case, minh):
    drill = make_case(is_drill=True)
    drill.allowed.add(minh)

    hold = holds.place(drill.brand, actor=minh, reason="diễn tập", incident=drill)

    assert hold.is_drill
    assert state_of(scheduled) == Planned.WAITING
    assert planned.hold_on(scheduled.statement) is None


def test_restricted_cases_do_not_show_in_the_list(scheduled, case, minh, khoa):
    assert list(planned.planned(minh)) == [scheduled]
    Incident.objects.update(restricted=True)
    assert list(planned.planned(minh)) == []


def test_through_the_api_it_is_the_same(approved, waived, api_of, minh, manager, hour):
    text = f"/api/v1/statements/{approved.reference}"
    brand = f"/api/v1/brands/{approved.brand.slug}"
    assert api_of(minh).post(f"{text}/schedule/", {"due_at": "x"}).status_code == 400
    made = api_of(minh).post(f"{text}/schedule/", {"due_at": hour.isoformat()})
    assert made.status_code == 201

    held = api_of(minh).post(f"{brand}/hold/", {"reason": "khủng hoảng"})

    row = Schedule.objects.get()
    assert [plan["id"] for plan in held.json()["frozen"]] == [row.pk]
    assert api_of(minh).post(f"{brand}/hold/", {"reason": "nữa"}).status_code == 409
    lifted = api_of(manager).post(f"{brand}/hold/lift/", {"reason": "rõ rồi", "again": [row.pk]})
    assert (lifted.status_code, state_of(row)) == (200, Planned.WAITING)
    off = api_of(minh).post(f"{text}/unschedule/", {"reason": "thôi"})
    assert (off.status_code, state_of(row)) == (200, Planned.STOPPED)


def test_the_list_costs_the_same_for_one_and_three(
    scheduled, case, draft_of, approve_by, minh, manager, client, hour, django_assert_num_queries
):
    client.force_login(minh)
    url = reverse("statements:planned")
    client.get(url)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(url)
    for _ in range(2):
        words = approve_by(review.submit(draft_of(case), actor=minh), manager)
        scheduling.schedule(words, actor=minh, due_at=hour)
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(url).content.decode()
    assert page.count("data-row") == 3


def test_the_pages_set_an_hour_hold_and_lift(approved, waived, client, minh, manager, hour):
    client.force_login(minh)
    when = timezone.localtime(hour).strftime("%Y-%m-%dT%H:%M")
    refused = client.post(url_of(approved, "schedule"), {"due_at": "2020-01-01T00:00"})
    assert refused.status_code == 422
    client.post(url_of(approved, "schedule"), {"due_at": when})
    row = Schedule.objects.get()
    client.post(reverse("statements:hold", args=[approved.brand.slug]), {"reason": "khủng hoảng"})
    assert state_of(row) == Planned.FROZEN
    assert "khủng hoảng" in client.get(approved.get_absolute_url()).content.decode()

    client.force_login(manager)
    page = reverse("statements:lift", args=[row.hold_id])
    assert approved.reference in client.get(page).content.decode()
    client.post(page, {"reason": "rõ", "again": [row.pk]})
    assert state_of(row) == Planned.WAITING
