"""A drill in browsers: control, lead, writer, manager, media desk and an observer, each their own.

Real: PostgreSQL, the server, the browsers, the services and the sweeps. Moved: the clock, as in a
night (`nights.py`). What the public sees is fetched before and after, byte by byte.
"""

from __future__ import annotations

import re
import urllib.request
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import expect

import drills.tasks
import newsroom.tasks
import statements.tasks
from crisisdesk.kernel.clock import now
from drills.models import Drill, Scenario
from incidents.models import Incident
from statements.models import Enquiry
from statements.services import drafting, publishing, review
from statements.services.drafting import Words
from tests.journeys import nights, stage

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Brand, User
    from tests.journeys.stage import Actor

DESKTOP = {"width": 1360, "height": 900}
LOW = {"people": 1, "spread": 1, "truth": 1, "stakeholders": 1, "business": 1}
BRIEF = ("Đang kiểm tra lô sữa. Báo chí hỏi: chuyển về ban truyền thông.",
         "We are checking the batch. Pass press questions to communications.")  # fmt: skip
WORD = ("Chúng tôi đang kiểm tra lô sữa và sẽ thông tin tiếp.",
        "We are checking the batch and will tell you more.")  # fmt: skip
FACT = ("Mẫu của lô đã được gửi tới phòng kiểm nghiệm",
        "Samples of the batch have been sent to a laboratory")  # fmt: skip
NEXT = (f"{FACT[0]}.", f"{FACT[1]}.")
REPLY = "Chúng tôi đang kiểm tra lô sữa và sẽ thông tin tiếp trong chiều nay."


class Hall(nights.Night):
    """The hour and everybody's window; what falls due in a drill happens too."""

    def sweeps(self) -> None:
        drills.tasks.sweep()
        super().sweeps()
        statements.tasks.sweep()
        newsroom.tasks.sweep()

    def minute(self, drill: Drill, count: int) -> None:
        """It is so many minutes after the drill has begun."""
        self.move(drill.started_at + timedelta(minutes=count))

    def window(self, person: User, viewport: dict[str, int] | None = None) -> Actor:
        actor = stage.open_window(self.browser, self.address, viewport=viewport or DESKTOP)
        actor.page.context.clock.set_system_time(now())
        self.phones.append(actor)
        stage.stay_in(actor, self.address, person)
        return actor


@dataclass
class Cast:
    """Who is there, and how far the drill has come."""

    hall: Hall
    brand: Brand
    people: dict[str, User]
    windows: dict[str, Actor] = field(default_factory=dict)
    drill: Drill | None = None
    public: dict[str, bytes] = field(default_factory=dict)
    holding: str = ""

    def __getitem__(self, name: str) -> Actor:
        if name not in self.windows:
            small = nights.PHONE if name == "observer" else None
            self.windows[name] = self.hall.window(self.people[name], small)
        return self.windows[name]

    @property
    def case(self) -> Incident:
        return Incident.objects.get(pk=self.drill.incident_id)

    @property
    def room(self) -> str:
        return f"/incidents/{self.case.reference}/"

    @property
    def page(self) -> str:
        return f"/drills/{self.drill.pk}/"


def what_the_public_sees(cast: Cast) -> dict[str, bytes]:
    """Every page and feed of the newsroom, in both languages, as a stranger fetches it."""
    slug = cast.brand.slug
    paths = ["/newsroom/", *(f"/newsroom/{slug}/{one}" for one in ("", "feed.atom", "feed.json"))]
    found = {}
    for path in [*paths, *(f"{path}?lang=en" for path in paths)]:
        with urllib.request.urlopen(cast.hall.address + path) as answer:
            found[path] = answer.read()
    return found


def signs(actor: Actor, msgid: str) -> None:
    """Press what signs; whoever signed in a while ago is asked for the password."""
    actor.presses(msgid)
    asked = actor.main.locator("input[name=password]")
    if asked.count():
        asked.fill(stage.PASSWORD)
        with actor.page.expect_navigation():
            actor.main.locator("form button[type=submit]").first.click()


def control_starts_the_seed_drill(cast: Cast) -> None:
    cast.public = what_the_public_sees(cast)
    control = cast["control"]
    scenario = Scenario.objects.get(brand=cast.brand, slug="rumour_to_recall")
    control.goes(f"/drills/scenarios/{scenario.pk}/start/")
    for name in ("lead", "writer", "manager", "media"):
        control.page.check(f'[name=players][value="{cast.people[name].pk}"]')
    control.page.check(f'[name=observers][value="{cast.people["observer"].pk}"]')
    control.presses("Start the drill")
    cast.drill = Drill.objects.get()
    expect(control.page.locator(".drill-band")).to_be_visible()
    cast.hall.sweeps()


def the_lead_takes_it_on(cast: Cast) -> None:
    """Lead, severity, playbook, verification: acknowledged and triaged."""
    lead = cast["lead"]
    lead.goes(cast.room)
    expect(lead.page.locator(".drill-band")).to_be_visible()
    lead.presses("Take the lead")
    lead.goes(f"{cast.room}do/score/")
    for axis, score in LOW.items():
        lead.page.check(f'[name="{axis}"][value="{score}"]')
    lead.presses("Score the severity")
    lead.goes(f"{cast.room}do/playbook/")
    option = lead.main.locator("[name=version] option").filter(has_text="C7").first
    lead.page.select_option("[name=version]", option.get_attribute("value"))
    lead.presses("Choose the playbook")
    lead.follows("Start verification")
    lead.presses("Start verification")
    lead.status_is("Verifying", "incident")


def first_steps_are_done(cast: Cast, count: int) -> None:
    lead = cast["lead"]
    for _number in range(count):
        lead.goes(f"{cast.room}tasks/")
        lead.presses("Done", lead.page.locator(".tasks > li"))


def a_fact_is_confirmed(cast: Cast) -> None:
    """Written down with evidence; below “high” the lead's own word is enough."""
    lead = cast["lead"]
    lead.goes(f"{cast.room}facts/")
    new = lead.page.locator("#new-fact")
    new.locator("summary").click()
    lead.fills(new, text_vi=FACT[0], text_en=FACT[1])
    new.locator("[name=visibility]").select_option("public")
    lead.presses("Write down", new)
    facts = lead.page.locator("#facts article")
    lead.follows("Add evidence", facts)
    lead.fills(title="Biên nhận của phòng kiểm nghiệm", url="https://lab.example/bien-nhan/1")
    lead.page.select_option("[name=fact]", index=1)
    lead.presses("Add evidence")
    lead.follows("Change the fact", facts)
    lead.page.select_option("[name=status]", "confirmed")
    lead.fills(reason="có biên nhận của phòng kiểm nghiệm")
    lead.presses("Change the fact")


def _writes(
    cast: Cast, kind: str, words: tuple[str, str], promise: int = 0, *, facts: bool = False
) -> str:
    """An empty text in both languages, sent for approval; its address."""
    writer = cast["writer"]
    writer.goes(f"/statements/new/{cast.case.reference}/")
    writer.page.select_option("select[name=kind]", kind)
    writer.presses("Begin an empty text")
    writer.fills(text_vi=words[0], text_en=words[1])
    if promise:
        due = timezone.localtime(now() + timedelta(minutes=promise))
        writer.fills(next_update_at=f"{due:%Y-%m-%dT%H:%M}")
    if facts:
        writer.page.check("[name=facts]")
    address = writer.page.url.replace(cast.hall.address, "").removesuffix("edit/")
    writer.presses("Save and send for approval")
    writer.presses("Send for approval")
    writer.status_is("Waiting for approval", "statement")
    return address


def _says(cast: Cast, signer: str, address: str) -> None:
    reader, writer = cast[signer], cast["writer"]
    reader.goes(address)
    reader.follows("Approve")
    signs(reader, "Approve")
    reader.status_is("Approved", "statement")
    writer.goes(address)
    writer.follows("Publish")
    writer.presses("Publish")


def our_own_people_hear_first(cast: Cast) -> None:
    _says(cast, "lead", _writes(cast, "internal_brief", BRIEF))


def our_own_people_hear_first_by_the_services(cast: Cast) -> None:
    """The same without browsers, for the short drill."""
    writer, lead = cast.people["writer"], cast.people["lead"]
    words = Words(text_vi=BRIEF[0], text_en=BRIEF[1])
    brief = drafting.draft(cast.case, actor=writer, kind="internal_brief", words=words)
    brief = review.submit(brief, actor=writer)
    review.view(brief.version, lead)
    publishing.publish(review.approve(brief, actor=lead), actor=writer)


def the_first_word_is_said(cast: Cast, promise: int) -> None:
    cast.holding = _writes(cast, "holding", WORD, promise)
    _says(cast, "manager", cast.holding)


def the_promise_is_kept(cast: Cast) -> None:
    _says(cast, "manager", _writes(cast, "update", NEXT, 60, facts=True))


def players_read_it_in_the_newsroom_of_the_drill(cast: Cast) -> None:
    media = cast["media"]
    media.goes(f"{cast.page}newsroom/")
    expect(media.page.locator(".drill-band")).to_be_visible()
    with media.page.expect_navigation():
        media.main.locator("article h2 a").first.click()
    media.sees(WORD[0])
    cast.hall.look(media, "sandbox-text")


def the_reporter_is_answered(cast: Cast) -> None:
    """The call stands in the press desk; words, a second person, and given."""
    media, manager = cast["media"], cast["manager"]
    enquiry = Enquiry.objects.get(incident=cast.case)
    media.goes(enquiry.get_absolute_url())
    expect(media.page.locator(".drill-band")).to_be_visible()
    reply = media.page.locator("#reply")
    reply.locator("[name=reply]").fill(REPLY)
    with media.page.expect_navigation():
        reply.locator("form button[type=submit]").first.click()
    manager.goes(enquiry.get_absolute_url())
    with manager.page.expect_navigation():
        manager.page.locator("form[action$='/do/approve/'] button").click()
    media.goes(enquiry.get_absolute_url())
    with media.page.expect_navigation():
        media.page.locator("form[action$='/do/send/'] button").click()
    enquiry.refresh_from_db()
    assert enquiry.sent_at is not None


def the_observer_judges(cast: Cast, *verdicts: str) -> None:
    """On a phone, live: the injects that came and are not judged yet, one after another."""
    observer = cast["observer"]
    for verdict in verdicts:
        observer.goes(cast.page)
        form = observer.main.locator(
            "form[action*='/injects/']:has([name=comment]):not(details form)"
        ).first
        form.locator("[name=comment]").fill("Ghi lúc đang xem")
        with observer.page.expect_navigation():
            form.locator(f"button[name=observed][value={verdict}]").click()
    cast.hall.look(observer, "drill-observer")


def control_ends_it(cast: Cast) -> None:
    control = cast["control"]
    control.goes(cast.page)
    control.button("End the drill").first.click()
    with control.page.expect_navigation():
        control.page.locator("dialog[open] button[value=yes]").click()
    expect(control.page).to_have_url(re.compile(r"/score/$"))


def every_line_is_filled(cast: Cast) -> dict[str, str]:
    """What stands on the page for each line; none says that there is not enough data."""
    control = cast["control"]
    control.goes(f"{cast.page}score/")
    rows = control.page.locator("#score-sheet tr[id^=line-]")
    said = {row.get_attribute("id"): row.locator("td").nth(1).inner_text() for row in rows.all()}
    missing = control.word("not enough data")
    assert len(said) == 10 and [key for key, words in said.items() if missing in words] == [], said
    cast.hall.look(control, "drill-score")
    return said


def the_public_has_seen_nothing(cast: Cast) -> None:
    assert what_the_public_sees(cast) == cast.public


def the_pages_fit_a_phone(cast: Cast) -> None:
    """Everything that stands about the drill, as wide as an observer's phone."""
    observer = cast["observer"]
    for part in ("", "score/", "compare/", "held/", "newsroom/"):
        cast.hall.visit(observer, f"{cast.page}{part}", f"phone-{part.strip('/') or 'run'}")


def the_sheet_is_compared_and_the_review_is_near(cast: Cast) -> None:
    control = cast["control"]
    control.goes(f"{cast.page}held/")
    control.sees(WORD[0])
    cast.hall.look(control, "drill-held")
    control.goes(f"{cast.page}compare/")
    cast.hall.look(control, "drill-compare")
    control.goes(f"{cast.page}score/")
    control.follows("Go to the review")
    expect(control.page).to_have_url(re.compile("/review/"))


def moment(year: int, month: int, day: int, hour: int) -> datetime:
    from datetime import datetime

    return datetime(year, month, day, hour, tzinfo=nights.VN)
