"""Words with a meaning: severity, states, tags. Never colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from crisisdesk.kernel.vocabulary import Severity
from crisisdesk.ui.icons import icon
from crisisdesk.ui.library import attributes, register

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

SHAPES = {"critical": "▲", "high": "◆", "moderate": "●", "watch": "○"}


class Status(NamedTuple):
    """The word and the tone of a stored state."""

    label: str | _StrPromise
    tone: str = ""


STATUSES = {
    "detected": Status(pgettext_lazy("state", "Detected"), "warn"),
    "verifying": Status(pgettext_lazy("state", "Verifying"), "accent"),
    "responding": Status(pgettext_lazy("state", "Responding"), "accent"),
    "contained": Status(pgettext_lazy("state", "Contained"), "ok"),
    "resolved": Status(pgettext_lazy("state", "Resolved"), "ok"),
    "post_mortem": Status(pgettext_lazy("state", "In review after the crisis"), "accent"),
    "closed": Status(pgettext_lazy("state", "Closed"), "muted"),
    "false_alarm": Status(pgettext_lazy("state", "False alarm"), "muted"),
    "merged": Status(pgettext_lazy("state", "Merged"), "muted"),
    "draft": Status(pgettext_lazy("state", "Draft")),
    "in_review": Status(pgettext_lazy("state", "Waiting for approval"), "warn"),
    "changes_requested": Status(pgettext_lazy("state", "Changes requested"), "warn"),
    "approved": Status(pgettext_lazy("state", "Approved"), "ok"),
    "published": Status(pgettext_lazy("state", "Published"), "ok"),
    "superseded": Status(pgettext_lazy("state", "Superseded"), "muted"),
    "corrected": Status(pgettext_lazy("state", "Corrected"), "warn"),
    "retracted": Status(pgettext_lazy("state", "Retracted"), "muted"),
    "rejected": Status(pgettext_lazy("state", "Rejected"), "muted"),
    "expired": Status(pgettext_lazy("state", "Expired"), "muted"),
    "discarded": Status(pgettext_lazy("state", "Discarded"), "muted"),
    "new": Status(pgettext_lazy("state", "New"), "accent"),
    "linked": Status(pgettext_lazy("state", "Linked"), "ok"),
    "watched": Status(pgettext_lazy("state", "Watched"), "warn"),
    "dismissed": Status(pgettext_lazy("state", "Dismissed"), "muted"),
    "open": Status(pgettext_lazy("state", "Open"), "accent"),
    "done": Status(pgettext_lazy("state", "Done"), "ok"),
    "skipped": Status(pgettext_lazy("state", "Skipped"), "muted"),
    "waiting": Status(pgettext_lazy("state", "Waiting"), "muted"),
    "unneeded": Status(pgettext_lazy("state", "Does not apply"), "muted"),
    "late": Status(pgettext_lazy("state", "Overdue"), "critical"),
    "unverified": Status(pgettext_lazy("state", "Unverified"), "warn"),
    "confirmed": Status(pgettext_lazy("state", "Confirmed"), "ok"),
    "refuted": Status(pgettext_lazy("state", "Refuted"), "muted"),
    "inconclusive": Status(pgettext_lazy("state", "Inconclusive"), "warn"),
    "live": Status(pgettext_lazy("state", "Live"), "ok"),
    "failed": Status(pgettext_lazy("state", "Failed"), "warn"),
    "unclear": Status(pgettext_lazy("state", "Unclear"), "warn"),
    "retired": Status(pgettext_lazy("state", "Retired"), "muted"),
}


@register.simple_tag
def badge(text: str, tone: str = "", **options: Any) -> SafeString:
    """A small tag; `icon=` puts a symbol before the word."""
    symbol = icon(options.pop("icon")) if options.get("icon") else ""
    return format_html(
        '<span class="badge{}"{}>{}{}</span>',
        f" badge-{tone}" if tone else "",
        attributes(options),
        symbol,
        text,
    )


@register.simple_tag
def badge_severity(severity: str | None, *, short: bool = False) -> SafeString:
    """Shape, word and colour; `short` keeps the word for screen readers only."""
    if not severity:
        return format_html('<span class="badge badge-muted">{}</span>', _("Not scored yet"))
    level = Severity(severity)
    word = '<span class="visually-hidden">{}</span>' if short else "{}"
    return format_html(
        '<span class="badge severity badge-{}{}" data-severity="{}"><span aria-hidden="true">'
        "{}</span> {}</span>",
        level.value,
        " severity-short" if short else "",
        level.value,
        SHAPES[level.value],
        format_html(word, level.label),
    )


@register.simple_tag
def badge_status(status: str | None, label: str = "") -> SafeString | str:
    """The word of any stored state of the desk; `label` overrides it."""
    if not status:
        return ""
    known = STATUSES.get(str(status), Status(str(getattr(status, "label", status))))
    return badge(label or str(known.label), known.tone)


# Sentences of the framework that its own catalogue says stiffly; ours win.
BORROWED = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid date/time."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a valid URL."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
)
