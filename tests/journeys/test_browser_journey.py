"""The main path in real browsers: lead, writer, legal, manager and admin, from storm to lesson."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, expect

from crisisdesk.kernel.clock import now
from incidents.enums import Answer, TaskStatus
from incidents.models import Incident
from incidents.services import questions, tasks
from tests.journeys.stage import Actor, open_window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HIGH = {"people": 1, "spread": 3, "truth": 2, "stakeholders": 1, "business": 1}
FACT = "Hệ thống đặt chỗ ngừng từ 14 giờ và đã chạy lại lúc 17 giờ"
FACT_EN = "The booking system was down from 2 pm and is running again since 5 pm"
PROOF = "https://status.example/su-co/1"


@dataclass
class Case:
    """The case, and everybody's window on it."""

    browser: Browser
    address: str
    brand: str
    reference: str
    lead: Actor
    writer: Actor
    legal: Actor
    manager: Actor
    admin: Actor
    holding: str = ""
    closing: str = ""

    @property
    def room(self) -> str:
        return f"/incidents/{self.reference}/"


@pytest.fixture
def case(browser, address, brand, replayed, enter, lead, minh, lan, phuong, admin_person):
    # The wave has passed when the journey begins, so that nobody has to wait for it.
    brand.quiet_minutes = 0
    brand.save()
    return Case(
        browser=browser,
        address=address,
        brand=brand.slug,
        reference=replayed["incidents"][0]["reference"],
        lead=enter(lead, door=True),
        writer=enter(minh),
        legal=enter(lan, "en"),
        manager=enter(phuong),
        admin=enter(admin_person, "en"),
    )


def test_a_storm_becomes_a_lesson(case):
    the_lead_takes_the_case(case)
    the_lead_scores_and_begins(case)
    a_fact_is_confirmed_by_two(case)
    the_questions_are_answered(case)
    our_own_people_are_told(case)
    the_first_word_is_written(case)
    the_first_word_is_approved_and_said(case)
    the_plan_changes_but_not_the_case(case)
    the_wave_is_over(case)
    the_last_word_is_said(case)
    the_case_is_resolved(case)
    the_review_is_written(case)
    the_reviewer_signs_and_closes(case)


def the_lead_takes_the_case(case):
    """From the duty desk: one press on the first thing that waits."""
    lead = case.lead
    lead.goes("/")
    waiting = lead.page.locator("#todos")
    expect(waiting).to_contain_text(case.reference)
    lead.presses("Take the lead", waiting)
    expect(lead.button("Take the lead", waiting)).to_have_count(0)
    with lead.page.expect_navigation():
        lead.main.locator("table").get_by_role("link").first.click()
    lead.status_is("Detected", "incident")
    expect(lead.page.locator("#room-header")).to_contain_text(lead.word("you"))


def choose(actor: Actor, name: str, words: str) -> None:
    """The option that has these words."""
    option = actor.main.locator(f"[name={name}] option").filter(has_text=words).first
    actor.page.select_option(f"[name={name}]", option.get_attribute("value"))


def blocked(actor: Actor, msgid: str) -> Locator:
    """A button that stays and says why."""
    return actor.page.locator(".blocked").filter(has_text=actor.word(msgid))


def the_lead_scores_and_begins(case):
    lead = case.lead
    begin = blocked(lead, "Start verification")
    expect(begin.get_by_role("button")).to_have_attribute("aria-disabled", "true")
    expect(begin.locator("li")).to_have_text(
        [
            lead.word("Score the severity on all five axes first."),
            lead.word("Choose the type of crisis first."),
            lead.word("Choose a playbook, or write down why none fits."),
        ]
    )

    lead.follows("Score the severity")
    for axis, score in HIGH.items():
        lead.page.check(f'[name="{axis}"][value="{score}"]')
    lead.presses("Score the severity")
    lead.follows("Choose the playbook")
    choose(lead, "version", "C12")
    lead.presses("Choose the playbook")
    expect(begin).to_have_count(0)

    lead.follows("Start verification")
    lead.reads("Everything needed is there.")
    lead.presses("Start verification")
    lead.status_is("Verifying", "incident")


def a_fact_is_confirmed_by_two(case):
    lead, writer = case.lead, case.writer
    lead.goes(f"{case.room}facts/")
    new = lead.page.locator("#new-fact")
    new.locator("summary").click()
    lead.fills(new, text_vi=FACT, text_en=FACT_EN)
    new.locator("[name=visibility]").select_option("public")
    lead.presses("Write down", new)
    facts = lead.page.locator("#facts article")
    expect(facts).to_have_count(1)

    lead.follows("Add evidence", facts)
    lead.fills(title="Trang trạng thái", url=PROOF)
    lead.page.select_option("[name=fact]", index=1)
    lead.presses("Add evidence")
    lead.follows("Change the fact", facts)
    lead.page.select_option("[name=status]", "confirmed")
    lead.fills(reason="đối chiếu nhật ký máy chủ")
    lead.presses("Change the fact")
    expect(facts).to_contain_text(lead.word("waits for a second person"))

    writer.goes(f"{case.room}facts/")
    writer.presses("Give the second word", writer.page.locator("#facts"))
    expect(writer.page.locator("#facts article")).to_contain_text(writer.word("Confirmed", "fact"))


def the_questions_are_answered(case):
    """Each critical one: the first on its page, its like by the service."""
    lead = case.lead
    lead.goes(f"{case.room}facts/")
    critical = lead.page.locator("#questions .row").filter(has_text=lead.word("critical"))
    left = critical.count()
    lead.follows("Answer", critical)
    lead.page.check("[name=answer][value=confirmed]")
    lead.fills(note="đã kiểm tra với kỹ thuật")
    lead.presses("Answer the question")
    lead.goes(f"{case.room}facts/")
    expect(critical).to_have_count(left - 1)
    row = Incident.objects.get(number=case.reference.removeprefix("INC-"), brand__slug=case.brand)
    for question in row.questions.filter(critical=True, answer=Answer.OPEN):
        questions.answer(question, actor=row.lead, answer=Answer.CONFIRMED, note="đã kiểm tra")
    lead.goes(case.room)
    lead.follows("Go over to responding")
    lead.presses("Go over to responding")
    lead.status_is("Responding", "incident")


def write_freely(case: Case, kind: str, text: str, english: str) -> str:
    """Begin an empty text, write both languages; its address."""
    writer = case.writer
    writer.goes(f"/statements/new/{case.reference}/")
    writer.page.select_option("select[name=kind]", kind)
    writer.presses("Begin an empty text")
    writer.fills(text_vi=text, text_en=english)
    return writer.page.url.replace(case.address, "").removesuffix("edit/")


def send(case: Case) -> None:
    case.writer.presses("Save and send for approval")
    case.writer.presses("Send for approval")
    case.writer.status_is("Waiting for approval", "statement")


def approve(person: Actor, address: str) -> None:
    """Read it, then sign."""
    person.goes(address)
    person.follows("Approve")
    person.presses("Approve")


def publish(person: Actor, address: str) -> None:
    person.goes(address)
    person.follows("Publish")
    person.reads("What will happen")
    person.presses("Publish")


def our_own_people_are_told(case):
    brief = write_freely(
        case,
        "internal_brief",
        "Hệ thống đặt chỗ đang được khắc phục. Báo chí hỏi: chuyển về ban truyền thông.",
        "The booking system is being repaired. Pass press questions to communications.",
    )
    send(case)
    case.lead.goes(case.room)
    case.lead.follows("Read and decide")
    case.lead.follows("Approve")
    case.lead.presses("Approve")
    case.lead.status_is("Approved", "statement")
    publish(case.writer, brief)


def the_first_word_is_written(case):
    """From the plan's own text; what is missing is marked and blocks the way."""
    writer = case.writer
    writer.goes(case.room)
    writer.follows("Write a statement", writer.page.locator("#statements"))
    row = writer.main.locator(".row").filter(has_text="gián đoạn dịch vụ").first
    writer.presses("Use it", row)
    case.holding = writer.page.url.replace(case.address, "").removesuffix("edit/")
    expect(writer.page.locator("#gaps")).to_contain_text(writer.word("missing"))
    writer.goes(case.holding)
    expect(blocked(writer, "Send for approval").first).to_contain_text("{workaround}")

    writer.goes(f"{case.holding}edit/")
    due = timezone.localtime(now() + timedelta(hours=3))
    writer.fills(
        gap_confirmed_facts_vi=FACT,
        gap_confirmed_facts_en=FACT_EN,
        gap_workaround_vi="gọi tổng đài",
        gap_workaround_en="call the hotline",
        gap_incident_summary_vi="đặt vé và đổi vé",
        gap_incident_summary_en="book or change tickets",
        next_update_at=f"{due:%Y-%m-%dT%H:%M}",
    )
    writer.page.check("[name=facts]")
    send(case)
    expect(writer.link("Approve")).to_have_count(0)


def the_first_word_is_approved_and_said(case):
    """By head and legal, each in their own language; then the newsroom has it."""
    legal, manager = case.legal, case.manager
    legal.goes("/statements/approvals/")
    expect(legal.main).to_contain_text(case.holding.split("/")[2])
    approve(legal, case.holding)
    legal.status_is("Waiting for approval", "statement")
    approve(manager, case.holding)
    manager.status_is("Approved", "statement")

    publish(case.writer, case.holding)
    visitor = open_window(case.browser, case.address)
    visitor.goes(f"/newsroom/{case.brand}/")
    with visitor.page.expect_navigation():
        visitor.main.get_by_role("link").first.click()
    visitor.sees(FACT)
    assert visitor.page.context.cookies() == []
    assert visitor.complaints == []
    case.lead.goes(case.room)
    expect(case.lead.page.locator("#room-header")).to_contain_text(case.lead.word("Promised word"))


def the_plan_changes_but_not_the_case(case):
    """Admin drafts, manager gives the second word; the running case keeps version 1."""
    admin, manager = case.admin, case.manager
    admin.goes("/playbooks/service_outage/")
    admin.presses("Write a new version", admin.page.locator("body"))
    admin.fills(
        **{
            "general-summary_en": "Use when a system, an app or a counter is down.",
            "note": "quầy vé cũng tính",
        }
    )
    admin.presses("Save and send to a second person")
    expect(blocked(admin, "Agree and publish")).to_be_visible()

    manager.goes("/playbooks/service_outage/versions/2/changes/")
    manager.sees("a counter")
    manager.button("Agree and publish").click()
    with manager.page.expect_navigation():
        manager.page.locator("dialog[open] button[value=yes]").click()
    manager.reads("In force since")

    case.lead.goes(case.room)
    with_number = case.lead.word("%(name)s, version %(number)s")
    expect(case.lead.page.locator("#room-more")).to_contain_text(
        with_number % {"name": "Gián đoạn dịch vụ", "number": 1}
    )


def the_wave_is_over(case):
    """Critical tasks done, by one press or by the service; then the case may be contained."""
    lead = case.lead
    expect(blocked(lead, "Mark as contained").locator("li")).to_have_count(1)
    lead.goes(f"{case.room}tasks/")
    critical = lead.page.locator(".tasks > li").filter(has_text=lead.word("critical"))
    expect(critical).not_to_have_count(0)
    waiting = critical.filter(has=lead.page.locator("form[action*=task-done]"))
    left = waiting.count()
    lead.presses("Done", critical)
    lead.goes(f"{case.room}tasks/")
    expect(waiting).to_have_count(left - 1)
    row = Incident.objects.get(number=case.reference.removeprefix("INC-"), brand__slug=case.brand)
    for task in row.tasks.filter(critical=True, status=TaskStatus.OPEN):
        tasks.finish_task(task, actor=row.lead)
    lead.goes(case.room)
    lead.follows("Mark as contained")
    lead.presses("Mark as contained")
    lead.status_is("Contained", "incident")


def the_last_word_is_said(case):
    """The closing statement keeps the promise of a next word."""
    case.closing = write_freely(
        case,
        "closing",
        "Việc hoàn tiền đã xong. Cảm ơn quý khách đã kiên nhẫn.",
        "All refunds are paid. Thank you for your patience.",
    )
    # The desk has looked while the writer typed: one sentence of each language rests on nothing.
    case.writer.page.locator(".sentence-row[data-open] select").first.select_option(index=1)
    send(case)
    approve(case.manager, case.closing)
    approve(case.legal, case.closing)
    case.legal.status_is("Approved", "statement")
    publish(case.lead, case.closing)
    case.writer.goes(case.holding)
    case.writer.status_is("Superseded", "statement")


def the_case_is_resolved(case):
    """At “high” it is the comms head's own step."""
    lead, manager = case.lead, case.manager
    lead.goes(case.room)
    expect(lead.link("Mark as resolved")).to_have_count(0)
    lead.follows("Write down the remedy")
    lead.fills(remedy="hoàn tiền cho khách bị ảnh hưởng")
    lead.page.check("[name=done]")
    lead.presses("Write down the remedy")

    manager.goes(case.room)
    manager.follows("Mark as resolved")
    manager.presses("Mark as resolved")
    manager.status_is("Resolved", "incident")


def the_review_is_written(case):
    """Lead opens it and names the reviewer; the writer writes, three lessons with three ends."""
    lead, writer = case.lead, case.writer
    lead.goes(case.room)
    lead.follows("Open the review")
    lead.presses("Open the review")
    lead.goes(f"{case.room}review/")
    lead.follows("Name the reviewer")
    choose(lead, "person", "Phượng")
    lead.presses("Name the reviewer")

    writer.goes(f"{case.room}review/")
    sections = writer.page.locator("#sections")
    writer.fills(sections, summary="Hệ thống ngừng 3 giờ.", public_view="Khách giận.")
    writer.presses("Save", sections)
    endings = {
        "Kịch bản thiếu số tổng đài": playbook_change,
        "Chưa có trang trạng thái": action_item,
        "Gọi nhau chậm": no_change,
    }
    for lesson, ending in endings.items():
        lessons = writer.page.locator("#lessons")
        writer.fills(lessons, text=lesson)
        writer.presses("Add a lesson", lessons)
        writer.follows("Settle the lesson", lessons.locator("article").filter(has_text=lesson))
        ending(writer)
        writer.presses("Settle the lesson")
    expect(
        writer.page.locator("#lessons article").filter(has=writer.page.locator(".badge"))
    ).to_have_count(3)
    expect(writer.page.locator("#lessons")).not_to_contain_text(writer.word("no outcome yet"))


def playbook_change(writer: Actor) -> None:
    writer.page.check("[name=outcome][value=playbook_change]")
    writer.fills(proposal="Thêm số tổng đài vào bước đầu")


def action_item(writer: Actor) -> None:
    writer.page.check("[name=outcome][value=action_item]")
    due = timezone.localdate() + timedelta(days=14)
    writer.fills(action_text="Lập trang trạng thái", action_due=due.isoformat())
    writer.page.select_option("[name=action_owner]", index=1)


def no_change(writer: Actor) -> None:
    writer.page.check("[name=outcome][value=no_change]")
    writer.fills(reason="lần đầu, đã nhắc")


def the_reviewer_signs_and_closes(case):
    manager = case.manager
    manager.goes(f"{case.room}review/")
    expect(blocked(manager, "Close the case").locator("li")).to_have_text(
        [manager.word("The reviewer has not signed the review.")]
    )
    manager.presses("Sign the review", manager.page.locator("body"))
    manager.follows("Close the case", manager.page.locator("body"))
    manager.presses("Close the case")
    manager.status_is("Closed", "incident")

    case.legal.goes(f"{case.room}review/print/")
    case.legal.page.emulate_media(media="print")
    expect(case.legal.page.locator("body")).to_contain_text("Kịch bản thiếu số tổng đài")
    case.lead.goes(f"{case.room}log/")
    expect(case.lead.page.locator("#line-1")).to_be_visible()
