"""Buttons of rows and what a step says besides: nothing typed is lost, whichever way it was moved."""

import copy

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playbooks.forms.arranging import carry_out, groups, mixed, put_in_sections
from playbooks.forms.editor import Editor
from playbooks.forms.rows import TextRow, sent_rows
from playbooks.forms.saving import kept
from playbooks.models import PlaybookVersion
from playbooks.services import save_draft

from .browser import read_form
from .test_views_drafting import SLUG, Writer, url

SECTIONS = [
    {"key": "truth", "vi": "Làm rõ", "en": "Truth"},
    {"key": "words", "vi": "Lên tiếng", "en": "Words"},
]

#: What every step says.
PLAIN = ("key", "role", "minutes", "critical", "vi", "en")


@pytest.fixture
def guided(draft, admin_person):
    """Two sections; the first step stands in the second section, the others in none."""
    content = copy.deepcopy(draft.content) | {"sections": SECTIONS}
    content["steps"] = [{name: row[name] for name in PLAIN} for row in content["steps"]]
    content["steps"][0]["section"] = "words"
    return save_draft(draft, content, actor=admin_person)


@pytest.fixture
def writer(guided, client_of, admin_person) -> Writer:
    return Writer(client_of(admin_person))


def keys(draft) -> list[tuple[str, str]]:
    draft.refresh_from_db()
    return [(row["key"], row.get("section", "")) for row in draft.content["steps"]]


def test_opening_and_saving_keeps_a_mixed_order(writer, guided) -> None:
    before = keys(guided)
    assert [section for _key, section in before[:2]] == ["words", ""]

    writer.press("save")

    assert keys(guided) == before


def test_the_page_says_the_order_and_a_script_may_change_it(writer, guided) -> None:
    before = [key for key, _section in keys(guided)]
    order = writer.form.values["signals-order"]
    first, second = (row["vi"] for row in guided.content["signals"][:2])

    writer.form.values["signals-order"] = [order[1], order[0], *order[2:]]
    writer.press("save")

    guided.refresh_from_db()
    assert [row["vi"] for row in guided.content["signals"][:2]] == [second, first]
    assert [row["key"] for row in guided.content["steps"]] == before


@pytest.mark.parametrize(
    ("order", "read"),
    [
        (["2", "0", "1"], [2, 0, 1]),
        (["9", "1"], [1, 0, 2]),
        (["x", "-1", "²"], [0, 1, 2]),
        (["0", "0"], [0, 1, 2]),
        ([""], [0, 1, 2]),
        (["99999999999999"], [0, 1, 2]),
    ],
)
def test_a_made_up_order_loses_no_row(order: list[str], read: list[int]) -> None:
    data = QueryDict(mutable=True)
    data["signals-total"] = "3"
    data.setlist("signals-order", order)

    assert [number for number, _raw in sent_rows(TextRow, "signals", data)] == read


def test_a_copy_stands_below_its_row_under_a_name_of_its_own(writer, guided) -> None:
    count = len(guided.content["templates"])

    writer.press("templates:0:copy")
    writer.press("save")

    guided.refresh_from_db()
    first, second = guided.content["templates"][:2]
    assert len(guided.content["templates"]) == count + 1
    assert {**second, "key": first["key"]} == first
    assert second["key"] != first["key"]


def test_a_step_at_the_edge_goes_over_to_the_next_section(writer, guided) -> None:
    key, section = keys(guided)[0]
    assert section == "words"

    writer.press("steps:0:up")
    writer.press("save")
    assert dict(keys(guided))[key] == "truth"

    writer = Writer(writer.client)
    at = [row for row, _section in keys(guided)].index(key)
    writer.press(f"steps:{at}:up")
    writer.press("save")
    assert dict(keys(guided))[key] == ""


def test_a_step_is_added_into_its_section(writer, guided) -> None:
    writer.press("steps::add:truth")
    names = {n: v[0] for n, v in writer.form.values.items() if n.endswith("-section")}
    (made,) = [name.removesuffix("-section") for name, value in names.items() if value == "truth"]
    writer.press("save", **{f"{made}-vi": "Hỏi lại", f"{made}-en": "Ask again"})

    guided.refresh_from_db()
    (step,) = [row for row in guided.content["steps"] if row.get("section") == "truth"]
    assert (step["vi"], step["role"]) == ("Hỏi lại", "lead")


def test_everything_a_step_may_say_is_kept(writer, guided) -> None:
    question = guided.content["questions"][0]["key"]
    text = guided.content["templates"][0]["key"]
    clock = guided.content["legal_clocks"][0]

    writer.press("steps:1:add_field")
    prefix = next(name for name in writer.form.values if name.endswith("records-0-vi"))[:-2]
    at = prefix.split("-")[1]
    key = writer.value(f"steps-{at}-key")
    typed = {
        f"{prefix}vi": "Số lô",
        f"{prefix}en": "Batch",
        f"{prefix}kind": "number",
        f"steps-{at}-when": f"{question}:confirmed",
        f"steps-{at}-after": "first_statement",
        f"steps-{at}-section": "truth",
        f"steps-{at}-statements": text,
        f"steps-{at}-questions": question,
        f"steps-{at}-clocks": clock,
    }
    writer.press("save", **typed)

    assert writer.answer.status_code == 302
    guided.refresh_from_db()
    step = next(row for row in guided.content["steps"] if row["key"] == key)
    assert step["when"] == {"question": question, "answer": "confirmed"}
    assert (step["after"], step["section"]) == ("first_statement", "truth")
    assert (step["statements"], step["questions"], step["clocks"]) == ([text], [question], [clock])
    (field,) = step["fields"]
    assert {**field, "key": ""} == {
        "key": "",
        "kind": "number",
        "required": True,
        "vi": "Số lô",
        "en": "Batch",
    }

    again = Writer(writer.client)
    at = [row["key"] for row in guided.content["steps"]].index(key)
    again.press(f"steps:{at}:drop_field:0")
    place = next(n for n, v in again.form.values.items() if v == [key]).removesuffix("-key")
    again.press("save", **{f"{place}-when": "", f"{place}-after": "opened"})
    guided.refresh_from_db()
    step = next(row for row in guided.content["steps"] if row["key"] == key)
    assert not {"fields", "when", "after"} & set(step)


def test_a_condition_whose_question_goes_is_told_at_its_step(writer, guided, admin_person) -> None:
    content = copy.deepcopy(guided.content)
    content["steps"][2]["when"] = {"question": content["questions"][1]["key"], "answer": "refuted"}
    save_draft(guided, content, actor=admin_person)
    writer = Writer(writer.client)

    writer.press("questions:1:remove")
    writer.press("save")

    shown = writer.answer.content.decode()
    assert writer.answer.status_code == 422
    wrong = next(n for n, v in writer.form.values.items() if n.endswith("-when") and v != [""])
    assert f'id="id_{wrong}_error"' in shown
    (opened,) = [
        part
        for part in shown.split("<details")[1:]
        if "row-more" in part[:40] and " open>" in part[:60]
    ]
    assert f'name="{wrong}"' in opened


def test_the_page_opens_at_the_first_thing_that_is_wrong(writer) -> None:
    writer.press("save", steps__1__minutes="soon", templates__0__vi="Gọi {nobody}")

    shown = writer.answer.content.decode()
    assert shown.count("autofocus") == 1
    (field,) = [tag for tag in shown.split("<")[1:] if "autofocus" in tag]
    assert 'value="soon"' in field


def test_both_versions_are_shown_to_whoever_saves_second(writer, guided, admin_person) -> None:
    theirs = copy.deepcopy(guided.content)
    theirs["summary"]["vi"] = "Của người kia"
    save_draft(guided, theirs, actor=admin_person)

    writer.press("save", general__summary_vi="Của tôi")

    shown = writer.answer.content.decode()
    assert writer.answer.status_code == 409
    assert "<del>" in shown
    assert "người kia" in shown
    assert writer.value("general-summary_vi") == "Của tôi"
    guided.refresh_from_db()
    assert guided.content["summary"]["vi"] == "Của người kia"

    writer.press("save:over")
    guided.refresh_from_db()
    assert guided.content["summary"]["vi"] == "Của tôi"


def test_what_was_seen_is_written_over_and_nothing_newer(writer, guided, admin_person) -> None:
    save_draft(guided, guided.content | {"code": "A1"}, actor=admin_person)
    writer.press("save")
    save_draft(guided, guided.content | {"code": "A2"}, actor=admin_person)

    writer.press("save:over")

    assert writer.answer.status_code == 409
    guided.refresh_from_db()
    assert guided.content["code"] == "A2"


def test_whoever_is_a_moment_too_late_loses_nothing(guided, admin_person) -> None:
    """Somebody saves between the look at the page and the lock."""
    data = QueryDict(mutable=True)
    data.update({"do": "save", "note": ""})
    for name, values in read_form(_page(guided)).values.items():
        data.setlist(name, values)
    data["do"], data["general-summary_vi"] = "save", "Của tôi"
    editor = Editor(PlaybookVersion.objects.get(pk=guided.pk), data)
    save_draft(guided, guided.content | {"code": "A1"}, actor=admin_person)

    assert not kept(editor, admin_person)
    assert (editor.status, editor.is_stale) == (409, True)
    assert [part.key for part in editor.against_saved()] == ["general"]
    guided.refresh_from_db()
    assert guided.content["code"] == "A1"


def _page(version) -> str:
    context = {"editor": Editor(version), "version": version, "playbook": version.playbook}
    return render_to_string("playbooks/editor.html", context)


@pytest.mark.parametrize("count", [1, 3])
def test_the_editor_costs_the_same_for_one_step_and_three(
    guided, admin_person, client_of, own_queries, count: int
) -> None:
    content = guided.content | {"steps": guided.content["steps"][:count]}
    save_draft(guided, content, actor=admin_person)
    client = client_of(admin_person)

    # The playbook, its draft, other playbooks, legal clocks, the common first hour.
    with own_queries(5):
        answer = client.get(url("edit", SLUG))

    assert len(dict(answer.context["editor"].lists)["steps"]) == count


def test_saving_leads_back_to_the_list_it_was_pressed_in(writer) -> None:
    writer.press("save:steps")

    assert writer.answer["Location"] == f"{url('edit', SLUG)}#steps"


def test_a_page_that_is_not_saved_says_so(writer) -> None:
    assert "data-unsaved" not in writer.answer.content.decode()

    writer.press("signals::add")

    assert "data-unsaved" in writer.answer.content.decode()
    assert read_form(writer.answer.content.decode()).values["signals-order"][0] == "0"


NAMES = st.sampled_from(["", "a", "b"])
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.lists(NAMES, max_size=7), st.lists(NAMES, max_size=7))
def test_no_step_is_lost_between_page_and_plan(sections: list[str], pattern: list[str]) -> None:
    order = mixed(sections, pattern)

    assert sorted(order) == list(range(len(sections)))
    for name in ("", "a", "b"):
        own = [at for at in order if sections[at] == name]
        assert own == sorted(own)
    assert mixed(pattern, pattern) == [*range(len(pattern))]


@QUICK
@given(st.lists(NAMES, min_size=1, max_size=6), st.data())
def test_moving_a_step_there_and_back_changes_nothing(names: list[str], data) -> None:
    lists = {
        "sections": [{"key": "a"}, {"key": "b"}],
        "steps": [{"key": f"s{at}", "section": name} for at, name in enumerate(names)],
    }
    put_in_sections(lists)
    before = copy.deepcopy(lists["steps"])
    at = data.draw(st.integers(0, len(names) - 1))
    there, back = data.draw(st.sampled_from([("up", "down"), ("down", "up")]))

    for verb in (there, back):
        key = before[at]["key"]
        place = next(n for n, row in enumerate(lists["steps"]) if row["key"] == key)
        moved = carry_out(lists, {"steps": {"7": place}}, f"steps:7:{verb}")
        assert lists["steps"][int(moved.rpartition("-")[2])]["key"] == key
        shown = [place for _name, places in groups(lists) for place in places]
        assert shown == list(range(len(names)))

    edge = {"up": ("", 0), "down": ("b", len(names) - 1)}[there]
    if (before[at]["section"], at) != edge:
        assert lists["steps"] == before
