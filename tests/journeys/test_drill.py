"""The handbook's G5: run the seed drill, the score sheet fills by itself, the newsroom is unchanged."""

from __future__ import annotations

import pytest
import time_machine
from django.conf import settings

from crisisdesk.kernel.clock import now
from drills.services import observe, seed
from teams.models import Role
from tests.drills import rehearsed
from tests.journeys import moved, stage
from tests.journeys import rehearsing as play
from tests.journeys.conftest import STORMS, Storm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: A Tuesday morning.
MORNING = play.moment(2026, 11, 17, 9)


@pytest.fixture
def storm() -> Storm:
    return STORMS["invented"]


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=True) as traveller:
        yield traveller


@pytest.fixture
def hall(clock, brand, browser, tmp_path, monkeypatch, request):
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")
    file = tmp_path / "clock"
    real = time_machine.escape_hatch.datetime.datetime.now(play.nights.VN)
    file.write_text(str((now() - real).total_seconds()))
    more = {moved.CLOCK: str(file), **moved.SERVER}
    with stage.serve(tmp_path, "tests.journeys.moved:application", **more) as address:
        thorough = request.node.get_closest_marker("long") is not None
        made = play.Hall(browser, address, file, clock, MORNING, thorough)
        yield made
        assert made.faults == []
        assert [words for phone in made.phones for words in phone.complaints] == []


@pytest.fixture
def cast(hall, brand, lead, minh, phuong, nghia, make_person, admin_person) -> play.Cast:
    """Yến leads, Minh writes, Phượng signs, Hà answers the press; Nghĩa watches, An controls."""
    people = {
        "lead": lead, "writer": minh, "manager": phuong, "observer": nghia,
        "media": make_person("Vũ Thu Hà", Role.MEMBER), "control": admin_person,
    }  # fmt: skip
    for person in people.values():
        stage.give_password(person)
    seed(brand)
    # The newsroom holds a real text, so that there is something to compare.
    rehearsed.said(rehearsed.case_of(brand, drill=False), minh)
    return play.Cast(hall, brand, people)


def test_g5_the_seed_drill_fills_its_sheet_by_itself_and_leaves_the_newsroom_unchanged(cast):
    play.control_starts_the_seed_drill(cast)
    play.the_lead_takes_it_on(cast)
    # By the services here; in browsers, and on a phone, in the long drill.
    play.our_own_people_hear_first_by_the_services(cast)
    play.the_first_word_is_said(cast, promise=30)
    observe(cast.drill.runs.first(), actor=cast.people["observer"], observed="met")
    cast.hall.minute(cast.drill, 75)
    play.control_ends_it(cast)
    play.every_line_is_filled(cast)
    play.the_public_has_seen_nothing(cast)


@pytest.mark.long
def test_the_seed_drill_from_the_rumour_to_the_recall(cast):
    hall = cast.hall
    play.control_starts_the_seed_drill(cast)
    play.the_lead_takes_it_on(cast)
    play.first_steps_are_done(cast, 2)
    hall.minute(cast.drill, 7)
    play.the_observer_judges(cast, "met", "partly")
    play.our_own_people_hear_first(cast)
    hall.minute(cast.drill, 13)
    play.the_reporter_is_answered(cast)
    play.the_first_word_is_said(cast, promise=30)
    play.players_read_it_in_the_newsroom_of_the_drill(cast)
    hall.minute(cast.drill, 26)
    play.the_observer_judges(cast, "met", "met")
    play.a_fact_is_confirmed(cast)
    hall.minute(cast.drill, 36)
    play.the_promise_is_kept(cast)
    hall.minute(cast.drill, 61)
    play.the_observer_judges(cast, "missed")
    hall.minute(cast.drill, 91)
    play.control_ends_it(cast)
    said = play.every_line_is_filled(cast)
    assert said["line-promises_kept"].startswith("1 trên 1")
    play.the_pages_fit_a_phone(cast)
    play.the_sheet_is_compared_and_the_review_is_near(cast)
    play.the_public_has_seen_nothing(cast)
