"""A night of one person on a phone: relieved by nobody before seven, and then relieved.

From seven in the evening to seven in the morning one person has the desk, at 390 px, dark, in
Vietnamese. What is real and what is moved: see `nights.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import expect

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from incidents.services import evidence, severity
from incidents.services.opening import open_incident
from monitoring.models import StaffReport
from monitoring.services import staff_keeping
from monitoring.services.ingest import take_in
from teams import paging
from teams.duty import on_duty
from teams.models import Page, User
from teams.services import rotas
from tests.journeys import moved, stage
from tests.journeys.conftest import STORMS, Storm
from tests.journeys.nights import VN, Night, answering_link, letters_to
from tests.journeys.stage import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: A Tuesday.
EVENING = datetime(2026, 11, 17, 18, 50, tzinfo=VN)
CRITICAL = {"people": 3, "spread": 2, "truth": 2, "stakeholders": 1, "business": 1}
TITLE = "Khách báo sữa hộp 180 ml có mùi lạ, ba cháu nhỏ phải đi viện"
ABUSE = "Đồ chó, tao sẽ giết cả nhà chúng mày"


@dataclass
class Shift:
    """Who is there, and what the night has brought so far."""

    night: Night
    me: Actor
    minh: User
    yen: User
    ha: User
    binh: User
    head: User
    brand: object
    case: Incident | None = None

    @property
    def room(self) -> str:
        return f"/incidents/{self.case.reference}/"

    def goes(self, part: str = "", name: str = "") -> None:
        self.night.visit(self.me, f"{self.room}{part}", name)


@pytest.fixture
def storm() -> Storm:
    return STORMS["invented"]


@pytest.fixture
def clock():
    with time_machine.travel(EVENING, tick=True) as traveller:
        yield traveller


@pytest.fixture
def night(clock, brand, browser, tmp_path, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")
    file = tmp_path / "clock"
    real = time_machine.escape_hatch.datetime.datetime.now(VN)
    file.write_text(str((now() - real).total_seconds()))
    more = {moved.CLOCK: str(file), "SECRET_KEY": settings.SECRET_KEY}
    with stage.serve(tmp_path, "tests.journeys.moved:application", factory=True, **more) as address:
        made = Night(browser, address, file, clock, EVENING)
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


def test_a_night_alone(shift):
    the_evening_is_taken_over(shift)
    the_phone_wakes_me(shift)
    the_case_is_mine(shift)


def the_evening_is_taken_over(shift):
    night, me = shift.night, shift.me
    giver = night.phone(shift.yen)
    night.visit(giver, "/people/handover/", "handover-write")
    giver.fills(watch="Nhóm “Mẹ và bé”")
    giver.page.check("[name=own_state][value=tired]")
    giver.presses("Hand over")

    night.at("19:02")
    night.visit(me, "/", "home-evening")
    expect(me.page.locator("#on-duty, main")).to_contain_text(shift.minh.name)
    me.follows("A handover waits for you")
    night.look(me, "handover-list")
    with me.page.expect_navigation():
        me.main.locator("a[href*='/people/handover/']").first.click()
    night.look(me, "handover-read")
    me.sees("Nhóm “Mẹ và bé”")
    assert on_duty(shift.brand) == [shift.yen, shift.minh]
    me.presses("I have read it and take over")
    assert on_duty(shift.brand) == [shift.minh]


def the_phone_wakes_me(shift):
    night, me = shift.night, shift.me
    night.at("22:40")
    shift.case = open_incident(
        brand=shift.brand, title=TITLE, actor=paging.starting.automation(), detected_at=now()
    )
    severity.score(shift.case, actor=shift.head, scores=CRITICAL)
    night.sweeps()
    link = answering_link(shift.minh)
    lock_screen = night.phone()
    night.visit(lock_screen, link, "called")
    page = Page.objects.get(state="going")
    assert (page.severity, page.is_going) == ("critical", True)
    lock_screen.presses("I take it")
    night.look(lock_screen, "called-answered")
    page.refresh_from_db()
    assert (page.state, page.ended_by) == ("answered", shift.minh)
    assert not letters_to(shift.binh)


def the_case_is_mine(shift):
    shift.goes("", "room-first")
