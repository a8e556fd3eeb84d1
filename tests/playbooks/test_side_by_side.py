"""Two versions beside each other: a move is a move, and both sides can be read."""

import copy

import pytest
from django.urls import reverse
from django.utils import translation

from playbooks.services import publish
from playbooks.services.seed import shipped_plans
from playbooks.side_by_side import beside

FIELD = {"key": "batch", "kind": "text", "required": True, "vi": "Số lô", "en": "Batch"}
SLUG = "rumour_fake_news"


@pytest.fixture
def plan() -> dict:
    return copy.deepcopy(next(p for p in shipped_plans() if p["slug"] == "boycott"))


def pairs_of(before: dict, after: dict, key: str = "steps") -> list:
    return next(part.pairs for part in beside(before, after) if part.key == key)


def test_equal_versions_have_only_rows_that_are_alike(plan) -> None:
    parts = beside(plan, copy.deepcopy(plan))

    assert not any(part.differs for part in parts)
    assert [pair.left.place for pair in parts[1].pairs] == [*range(1, len(parts[1].pairs) + 1)]


def test_a_moved_row_is_one_row_beside_where_it_was(plan) -> None:
    after = copy.deepcopy(plan)
    after["steps"].insert(0, after["steps"].pop())
    count = len(plan["steps"])

    found = pairs_of(plan, after)

    assert len(found) == count
    assert [pair.kind for pair in found] == ["same"] * count
    assert [pair.moved for pair in found if pair.moved] == [(count, 1)]
    assert (found[0].left.place, found[0].right.place) == (count, 1)


def test_a_row_may_be_moved_and_changed(plan) -> None:
    after = copy.deepcopy(plan)
    after["steps"].insert(0, after["steps"].pop() | {"minutes": 777})

    first = pairs_of(plan, after)[0]

    assert (first.kind, first.moved is not None) == ("changed", True)
    assert [value for _label, value in first.right.facts] == [777]


def test_each_side_shows_its_own_words(plan) -> None:
    after = copy.deepcopy(plan)
    after["steps"][0]["vi"] = "Xin lỗi " + plan["steps"][0]["vi"].split(" ", 1)[1]

    first = pairs_of(plan, after)[0]

    assert "".join(text for _op, text in first.left.vi) == plan["steps"][0]["vi"]
    assert "".join(text for _op, text in first.right.vi) == after["steps"][0]["vi"]
    assert {op for op, _text in first.left.vi} <= {"equal", "delete"}


def test_rows_come_and_go_where_they_stood(plan) -> None:
    after = copy.deepcopy(plan)
    gone = after["steps"].pop(1)
    after["steps"].append({**gone, "key": "new_one", "vi": "Khác hẳn", "en": "Other"})

    found = pairs_of(plan, after)

    assert (found[1].kind, found[1].right) == ("removed", None)
    assert (found[-1].kind, found[-1].left) == ("added", None)


def test_new_keys_are_told_in_words(plan) -> None:
    after = copy.deepcopy(plan)
    question = plan["questions"][0]
    after["steps"][0]["when"] = {"question": question["key"], "answer": "refuted"}

    facts = pairs_of(plan, after)[0].right.facts

    assert question["vi"] in str(facts[0][1])


def test_what_a_side_leaves_out_says_its_default(plan) -> None:
    after = copy.deepcopy(plan)
    after["steps"][0] |= {"after": "contained", "fields": [FIELD]}

    with translation.override("en"):
        told = [str(value) for _label, value in pairs_of(plan, after)[0].left.facts]
        now = [str(value) for _label, value in pairs_of(plan, after)[0].right.facts]

    assert told == ["Opened", "none"]
    assert now == ["Contained", "Batch (Text, required)"]


def test_a_field_is_told_in_vietnamese(plan) -> None:
    after = copy.deepcopy(plan)
    after["steps"][0]["fields"] = [FIELD]

    with translation.override("vi"):
        (fact,) = pairs_of(plan, after)[0].right.facts

    assert fact[1] == "Số lô (Chữ, bắt buộc)"


def test_any_two_versions_can_be_chosen(submitted, in_force, client_of, phuong, minh) -> None:
    publish(submitted, actor=phuong)
    client, path = client_of(minh), reverse("playbooks:compare", args=[SLUG])

    usual = client.get(path)
    turned = client.get(path, {"left": "2", "right": "1", "all": "on"})

    assert (usual.context["left"].number, usual.context["right"].number) == (1, 2)
    assert (turned.context["left"].number, turned.context["right"].number) == (2, 1)
    shown = usual.content.decode()
    assert "<del>" in shown
    assert "<ins>" in shown


def test_versions_that_are_not_there_are_told(in_force, client_of, minh) -> None:
    client, path = client_of(minh), reverse("playbooks:compare", args=[SLUG])

    assert client.get(path, {"all": "on"}).context["whole"]
    for left in ("9", "x", "1' or 1=1"):
        answer = client.get(path, {"left": left, "right": "1"})

        assert answer.status_code == 400
        assert 'id="id_left_error"' in answer.content.decode()


def test_a_playbook_with_one_version_differs_from_nothing(in_force, client_of, minh) -> None:
    answer = client_of(minh).get(reverse("playbooks:compare", args=[SLUG]))

    assert answer.context["same"]
