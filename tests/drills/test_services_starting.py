"""Who may start a drill, and who hears of it."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.errors import Forbidden
from drills import services
from drills.models import InjectRun
from outbox.models import OutboxMessage
from teams.models import Notice, Role


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGER, Role.LEGAL, Role.ADMIN])
def test_those_who_work_and_the_admin_run_drills(scenario, make_person, role):
    runner = make_person("Hà", role)

    ended = services.end(services.start(scenario, actor=runner), actor=runner)

    assert ended.ended_at is not None


def test_a_stranger_runs_nothing(scenario, vy):
    with pytest.raises(Forbidden):
        services.start(scenario, actor=vy)

    assert InjectRun.objects.count() == 0


def test_only_the_players_are_told_and_every_mail_says_drill(scenario, phuong, minh, lan, vy):
    services.start(scenario, actor=phuong, players=[phuong, minh])

    letters = OutboxMessage.objects.filter(channel="email")
    assert {letter.address for letter in letters} == {phuong.email, minh.email}
    assert {letter.facts["drill"] for letter in letters} == {True}
    assert not Notice.objects.filter(user=vy).exists()
