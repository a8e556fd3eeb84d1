"""A scenario's file is checked strictly, and every error names its place and line."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from drills import schema
from drills.services import scenarios
from tests.drills.small import STORY, inject, with_

ROW = inject("x", 5)


def places(story):
    with pytest.raises(ValidationError) as caught:
        schema.clean(story)
    return set(caught.value.message_dict)


def test_a_story_that_says_only_what_it_must_is_whole():
    found = schema.clean(STORY)

    assert (found["kind"], found["branches"]) == ("", [])
    first = found["injects"][0]
    assert (first["arrives"], first["player"], first["details"]) == ("note", "", {})


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("slug", "Not a slug"),
        ("minutes", 0),
        ("minutes", "thirty"),
        ("format", "opera"),
        ("title.vi", ""),
        ("title.fr", "Titre"),
        ("injects[3].minute", -1),
        ("injects[3].minute", True),
        ("injects[3].minute", 31),
        ("injects[1].player", "king"),
        ("injects[1].channel", "pigeon"),
        ("injects[1].condition", "if_it_rains"),
        ("injects[1].arrives", "by_sea"),
        ("injects[1].branch", "unknown"),
        ("injects[1].content.vi", ""),
        ("injects[1].expected.vi", 7),
        ("injects[1].key", "Has Blanks"),
        ("injects[1].surprise", "yes"),
        ("injects[1].persona.vi", "x" * 121),
        ("injects", {}),
    ],
)
def test_what_is_wrong_is_named_by_its_place(place, value):
    assert place in places(with_(place, value))


def test_two_injects_do_not_share_a_name():
    assert places(with_("injects[1].key", "third")) == {"injects[1].key", "injects[2].key"}


@pytest.mark.parametrize(
    ("arrives", "details", "place"),
    [
        ("posts", {"count": 0, "over_minutes": 5}, "details.count"),
        ("posts", {}, "details.count"),
        ("posts", {"count": 5, "over_minutes": 5, "negative_share": "2.5"}, "details.negative_share"),
        ("call", {"outlet": "Báo"}, "details.deadline_minutes"),
        ("note", {"count": 5}, "details.count"),
        ("signal", {"url": "javascript:alert(1)"}, "details.url"),
    ],
)  # fmt: skip
def test_details_are_those_of_their_way_of_arriving(arrives, details, place):
    row = {**ROW, "arrives": arrives, "details": details}

    assert f"injects[1].{place}" in places(with_("injects[1]", row))


def test_a_branch_is_declared_and_chosen_in_time():
    branches = [{"key": "recall", "at": 12, "vi": "Thu hồi"}]
    told = {**with_("injects[3].branch", "recall"), "branches": branches}
    assert schema.clean(told)["injects"][3]["branch"] == "recall"

    told["branches"][0]["at"] = 31
    assert places(told) == {"branches[0].at"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("slug: &a x", "anchors and aliases"),
        ("slug: !!python/object:os.system x", "tags are not allowed"),
        ("slug: [", "not valid YAML"),
        ("- 1", "is not a mapping"),
        ("slug: x\nslug: y", "written twice"),
    ],
)
def test_a_file_plays_no_tricks(text, said):
    with override("en"), pytest.raises(ValidationError) as caught:
        scenarios.read(text)

    assert said in str(caught.value)


def test_an_error_in_a_file_has_its_line():
    text = scenarios.dump(with_("injects[2].minute", 99))
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "minute: 99" in row)

    with override("en"), pytest.raises(ValidationError) as caught:
        scenarios.read(text)

    (place, (message,)) = next(iter(caught.value.message_dict.items()))
    assert place == "injects[2].minute"
    assert f"(line {line})" in message


def test_a_huge_file_is_not_read():
    with pytest.raises(ValidationError):
        scenarios.read("x" * 200_001)
