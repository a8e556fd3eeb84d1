"""Words of the room as badges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import Sentiment
from crisisdesk.ui import words
from monitoring.enums import SignalLevel, SignalState

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from monitoring.models import Mention

register = template.Library()

_TONES = {
    SignalState.NEW: "warn",
    SignalState.LINKED: "accent",
    SignalState.WATCHED: "",
    SignalState.DISMISSED: "muted",
}


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
