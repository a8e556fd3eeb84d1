"""The form of staff on a phone: one field, one press, no account, no script; and by keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from monitoring.models import StaffReport
from monitoring.services import staff_keeping

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


def test_a_link_and_one_press_without_script(brand, admin_person, address, browser):
    door = staff_keeping.open_door(brand, actor=admin_person)
    context = browser.new_context(viewport=PHONE, color_scheme="dark", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/report/{door.token}/")
    # What a program would fill in, a person does not meet.
    box = page.locator("#id_website").bounding_box()
    assert box is None or box["x"] < 0

    page.locator("#id_url").fill("https://www.facebook.com/groups/1/posts/2")
    page.keyboard.press("Enter")

    expect(page.locator(".reference")).to_be_visible()
    expect(page.locator(".reference")).to_have_text(StaffReport.objects.get().reference)
    assert context.cookies() == []
    context.close()


def test_it_is_readable_and_nothing_is_cut(brand, admin_person, address, browser):
    door = staff_keeping.open_door(brand, actor=admin_person)
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{address}/report/{door.token}/?lang=en")
    page.locator("summary").first.click()

    wide = page.evaluate("document.documentElement.scrollWidth")
    faults = [row["id"] for row in Axe().run(page).response["violations"]
              if row["impact"] in {"serious", "critical"}]  # fmt: skip

    assert wide <= PHONE["width"]
    assert faults == []
    context.close()
