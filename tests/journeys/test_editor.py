"""Writing while the cable is cut and the server dies: no letter is lost, and both languages grow."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from crisisdesk.kernel.clock import now
from incidents.enums import FactStatus
from incidents.models import Fact
from incidents.services.opening import open_incident
from statements.models import Statement, WorkingCopy
from statements.services import drafting
from statements.services.drafting import Words
from tests.journeys import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: What a browser says by itself when nobody answers.
EXPECTED = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION")


@pytest.fixture
def draft(brand, lead, minh) -> Statement:
    """A draft of a case with one confirmed public fact."""
    case = open_incident(
        brand=brand, title="Khách không đặt được vé", actor=lead, detected_at=now(), reporter="x"
    )
    Fact.objects.create(
        incident=case, text_vi="Hệ thống ngừng từ 14 giờ.", text_en="The system is down since 2 pm.",
        status=FactStatus.CONFIRMED, visibility="public", owner=lead, created_by=lead,
    )  # fmt: skip
    words = Words(
        text_vi="Chúng tôi đang kiểm tra.", settings={"next_update_at": now() + timedelta(hours=3)}
    )
    return drafting.draft(case, actor=minh, kind="update", words=words)


def kept_here(page) -> str:
    """The Vietnamese text of the one copy in this browser."""
    copies = page.evaluate(
        "Object.keys(localStorage).filter(k => k.startsWith('desk:words:'))"
        ".map(k => localStorage.getItem(k))"
    )
    return "".join(json.loads(copy)["fields"]["text_vi"][0] for copy in copies)


def test_nothing_typed_is_lost(draft, minh, browser, tmp_path):
    with stage.serve(tmp_path) as address:
        actor = stage.let_in(browser, address, minh)
        path = f"/statements/{draft.reference}/edit/"
        actor.goes(path)
        the_cable_is_cut(actor)
        the_window_crashes(actor, path)
        the_desk_looks_while_one_writes(actor)
        saved_words_leave_the_browser(actor, draft)
        area = actor.page.locator("[name=text_vi]")
        area.press("End")
    the_server_is_gone(actor, area)
    assert [said for said in actor.complaints if not any(e in said for e in EXPECTED)] == []


def the_cable_is_cut(actor):
    page = actor.page
    area, state = page.locator("[name=text_vi]"), page.locator("[data-save-state]")
    area.press("Control+End")
    page.context.set_offline(True)
    area.press_sequentially(" Đêm nay")
    expect(state).to_have_text(actor.word("No network: kept on this device"))
    assert kept_here(page).endswith("Đêm nay")

    page.context.set_offline(False)
    expect(state).to_contain_text(actor.word("Saved %%(at)s, not yet a version").split(" %")[0])
    expect(area).to_be_focused()
    assert WorkingCopy.objects.get().fields["text_vi"][0].endswith("Đêm nay")


def the_window_crashes(actor, path):
    page = actor.page
    page.context.set_offline(True)
    page.locator("[name=text_vi]").press_sequentially(" sẽ xong.")
    fresh = page.context.new_page()
    page.close()
    fresh.on("pageerror", lambda error: actor.complaints.append(str(error)))
    fresh.context.set_offline(False)
    fresh.goto(path)
    actor.page = fresh

    expect(fresh.locator("[name=text_vi]")).to_have_value("Chúng tôi đang kiểm tra.")
    fresh.locator("#restore [data-restore]").press("Enter")
    expect(fresh.locator("[name=text_vi]")).to_have_value(
        "Chúng tôi đang kiểm tra. Đêm nay sẽ xong."
    )


def the_desk_looks_while_one_writes(actor):
    """Findings come by themselves, a fact goes into both texts, and the caret stays."""
    page = actor.page
    area = page.locator("[name=text_vi]")
    area.press("Control+End")
    area.press_sequentially(" Đây chỉ là sự cố nhỏ.")
    expect(page.locator("#findings q")).to_have_text(["chỉ là sự cố nhỏ"])
    expect(area).to_be_focused()

    page.locator("[data-insert]").press("Enter")
    expect(area).to_be_focused()
    assert area.input_value().endswith("sự cố nhỏ. Hệ thống ngừng từ 14 giờ.")
    expect(page.locator("[name=text_en]")).to_have_value("The system is down since 2 pm.")
    expect(page.locator("#settled")).to_contain_text("Hệ thống ngừng từ 14 giờ.")


def saved_words_leave_the_browser(actor, draft):
    """Keeping a phrase saves what is typed with it; the copy on the device is gone."""
    page = actor.page
    page.locator("#findings summary").first.press("Enter")
    page.locator("[name=reason_minimising]").fill("trích lời khách")
    with page.expect_navigation():
        page.locator("button[name=keep]").press("Enter")
    expect(page.locator("[data-save-state]")).to_have_text(actor.word("Everything is saved"))
    assert kept_here(page) == ""
    version = Statement.objects.get(pk=draft.pk).version
    assert version.text_vi.endswith("sự cố nhỏ. Hệ thống ngừng từ 14 giờ.")
    assert version.overrides.get().reason == "trích lời khách"
    assert version.sentence_facts.count() == 2


def the_server_is_gone(actor, area):
    area.press_sequentially("!")
    expect(actor.page.locator("[data-save-state]")).to_have_text(
        actor.word("No network: kept on this device")
    )
    assert "!" in kept_here(actor.page)
