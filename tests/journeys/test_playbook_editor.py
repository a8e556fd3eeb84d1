"""A playbook from the first key to its word in force, by an admin and a second person."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from playbooks.models import PlaybookVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOOK = "/playbooks/boycott/"


def test_a_playbook_is_written_moved_and_put_in_force(enter, brand, admin_person, phuong):
    admin = enter(admin_person)
    admin.goes(BOOK)
    admin.presses("Write a new version")
    first, second = rows_move_by_keyboard(admin)
    dragged = rows_move_by_drag(admin)
    a_conditional_step_with_a_field_is_added(admin)
    enter_in_a_field_saves(admin)
    saving_keeps_the_place(admin)

    draft = PlaybookVersion.objects.get(state="draft")
    assert [row["vi"] for row in draft.content["signals"][:2]] == [second, first]
    *_others, step = draft.content["steps"]
    assert (step["vi"], step["when"]["answer"]) == ("Báo cơ quan chức năng", "confirmed")
    assert [(field["vi"], field["required"]) for field in step["fields"]] == [("Số công văn", True)]
    assert draft.content["steps"][1]["vi"] == dragged

    admin.goes(f"{BOOK}versions/2/preview/?start=2027-02-06T09:00")
    admin.sees("Báo cơ quan chức năng", "06/02/2027", "Số công văn")
    admin.goes(f"{BOOK}edit/")
    admin.fills(note="Thêm bước báo cơ quan")
    admin.presses("Save and send to a second person")
    the_second_person_publishes(enter(phuong))
    assert PlaybookVersion.objects.get(playbook=draft.playbook_id, number=2).state == "published"


def rows_move_by_keyboard(admin) -> tuple[str, str]:
    """Alt and an arrow; the hand stays where it was, and it is said aloud."""
    rows = admin.page.locator("#signals [data-row-of]")
    texts = [rows.nth(at).locator("textarea").first.input_value() for at in range(2)]
    area = rows.first.locator("textarea").first
    area.focus()

    area.press("Alt+ArrowDown")

    moved = rows.nth(1).locator("textarea").first
    expect(moved).to_have_value(texts[0])
    expect(moved).to_be_focused()
    said = admin.word("Row %%(from)s is now row %%(to)s of %%(count)s.").split("%%")[0]
    expect(admin.page.locator("#announcer")).to_contain_text(said.strip())
    expect(admin.page.locator("[data-save-state]")).not_to_be_empty()
    return texts[0], texts[1]


def rows_move_by_drag(admin) -> str:
    """The first step is dropped behind the second."""
    rows = admin.page.locator("#steps [data-row-of]")
    name = rows.first.locator("textarea").first.input_value()
    admin.page.locator("#steps").evaluate("place => place.scrollIntoView()")
    grip, second = rows.first.locator(".handle").bounding_box(), rows.nth(1).bounding_box()
    mouse = admin.page.mouse

    mouse.move(grip["x"] + 10, grip["y"] + 10)
    mouse.down()
    mouse.move(grip["x"] + 20, grip["y"] + 60, steps=4)
    mouse.move(second["x"] + 60, second["y"] + second["height"] * 0.6, steps=4)
    mouse.up()

    expect(rows.nth(1).locator("textarea").first).to_have_value(name)
    expect(rows.nth(1).locator("[data-number]")).to_have_text("2")
    return name


def a_conditional_step_with_a_field_is_added(admin) -> None:
    steps = admin.page.locator("#steps")
    count = steps.locator("[data-row-of]").count()
    admin.button("Add a step", steps).click()
    row = steps.locator("[data-row-of]").nth(count)
    expect(row.locator("textarea").first).to_be_focused()
    row.locator("textarea").first.fill("Báo cơ quan chức năng")
    row.locator("textarea").nth(1).fill("Tell the authority")
    row.locator("summary").click()
    row.locator("[name$='-when']").select_option(index=1)
    admin.button("Add a field", row).click()
    label = row.locator("[name$='-records-0-vi']")
    expect(label).to_be_focused()
    label.fill("Số công văn")
    row.locator("[name$='-records-0-en']").fill("Letter number")


def enter_in_a_field_saves(admin) -> None:
    """And presses no button of a row, which would be the first of the form."""
    page = admin.page
    first = page.locator("#signals textarea").first.input_value()
    page.locator("#steps [name$='-minutes']").last.press("Enter")
    expect(page.locator("#notices")).to_contain_text(admin.word("Draft saved."))
    expect(page.locator("[data-save-state]")).to_be_empty()
    expect(page.locator("#signals textarea").first).to_have_value(first)


def saving_keeps_the_place(admin) -> None:
    page = admin.page
    page.locator("#steps [name$='-minutes']").last.fill("31")
    expect(page.locator("[data-save-state]")).not_to_be_empty()
    admin.button("Save the draft").last.click()
    expect(page.locator("#notices")).to_contain_text(admin.word("Draft saved."))
    expect(page.locator("[data-save-state]")).to_be_empty()
    expect(page.locator("#steps [data-row-of]").last).to_be_in_viewport()
    assert page.locator("#editor").get_attribute("data-unsaved") is None


def the_second_person_publishes(manager) -> None:
    manager.goes(f"{BOOK}versions/2/changes/")
    manager.reads("Moved", "Only if")
    manager.button("Agree and publish").first.click()
    with manager.page.expect_navigation():
        manager.page.locator("dialog[open] button[value=yes]").click()
