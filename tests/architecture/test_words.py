"""Words for people: translatable, and whole for every letter."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from tests.architecture.source import ROOT, called, modules

TRANSLATING = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext",
    "pgettext_lazy", "npgettext", "npgettext_lazy",
}  # fmt: skip
TOPIC = re.compile(rf"({'|'.join(settings.ROOMS)})\.[a-z_]+")
#: Calls that tell people; what goes to webhooks only has no letter.
TELLING = {"tell", "tell_team", "_tell", "letter", "enqueue", "_done", "_remind"}
LETTERS = sorted(path for path in (ROOT / "templates").glob("*/mail/*") if path.is_dir())
PARTS = {"subject.txt", "body.txt", "body.html"}


def test_no_sentence_is_put_together_before_it_is_translated() -> None:
    found = [
        f"{module}:{call.lineno}"
        for module in modules()
        for call in module.calls(*TRANSLATING)
        if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in call.args)
    ]

    assert found == []


def topic_of(letter: Path) -> str:
    return f"{letter.parent.parent.name}.{letter.name}"


@pytest.mark.parametrize("letter", LETTERS, ids=topic_of)
def test_every_letter_has_its_three_parts(letter: Path) -> None:
    assert {part.name for part in letter.iterdir()} == PARTS


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.txt")), ids=lambda path: path.as_posix()[-60:]
)
def test_every_text_of_a_letter_compiles(path: Path) -> None:
    assert get_template(path.relative_to(ROOT / "templates").as_posix())


def test_every_topic_that_is_told_has_a_letter() -> None:
    topics = set(told())

    assert len(topics) > 20
    assert topics - {topic_of(letter) for letter in LETTERS} == set()


def told() -> Iterator[str]:
    """Topics given to those who tell people, by their full name or, for words, by their own."""
    for module in modules():
        for call in module.calls(*TELLING):
            yield from (text for text in texts(call) if TOPIC.fullmatch(text))
        for call in module.calls("tell_about"):
            topic = call.args[1] if len(call.args) > 1 else None
            if isinstance(topic, ast.Constant):
                yield f"statements.{topic.value}"


def texts(call: ast.Call) -> Iterator[str]:
    given = [*call.args, *(word.value for word in call.keywords if word.arg == "topic")]
    for part in given:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


@pytest.mark.parametrize("letter", LETTERS, ids=topic_of)
def test_no_letter_is_left_over(letter: Path) -> None:
    room, name = letter.parent.parent.name, letter.name
    rooms = {room, "outbox", "teams"}

    assert any(
        {name, f"{room}.{name}"} & module.texts for module in modules() if module.room in rooms
    )


def test_the_names_of_translating_functions_are_read() -> None:
    """The first rule looks at something."""
    assert sum(called(call) == "_" for module in modules() for call in module.calls("_")) > 500
