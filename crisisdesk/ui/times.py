"""Moments, clocks and durations: absolute and relative, in the reader's zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.ui.icons import icon
from crisisdesk.ui.library import attributes, register

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

DAY_FORMATS = {"vi": ("d/m", "d/m/Y"), "en": ("j M", "j M Y")}
MINUTE, HOUR, DAY = 60, 3600, 86400
NOTHING = "–"


@register.simple_tag
def when(at: datetime | None, form: str = "short") -> SafeString | str:
    """A moment in words; `form`: short, full, time, date or relative."""
    if at is None:
        return NOTHING
    local = timezone.localtime(at)
    if form in ("time", "date"):
        return _stamp(local, form)
    ago = format_html(
        '<time datetime="{}" data-relative>{}</time>', local.isoformat(), relative(at)
    )
    if form == "relative":
        return ago
    stamp = _stamp(local, form)
    return format_html(
        '<span class="when">{} <span class="relative">· {}</span></span>', stamp, ago
    )


def _stamp(local: datetime, form: str) -> SafeString:
    """The absolute part; what the screen may leave out, `data-day`, stands on paper."""
    words = _absolute(local, form)
    missing = day(local, year=True) if form == "short" and "," not in words else ""
    return format_html(
        '<time datetime="{}"{}>{}</time>',
        local.isoformat(),
        attributes({"data_day": missing}),
        words,
    )


def _absolute(local: datetime, form: str) -> str:
    clock_time = date_format(local, "H:i")
    if form == "time":
        return clock_time
    if form == "date":
        return day(local)
    if form == "full":
        return f"{clock_time}, {day(local, year=True)} ({zone(local)})"
    today = timezone.localdate()
    return clock_time if local.date() == today else f"{clock_time}, {day(local)}"


def day(local: datetime, *, year: bool = False) -> str:
    """The day, with its year only where that is not this one."""
    short, long = DAY_FORMATS[(get_language() or "vi")[:2]]
    this_year = local.year == timezone.localdate().year
    return date_format(local, short if this_year and not year else long)


@register.filter
def whole_day(at: datetime) -> str:
    """The day of a moment with its year, in the reader's form and zone."""
    return day(timezone.localtime(at), year=True)


def zone(local: datetime) -> str:
    """`GMT+7`: understood everywhere, unlike the names of zones."""
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // MINUTE
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"GMT{sign}{hours}" + (f":{rest:02}" if rest else "")


def relative(at: datetime, since: datetime | None = None) -> str:
    """Say `8 minutes ago` or `in 2 hours`."""
    seconds = int(((since or now()) - at).total_seconds())
    if abs(seconds) < MINUTE:
        return _("just now") if seconds >= 0 else _("in a moment")
    words = _rounded(abs(seconds))
    if seconds > 0:
        return _("%(duration)s ago") % {"duration": words}
    return _("in %(duration)s") % {"duration": words}


def _rounded(seconds: int) -> str:
    if seconds < HOUR:
        return _minutes(seconds // MINUTE)
    if seconds < DAY:
        return _hours(seconds // HOUR)
    return _days(seconds // DAY)


def _minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


@register.simple_tag
def duration(length: float | timedelta | None) -> str:
    """Say `1 hour 42 minutes`: the two largest units."""
    if length is None:
        return NOTHING
    seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
    if seconds < MINUTE:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    units = [
        (_days, seconds // DAY),
        (_hours, seconds % DAY // HOUR),
        (_minutes, seconds % HOUR // MINUTE),
    ]
    return " ".join([words(count) for words, count in units if count][:2])


@register.simple_tag
def clock(
    at: datetime | None,
    direction: str = "down",
    warn: int = 600,
    stopped: datetime | None = None,
    label: str = "",
) -> SafeString | str:
    """A ticking time; `down` turns amber under `warn` seconds and then says how late it is."""
    if at is None:
        return NOTHING
    seconds = int(((stopped or now()) - at).total_seconds())
    text, tone = count_up(seconds) if direction == "up" else count_down(-seconds, warn)
    local = timezone.localtime(at)
    ticking = "" if stopped else format_html(' data-clock="{}" data-warn="{}"', direction, warn)
    return format_html(
        '<time class="clock{}" datetime="{}" data-at="{}"{} role="timer" aria-live="off"{}>{}</time>',
        f" {tone}" if tone else "",
        local.isoformat(),
        f"{date_format(local, 'H:i')}, {day(local, year=True)}",
        ticking,
        format_html(' aria-label="{}: {}"', label, text) if label else "",
        text,
    )


def count_up(seconds: int) -> tuple[str, str]:
    """Text and tone of a clock that counts since a moment."""
    return hands(max(seconds, 0)), ""


def count_down(left: int, warn: int) -> tuple[str, str]:
    """Text and tone of a clock that counts down and then tells the lateness."""
    if left < 0:
        return _("%(duration)s late") % {"duration": lateness(-left)}, "late"
    return hands(left), "soon" if left < warn else ""


def hands(seconds: int) -> str:
    """`08:13`, `1:42:07`, `3d 04:12`."""
    days, rest = divmod(seconds, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, seconds = divmod(rest, MINUTE)
    if days:
        return _("%(days)s d %(clock)s") % {"days": days, "clock": f"{hours:02}:{minutes:02}"}
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def lateness(seconds: int) -> str:
    """`42″`, `4′`, `2:05 h`, `3 d`."""
    if seconds < MINUTE:
        return f"{seconds}″"
    if seconds < HOUR:
        return f"{seconds // MINUTE}′"
    if seconds < 2 * DAY:
        return _("%(clock)s h") % {"clock": f"{seconds // HOUR}:{seconds % HOUR // MINUTE:02}"}
    return _("%(days)s d") % {"days": seconds // DAY}


@register.simple_tag
def badge_waiting(since: datetime | None) -> SafeString | str:
    """How long somebody has been waiting; the most useful eight characters of an approval."""
    if since is None:
        return ""
    return format_html(
        '<span class="badge badge-warn">{}{} {}</span>',
        icon("clock"),
        _("Waiting"),
        clock(since, "up"),
    )
