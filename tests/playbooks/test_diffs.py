"""Differences a person can follow."""

import copy
import time

import pytest

from playbooks import diffs
from playbooks.services.seed import shipped_plans


@pytest.fixture
def plan() -> dict:
    return copy.deepcopy(next(p for p in shipped_plans() if p["slug"] == "boycott"))


def told(before: dict, after: dict) -> list[tuple[str, str, str]]:
    return [
        (section.key, change.kind, change.label)
        for section in diffs.compare(before, after)
        for change in section.changes
    ]


def test_equal_plans_have_no_differences(plan: dict) -> None:
    assert diffs.compare(plan, copy.deepcopy(plan)) == []


def test_without_a_predecessor_everything_is_new(plan: dict) -> None:
    found = told({}, plan)

    assert {kind for _section, kind, _label in found} == {"added"}
    assert {section for section, _kind, _label in found} >= {"general", "questions", "templates"}


def test_a_changed_word_is_the_only_thing_marked(plan: dict) -> None:
    after = copy.deepcopy(plan)
    after["questions"][0]["vi"] = plan["questions"][0]["vi"] + " Ở đâu?"

    (section,) = diffs.compare(plan, after)
    (change,) = section.changes
    assert (section.key, change.kind, change.label) == (
        "questions",
        "changed",
        plan["questions"][0]["key"],
    )
    assert change.en == []
    assert [op for op, _text in change.vi] == ["equal", "insert"]
    assert "".join(text for op, text in change.vi if op != "insert") == plan["questions"][0]["vi"]


def test_a_changed_fact_shows_both_values_in_words(plan: dict) -> None:
    after = copy.deepcopy(plan)
    after["steps"][0]["minutes"] += 5
    after["steps"][0]["critical"] = not plan["steps"][0]["critical"]

    (section,) = diffs.compare(plan, after)
    (_label, *figures), (_label, *marks) = section.changes[0].facts
    minutes = plan["steps"][0]["minutes"]
    assert figures == [minutes, minutes + 5]
    assert len({str(mark) for mark in marks}) == 2


def test_rows_come_and_go(plan: dict) -> None:
    after = copy.deepcopy(plan)
    gone = after["steps"].pop(1)
    after["steps"].append({**gone, "key": "brand_new", "vi": "Việc khác hẳn", "en": "Other"})

    assert told(plan, after) == [
        ("steps", "added", "brand_new"),
        ("steps", "removed", gone["key"]),
    ]


def test_a_reworded_signal_is_a_change_not_two(plan: dict) -> None:
    after = copy.deepcopy(plan)
    after["signals"][0]["vi"] += " hôm nay"

    assert [kind for _section, kind, _label in told(plan, after)] == ["changed"]


def test_rows_in_another_order_are_told_as_moved(plan: dict) -> None:
    after = copy.deepcopy(plan)
    after["steps"].insert(0, after["steps"].pop())

    found = told(plan, after)
    assert ("steps", "moved", plan["steps"][-1]["key"]) in found
    assert {kind for _section, kind, _label in found} == {"moved"}


def test_rows_that_are_called_alike_hide_one_another_never(plan: dict) -> None:
    """Whoever gives the second word sees every row: two switches to one plan, two equal signs."""
    plan["cross_over"] = [{"to": "recall", "vi": f"vì {n}", "en": f"as {n}"} for n in (1, 2)]
    plan["signals"] = [{"vi": "", "en": "one"}, {"vi": "", "en": "two"}]
    after = copy.deepcopy(plan)
    after["cross_over"][0]["en"] = "as soon as anything at all happens"
    after["signals"][0]["en"] = "quite another sign"

    assert told(plan, after) == [
        ("signals", "changed", ""),
        ("cross_over", "changed", "recall"),
    ]
    assert len(told({}, plan)) == len(told({}, after))
    after["cross_over"].pop()
    assert ("cross_over", "removed", "recall") in told(plan, after)


def test_a_text_that_was_written_anew_is_compared_at_once() -> None:
    """Every second piece of a text is a blank; as landmarks they took half a minute."""
    old, new = (" ".join(f"{sign}{at}" for at in range(1200)) for sign in "ab")
    begun = time.monotonic()

    assert diffs.words(old, new) == [("delete", old), ("insert", new)]
    assert time.monotonic() - begun < 5


def test_a_renamed_template_shows_its_name(plan: dict) -> None:
    after = copy.deepcopy(plan)
    after["templates"][0]["name"]["vi"] = "Tên khác"

    (section,) = diffs.compare(plan, after)
    inserted = "".join(text for op, text in section.changes[0].vi if op == "insert")
    assert "khác" in inserted
    assert section.changes[0].en == []


@pytest.mark.parametrize(
    ("before", "after"), [("", "một hai"), ("một hai", ""), ("a  b\n\nc", "a b\n\nd"), ("x", "x")]
)
def test_segments_rebuild_both_texts(before: str, after: str) -> None:
    found = diffs.words(before, after)

    assert "".join(text for op, text in found if op != "insert") == before
    assert "".join(text for op, text in found if op != "delete") == after
