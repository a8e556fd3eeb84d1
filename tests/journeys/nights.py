"""One night: its clock, its people, and eyes that look at every page of a phone.

Real: PostgreSQL, the server, the browsers, the letters (into Django's outbox of mail), the services
and the sweeps. Moved: the clock. Server and test read the same shift (`moved.py`), the browsers are
set to it, and the sweeps that the scheduler would start are run whenever time has gone on.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from axe_playwright_python.sync_playwright import Axe
from django.core import mail

import desk.tasks
import incidents.tasks
import monitoring.tasks
import outbox.tasks
import teams.tasks
from crisisdesk.kernel.clock import now
from teams.load import tasks as load
from tests.journeys import stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from incidents.models import Incident
    from teams.models import Brand, User

VN = ZoneInfo("Asia/Ho_Chi_Minh")
PHONE = {"width": 390, "height": 844}
GRAVE = {"serious", "critical"}
#: What the scheduler starts and this night needs, in an order that holds for one moment.
SWEEPS = (
    teams.tasks.sweep_pages,
    incidents.tasks.sweep_clocks,
    monitoring.tasks.sweep,
    desk.tasks.sweep,
    teams.tasks.sweep_rotas,
    load.sweep,
    outbox.tasks.sweep,
)
LINK = re.compile(r"https?://[^/\s]+(/page/\S+/)")
#: The elements that stick out on the right, outermost first.
WIDEST = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
  .slice(0, 3).map((one) => one.outerHTML.slice(0, 120))"""


@dataclass
class Night:
    """The hour, and everybody's phone."""

    browser: Browser
    address: str
    file: Path
    traveller: Any
    began: datetime
    #: Whether axe looks at every page too; it takes a second each.
    thorough: bool
    phones: list[stage.Actor] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def at(self, clock: str) -> None:
        """It is that hour, of this night, for everybody; what falls due until then happens."""
        hour, minute = map(int, clock.split(":"))
        then = self.began.replace(hour=hour, minute=minute)
        self.move(then if hour > 12 else then + timedelta(days=1))

    def move(self, then: datetime) -> None:
        step = then - now()
        ahead = float(self.file.read_text()) + step.total_seconds()
        self.traveller.shift(step)
        self.file.write_text(str(ahead))
        for phone in self.phones:
            phone.page.context.clock.set_system_time(then)
        self.sweeps()

    def sweeps(self) -> None:
        for sweep in SWEEPS:
            sweep()

    def phone(self, person: User | None = None) -> stage.Actor:
        """A dark phone in Vietnamese; a person's own, or one without an account."""
        actor = stage.open_window(
            self.browser, self.address, viewport=PHONE, color_scheme="dark", has_touch=True
        )
        actor.page.context.clock.set_system_time(now())
        self.phones.append(actor)
        if person is not None:
            stage.stay_in(actor, self.address, person)
        return actor

    def look(self, actor: stage.Actor, name: str = "") -> None:
        """The page that is open is readable by everybody and as wide as the phone."""
        page = actor.page
        page.wait_for_load_state("load")
        wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        if wide > 0:
            self.faults.append(f"{page.url}: {wide} px too wide, {page.evaluate(WIDEST)}")
        faults = Axe().run(page).response["violations"] if self.thorough else []
        for fault in faults:
            if fault["impact"] in GRAVE:
                html = [node["html"][:150] for node in fault["nodes"][:2]]
                self.faults.append(f"{page.url}: {fault['id']} {html}")
        if name and (folder := os.environ.get("SCREENSHOTS")):
            page.screenshot(path=Path(folder) / f"{name}.png")

    def visit(self, actor: stage.Actor, path: str, name: str = "") -> None:
        actor.goes(path)
        self.look(actor, name or path.strip("/").replace("/", "-"))


@dataclass
class Shift:
    """Who is there, and what the night has brought so far."""

    night: Night
    me: stage.Actor
    minh: User
    yen: User
    ha: User
    binh: User
    head: User
    brand: Brand
    case: Incident | None = None

    @property
    def room(self) -> str:
        return f"/incidents/{self.case.reference}/"

    def goes(self, part: str = "", name: str = "") -> None:
        self.night.visit(self.me, f"{self.room}{part}", name)


def letters_to(person: User) -> list[Any]:
    return [one for one in mail.outbox if person.email in one.to]


def answering_link(person: User) -> str:
    """The way to the answer in the newest letter that calls this person."""
    found = [match[1] for one in letters_to(person) if (match := LINK.search(str(one.body)))]
    assert found, [one.subject for one in letters_to(person)]
    return found[-1]
