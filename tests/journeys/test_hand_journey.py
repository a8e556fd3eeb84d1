"""A report from a phone: how many presses and fields it takes, and what a dropped line costs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from monitoring.models import Mention

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
COPIED = "Sao Mai có mùi lạ, nhiều mẹ hỏi https://www.facebook.com/groups/1/posts/2"


def test_report_takes_two_presses_and_survives_a_dropped_line(brand, minh, enter):
    actor = enter(minh)
    page = actor.page
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    actor.goes("/monitoring/mentions/new/")
    presses = 0

    page.evaluate("text => navigator.clipboard.writeText(text)", COPIED)
    page.locator("[data-paste]").click()
    presses += 1
    expect(page.locator("#id_url")).to_have_value("https://www.facebook.com/groups/1/posts/2")
    expect(page.locator("#id_text")).to_have_value("Sao Mai có mùi lạ, nhiều mẹ hỏi")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]

    page.context.set_offline(True)
    page.locator("form.form .button-primary").click()
    expect(page.locator("#notices [data-toast]")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("Sao Mai có mùi lạ, nhiều mẹ hỏi")
    page.context.set_offline(False)
    actor.complaints.clear()
    page.reload()
    expect(page.locator("#id_text")).to_have_value("Sao Mai có mùi lạ, nhiều mẹ hỏi")

    page.locator("form.form .button-primary").click()
    presses += 1
    page.wait_for_url("**/monitoring/mentions/")
    mention = Mention.objects.get()
    assert (mention.platform, mention.url[-1]) == ("facebook", "2")
    # Typed fields: none.
    assert presses == 2
    assert page.evaluate("Object.keys(sessionStorage).filter(k => k.startsWith('draft:'))") == []
