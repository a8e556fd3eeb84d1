"""The sentence that says why: built from stored evidence when shown, in the reader's language."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .observation import MOOD, NEGATIVE, SOURCE, SPREAD, Observation

RAREST_DAYS = 365  # what so short a memory may claim
MOST_DAYS = 1e6  # keeps the stored number readable
HOURS_FROM = 120  # minutes from which a window is told in hours


def evidence(observation: Observation) -> dict:
    """The facts behind an observation, plain JSON to be stored with a signal."""
    o = observation
    return {
        "kind": o.kind,
        "window_minutes": o.window_minutes,
        "count": round(o.count),
        "expected": round(o.expected, 1),
        "once_in_days": round(min(o.once_in_days, MOST_DAYS), 1),
        "share": None if o.share is None else round(o.share, 3),
        "usual_share": None if o.usual_share is None else round(o.usual_share, 3),
    } | (o.more or {})


def sentence(facts: Mapping) -> str:
    """Stored evidence as a sentence in the active language."""
    tell = {MOOD: _mood, SPREAD: _spread, SOURCE: _source}.get(facts["kind"], _rise)
    return tell(facts)


def _rise(facts: Mapping) -> str:
    count = facts["count"]
    parts = {
        "count": number_format(count, force_grouping=True),
        "window": window(facts["window_minutes"]),
        "expected": _usual(facts["expected"]),
        "rarity": _rarity(facts["once_in_days"]),
    }
    if facts["kind"] == NEGATIVE and facts.get("share") is not None:
        return _rise_and_share(parts, facts)
    if facts["kind"] == NEGATIVE:
        text = ngettext(
            "%(count)s negative mention in %(window)s; normally %(expected)s; %(rarity)s",
            "%(count)s negative mentions in %(window)s; normally %(expected)s; %(rarity)s",
            count,
        )
    else:
        text = ngettext(
            "%(count)s mention in %(window)s; normally %(expected)s; %(rarity)s",
            "%(count)s mentions in %(window)s; normally %(expected)s; %(rarity)s",
            count,
        )
    return text % parts


def _rise_and_share(parts: Mapping, facts: Mapping) -> str:
    """What was judged is number and share together, so their rarity is told of both."""
    text = ngettext(
        "%(count)s negative mention in %(window)s; normally %(expected)s; over %(share_window)s "
        "%(share)s%% of the mentions are negative; normally %(usual)s%%; taken together, %(rarity)s",
        "%(count)s negative mentions in %(window)s; normally %(expected)s; over %(share_window)s "
        "%(share)s%% of the mentions are negative; normally %(usual)s%%; taken together, %(rarity)s",
        facts["count"],
    )
    told = {
        "share": round(100 * facts["share"]),
        "usual": round(100 * facts["usual_share"]),
        "share_window": window(facts["share_minutes"]),
    }
    return text % (dict(parts) | told)


def _mood(facts: Mapping) -> str:
    return _(
        "%(share)s%% of the mentions of the last %(window)s are negative; normally "
        "%(usual)s%%; that is %(count)s negative mentions where %(expected)s are usual"
    ) % {
        "share": round(100 * facts["share"]),
        "usual": round(100 * facts["usual_share"]),
        "window": window(facts["window_minutes"]),
        "count": number_format(facts["count"], force_grouping=True),
        "expected": _usual(facts["expected"]),
    }


def _spread(facts: Mapping) -> str:
    if reaches := facts.get("reaches"):
        return _(
            "the reach of negative mentions doubled in two successive hours: %(first)s, then "
            "%(second)s, then %(third)s; normally %(usual)s an hour"
        ) % {
            "first": _number(reaches[0]),
            "second": _number(reaches[1]),
            "third": _number(reaches[2]),
            "usual": _number(facts["usual_reach"]),
        }
    return _(
        "negative mentions well above what is usual on %(platforms)s platforms within "
        "%(window)s: %(count)s in all; normally %(expected)s"
    ) % {
        "platforms": len(facts["struck"]),
        "window": window(facts["window_minutes"]),
        "count": _number(facts["count"]),
        "expected": _usual(facts["expected"]),
    }


def _source(facts: Mapping) -> str:
    return _(
        "a negative mention from a source that reaches %(reach)s people; %(limit)s and more "
        "count as a wide source here"
    ) % {"reach": _number(facts["widest"]), "limit": _number(facts["limit"])}


def _number(value: float) -> str:
    return number_format(round(value), force_grouping=True)


def _usual(expected: float) -> str:
    return number_format(round(expected), force_grouping=True)


def window(minutes: int) -> str:
    """A length of time as people say it."""
    if minutes < HOURS_FROM or minutes % 60:
        text = ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes)
        return text % {"minutes": minutes}
    hours = minutes // 60
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}


def _rarity(days: float) -> str:
    if days >= RAREST_DAYS:
        return _("a peak like this comes less than once a year")
    whole = max(1, round(days))
    text = ngettext(
        "a peak like this comes once a day",
        "a peak like this comes once in %(days)s days",
        whole,
    )
    return text % {"days": whole}
