"""Every text colour of the tokens can be read on every ground, in both themes."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static" / "css" / "desk.css").read_text(encoding="utf-8")
TOKENS = {
    token: (light, dark)
    for token, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS
    )
}
TEXTS = "ink muted accent critical high moderate watch ok".split()  # noqa: SIM905
GROUNDS = ["bg", "surface", "sunken"]
THEMES = {"light": 0, "dark": 1}
ENOUGH = 4.5


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def mixed(colour: str, ground: str, share: float) -> str:
    """`color-mix(in srgb, colour share, transparent)` over a ground."""
    pairs = [(int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


@pytest.mark.parametrize(
    ("theme", "text", "ground"), list(itertools.product(THEMES, TEXTS, GROUNDS))
)
def test_text_can_be_read(theme, text, ground):
    one, other = TOKENS[text][THEMES[theme]], TOKENS[ground][THEMES[theme]]

    assert contrast(one, other) >= ENOUGH


@pytest.mark.parametrize("theme", THEMES)
def test_the_filled_button_can_be_read(theme):
    index = THEMES[theme]

    assert contrast(TOKENS["on-accent"][index], TOKENS["accent"][index]) >= ENOUGH


@pytest.mark.parametrize(
    ("theme", "level"), list(itertools.product(THEMES, ["critical", "high", "moderate", "watch"]))
)
def test_a_severity_can_be_read_on_its_own_tint(theme, level):
    share = float(re.search(r"--tint: (\d+)%", CSS).group(1)) / 100
    colour, ground = TOKENS[level][THEMES[theme]], TOKENS["surface"][THEMES[theme]]

    assert contrast(colour, mixed(colour, ground, share)) >= ENOUGH


@pytest.mark.parametrize(("theme", "tint"), [(t, x) for t in THEMES for x in ("ok", "critical")])
def test_changed_words_can_be_read(theme, tint):
    index = THEMES[theme]
    ground = mixed(TOKENS[tint][index], TOKENS["sunken"][index], 0.18)

    assert contrast(TOKENS["ink"][index], ground) >= ENOUGH


@pytest.mark.parametrize("theme", THEMES)
def test_the_edge_of_an_input_can_be_seen(theme):
    index = THEMES[theme]

    assert contrast(TOKENS["muted"][index], TOKENS["surface"][index]) >= 3
