"""The hot wash on two phones: nothing typed is lost, nothing is sent twice, everybody sees it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from crisisdesk.kernel.clock import now
from incidents.models import Incident, Lesson, WashLine, WashVote
from tests.journeys import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: What a browser says by itself when nobody answers.
EXPECTED = ("ERR_INTERNET_DISCONNECTED",)
PHONE = {"width": 390, "height": 844}


def test_a_meeting_writes_together(brand, lead, minh, browser, address):
    case = Incident.objects.create(
        brand=brand, number=1, title="Clip ở quầy Vinh", status="resolved", severity="high",
        detected_at=now(), created_by=lead, lead=lead,
    )  # fmt: skip
    path = f"/incidents/{case.reference}/hot-wash/"
    people = [stage.let_in(browser, address, who) for who in (minh, lead)]
    for actor in people:
        actor.page.set_viewport_size(PHONE)
        actor.goes(path)
    writer, chair = people
    chair.page.locator("#wash-text").fill("Đang gõ dở")
    three_taps_without_a_network(writer)
    signed_out_meanwhile_it_waits_for_the_next_sign_in(writer)
    the_other_sees_it_while_typing(chair)
    a_vote_and_a_lesson_by_one_press_each(chair)
    blame_is_hinted_at(writer)
    for actor in people:
        assert [said for said in actor.complaints if not any(e in said for e in EXPECTED)] == []


def three_taps_without_a_network(actor):
    page = actor.page
    page.context.set_offline(True)
    page.locator(".wash-kind").nth(1).click()
    page.locator("#wash-text").fill("Kho chỉ có một số")
    page.locator("#wash-add button[type=submit]").click()
    expect(page.locator("[data-wash-status]")).not_to_be_empty()
    assert WashLine.objects.count() == 0
    page.context.set_offline(False)
    expect(page.locator(".wash-line")).to_have_count(1)
    page.reload()
    expect(page.locator("#wash-badly .wash-line")).to_have_count(1)
    assert WashLine.objects.count() == 1
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


def signed_out_meanwhile_it_waits_for_the_next_sign_in(actor):
    page = actor.page
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.locator("#wash-text").fill("Ghi lúc đã bị đăng xuất")
    page.locator("#wash-add button[type=submit]").click()
    waits = page.locator("#wash-add form").get_attribute("data-say-waits")
    expect(page.locator("[data-wash-status]")).to_have_text(waits)
    assert WashLine.objects.count() == 1
    page.context.add_cookies(cookies)
    page.reload()
    expect(page.locator("#wash-well .wash-line")).to_have_count(1)
    WashLine.objects.filter(kind="well").delete()


def the_other_sees_it_while_typing(actor):
    expect(actor.page.locator("#wash-badly .wash-line")).to_have_count(1)
    expect(actor.page.locator("#wash-text")).to_have_value("Đang gõ dở")


def a_vote_and_a_lesson_by_one_press_each(actor):
    page = actor.page
    page.locator(".wash-acts button").first.click()
    expect(page.locator(".wash-acts button[aria-pressed=true]")).to_have_count(1)
    page.locator("form[action*=wash-lesson] button").click()
    expect(page.locator(".wash-line a[href*=lesson]")).to_have_count(1)
    assert (WashVote.objects.count(), Lesson.objects.get().text) == (1, "Kho chỉ có một số")
    expect(page.locator("#wash-text")).to_have_value("Đang gõ dở")


def blame_is_hinted_at(actor):
    area = actor.page.locator("#wash-text")
    area.press_sequentially("Lẽ ra phải gọi kho trước")
    expect(actor.page.locator("#wash-add .wording-hint")).to_have_count(1)
    expect(area).to_be_focused()
    area.fill("")
