"""A night of one person on a phone: relieved by nobody before seven, and then relieved.

From seven in the evening to seven in the morning one person has the desk, at 390 px, dark, in
Vietnamese. What is real and what is moved: see `nights.py`.
"""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
import time_machine
from django.conf import settings

from crisisdesk.kernel.clock import now
from teams.services import rotas
from tests.journeys import moved, stage
from tests.journeys import night_hours as hours
from tests.journeys.conftest import STORMS, Storm
from tests.journeys.nights import VN, Night, Shift

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: A Tuesday.
EVENING = datetime(2026, 11, 17, 18, 50, tzinfo=VN)


@pytest.fixture
def storm() -> Storm:
    return STORMS["invented"]


@pytest.fixture
def clock():
    with time_machine.travel(EVENING, tick=True) as traveller:
        yield traveller


@pytest.fixture
def night(clock, brand, browser, tmp_path, monkeypatch, request):
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")
    file = tmp_path / "clock"
    real = time_machine.escape_hatch.datetime.datetime.now(VN)
    file.write_text(str((now() - real).total_seconds()))
    more = {moved.CLOCK: str(file), **moved.SERVER}
    with stage.serve(tmp_path, "tests.journeys.moved:application", **more) as address:
        thorough = request.node.get_closest_marker("long") is not None
        made = Night(browser, address, file, clock, EVENING, thorough)
        yield made
        assert made.faults == []
        assert [words for phone in made.phones for words in phone.complaints] == []


@pytest.fixture
def shift(night, brand, lead, minh, phuong, make_person, admin_person) -> Shift:
    """Yến until seven in the evening, Minh until seven in the morning, then Hà."""
    ha, binh = make_person("Vũ Thu Hà"), make_person("Trịnh Quốc Bình")
    for person in (lead, minh, ha, binh):
        stage.give_password(person)
    rota = rotas.make(brand, actor=admin_person, name="Trực ngày đêm", needs_handover=True)
    rotas.put_layer(
        rota, actor=admin_person, users=[lead, minh, ha], name="Ba ca",
        unit="hour", length=12, handover_time=time(7), starts_on=date(2026, 11, 17),
    )  # fmt: skip
    me = night.phone(minh)
    return Shift(night, me, minh, lead, ha, binh, phuong, brand)


def test_a_short_night(shift):
    hours.the_evening_is_taken_over(shift)
    hours.the_phone_wakes_me(shift)
    hours.the_case_is_mine(shift)
    hours.a_second_call_is_passed_on(shift)
    hours.the_morning_takes_over(shift)


@pytest.mark.long
def test_a_whole_night(shift):
    hours.the_evening_is_taken_over(shift)
    hours.the_phone_wakes_me(shift)
    hours.the_case_is_mine(shift)
    hours.the_case_is_worked_on(shift)
    hours.a_task_goes_to_another(shift)
    hours.a_shop_reports(shift)
    hours.words_that_hurt_are_covered(shift)
    hours.the_report_goes_out(shift)
    hours.a_second_call_is_passed_on(shift)
    hours.deadlines_are_warned_of_and_missed(shift)
    hours.the_dossier_is_made(shift)
    hours.the_desk_asks_me_to_hand_over(shift)
    hours.the_morning_takes_over(shift)
    hours.the_night_is_counted(shift)
