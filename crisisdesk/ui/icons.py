"""Symbols of the one sprite `static/icons.svg`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html

from crisisdesk.ui.library import register

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Decorative, unless `label` gives it words of its own."""
    voice = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else format_html('aria-hidden="true" focusable="false"')
    )
    return format_html(
        '<svg class="icon{}" {}><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        voice,
        sprite_address(),
        name,
    )


@cache
def sprite_address() -> str:
    return static("icons.svg")


@cache
def icon_names() -> list[str]:
    """Every symbol of the sprite, for the styleguide and the tests."""
    path = finders.find("icons.svg")
    with open(str(path), encoding="utf-8") as sprite:
        return re.findall(r'<symbol id="([^"]+)"', sprite.read())
