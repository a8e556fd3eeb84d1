"""Two people in one war room: what one writes, the other sees, and nobody's typing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from incidents.services.opening import open_incident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WITHIN = timedelta(seconds=2)
#: Remembers when the timeline first changed.
WATCH = """() => {
  const seen = new MutationObserver(() => { window.changedAt ??= Date.now(); });
  seen.observe(document.querySelector("#timeline"), { childList: true });
}"""


@pytest.fixture
def room(brand, lead, address):
    case = open_incident(
        brand=brand, title="Khách không đặt được vé", actor=lead, detected_at=now(), reporter="x"
    )
    return f"/incidents/{case.reference}/"


def test_a_note_appears_at_the_other_while_they_type(room, lead, minh, enter):
    here, there = enter(lead), enter(minh, "en")
    for person in (here, there):
        person.goes(room)
    expect(there.page.locator("[data-viewers]")).to_have_text("2")
    field = there.page.locator("textarea[name=text]")
    field.click()
    field.press_sequentially("Đang hỏi kỹ thu")
    there.page.evaluate(WATCH)

    here.fills(text="Trạm phát sóng mất điện")
    here.presses("Add note")
    expect(there.page.locator("#timeline")).to_contain_text("Trạm phát sóng mất điện")

    # A page that had been loaded anew would have forgotten that it was watching.
    changed = datetime.fromtimestamp(there.page.evaluate("window.changedAt") / 1000, UTC)
    assert changed - Incident.objects.get().timeline.last().at < WITHIN
    expect(field).to_have_value("Đang hỏi kỹ thu")
    expect(field).to_be_focused()
    field.press_sequentially("ật")
    expect(field).to_have_value("Đang hỏi kỹ thuật")

    there.presses("Add note")
    expect(here.page.locator("#timeline")).to_contain_text("Đang hỏi kỹ thuật")
    expect(there.page.locator("#timeline li")).to_have_count(
        here.page.locator("#timeline li").count()
    )


def test_a_move_by_one_reaches_the_header_of_the_other(room, lead, minh, enter):
    here, there = enter(lead), enter(minh)
    for person in (here, there):
        person.goes(room)
    expect(there.page.locator("[data-viewers]")).to_have_text("2")

    here.presses("Take the lead")

    expect(there.page.locator("#room-header")).to_contain_text(lead.name)
    expect(there.button("Take the lead")).to_have_count(0)
