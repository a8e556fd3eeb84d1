"""The help of the page that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template import Library

from desk.help import book

if TYPE_CHECKING:
    from django.template import Context

register = Library()


@register.simple_tag(takes_context=True)
def page_help(context: Context) -> Any:
    """The topic of this page, or nothing."""
    match = getattr(context.get("request"), "resolver_match", None)
    return book.of_view(match.view_name) if match else None
