"""Progress, tabs, timelines, tasks, sign-offs, differences and pages of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy

from crisisdesk.ui.actions import action
from crisisdesk.ui.library import attributes, part, pick, register
from crisisdesk.ui.times import day as day_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.core.paginator import Page
    from django.template import Context
    from django.utils.safestring import SafeString

PATH = ("detected", "verifying", "responding", "contained", "resolved", "post_mortem")
PATH_WORDS = {
    "detected": pgettext_lazy("step", "Detect"),
    "verifying": pgettext_lazy("step", "Verify"),
    "responding": pgettext_lazy("step", "Respond"),
    "contained": pgettext_lazy("step", "Contain"),
    "resolved": pgettext_lazy("step", "Resolve"),
    "post_mortem": pgettext_lazy("step", "Review"),
}
TIMELINE_ICONS = {
    "state": "flag",
    "note": "message",
    "public": "megaphone",
    "decision": "split",
    "mention": "radio",
    "auto": "zap",
}
SIGNOFF_ICONS = {
    "waiting": "clock",
    "approved": "check",
    "void": "undo",
    "returned": "reply",
    "rejected": "x",
}
DIFF_OPS = {"=": "equal", "+": "insert", "-": "delete", " ": "equal", "replace": "insert"}


@register.simple_tag(takes_context=True)
def crumbs(context: Context, items: Any, url: str = "") -> SafeString:
    """The way to this page, the last step being the page itself; or one label and its address."""
    if isinstance(items, list | tuple):
        return part(context, "crumbs", items=items)
    return crumb(context, items, url)


@register.simple_tag(takes_context=True)
def crumb(context: Context, label: str, url: str) -> SafeString:
    """One step back."""
    return part(context, "crumbs", items=[{"label": label, "url": url}], back=True)


@register.simple_tag(takes_context=True)
def steps(context: Context, items: Iterable[Any], label: str = "") -> SafeString:
    """Where something stands on its way; on phones only the present step keeps its word."""
    return part(context, "steps", items=list(items), label=label)


@register.simple_tag(takes_context=True)
def incident_steps(context: Context, status: str) -> SafeString:
    """The six steps of an incident; a closed one has walked them all, an aside one none."""
    position = len(PATH) if status == "closed" else _position(status)
    items = [
        {"label": PATH_WORDS[name], "state": _step_state(index, position)}
        for index, name in enumerate(PATH)
    ]
    return steps(context, items)


def _position(status: str) -> int:
    return PATH.index(status) if status in PATH else -1


def _step_state(index: int, position: int) -> str:
    if index == position:
        return "now"
    return "done" if index < position else "todo"


@register.simple_tag(takes_context=True)
def tabs(context: Context, items: Iterable[Any], label: str = "", **extra: Any) -> SafeString:
    """Views of one thing as plain links."""
    return part(context, "tabs", items=list(items), label=label, extra=attributes(extra))


@register.simple_block_tag
def timeline(content: str, label: str = "", **extra: Any) -> SafeString:
    """A list of lines, newest first."""
    return format_html(
        '<ol class="timeline"{}>{}</ol>', attributes({"aria_label": label, **extra}), content
    )


@register.simple_block_tag(takes_context=True)
def timeline_item(
    context: Context,
    content: str,
    at: datetime,
    kind: str = "state",
    who: Any = None,
    seq: int | None = None,
    icon: str = "",
    note: str = "",
    href: str = "",
    *,
    day: bool = False,
    **extra: Any,
) -> SafeString:
    """One line: time, mark, sentence, who."""
    local = timezone.localtime(at)
    return part(
        context,
        "timeline_item",
        content=content,
        at=at,
        day=day_words(local, year=True) if day else "",
        kind=kind,
        who=who,
        seq=seq,
        icon=icon or TIMELINE_ICONS.get(kind, "flag"),
        note=note,
        href=href,
        extra=attributes({"id": seq and f"line-{seq}", "data_seq": seq, **extra}),
    )


@register.simple_tag(takes_context=True)
def task_row(
    context: Context,
    title: str,
    state: str = "open",
    due: datetime | None = None,
    done_at: datetime | None = None,
    who: Any = None,
    url: str = "",
    note: str = "",
    **extra: Any,
) -> SafeString:
    """One line of a checklist."""
    return part(
        context,
        "task_row",
        title=title,
        state=state,
        due=due,
        done_at=done_at,
        who=who,
        url=url,
        note=note,
        extra=attributes(extra),
    )


@register.simple_block_tag(takes_context=True)
def task_item(context: Context, content: str, state: str = "open", **extra: Any) -> SafeString:
    """A line of a checklist with a body of its own."""
    return part(context, "task_item", content=content, state=state, extra=attributes(extra))


@register.simple_tag(takes_context=True)
def signoff(
    context: Context,
    role: str,
    state: str = "waiting",
    who: Any = None,
    at: datetime | None = None,
    version: int | None = None,
    note: str = "",
) -> SafeString:
    """What one required approver has said, and of which version."""
    return part(
        context,
        "signoff",
        role=role,
        state=state,
        who=who,
        at=at,
        version=version,
        note=note,
        icon=SIGNOFF_ICONS[state],
    )


@register.simple_tag(takes_context=True)
def diff(context: Context, segments: Iterable[Any], label: str = "", lang: str = "") -> SafeString:
    """What was added and removed, in marks and words and not only in colour."""
    return part(
        context,
        "diff",
        segments=[_segment(segment) for segment in segments],
        label=label,
        lang=lang,
    )


def _segment(segment: Any) -> tuple[str, str]:
    pair = isinstance(segment, tuple | list)
    op, text = segment if pair else (pick(segment, "op"), pick(segment, "text"))
    return DIFF_OPS.get(op, op), text


@register.simple_tag(takes_context=True)
def pager(context: Context, page: Page, **extra: Any) -> SafeString:
    """Earlier and later pages; the other arguments of the address stay."""
    return part(
        context,
        "pager",
        page=page,
        links=[_page_link(context, number, page) for number in _numbers(page)],
        earlier=page.has_previous() and _with_page(context, page.previous_page_number()),
        later=page.has_next() and _with_page(context, page.next_page_number()),
        extra=attributes(extra),
    )


def _numbers(page: Page) -> Iterable[Any]:
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


def _page_link(context: Context, number: Any, page: Page) -> dict[str, Any]:
    if not isinstance(number, int):
        return {"label": number, "url": ""}
    return {
        "label": number,
        "url": _with_page(context, number),
        "current": number == page.number,
    }


def _with_page(context: Context, number: int) -> str:
    query = context["request"].GET.copy() if "request" in context else None
    if query is None:
        return f"?page={number}"
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def pager_more(context: Context, url: str, label: str = "", **extra: Any) -> SafeString | str:
    """The next stretch of a list that has no end to count."""
    if not url:
        return ""
    button = action(context, label or gettext("Load more"), url=url, icon="chevron-down", **extra)
    return format_html('<p class="pager-more">{}</p>', button)


@register.simple_tag(takes_context=True)
def stat(
    context: Context,
    label: str,
    value: Any,
    hint: str = "",
    tone: str = "",
    trend: str = "",
) -> SafeString:
    """A figure that matters, with its name."""
    return part(context, "stat", label=label, value=value, hint=hint, tone=tone, trend=trend)
