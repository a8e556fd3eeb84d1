"""The reasons of a suspicion in words, each with its figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.detection.sentences import window
from monitoring.suspicion import points_of, score_of

if TYPE_CHECKING:
    from collections.abc import Callable


_DAY = 24


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence and the points that it adds or takes away."""

    name: str
    points: int
    sentence: str

    @property
    def taken(self) -> int:
        """Points that it takes away."""
        return -self.points


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A score from 0 to 100 and why; None where there is too little to say."""

    score: int | None
    speaks_for: list[Reason]
    speaks_against: list[Reason]


def suspicion(facts: dict[str, Any]) -> Suspicion:
    """What the figures say, in the reader's language."""
    reasons = [
        Reason(name, points, _sentence(name, facts)) for name, points in points_of(facts).items()
    ]
    reasons.sort(key=lambda reason: -abs(reason.points))
    return Suspicion(
        score_of(facts),
        [reason for reason in reasons if reason.points > 0],
        [reason for reason in reasons if reason.points < 0],
    )


def _sentence(name: str, facts: dict[str, Any]) -> str:
    if name == "authors" and not facts["known"]:
        return (
            _("None of the %(voices)s authors had spoken about the brand in the weeks before.")
            % facts
        )
    return SENTENCES[name]() % (facts | {"length": _length(facts["minutes"])})


def _length(minutes: int) -> str:
    """Whole days, else whole hours."""
    hours = minutes // 60
    if hours < 2 * _DAY:
        return window(hours * 60)
    days = round(hours / _DAY)
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


SENTENCES: dict[str, Callable[[], str]] = {
    "timing": lambda: _("%(tight)s of %(count)s messages came within 10 minutes."),
    "wording": lambda: _("%(same)s of %(count)s messages say the same in nearly the same words."),
    "authors": lambda: _(
        "Of %(voices)s authors only %(known)s had spoken about the brand in the weeks before."
    ),
    "platforms": lambda: _("It stood on %(platforms)s platforms within the first hour."),
    "night": lambda: _("%(night)s of %(count)s messages were posted between 23:00 and 05:00."),
    "link": lambda: _("%(link)s of %(count)s messages carry the same link."),
    "history": lambda: _(
        "%(known)s of %(voices)s authors have spoken about the brand before: they are no newcomers."
    ),
    "event": lambda: _(
        "A newspaper reported it: many people may be answering one event on their own."
    ),
    "spread_out": lambda: _("It went on for %(length)s, not in one burst."),
}
