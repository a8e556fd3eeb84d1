"""The tag library and the two helpers that all parts share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.template import Context

register = Library()


def attributes(extra: dict[str, Any]) -> SafeString:
    """`{"hx_get": "/x", "hidden": True}` → ` hx-get="/x" hidden`; None and False are left out."""
    kept = [(name.rstrip("_").replace("_", "-"), value) for name, value in extra.items()]
    return format_html_join(
        "",
        "{}",
        ((_attribute(name, value),) for name, value in kept if value not in (None, False, "")),
    )


def _attribute(name: str, value: Any) -> SafeString:
    if value is True:
        return format_html(" {}", name)
    return format_html(' {}="{}"', name, value)


def part(context: Context, name: str, /, **values: Any) -> SafeString:
    """Render `templates/ui/<name>.html` with these values and nothing else of the page."""
    template = context.template.engine.get_template(f"ui/{name}.html")  # type: ignore[union-attr]
    inner = context.new({"csrf_token": context.get("csrf_token"), **values})
    return mark_safe(template.render(inner).strip())  # noqa: S308 -- a rendered template


def pick(item: Any, name: str, default: Any = None) -> Any:
    """A value of a dict or of an object."""
    if isinstance(item, dict):
        return item.get(name, default)
    return getattr(item, name, default)


def sentences(reasons: Iterable[Any] | None) -> list[str]:
    """The words of refusals, whatever carries them: objects, dicts or plain strings."""
    return [_sentence(reason) for reason in reasons or ()]


def _sentence(reason: Any) -> str:
    for name in ("message", "reason", "sentence"):
        if words := pick(reason, name):
            return str(words)
    return str(reason)
