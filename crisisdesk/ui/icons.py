"""Symbols of the one sprite `static/icons.svg`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from crisisdesk.ui.library import register

SILENT = mark_safe('aria-hidden="true" focusable="false"')


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Decorative, unless `label` gives it words of its own."""
    voice = format_html('role="img" aria-label="{}"', label) if label else SILENT
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
    sprite = Path(str(finders.find("icons.svg"))).read_text(encoding="utf-8")
    return re.findall(r'<symbol id="([^"]+)"', sprite)
