"""Words of the score sheet and of comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from crisisdesk.ui.times import duration

if TYPE_CHECKING:
    from datetime import timedelta

register = template.Library()


@register.filter
def spoken(length: timedelta | None) -> str:
    """A length in words, inside a sentence."""
    return duration(length)
