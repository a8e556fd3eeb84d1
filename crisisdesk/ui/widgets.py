"""Django's own form controls, drawn without its template language.

A select of eight choices is seventeen templates in Django; the editor of a playbook has hundreds of
selects and took most of its time with them. What is drawn is the same, byte for byte; a widget with
a template of its own is drawn from that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms.renderers import DjangoTemplates
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

PLACE = "django/forms/widgets/"
PLAIN = Context()


class Renderer(DjangoTemplates):
    """Django's renderer, which asks `DRAWN` first."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]).strip() if draw else super().render(template_name, context)


def _value(value: Any) -> str:
    """A value between quotation marks."""
    return str(value) if isinstance(value, SafeData) else escape(str(value))


def _words(words: Any) -> str:
    """Words that people read; numbers in the manner of their language."""
    return (
        conditional_escape(words)
        if isinstance(words, str)
        else render_value_in_context(words, PLAIN)
    )


def _attributes(widget: dict[str, Any]) -> str:
    return "".join(
        f" {_words(name)}" if value is True else f' {_words(name)}="{_value(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: dict[str, Any]) -> str:
    value = widget["value"]
    held = "" if value is None else f' value="{_value(value)}"'
    kind, name = _words(widget["type"]), _words(widget["name"])
    return f'<input type="{kind}" name="{name}"{held}{_attributes(widget)}>'


def _textarea(widget: dict[str, Any]) -> str:
    value = widget["value"]
    name, held = _words(widget["name"]), _words(value) if value else ""
    return f'<textarea name="{name}"{_attributes(widget)}>\n{held}</textarea>'


def _option(widget: dict[str, Any]) -> str:
    value, label = _value(widget["value"]), _words(widget["label"])
    return f'<option value="{value}"{_attributes(widget)}>{label}</option>\n'


def _select(widget: dict[str, Any]) -> str:
    parts = [f'<select name="{_words(widget["name"])}"{_attributes(widget)}>']
    for group, options, _index in widget["optgroups"]:
        parts.append(f'\n  <optgroup label="{_words(group)}">' if group else "")
        parts += [f"\n  {_any(option)}" for option in options]
        parts.append("\n  </optgroup>" if group else "")
    return "".join([*parts, "\n</select>"])


def _labelled(widget: dict[str, Any]) -> str:
    """One of several ticks, inside its label."""
    if not widget.get("wrap_label"):
        return f"{_input(widget)}\n\n\n"
    target = widget["attrs"].get("id")
    aim = f' for="{_words(target)}"' if target else ""
    return f"<label{aim}>{_input(widget)}\n {_words(widget['label'])}</label>\n\n"


def _several(widget: dict[str, Any]) -> str:
    names = {name: widget["attrs"].get(name) for name in ("id", "class")}
    said = "".join(f' {name}="{_words(value)}"' for name, value in names.items() if value)
    parts = [f"<div{said}>"]
    for group, options, _index in widget["optgroups"]:
        parts.append(f"\n  <div><label>{_words(group)}</label>" if group else "")
        parts += [f"<div>\n    {_any(option)}</div>" for option in options]
        parts.append("\n  </div>" if group else "")
    return "".join([*parts, "\n</div>"])


def _any(option: dict[str, Any]) -> str:
    return DRAWN[option["template_name"]](option)


INPUTS = (
    "input", "text", "number", "email", "url", "tel", "search", "color", "password", "hidden",
    "date", "datetime", "time", "checkbox", "file",
)  # fmt: skip
DRAWN: dict[str, Callable[[dict[str, Any]], str]] = {
    **{f"{PLACE}{name}.html": _input for name in INPUTS},
    f"{PLACE}textarea.html": _textarea,
    f"{PLACE}select.html": _select,
    f"{PLACE}select_option.html": _option,
    f"{PLACE}checkbox_select.html": _several,
    f"{PLACE}radio.html": _several,
    f"{PLACE}multiple_input.html": _several,
    f"{PLACE}checkbox_option.html": _labelled,
    f"{PLACE}radio_option.html": _labelled,
}
