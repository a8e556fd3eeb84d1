"""The hours of the night, one after another; `test_night.py` says which of them are played."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from crisisdesk.kernel.clock import now
from incidents.enums import ClockKind
from incidents.models import LegalClockRun
from incidents.services import evidence, severity
from incidents.services import paging as paging_of_case
from incidents.services.opening import open_incident
from monitoring.models import StaffReport
from monitoring.services import staff_keeping
from monitoring.services.ingest import take_in
from teams.automation import automation
from teams.duty import on_duty
from teams.models import Page, User
from teams.paging import freezing
from tests.journeys.nights import answering_link, letters_to

CRITICAL = {"people": 3, "spread": 2, "truth": 2, "stakeholders": 1, "business": 1}
TITLE = "Khách báo sữa hộp 180 ml có mùi lạ, ba cháu nhỏ phải đi viện"
ABUSE = "Đồ chó, tao sẽ giết cả nhà chúng mày"


def the_evening_is_taken_over(shift):
    night, me = shift.night, shift.me
    giver = night.phone(shift.yen)
    night.visit(giver, "/people/handover/", "handover-write")
    giver.fills(watch="Nhóm “Mẹ và bé”")
    giver.page.check("[name=own_state][value=tired]")
    giver.presses("Hand over")

    night.at("19:02")
    night.visit(me, "/", "home-evening")
    names_on_duty(me, shift.yen, shift.minh)
    me.follows("Read and accept", me.page.locator("#todos"))
    night.look(me, "handover-read")
    me.sees("Nhóm “Mẹ và bé”")
    assert on_duty(shift.brand) == [shift.yen, shift.minh]
    me.presses("I have read it and take over")
    assert on_duty(shift.brand) == [shift.minh]


def names_on_duty(actor, *people):
    """On a phone the menu of the top bar says who is on duty, with the number to call."""
    menu = actor.page.locator(".user-menu")
    menu.locator("summary").click()
    told = menu.locator(".menu-who.phone-only")
    for person in people:
        expect(told).to_contain_text(person.name)
    menu.locator("summary").click()


def the_phone_wakes_me(shift):
    """The link in the letter needs no account: opening it answers nothing, the press does."""
    night = shift.night
    night.at("22:40")
    shift.case = open_incident(
        brand=shift.brand, title=TITLE, actor=automation(), detected_at=now()
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
    """One press under the thumb; what runs is counted down."""
    me, page = shift.me, shift.me.page
    shift.goes("", "room-first")
    thumb = page.locator("#room-thumb")
    expect(thumb).to_be_in_viewport()
    me.presses("Take the lead", thumb)
    expect(page.locator("#room-header")).to_contain_text(me.word("you"))
    expect(page.locator("#room-header time[data-clock]").first).to_be_visible()


def the_case_is_worked_on(shift):
    """Severity, playbook, verification, a note."""
    me, page = shift.me, shift.me.page
    shift.goes("do/score/", "score")
    me.page.check('[name="spread"][value="3"]')
    me.presses("Score the severity")
    shift.goes("do/playbook/")
    option = me.main.locator("[name=version] option").filter(has_text="C2").first
    page.select_option("[name=version]", option.get_attribute("value"))
    me.presses("Choose the playbook")
    me.follows("Start verification")
    me.presses("Start verification")
    me.status_is("Verifying", "incident")
    me.follows("Note", page.locator("#room-thumb"))
    shift.night.look(me, "note")
    me.fills(text="Đã gọi quản lý ca nhà máy, đang giữ lại lô")
    me.presses("Note")
    shift.goes("", "room-working")
    expect(page.locator("#timeline")).to_contain_text("đang giữ lại lô")


def a_task_goes_to_another(shift):
    me = shift.me
    shift.goes("tasks/", "tasks")
    task = shift.case.tasks.filter(status="open").first()
    shift.goes(f"do/task-assign/{task.pk}/", "task-assign")
    me.page.select_option("[name=owner]", str(shift.binh.pk))
    me.presses("Give the task to")
    task.refresh_from_db()
    assert task.owner == shift.binh


def a_shop_reports(shift):
    """While deadlines run out, which happens at 23:02 and 23:10."""
    night = shift.night
    night.at("23:04")
    night.at("23:30")
    door = staff_keeping.open_door(shift.brand, actor=User.objects.get(memberships__role="admin"))
    shop = night.phone()
    night.visit(shop, f"/report/{door.token}/", "shop")
    shop.fills(text="Có khách mang ba hộp sữa đến trả, nói sữa có mùi lạ")
    with shop.page.expect_navigation():
        shop.main.locator("form.form button[type=submit]").first.click()
    night.look(shop, "shop-sent")
    expect(shop.page.locator(".reference")).to_have_text(StaffReport.objects.get().reference)
    night.visit(shift.me, "/", "home-night")


def words_that_hurt_are_covered(shift):
    take_in(
        [{"external_id": "m1", "source": "Facebook", "author": "nguoi", "text": ABUSE,
          "posted_at": now().isoformat()}],
        brand=shift.brand, actor=shift.case.created_by, judge=False,
    )  # fmt: skip
    me = shift.me
    shift.night.visit(me, "/monitoring/mentions/", "mentions")
    words = me.page.get_by_text(ABUSE)
    expect(words).not_to_be_visible()
    with me.page.expect_response("**/people/load/opened/"):
        me.page.locator("details.veil summary").first.click()
    expect(words).to_be_visible()


def the_report_goes_out(shift):
    night, me = shift.night, shift.me
    shift.goes("situation/", "situation")
    me.presses("Draft a report")
    night.look(me, "situation-draft")
    me.presses("Save and choose who gets it")
    night.look(me, "situation-send")
    me.page.get_by_label(shift.head.name).check()
    me.presses("Send the report")
    night.look(me, "situation-sent")
    night.sweeps()
    assert any(shift.case.reference in one.subject for one in letters_to(shift.head))


def a_second_call_is_passed_on(shift):
    """Put off for five minutes; it comes back by itself; then the backup takes it."""
    night, me = shift.night, shift.me
    night.at("01:10")
    page = paging_of_case.page_by_hand(
        shift.case, actor=shift.head, words="Báo hỏi số cháu nhập viện",
        targets=[freezing.person(shift.minh)],
    )  # fmt: skip
    night.sweeps()
    night.visit(me, f"/people/pages/{page.pk}/", "page")
    me.page.select_option("[name=minutes]", "5")
    me.presses("Put it off")
    assert Page.objects.get(pk=page.pk).is_going
    calls = page.calls.count()
    night.at("01:16")
    assert page.calls.count() > calls
    night.visit(me, f"/people/pages/{page.pk}/", "page-again")
    me.page.select_option("[name=person]", str(shift.binh.pk))
    me.presses("Call them now")
    night.look(me, "page-passed")
    night.sweeps()
    backup = night.phone()
    night.visit(backup, answering_link(shift.binh))
    backup.presses("I take it")
    page.refresh_from_db()
    assert (page.state, page.ended_by) == ("answered", shift.binh)
    night.visit(me, f"/people/pages/{page.pk}/", "page-answered")


def deadlines_are_warned_of_and_missed(shift):
    me = shift.me
    shift.goes("clocks/", "clocks-early")
    me.follows("Start a legal deadline")
    shift.night.look(me, "legal-start")
    me.page.select_option("[name=clock]", index=1)
    me.fills(note="Công văn của chi cục, nhận qua thư điện tử")
    me.presses("Start a legal deadline")
    run = LegalClockRun.objects.get()
    expect(me.main.locator("tr").filter(has_text=str(run)).first).to_contain_text("Công văn")
    shift.night.at("02:00")
    shift.goes("clocks/", "clocks")
    for kind in (ClockKind.HOLDING, ClockKind.INTERNAL_BRIEF):
        row = shift.case.clocks.get(kind=kind)
        assert row.warned_at is not None and row.breached_at == row.due_at
    missed = me.main.locator("tr").filter(has_text=me.word("Missed", "clock"))
    expect(missed.first).to_be_visible()


def the_dossier_is_made(shift):
    night, me = shift.night, shift.me
    evidence.add_evidence(
        shift.case, actor=shift.minh, title="Ảnh hộp sữa", url="https://voz.example/t/1"
    )
    shift.goes("dossier/", "dossiers")
    shift.goes("dossier/new/authority/", "dossier-new")
    me.fills(recipient="Chi cục An toàn thực phẩm")
    me.presses("Make the dossier")
    night.sweeps()
    me.page.reload()
    night.look(me, "dossier")


def the_desk_asks_me_to_hand_over(shift):
    night, me = shift.night, shift.me
    night.at("04:00")
    night.visit(me, "/")
    expect(me.page.locator("#load-own")).to_have_count(0)
    night.at("04:50")
    night.visit(me, "/", "home-tired")
    me.follows("Hand over", me.page.locator("#load-own"))
    expect(me.page).to_have_url(re.compile("/people/handover/$"))


def the_morning_takes_over(shift):
    night, me = shift.night, shift.me
    night.at("06:50")
    night.visit(me, "/people/handover/", "handover-morning")
    me.fills(watch="Hội phụ huynh trường Hoa Sen", told="Chị Phượng, anh Bình")
    me.page.check("[name=own_state][value=exhausted]")
    me.presses("Hand over")
    night.at("07:00")
    morning = night.phone(shift.ha)
    night.visit(morning, "/people/handover/")
    with morning.page.expect_navigation():
        morning.main.locator("a[href*='/people/handover/']").first.click()
    night.look(morning, "handover-taken")
    morning.presses("I have read it and take over")
    assert on_duty(shift.brand) == [shift.ha]
    night.visit(me, "/", "home-relieved")
    expect(me.page.locator("#load-own")).to_have_count(0)
    names_on_duty(me, shift.ha)


def the_night_is_counted(shift):
    night, me = shift.night, shift.me
    night.at("08:10")
    night.visit(me, "/people/load/mine/", "load")
    night.visit(me, "/", "home-pulse")
    me.page.locator("#pulse button[value='2']").click()
    night.look(me)
    expect(me.page.locator("#pulse")).to_have_count(0)
    night.visit(me, "/people/load/mine/")
    me.sees("2 / 5")
