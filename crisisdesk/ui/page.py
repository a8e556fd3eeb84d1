"""What surrounds every signed-in page: the rail, the user's menu, words for the scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from crisisdesk.ui.library import part, register
from crisisdesk.ui.people import avatar, full_name, telephone

if TYPE_CHECKING:
    from django.template import Context
    from django.utils.functional import _StrPromise


class Room(NamedTuple):
    """One line of the rail; `go` is the letter after `g`, `right` what one needs to see it."""

    name: str
    label: _StrPromise
    icon: str
    go: str = ""
    right: str = ""


ROOMS = [
    Room("desk:home", pgettext_lazy("rail", "Duty desk"), "home", "h"),
    Room("incidents:list", pgettext_lazy("rail", "Incidents"), "siren", "i"),
    Room("statements:list", pgettext_lazy("rail", "Statements"), "megaphone", "s"),
    Room(
        "statements:enquiries",
        pgettext_lazy("rail", "Press desk"),
        "newspaper",
        "b",
        "statements.see_enquiries",
    ),
    Room("monitoring:signals", pgettext_lazy("rail", "Signals"), "radio", "m"),
    Room("monitoring:mentions", pgettext_lazy("rail", "Mentions"), "message", "n"),
    Room("playbooks:list", pgettext_lazy("rail", "Playbooks"), "book", "p"),
    Room("drills:list", pgettext_lazy("rail", "Drills"), "target", "d"),
    Room("desk:reports", pgettext_lazy("rail", "Reports"), "chart", "r"),
]
ADMIN_ROOMS = [
    Room(
        "teams:people", pgettext_lazy("rail", "People and rota"), "users", right="teams.manage_duty"
    ),
    Room(
        "teams:channels",
        pgettext_lazy("rail", "Ways to people"),
        "phone",
        right="teams.manage_channels",
    ),
    Room("monitoring:sources", pgettext_lazy("rail", "Sources"), "rss", right="teams.manage_brand"),
    Room(
        "statements:accounts",
        pgettext_lazy("rail", "Publishing accounts"),
        "send",
        right="teams.manage_brand",
    ),
    Room("newsroom-care", pgettext_lazy("rail", "Newsroom"), "send", right="newsroom.manage"),
]
THEMES = [("system", "monitor"), ("light", "sun"), ("dark", "moon")]


def address(name: str) -> str:
    """The URL of a name, empty where no room answers to it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def address_of(name: str) -> str:
    return address(name)


@register.simple_tag(takes_context=True)
def rail(context: Context) -> SafeString:
    """The rooms of the desk."""
    path = getattr(context.get("request"), "path", "")
    lines = _lines([room for room in [*ROOMS, *ADMIN_ROOMS] if _may_see(context, room)], path)
    return part(
        context,
        "rail",
        rooms=[line for line in lines if line["room"] in ROOMS],
        admin_rooms=[line for line in lines if line["room"] in ADMIN_ROOMS],
    )


def _lines(rooms: list[Room], path: str) -> list[dict[str, Any]]:
    known = [(room, url) for room in rooms if (url := address(room.name))]
    here = max((url for _, url in known if _inside(path, url)), key=len, default="")
    return [{"room": room, "url": url, "current": url == here} for room, url in known]


def _inside(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def _may_see(context: Context, room: Room) -> bool:
    user, brand = context.get("user"), context.get("brand")
    return not room.right or bool(user and brand and user.has_perm(room.right, brand))


@register.simple_tag(takes_context=True)
def queue_count_address(context: Context) -> str:
    """Where the number of waiting signatures is asked for; empty for whoever never signs."""
    user, brand = context.get("user"), context.get("brand")
    signs = user and brand and user.has_perm("playbooks.delegate", brand)
    return address("statements:approvals_count") if signs else ""


@register.simple_tag(takes_context=True)
def preferences(context: Context) -> SafeString:
    """Language and theme: two small forms that work signed out as well."""
    request = context.get("request")
    chosen = theme(context)
    return part(
        context,
        "preferences",
        languages=[{"code": c, "name": n} for c, n in settings.LANGUAGES],
        themes=[
            {"name": n, "icon": i, "label": _theme_word(n), "current": n == chosen}
            for n, i in THEMES
        ],
        here=request.get_full_path() if request else "/",
        language_url=address("set_language"),
        theme_url=address("theme"),
    )


def _theme_word(name: str) -> str:
    return {
        "system": pgettext("theme", "Like the device"),
        "light": pgettext("theme", "Light"),
        "dark": pgettext("theme", "Dark"),
    }[name]


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """`system`, `light` or `dark`, from the cookie; so the first paint is right."""
    chosen = getattr(context.get("request"), "COOKIES", {}).get("theme", "")
    return chosen if chosen in ("light", "dark") else "system"


@register.simple_tag
def script_words() -> SafeString:
    """The few sentences that scripts say, in the reader's language."""
    return json_script(
        {
            "late": _("%(duration)s late"),
            "hoursLate": _("%(clock)s h"),
            "daysLate": _("%(days)s d"),
            "days": _("%(days)s d %(clock)s"),
            "justNow": _("just now"),
            "updated": _("updated %(ago)s"),
            "reconnecting": _("connection lost since %(at)s, trying again"),
            "newLines": _("%(count)s new lines"),
            "waiting": _("New lines are waiting until you have finished typing."),
            "overdue": _("A deadline has just passed."),
            "leave": _("The text is not saved yet."),
            "left": _("%(count)s characters left"),
            "over": _("%(count)s characters too many"),
            "restored": _("Your unsent text is back."),
            "search": _("Search or choose an action"),
            "nothing": _("Nothing fits."),
            "searchFor": _("Search the desk for “%(words)s”"),
            "shortcuts": _("Keyboard shortcuts"),
            "go": _("Go to"),
            "here": _("On this page"),
            "always": _("Everywhere"),
            "move": _("Next or previous line"),
            "open": _("Open the line"),
            "tick": _("Tick the line"),
            "filter": _("Filter or search"),
            "help": _("This sheet"),
            "close": pgettext("window", "Close"),
            "confirm": pgettext("dialog", "Yes, do it"),
            "cancel": _("Cancel"),
            "lettersOff": _("Switch single letters off"),
            "lettersOn": _("Switch single letters on"),
            "ticked": _("%(count)s ticked"),
            "failed": _("That did not reach the desk. Please try again."),
        },
        "words",
    )


@register.simple_tag
def live_status() -> SafeString:
    """How fresh the page is; filled by the live script."""
    return mark_safe('<span class="live-status" data-live-status></span>')


@register.simple_tag
def name_of(user: Any) -> str:
    return full_name(user)


@register.simple_tag
def avatars_of(user: Any) -> SafeString:
    return avatar(full_name(user))


@register.simple_tag
def on_duty_names(on_duty: Any, *, tel: bool = False) -> SafeString:
    """One person or several, by name; what they are on duty as where it is a role, and a number
    to call them.
    """
    people = on_duty if isinstance(on_duty, (list, tuple)) else [on_duty]
    names = ((_on_duty_name(one, tel=tel),) for one in people)
    return format_html_join(", ", '<span class="nowrap">{}</span>', names)


def _on_duty_name(one: Any, *, tel: bool) -> SafeString:
    role = getattr(one, "duty_role", "")
    return format_html(
        "{}{}{}",
        full_name(one),
        format_html(' <span class="muted">({})</span>', role) if role else "",
        telephone(one.phone) if tel and getattr(one, "phone", "") else "",
    )
