"""Words of the room as badges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import Sentiment
from crisisdesk.ui import words
from crisisdesk.ui.numbers import number
from monitoring.connectors import words as connector_words
from monitoring.enums import InboxState, SignalLevel, SignalState
from monitoring.forms import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.template import Context
    from django.utils.safestring import SafeString

    from monitoring.models import InboxItem, Mention

register = template.Library()

_TONES = {
    SignalState.NEW: "warn",
    SignalState.LINKED: "accent",
    SignalState.WATCHED: "",
    SignalState.DISMISSED: "muted",
}


@register.filter
def language_name(code: str) -> str:
    """The two languages of the desk by name, any other by its code."""
    return str(dict(LANGUAGES).get(code, code))


@register.filter
def signal_tone(state: str) -> str:
    """New ones wait: amber."""
    return _TONES[SignalState(state)]


@register.simple_tag
def badge_level(level: str) -> SafeString:
    """Warning or alert; never by colour alone."""
    icon = "siren" if level == SignalLevel.ALERT else "alert"
    return words.badge(SignalLevel(level).label, tone="warn", icon=icon)


@register.simple_tag
def badge_sentiment(mention: Mention) -> SafeString:
    """The sentiment; with a question mark where the classifier was unsure."""
    label = str(Sentiment(mention.label).label)
    if mention.uncertain:
        label = _("%(label)s?") % {"label": label}
    return words.badge(label, tone="" if mention.label == Sentiment.NEGATIVE else "muted")


@register.simple_tag
def sentiment_word(value: str) -> str:
    """A label as a reader knows it."""
    return str(Sentiment(value).label)


@register.filter
def share(value: float | None) -> str:
    """A part of one as a percentage."""
    return f"{value:.0%}" if isinstance(value, float) else "–"


@register.simple_tag
def sentiments() -> list[tuple[str, str]]:
    """The labels a person may choose from."""
    return [(value, str(label)) for value, label in Sentiment.choices]


_INBOX = {
    InboxState.WAITING: ("warn", "clock"),
    InboxState.ANSWERED: ("ok", "reply"),
    InboxState.NO_ANSWER: ("muted", "check"),
}


@register.simple_tag
def badge_inbox(item: InboxItem) -> SafeString:
    """Whether it still waits; never by colour alone."""
    state = InboxState(item.state)
    tone, icon = _INBOX[state]
    return words.badge(state.label, tone=tone, icon=icon)


@register.filter
def in_inbox(item: InboxItem) -> Mention | None:
    """The mention of an item, which knows the item in turn."""
    if item.mention is not None:
        item.mention.inbox = item  # type: ignore[attr-defined]
    return item.mention


@register.simple_tag
def platform_bars(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Bars of where it is being said, with the negative part in words."""
    return [
        {"label": row["label"], "value": row["total"], "note": _negatives(row["negative"])}
        for row in rows
    ]


def _negatives(count: int) -> str:
    if not count:
        return ""
    return _("%(count)s negative") % {"count": number(count)}


@register.simple_tag(takes_context=True)
def address_with(context: Context, **changes: str) -> str:
    """The address of the page with other arguments; empty ones leave the address."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{context['request'].path}?{query.urlencode()}"


@register.filter
def in_words(found: Any) -> str:
    """What is wrong with a connection, or the sentence of one of its notes."""
    if isinstance(found, dict):
        return connector_words.sentence(found["code"], found["facts"])
    return connector_words.sentence(found.problem, found.facts) if found.problem else ""


@register.simple_tag(takes_context=True)
def problem_words(context: Any) -> str:
    """The sentence of a letter or notice about a source that stopped."""
    return connector_words.sentence(context.get("problem", ""), context.get("details") or {})
