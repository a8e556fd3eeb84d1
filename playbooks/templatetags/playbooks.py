"""Stored values of a plan in the reader's words."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import IncidentRole, Severity, StatementKind
from playbooks import common_data, diff_words
from playbooks.enums import Cluster, Office

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.utils.safestring import SafeString

    from playbooks.marks import Mark, Place
    from playbooks.models import PlaybookVersion

register = template.Library()
_GAP = re.compile(r"(\{[a-z_]+\})")


@register.filter
def cluster(value: str) -> Any:
    return Cluster(value).label


@register.filter
def incident_role(value: str) -> Any:
    return IncidentRole(value).label


@register.filter
def statement_kind(value: str) -> Any:
    return StatementKind(value).label


@register.filter
def under(prefix: str, row: str) -> bool:
    """Whether the writer's hand is in something inside the row."""
    return prefix.startswith(f"{row}-")


@register.simple_tag
def form_errors_here(form: BaseForm) -> SafeString | str:
    """Errors of a row that belong to none of its visible fields."""
    errors = [(error,) for error in form.non_field_errors()]
    return format_html_join("", '<p class="field-error">{}</p>', errors)


@register.filter
def severity_name(value: str) -> Any:
    return Severity(value).label


@register.filter
def office(value: str) -> Any:
    return Office(value).label


@register.filter
def moment(value: str) -> str:
    """A stored moment as a letter tells it, in the desk's zone."""
    local = timezone.localtime(datetime.fromisoformat(value), timezone.get_default_timezone())
    return f"{local:%H:%M %d/%m/%Y}"


@register.filter
def playbook_name(slug: str, names: dict[str, str]) -> str:
    """The name of another playbook of the brand."""
    return names.get(slug, slug)


@register.filter
def gaps(text: str, language: str) -> SafeString:
    """A template's text with its gaps marked, each told in words of the text's language."""
    paragraphs = [_paragraph(part, language) for part in text.split("\n\n")]
    return mark_safe("".join(f"<p>{part}</p>" for part in paragraphs))  # noqa: S308 -- escaped below


def _paragraph(text: str, language: str) -> str:
    lines = (
        "".join(_piece(piece, language) for piece in _GAP.split(line)) for line in text.split("\n")
    )
    return "<br>".join(lines)


def _piece(text: str, language: str) -> str:
    known = common_data.placeholders().get(text.strip("{}")) if _GAP.fullmatch(text) else None
    if known is None:
        return str(conditional_escape(text))
    return str(format_html('<mark title="{}">{}</mark>', text, known.label.into(language)))


@register.simple_tag
def timer_name(key: str) -> str:
    return str(common_data.timers()[key].label)


@register.simple_tag
def shipped_limit(limit: common_data.Limit) -> str:
    """Minutes, calendar and hard limit in one phrase."""
    if limit.minutes is None:
        return _("no deadline")
    parts = [str(limit.minutes)]
    if limit.working:
        parts.append(_("in working time"))
    if limit.hard:
        parts.append(_("hard limit %(minutes)s") % {"minutes": limit.hard})
    return ", ".join(parts)


@register.simple_tag
def after_case(mark: Mark | None) -> SafeString | str:
    """`{% after_case task.after %}`: after which case or drill a row was changed."""
    if not mark:
        return ""
    reference = {"reference": mark.reference}
    words = (
        _("changed after drill %(reference)s")
        if mark.is_drill
        else _("changed after %(reference)s")
    ) % reference
    if not mark.url:
        return format_html('<span class="badge badge-muted">{}</span>', words)
    return format_html('<a class="badge badge-accent" href="{}#lessons">{}</a>', mark.url, words)


@register.simple_tag
def row_mark(marks: dict[Place, Mark], version: PlaybookVersion, part: str, row: Any) -> Any:
    """The mark of a row of a plan's page."""
    known_as = getattr(row, "key", "") or row.vi
    return after_case((marks or {}).get((version.playbook_id, part, known_as)))


@register.filter
def besides(version: PlaybookVersion, row: Any) -> list[tuple[str, str]]:
    """`{% for label, words in version|besides:row %}`: what a step says beyond its own words."""
    steps = version.content.get("steps", ())
    raw = next((step for step in steps if step["key"] == getattr(row, "key", "")), {})
    return [
        (str(label), diff_words.words(name, raw[name], version.content))
        for name, label in diff_words.LABELS.items()
        if name in raw
    ]
