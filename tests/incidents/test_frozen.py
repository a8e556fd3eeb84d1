"""After the work has ended the log takes notes only, and a drill tells its players only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crisisdesk.kernel.errors import Blocked
from drills import services as drills
from drills.models import Scenario
from incidents.models import Incident
from incidents.services import decisions, facts, lifecycle, notes, questions, severity, tasks, team
from teams.models import Membership, Notice, Role
from teams.roles import has_role

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["post_mortem", "closed", "merged"])
def test_an_ended_case_takes_notes_and_facts_only(
    state: str, make_case: Callable[..., Incident], lead: User
) -> None:
    case = make_case(state)

    for act in (
        lambda: tasks.add_task(case, actor=lead, title_vi="x"),
        lambda: questions.ask(case, actor=lead, text_vi="x"),
        lambda: decisions.decide(case, actor=lead, text="x", reason="y"),
        lambda: severity.raise_to(case, "critical", actor=lead, reason="x"),
    ):
        with pytest.raises(Blocked) as error:
            act()
        assert [reason.code for reason in error.value.reasons] == ["frozen"]

    notes.add(case, actor=lead, text="Ghi thêm")
    facts.add_fact(case, actor=lead, text_vi="Biết thêm")


def test_a_restricted_case_does_not_flow_into_an_open_one(
    make_case: Callable[..., Incident], lead: User, lan: User
) -> None:
    case, target = make_case("responding"), make_case("responding")
    team.restrict(case, [lan], actor=lead)

    with pytest.raises(Blocked) as error:
        lifecycle.merge(case, target, actor=lead)

    assert [reason.code for reason in error.value.reasons] == ["target_open_to_all"]


def test_a_drill_tells_its_players_only(
    brand: Brand, minh: User, lead: User, phuong: User, nghia: User
) -> None:
    drills.seed(brand)
    scenario = Scenario.objects.get(brand=brand, slug="rumour_to_recall")

    drill = drills.start(scenario, actor=minh, players=[lead, minh])
    team.name_lead(drill.incident, lead, actor=lead)
    severity.raise_to(drill.incident, "critical", actor=lead, reason="giả định")

    told = set(Notice.objects.values_list("user", flat=True))
    assert told <= {lead.pk, minh.pk}
    assert lead.pk in told


def test_whoever_is_alone_does_everybodys_work(brand: Brand, admin_person: User) -> None:
    assert has_role(admin_person, brand.pk, {Role.MEMBER})
    assert not has_role(admin_person, brand.pk, {Role.MANAGER, Role.LEGAL})


def test_an_admin_with_colleagues_does_not(brand: Brand, admin_person: User, minh: User) -> None:
    assert not has_role(admin_person, brand.pk, {Role.MEMBER})
    assert Membership.objects.filter(brand=brand).count() == 2
