"""People as they appear on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from crisisdesk.ui.library import register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString


def full_name(user: Any) -> str:
    """The name a colleague would use; the address where there is none."""
    for name in ("name", "full_name", "get_full_name"):
        value = getattr(user, name, "")
        if words := value() if callable(value) else value:
            return str(words)
    return str(user)


def initials(name: str) -> str:
    """First and last word: `Nguyễn Thị Phượng` → `NP`."""
    words = name.split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.simple_tag
def person(
    user: Any, role: str = "", tel: str = "", me: Any = None, *, plain: bool = False
) -> SafeString:
    """Initials, name and perhaps role and telephone; says "you" to oneself."""
    if user is None or user == "":
        return format_html('<span class="muted">{}</span>', _("Nobody yet"))
    name = full_name(user)
    own = format_html(' <span class="muted">({})</span>', _("you")) if me and me == user else ""
    if plain:
        return format_html("{}{}", name, own)
    return format_html(
        '<span class="person">{}<span class="person-name">{}{}</span>{}{}</span>',
        avatar(name),
        name,
        own,
        format_html(' <span class="person-role">{}</span>', role) if role else "",
        telephone(tel) if tel else "",
    )


def avatar(name: str) -> SafeString:
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', initials(name))


def telephone(number: str) -> SafeString:
    """A number that a phone can dial."""
    dialled = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return format_html(' <a class="tel num" href="tel:{}">{}</a>', dialled, number)


@register.simple_tag
def person_list(users: Iterable[Any]) -> SafeString:
    """Names with commas."""
    names = [(full_name(user),) for user in users]
    if not names:
        return person(None)
    return format_html_join(", ", '<span class="nowrap">{}</span>', names)


@register.simple_tag
def avatars(users: Iterable[Any]) -> SafeString:
    """Initials side by side, the names for screen readers."""
    names = [full_name(user) for user in users]
    return format_html(
        '<span class="avatars">{}<span class="visually-hidden">{}</span></span>',
        format_html_join("", "{}", ((avatar(name),) for name in names)),
        ", ".join(names),
    )
