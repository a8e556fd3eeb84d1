"""Two people and a prepared text when nobody who signs can be reached."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.models import TimelineEntry
from incidents.services import lifecycle
from statements.enums import State
from statements.services import emergency, review, sweeping
from teams.models import Notice
from tests.statements.helpers import codes


@pytest.fixture
def waiting(make_case, template_draft, minh, phuong, nghia):
    """A prepared holding text at critical, waiting for its one signature."""
    case = make_case("critical")
    words = review.submit(template_draft(case), actor=minh)
    assert (words.lane, words.steps.count()) == ("fast", 1)
    return words


def later(minutes: int):
    return time_machine.travel(now() + timedelta(minutes=minutes))


def test_two_signatures_after_one_and_a_half_times_the_time(waiting, minh, lead, phuong, nghia):
    with later(16):
        with pytest.raises(Blocked) as refused:
            emergency.publish_emergency(waiting, actor=lead)
        assert codes(refused) == ["second_signature"]

        emergency.confirm(waiting, actor=minh)
        words = emergency.publish_emergency(waiting, actor=lead)

    assert (words.status, words.emergency_hands) == (State.PUBLISHED, {minh.pk, lead.pk})
    assert Notice.objects.filter(user=phuong, topic="statements.emergency").exists()


def test_not_while_the_approvers_still_have_time(waiting, minh, lead):
    with later(12), pytest.raises(Blocked) as refused:
        emergency.confirm(waiting, actor=minh)
    assert codes(refused) == ["approvers_reachable"]


def test_the_lead_cannot_be_the_second_person(waiting, lead):
    with later(16), pytest.raises(Forbidden):
        emergency.confirm(waiting, actor=lead)


def test_only_the_lead_publishes_in_an_emergency(waiting, minh, manager):
    with later(16):
        emergency.confirm(waiting, actor=minh)
        with pytest.raises(Forbidden):
            emergency.publish_emergency(waiting, actor=manager)


def test_free_words_never_go_out_that_way(make_case, draft_of, minh, lead, phuong, lan, nghia):
    words = review.submit(draft_of(make_case("critical")), actor=minh)
    with later(60), pytest.raises(Blocked) as refused:
        emergency.confirm(words, actor=minh)
    assert "not_pre_approved" in codes(refused)


def test_below_critical_never(make_case, template_draft, minh, lead, manager):
    words = review.submit(template_draft(make_case("high")), actor=minh)
    with later(60), pytest.raises(Blocked) as refused:
        emergency.confirm(words, actor=minh)
    assert "not_critical" in codes(refused)


@pytest.fixture
def spoken(waiting, minh, lead):
    with later(16):
        emergency.confirm(waiting, actor=minh)
        return emergency.publish_emergency(waiting, actor=lead)


def test_the_head_ratifies_and_no_signer(spoken, minh, lead, phuong, nghia):
    for person in (minh, lead, nghia):
        with pytest.raises(Forbidden):
            emergency.ratify(spoken, actor=person)

    words = emergency.ratify(spoken, actor=phuong)

    assert words.ratified_by == phuong
    with pytest.raises(Blocked):
        emergency.ratify(words, actor=phuong)


def test_unratified_after_an_hour_tells_the_executive_and_blocks_containing(
    spoken, lead, phuong, nghia
):
    with later(16 + 61):
        sweeping.sweep()
        sweeping.sweep()
        with pytest.raises(Blocked) as refused:
            lifecycle.contain(spoken.incident, actor=phuong)

    assert "emergency_unratified" in codes(refused)
    lines = TimelineEntry.objects.filter(verb="emergency_unratified")
    assert lines.count() == 1
    assert Notice.objects.filter(user=nghia, topic="statements.unratified").exists()


def test_the_sweep_reminds_hands_over_and_complains_but_never_approves(waiting, phuong, manager):
    words = waiting
    for minutes, count in ((4, 0), (6, 1), (11, 1), (16, 1), (500, 0)):
        with later(minutes):
            assert sweeping._steps() == count
    words.refresh_from_db()
    assert words.status == State.IN_REVIEW
    assert list(
        TimelineEntry.objects.filter(verb__startswith="approval_").values_list("verb", flat=True)
    ) == ["approval_reminded", "approval_passed_on", "approval_overdue"]


def test_a_backup_signs_once_the_time_is_up(waiting, manager, approve_by):
    with pytest.raises(Forbidden):
        approve_by(waiting, manager)

    with later(11):
        assert approve_by(waiting, manager).status == State.APPROVED


def test_the_emergency_by_pages(waiting, client_of, signer_of, minh, lead, phuong):
    def act(person, name: str) -> int:
        path = reverse("statements:act", args=[waiting.reference, name])
        return signer_of(person).post(path).status_code

    with later(16):
        assert client_of(lead).get(waiting.get_absolute_url()).status_code == 200
        assert act(lead, "publish_emergency") == 409
        assert act(minh, "confirm") == 302
        assert act(lead, "publish_emergency") == 302
        page = client_of(phuong).get(waiting.get_absolute_url()).content.decode()
        assert reverse("statements:act", args=[waiting.reference, "ratify"]) in page
        assert act(phuong, "ratify") == 302


def test_the_emergency_through_the_api(waiting, api_of, minh, lead, phuong):
    def post(person, path: str) -> int:
        return api_of(person).post(f"/api/v1/statements/{waiting.pk}/{path}/").status_code

    with later(16):
        assert post(minh, "emergency_confirmation") == 200
        assert post(minh, "transitions/publish_emergency") == 403
        assert post(lead, "transitions/publish_emergency") == 200
        assert post(minh, "ratification") == 403
        assert post(phuong, "ratification") == 200
