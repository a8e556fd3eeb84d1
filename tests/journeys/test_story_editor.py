"""The list of events in a browser: dragged, moved by keyboard, and read without a fault."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from drills import schema
from drills.services import scenarios
from tests.drills.small import STORY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def told(scenario):
    return [(inject.key, inject.at_minute) for inject in scenario.story()]


def test_a_row_is_dragged_and_then_moved_by_keyboard(brand, manager, enter):
    scenario = scenarios.plant(brand, schema.clean(STORY))
    writer = enter(manager)
    writer.goes(f"/drills/scenarios/{scenario.pk}/story/")
    rows = writer.page.locator("[data-story] tr")
    faults = [row["id"] for row in Axe().run(writer.page).response["violations"]
              if row["impact"] in {"serious", "critical"}]  # fmt: skip
    assert faults == []

    rows.nth(3).drag_to(rows.nth(0), target_position={"x": 200, "y": 4})

    expect(rows.nth(0)).to_contain_text("Lời last")
    assert told(scenario) == [("last", 0), ("first", 0), ("second", 10), ("third", 10)]
    expect(rows.nth(0).locator("[data-down]")).to_be_focused()
    writer.page.keyboard.press("Alt+ArrowDown")
    expect(rows.nth(0)).to_contain_text("Lời first")
    assert told(scenario)[:2] == [("first", 0), ("last", 0)]
