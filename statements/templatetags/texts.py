"""Parts of the library of prepared words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from playbooks import common_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from statements.selectors.texts import Entry

register = template.Library()

LABELS: dict[str, Any] = {
    "type": _("Type"),
    "kind": _("Kind"),
    "audience": _("Whom it speaks to"),
    "phase": pgettext_lazy("phase", "Moment"),
    "channel": _("Channel"),
    "language": _("Language"),
    "state": _("Peacetime approval"),
}


@register.filter
def selects(choices: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """The filters of the library: name, label, choices."""
    return [(name, label, choices[name]) for name, label in LABELS.items()]


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key, "")


@register.filter
def channel_label(key: str) -> str:
    known = common_data.channels().get(key)
    return str(known.label) if known else key


@register.filter
def with_query(url: str, request: HttpRequest) -> str:
    """The address with the filters of this page."""
    query = request.GET.urlencode()
    return f"{url}?{query}" if query else url


@register.filter
def begins(entry: Entry) -> dict[str, str]:
    """What the page of a new statement is sent to begin with a text."""
    return {"kind": entry.template.kind, "template": entry.value}
