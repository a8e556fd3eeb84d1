"""From an empty database to a drill that somebody answered, in the browser, counted in clicks."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from desk.firstday import path, setting_up
from drills.models import Drill
from teams.models import Brand, Membership, Step, User
from tests.journeys import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Presses and pages of the first admin, from the printed address to the ended drill.
MOST_CLICKS = 16
MOST_PAGES = 17
PHONE = {"width": 390, "height": 844}


@dataclass
class Newcomer:
    """Somebody in a window of their own whose presses are counted."""

    actor: stage.Actor
    clicks: int = 0
    pages: list[str] = field(default_factory=list)

    def opens(self, address: str) -> None:
        self.actor.page.on("framenavigated", self._note)
        self.actor.goes(address)

    def _note(self, frame) -> None:
        if frame.parent_frame is None:
            self.pages.append(frame.url)

    def presses(self, msgid: str, context: str = "") -> None:
        self.clicks += 1
        name = self.actor.starts(msgid, context)
        with self.actor.page.expect_navigation():
            self.actor.main.get_by_role("button", name=name).first.click()

    def follows(self, msgid: str) -> None:
        self.clicks += 1
        self.actor.follows(msgid)

    def confirms(self, msgid: str) -> None:
        """A grave press: once on the button, once in the question it asks."""
        self.clicks += 2
        self.actor.button(msgid, self.actor.main).first.click()
        with self.actor.page.expect_navigation():
            self.actor.page.get_by_role(
                "button", name=self.actor.starts("Yes, do it", "dialog")
            ).click()


def test_an_empty_desk_becomes_one_that_answers(browser, address, capsys):
    call_command("setup_link")
    door = capsys.readouterr().out.strip().partition("/setup/")[2]
    admin = Newcomer(stage.open_window(browser, address, "vi"))

    the_desk_gets_its_first_person(admin, f"/setup/{door}")
    link = a_second_person_is_invited(admin)
    manager = Newcomer(stage.open_window(browser, address, "en", viewport=PHONE))
    they_come_in_by_the_link(manager, link)
    rota_and_listening_are_set(admin)
    a_playbook_is_read_over(admin)
    the_second_person_puts_it_in_force(manager)
    the_public_contacts_are_written(admin)
    the_drill_is_held(admin, manager)

    brand = Brand.objects.get()
    assert [stop.step for stop in path.of(brand).stops if stop.done] == list(Step)
    assert admin.actor.complaints == manager.actor.complaints == []
    assert admin.clicks <= MOST_CLICKS
    assert len(admin.pages) <= MOST_PAGES


def the_desk_gets_its_first_person(admin, door):
    admin.opens(door)
    admin.actor.fills(
        brand="Sữa Sao Mai",
        name="Bùi Thanh An",
        email="an@saomai.example",
        password="bon-con-meo-ngoai-hien",
    )
    admin.presses("Begin")
    admin.actor.reads("First day")
    admin.follows("Name the brand")
    admin.actor.fills(hotline="1900 1234")
    admin.presses("Save")


def a_second_person_is_invited(admin) -> str:
    """The brand's step led straight here; the role is filled in already."""
    admin.actor.fills(email="phuong@saomai.example", name="Trần Minh Phượng")
    admin.presses("Invite")
    admin.presses("Link to hand over")
    return admin.actor.page.locator(".first-day-link").inner_text()


def they_come_in_by_the_link(manager, link):
    """On a phone, in English; what they see says who prepares the desk."""
    manager.opens("/setup/" + "0" * 32 + "/")
    manager.actor.complaints.clear()
    manager.opens(link[link.index("/account/") :])
    manager.actor.fills(password1="nam-con-ga-trong-vuon", password2="nam-con-ga-trong-vuon")
    manager.presses("Save the password")
    User.objects.filter(email="phuong@saomai.example").update(language="en")
    manager.actor.goes("/")
    manager.actor.sees("Bùi Thanh An is setting it up: 2 of 7 steps are done.")
    expect(manager.actor.main.locator("#first-day .button")).to_have_count(0)


def rota_and_listening_are_set(admin):
    admin.actor.main.get_by_role(
        "link", name=admin.actor.word("Who is on duty", "first day")
    ).click()
    admin.clicks += 1
    admin.presses("Set up the rota")
    admin.presses("Listen from now on")


def a_playbook_is_read_over(admin):
    admin.presses("Take the sample playbooks")
    admin.actor.main.locator("a.row-link").first.click()
    admin.clicks += 1
    admin.presses("I have read it: ask for the second word")


def the_second_person_puts_it_in_force(manager):
    actor = manager.actor
    actor.goes("/notices/")
    actor.page.locator('main a[href*="/playbooks/"]').first.click()
    actor.follows("Changes")
    manager.confirms("Agree and publish")


def the_public_contacts_are_written(admin):
    name = admin.actor.word("What the public will see", "first day")
    admin.actor.main.get_by_role("link", name=name).click()
    admin.clicks += 1
    admin.actor.fills(official_channel="saomai.example", press_contact="bao-chi@saomai.example")
    admin.presses("Save")


def the_drill_is_held(admin, manager):
    admin.presses("Start the alert test")
    drill = Drill.objects.get()
    manager.actor.goes(drill.incident.get_absolute_url())
    manager.presses("I take it")
    admin.confirms("End the drill")
    admin.actor.goes("/first-day/")
    admin.actor.reads("The desk is ready.")
    assert Membership.objects.count() == 2
    assert not setting_up.is_open()
