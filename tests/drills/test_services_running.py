"""A drill opens a real case, tells its story by the clock, and leaks nowhere."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from crisisdesk.kernel.context import ActionSource
from crisisdesk.kernel.errors import Blocked, Forbidden
from drills import services
from drills.models import Drill, Scenario
from drills.tasks import sweep
from incidents import timeline
from incidents.models import Incident, Note
from incidents.verbs import Verb
from teams.models import Membership, Role
from tests import worlds
from tests.drills import begun


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    yield from begun.world(django_db_blocker, note="Đội A chơi")


brand, phuong, scenario, drill = map(worlds.again, begun.NAMES)


def test_starting_opens_a_case_marked_as_a_drill_with_its_first_inject(drill, brand):
    case = drill.incident

    assert case.is_drill and case.reference.startswith("DRL-")
    assert (case.brand, case.kind, case.status) == (brand, "rumour_fake_news", "detected")
    assert drill.runs.filter(delivered_at__isnull=False).count() == 1
    assert Note.objects.filter(incident=case, text__contains="Voz").count() == 1


def test_what_a_drill_writes_is_known_as_the_drills(drill, bot):
    lines = drill.incident.timeline.order_by("seq")

    assert [line.verb for line in lines] == [Verb.OPENED, Verb.PAGE_SENT, Verb.NOTED]
    assert {line.source for line in lines} == {ActionSource.DRILL}
    assert {line.actor for line in lines} == {bot}


def test_an_inject_is_told_with_channel_and_persona_in_both_languages(drill):
    with override("en"):
        text = Note.objects.get(incident=drill.incident).text

    first, second = text.split("\n\n")
    assert "Thành viên diễn đàn Voz: Chủ đề mới trên Voz" in first
    assert second.startswith("[Forum] A member of the Voz forum: A new thread")


def test_an_inject_comes_when_it_is_due_and_only_once(drill, pass_minutes):
    assert sweep() == 0

    pass_minutes(drill, 13)

    assert sweep() == 2
    assert sweep() == 0
    assert drill.runs.filter(delivered_at__isnull=False).count() == 3
    # The first is a note; the video pours in as posts and the reporter as an enquiry.
    assert Note.objects.filter(incident=drill.incident).count() == 1


def test_the_log_of_a_drill_holds_under_verification(drill, pass_minutes):
    pass_minutes(drill, 100)
    sweep()

    assert timeline.verify(Incident.objects.get(pk=drill.incident_id)) is None


def test_after_the_end_nothing_more_comes(drill, phuong, pass_minutes):
    services.end(drill, actor=phuong)
    pass_minutes(drill, 100)

    assert sweep() == 0
    assert drill.runs.filter(delivered_at__isnull=False).count() == 1


def test_ending_brings_what_was_due_and_leaves_the_case_as_it_is(drill, phuong, pass_minutes):
    pass_minutes(drill, 7)

    ended = services.end(drill, actor=phuong)

    assert ended.ended_by == phuong
    assert ended.runs.filter(delivered_at__isnull=False).count() == 2
    assert Incident.objects.get(pk=drill.incident_id).status == "detected"


def test_a_drill_ends_once(drill, phuong):
    services.end(drill, actor=phuong)

    with pytest.raises(Blocked) as refused:
        services.end(drill, actor=phuong)

    assert [reason.code for reason in refused.value.reasons] == ["ended"]


def test_a_scenario_is_rehearsed_once_at_a_time(drill, scenario, phuong):
    with pytest.raises(Blocked) as refused:
        services.start(scenario, actor=phuong)

    assert [reason.code for reason in refused.value.reasons] == ["running"]
    assert Drill.objects.count() == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EXECUTIVE])
def test_others_only_look(scenario, make_person, role, drill):
    looker = make_person("Hà", role)

    with pytest.raises(Forbidden):
        services.start(scenario, actor=looker)
    with pytest.raises(Forbidden):
        services.end(drill, actor=looker)


def test_a_drill_that_cannot_go_on_holds_up_no_other(
    drill, other_brand, phuong, pass_minutes, unwritable
):
    Membership.objects.create(user=phuong, brand=other_brand, role=Role.MANAGER)
    services.seed(other_brand)
    starter = type(phuong).objects.get(pk=phuong.pk)
    other = services.start(
        Scenario.objects.get(brand=other_brand, slug="rumour_to_recall"), actor=starter
    )
    for one in (drill, other):
        pass_minutes(one, 7)
    before = drill.runs.filter(delivered_at=None).count()
    unwritable(drill.runs.filter(delivered_at=None).earliest("due_at"))

    done = services.deliver_due()

    assert done > 0
    assert drill.runs.filter(delivered_at=None).count() == before
    assert other.runs.filter(delivered_at=None).count() == before - done
