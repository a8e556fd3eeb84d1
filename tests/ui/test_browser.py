"""In a real browser: accessibility of every part, keys, themes, and pages that keep up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server for pages that ask no database: signed-out ones."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    assert server.is_ready.wait(10)
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def open_page(browser, address, settings):
    """Open an address at a width and in a theme; nothing may be said on the console."""
    settings.ROOT_URLCONF = "tests.ui.live_urls"
    complaints: list[str] = []

    def make(path: str, width: int = 1360, theme: str = "light", **options) -> Page:
        page = browser.new_page(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            extra_http_headers={"Accept-Language": "vi"},
            **options,
        )
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield make
    assert complaints == []


@pytest.mark.parametrize(
    ("theme", "width"), list(itertools.product(["light", "dark"], [1360, 390]))
)
def test_every_part_is_accessible(open_page, address, theme, width):
    page = open_page("/styleguide/", width, theme, bypass_csp=True)
    faults = axe(page)
    for path in ("?drill=1", "print/"):
        page.goto(f"{address}/styleguide/{path}")
        faults += axe(page)

    assert faults == []


def test_whoever_acts_on_a_line_by_keyboard_stays_on_it(open_page):
    page = open_page("/rows/")
    link = page.get_by_role("main").get_by_role("link")

    page.locator("#row-2 button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#row-2 button")).to_have_text("đã nhận")
    expect(link.nth(1)).to_be_focused()

    page.keyboard.press("j")
    expect(link.nth(2)).to_be_focused()
    page.locator("#row-3 button").focus()
    page.keyboard.press("Enter")
    expect(link).to_have_count(2)
    expect(link.nth(1)).to_be_focused()

    link.nth(0).focus()
    page.keyboard.press("j")
    expect(link.nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#row-2 input")).to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_text("Đánh dấu dòng này")).to_be_visible()


def axe(page: Page) -> list[tuple[str, str, list[str]]]:
    violations = Axe().run(page).response["violations"]
    return [(page.url, v["id"], [node["html"] for node in v["nodes"]]) for v in violations]


def test_nothing_scrolls_sideways(open_page):
    page = open_page("/styleguide/", 1360)

    for width in (1360, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, width


def test_actions_on_phones_are_large_enough_for_a_thumb(open_page):
    page = open_page("/styleguide/", 390)

    heights = page.locator("main .button:visible, .thumb-bar .button").evaluate_all(
        "all => all.map(button => button.getBoundingClientRect().height)"
    )

    assert [height for height in heights if height < 44] == []


def test_the_command_menu_finds_actions_without_accents(open_page):
    page = open_page("/styleguide/")
    page.keyboard.press("Control+k")

    page.keyboard.type("tra lai")

    expect(page.locator("#command [aria-selected=true]")).to_contain_text("Trả lại để sửa")
    page.keyboard.press("Escape")
    expect(page.locator("#command")).to_be_hidden()


def test_the_sheet_lists_the_keys_of_the_page(open_page):
    page = open_page("/styleguide/")
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press("?")

    expect(page.locator("#shortcuts")).to_contain_text("Phê duyệt")
    expect(page.locator("#shortcuts")).to_contain_text("G I")


def test_letters_do_nothing_while_one_writes(open_page):
    page = open_page("/styleguide/")
    field = page.locator("#id_title").first
    field.focus()

    page.keyboard.type("j?a")

    expect(field).to_have_value("j?a")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_focus_returns_to_what_opened_a_dialog(open_page):
    page = open_page("/styleguide/")
    opener = page.locator("[data-opens]")
    opener.click()
    expect(page.locator("#sample-dialog")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator("#sample-dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_theme_changes_at_once_and_stays(open_page):
    page = open_page("/styleguide/")
    page.locator(".user-menu summary").click()
    with page.expect_response("**/theme/"):
        page.locator("[data-theme-switch] [value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_an_unsent_note_survives_a_reload(open_page):
    page = open_page("/styleguide/")
    page.locator("[data-draft]").fill("Gọi lại cho Cục lúc 3 giờ")

    page.reload()

    expect(page.locator("[data-draft]")).to_have_value("Gọi lại cho Cục lúc 3 giờ")


def test_clocks_tick(open_page):
    page = open_page("/styleguide/")
    clock = page.locator("[data-clock=up]").first
    before = clock.inner_text()

    expect(clock).not_to_have_text(before)


def news(page: Page) -> None:
    """What a stream would have said."""
    page.evaluate("document.dispatchEvent(new Event('desk:changed'))")


def test_a_live_page_takes_new_lines_once(open_page):
    page = open_page("/room/")

    news(page)

    expect(page.locator("#facts")).to_have_text("mới")
    expect(page.locator("#timeline li")).to_have_text(["hai", "một"])
    expect(page.locator("#announcer")).to_have_text("1 dòng")
    expect(page.locator("[data-live]")).to_have_attribute("data-live-seq", "2")


def test_a_form_in_use_is_never_replaced(open_page):
    page = open_page("/room/")
    page.locator("textarea").fill("đang gõ")

    news(page)

    expect(page.locator("#facts")).to_have_text("mới")
    expect(page.locator("textarea")).to_have_value("đang gõ")
    expect(page.locator("#note p")).to_have_text("cũ")


def test_what_waited_for_the_writer_comes_afterwards(open_page):
    page = open_page("/room/")
    page.locator("textarea").fill("đang gõ")
    news(page)
    expect(page.locator("#facts")).to_have_text("mới")

    page.locator("textarea").fill("")
    page.locator("textarea").blur()

    expect(page.locator("#note p")).to_have_text("mới")
