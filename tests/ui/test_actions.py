"""Buttons and links: what is blocked stays and says why."""

from __future__ import annotations

from crisisdesk.kernel.errors import Refusal
from tests.ui.markup import Page

REASONS = [Refusal("legal_missing", "Còn thiếu pháp chế."), Refusal("late", "Đã quá hạn.")]


def test_a_blocked_action_shows_every_reason_beside_it(render):
    page = Page(render('{% action "Publish" post="/go/" reasons=reasons %}', reasons=REASONS))

    button = page.one("button")
    reasons = page.one("ul", id=button.attributes["aria-describedby"])
    assert button.attributes["aria-disabled"] == "true"
    assert reasons.words() == "Còn thiếu pháp chế.Đã quá hạn."


def test_a_blocked_action_can_be_focused_but_cannot_be_sent(render):
    page = Page(render('{% action "Publish" post="/go/" reasons=reasons %}', reasons=REASONS))

    button = page.one("button")
    assert button.attributes["type"] == "button"
    assert "disabled" not in button.attributes
    assert "tabindex" not in button.attributes
    assert page.all("form") == []


def test_a_blocked_action_has_no_key(render):
    page = Page(render('{% action "Approve" key="a" reasons=reasons %}', reasons=REASONS))

    assert "data-key" not in page.one("button").attributes


def test_reasons_may_be_plain_words_or_problem_members(render):
    mixed = ["Một", {"code": "x", "message": "Hai"}]

    page = Page(render('{% action "Publish" reasons=reasons %}', reasons=mixed))

    assert page.one("ul").words() == "MộtHai"


def test_no_reasons_means_allowed(render):
    page = Page(render('{% action "Approve" key="a" reasons=reasons %}', reasons=[]))

    assert page.one("button").attributes["data-key"] == "a"
    assert page.one("button").attributes["aria-keyshortcuts"] == "a"


def test_a_post_action_is_a_form_with_its_values(render):
    page = Page(render('{% action "Go" post="/go/" values=values %}', values={"note": '"<b>'}))

    form = page.one("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/go/")
    assert page.one("input", name="note").attributes["value"] == '"<b>'


def test_a_link_action_carries_htmx_attributes_on_itself(render):
    page = Page(render('{% action "Show" url="/x/" hx_get="/x/" hx_target="#list" %}'))

    link = page.one("a")
    assert link.attributes["href"] == "/x/"
    assert link.attributes["hx-get"] == "/x/"
    assert link.attributes["hx-target"] == "#list"


def test_labels_and_attributes_are_escaped(render):
    source = render("{% action label url=url data_note=label %}", label="<b>\"'", url='/"><i>')

    page = Page(source)
    assert [element.tag for element in page.elements] == ["a", "span"]
    assert page.one("a").attributes["data-note"] == "<b>\"'"


def test_a_dialog_opener_leads_to_a_page_without_scripts(render):
    page = Page(render('{% action "Merge" opens="dlg" url="/merge/" %}'))

    assert page.one("a").attributes["href"] == "/merge/"
    assert page.one("a").attributes["data-opens"] == "dlg"


def test_a_menu_shows_blocked_lines_with_their_reasons(render):
    page = Page(
        render(
            '{% menu "More" %}{% menu_item "Merge" url="/m/" %}'
            '{% menu_item "Reopen" url="/r/" post=True reasons=reasons %}{% endmenu %}',
            reasons=REASONS,
        )
    )

    assert page.one("a").attributes["href"] == "/m/"
    assert page.one("button").attributes["aria-disabled"] == "true"
