"""Parts that hold other parts: cards, notices, facts, dialogs, fragments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html

from crisisdesk.ui.library import attributes, part, register, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.template import Context
    from django.utils.safestring import SafeString

TONE_ICONS = {"info": "info", "ok": "check", "warn": "alert", "late": "alert"}


@register.simple_block_tag
def capture(content: str) -> str:
    """`{% capture as head %}…{% endcapture %}`: markup for the head or foot of a part."""
    return content


@register.simple_block_tag(takes_context=True)
def card(
    context: Context,
    content: str,
    title: str = "",
    head: str = "",
    foot: str = "",
    tone: str = "",
    count: int | None = None,
    level: int = 2,
    *,
    flush: bool = False,
    **extra: Any,
) -> SafeString:
    """A titled box. `tone="next"` is kept for the one next action."""
    css = " ".join(
        ["card", *([f"card-{tone}"] if tone else []), *(["card-flush"] if flush else [])]
    )
    return part(
        context,
        "card",
        content=content,
        title=title,
        head=head,
        foot=foot,
        count=count,
        heading=f"h{level}",
        css=css,
        extra=attributes(extra),
    )


@register.simple_block_tag(takes_context=True)
def notice(
    context: Context, content: str, tone: str = "info", title: str = "", **extra: Any
) -> SafeString:
    """Something to know, in the flow of the page."""
    return part(
        context,
        "notice",
        content=content,
        tone=tone,
        title=title,
        icon=TONE_ICONS[tone],
        extra=attributes(extra),
    )


@register.simple_tag(takes_context=True)
def toast(
    context: Context, title: str, tone: str = "info", reasons: Iterable[Any] | None = None
) -> SafeString:
    """A passing message in `#notices`."""
    return part(
        context,
        "toast",
        title=title,
        tone=tone,
        icon=TONE_ICONS.get(tone, "info"),
        reasons=sentences(reasons),
    )


@register.simple_tag(takes_context=True)
def empty(
    context: Context,
    sentence: str,
    url: str = "",
    label: str = "",
    icon: str = "inbox",
    hint: str = "",
    post: str = "",
) -> SafeString:
    """One sentence and one action where a list has nothing."""
    return part(
        context, "empty", sentence=sentence, url=url, label=label, icon=icon, hint=hint, post=post
    )


@register.simple_block_tag
def facts(content: str, layout: str = "row", **extra: Any) -> SafeString:
    """A row (or list) of `{% fact %}`."""
    return format_html('<dl class="facts facts-{}"{}>{}</dl>', layout, attributes(extra), content)


@register.simple_block_tag
def fact(content: str, label: str, tone: str = "", **extra: Any) -> SafeString:
    """One label and its value."""
    css = f"fact fact-{tone}" if tone else "fact"
    return format_html(
        '<div class="{}"{}><dt>{}</dt><dd>{}</dd></div>', css, attributes(extra), label, content
    )


@register.simple_block_tag(takes_context=True)
def disclosure(context: Context, content: str, summary: str, **extra: Any) -> SafeString:
    """Something that opens in place; `open=True` shows it from the start."""
    return part(
        context,
        "disclosure",
        content=content,
        summary=summary,
        extra=attributes(extra),
    )


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, name: str, title: str = "", **extra: Any) -> SafeString:
    """A question over the page; `{% action … opens=name %}` opens it."""
    return part(context, "dialog", content=content, name=name, title=title, extra=attributes(extra))


@register.simple_block_tag
def fragment(
    content: str, name: str, *, oob: bool | str = False, tag: str = "div", **extra: Any
) -> SafeString:
    """A piece of a page with an id, which a live answer can replace."""
    swap = "true" if oob is True else oob
    opening = attributes({"id": name, "hx_swap_oob": swap, **extra})
    return format_html("<{}{}>{}</{}>", tag, opening, content, tag)


@register.simple_block_tag
def quote(content: str, lang: str = "", cite: str = "", **extra: Any) -> SafeString:
    """Words of a statement or of a mention."""
    source = format_html("<footer>{}</footer>", cite) if cite else ""
    opening = attributes({"lang": lang, **extra})
    return format_html('<blockquote class="quote"{}>{}{}</blockquote>', opening, content, source)


@register.simple_block_tag(takes_context=True)
def table(
    context: Context, content: str, caption: str = "", *, stacked: bool = False, **extra: Any
) -> SafeString:
    """A table in a box that scrolls sideways; `stacked` turns rows into cards on phones."""
    return part(
        context,
        "table",
        content=content,
        caption=caption,
        stacked=stacked,
        extra=attributes(extra),
    )
