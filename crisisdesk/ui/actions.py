"""Buttons and links. A blocked one stays, and says why."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html

from crisisdesk.ui.library import attributes, part, register, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.template import Context
    from django.utils.safestring import SafeString

_serial = count(1)


def fresh_id(prefix: str) -> str:
    """An id that no other part of the page has."""
    return f"{prefix}-{next(_serial)}"


@register.simple_tag(takes_context=True)
def action(
    context: Context,
    label: str,
    url: str = "",
    post: str = "",
    reasons: Iterable[Any] | None = None,
    variant: str = "",
    size: str = "",
    icon: str = "",
    key: str = "",
    opens: str = "",
    confirm: str = "",
    values: dict[str, Any] | None = None,
    *,
    brief: bool = False,
    **extra: Any,
) -> SafeString:
    """A link (`url`), a small form (`post`) or the button of the surrounding form.

    `brief` is for narrow bars: a blocked one tells how much is missing, and what when opened.
    """
    look = [name and f"button-{name}" for name in (variant, size)]
    said = {"data_key": key, "aria_keyshortcuts": key, "data_opens": opens, "data_confirm": confirm}
    return part(
        context,
        "action",
        label=label,
        url=url,
        post=post,
        reasons=sentences(reasons),
        brief=brief,
        why=fresh_id("why") if reasons else "",
        css=" ".join(["button", *filter(None, look), extra.pop("css", "")]).strip(),
        icon=icon,
        key=key,
        kind="button" if opens else extra.pop("type", "submit"),
        opens=opens,
        values=values or {},
        extra=attributes({**said, **extra}),
    )


@register.simple_block_tag
def actions(content: str, **extra: Any) -> SafeString:
    """A row of actions; stacked on phones."""
    return format_html('<div class="actions"{}>{}</div>', attributes(extra), content)


@register.simple_tag
def kbd(key: str) -> SafeString:
    return format_html("<kbd>{}</kbd>", key.upper() if len(key) == 1 else key)


@register.simple_block_tag(takes_context=True)
def menu(context: Context, content: str, label: str, icon: str = "more") -> SafeString:
    """Further actions behind one button."""
    return part(context, "menu", content=content, label=label, icon=icon)


@register.simple_tag(takes_context=True)
def menu_item(
    context: Context,
    label: str,
    url: str = "",
    post: bool | str = False,
    reasons: Iterable[Any] | None = None,
    icon: str = "",
    key: str = "",
    **extra: Any,
) -> SafeString:
    """One line of a menu: `url` alone is a link, `post=True` sends to it."""
    sent_to = post if isinstance(post, str) else url * post
    options: dict[str, Any] = {"reasons": reasons, "icon": icon, "key": key, **extra}
    options |= {"post": sent_to} if sent_to else {"url": url}
    return format_html("<li>{}</li>", action(context, label, variant="item", **options))
