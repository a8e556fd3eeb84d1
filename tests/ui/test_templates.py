"""What holds for every template and style of the repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = (ROOT / "static" / "css" / "desk.css").read_text(encoding="utf-8")
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "htmx event attribute": re.compile(r"\shx-on[:\-]", re.IGNORECASE),
    # Data for a script is none: a browser does not run it.
    "inline script": re.compile(
        r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE
    ),
    "inline style": re.compile(r"<style", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
}
LETTERS = {"outbox"}


def pages() -> list[Path]:
    """Pages, as against letters, whose readers have no style sheet but an attribute."""
    return [path for path in TEMPLATES if "letters" not in path.parts and "mail" not in path.parts]


def name(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


@pytest.mark.parametrize("path", pages(), ids=name)
def test_no_template_needs_a_hole_in_the_content_policy(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))

    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_template_compiles(path):
    assert get_template(name(path))


#: Each begins a block; what it sets is gone in the next one.
BLOCK = re.compile(r"{% block (\w+) %}")
SET_ADDRESS = re.compile(r"{% url [^%]* as (\w+) %}")


@pytest.mark.parametrize("path", pages(), ids=name)
def test_an_address_is_used_in_the_block_that_sets_it(path):
    """A button whose address is unknown becomes one that sends its form: Cancel would save."""
    _head, *parts = BLOCK.split(path.read_text(encoding="utf-8"))
    blocks = dict(zip(parts[::2], parts[1::2], strict=True))
    known = {found for body in blocks.values() for found in SET_ADDRESS.findall(body)}

    lost = {
        (block, one)
        for block, body in blocks.items()
        for one in known - set(SET_ADDRESS.findall(body))
        if re.search(rf"\b{one}\b", body)
    }

    assert lost == set()


def test_the_sheet_stays_small():
    assert len(CSS.encode()) <= 40_000


def test_the_layers_are_declared_in_order():
    assert "@layer reset, tokens, base, layout, components, utilities;" in CSS


def test_lines_leave_room_for_stacked_marks():
    """ễ, ữ and Ể clip below 1.3 in titles and 1.5 in running text."""
    body = re.search(r"body \{[^}]*font: 400 var\(--md\)/([\d.]+)", CSS)
    assert body is not None
    assert float(body.group(1)) >= 1.5


def test_both_fonts_bring_their_licence():
    fonts = ROOT / "static" / "fonts"
    families = {
        path.name.split("-latin")[0].split("-vietnamese")[0] for path in fonts.glob("*.woff2")
    }

    for family in families:
        licence = (fonts / f"{family}.OFL.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
        assert licence.startswith("Copyright")
