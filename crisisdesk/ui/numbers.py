"""Figures and plain text as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.formats import get_format, number_format
from django.utils.html import linebreaks, urlize
from django.utils.numberformat import format as grouped
from django.utils.safestring import SafeString, mark_safe

from crisisdesk.ui.library import register

#: Smaller whole numbers look the same in every language; a page of charts has hundreds of them.
UNGROUPED = 1000


@register.filter
def number(value: Any) -> Any:
    """`1284` → `1.284` in Vietnamese, `1,284` in English; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, int) and -UNGROUPED < value < UNGROUPED:
        return str(value)
    comma, point = get_format("DECIMAL_SEPARATOR"), get_format("THOUSAND_SEPARATOR")
    return grouped(value, comma, grouping=3, thousand_sep=point, force_grouping=True)


@register.simple_tag
def percent(share: float | None, decimals: int = 0) -> str:
    """A share of one as `71 %`."""
    if share is None:
        return "–"
    return f"{number_format(share * 100, decimal_pos=decimals, use_l10n=True)} %"


@register.filter
def paragraphs(text: str | None) -> SafeString:
    """Plain text as paragraphs; addresses become links, markup stays visible text."""
    linked = urlize(text or "", nofollow=True, autoescape=True)
    return mark_safe(linebreaks(linked))  # noqa: S308 -- escaped by urlize
