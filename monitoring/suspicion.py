"""Does it look as if somebody arranged this? A score with its reasons, never a verdict.

The tells are those of the handbook, B8, after S70 (cyabra.com, brandpathio.com, mediaremoval.com):
a tight cluster in time, near-identical wording, authors without history, the same text on several
platforms, a burst at odd hours; and one link in most of them. Each tell is worth the points beside
it once it is complete, and proportionally less on the way there; between `low` and `high` lies
what also happens among people who know nothing of each other. What speaks against it takes points
away. The points are a judgement of ours, not measured on labelled attacks: there are none to
measure on. The score orders what a person looks at; the people behind it may all be real.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from monitoring.clustering import links_of
from monitoring.enums import Platform

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Fewer messages than this show nothing.
FEWEST = 5
TIGHT = timedelta(minutes=10)
AT_ONCE = timedelta(minutes=60)
#: Hours of the night in the desk's zone.
NIGHT = (23, 5)
MOST_PLATFORMS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """What counts of one message; `text` is the same for versions of one text."""

    at: datetime
    platform: str
    author: str
    key: str
    text: int | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """A sign, its points, and the share at which it begins to say something and says all."""

    points: int
    low: float
    high: float

    def worth(self, share: float) -> int:
        """Points of a share."""
        reached = (share - self.low) / (self.high - self.low)
        return round(self.points * min(1.0, max(0.0, reached)))


#: For: timing, wording, authors, platforms, night, link. Against: history, event, spread out.
FOR = {
    "timing": Tell(25, 0.3, 0.8),
    "wording": Tell(20, 0.4, 0.9),
    "authors": Tell(25, 0.5, 0.95),
    "platforms": Tell(10, 1, MOST_PLATFORMS),
    "night": Tell(10, 0.3, 0.8),
    "link": Tell(10, 0.3, 0.8),
}
AGAINST = {
    "history": Tell(15, 0.2, 0.6),
    "event": Tell(15, 0, 1),
    "spread_out": Tell(10, 0, 1),
}


def facts_of(
    said: Sequence[Said], *, known: Iterable[str], reported: bool, listened: bool = True
) -> dict[str, Any]:
    """The figures that the score is made of; JSON, so that they can be kept.

    `known` are authors who have spoken about the brand before; `reported` says that a newspaper
    wrote about it before or while it happened; `listened`, that somebody was there to be heard:
    where nobody listened before, that an author was not heard says nothing.
    """
    ordered = sorted(said, key=lambda one: one.at)
    count, known = len(ordered), set(known)
    facts: dict[str, Any] = {"count": count}
    if count < FEWEST:
        return facts
    authors = {one.author for one in ordered if one.author}
    unknown = sum(1 for one in ordered if not one.author)
    voices = len(authors) + unknown
    texts = Counter(one.text for one in ordered if one.text is not None)
    links = Counter(link for one in ordered for link in set(links_of(one.key)))
    return facts | {
        "minutes": round((ordered[-1].at - ordered[0].at).total_seconds() / 60),
        "tight": _densest([one.at for one in ordered]),
        "same": max(texts.values(), default=0),
        "voices": voices,
        "known": len(authors & known),
        "unnamed": unknown,
        "platforms": _at_once(ordered),
        "night": sum(1 for one in ordered if _is_night(one.at)),
        "link": max(links.values(), default=0),
        "reported": reported,
        "listened": listened,
    }


def points_of(facts: dict[str, Any]) -> dict[str, int]:
    """Points by tell; those against are negative. Empty where there is too little to say."""
    if facts.get("count", 0) < FEWEST:
        return {}
    count, voices = facts["count"], facts["voices"] or 1
    shares = {
        "timing": facts["tight"] / count,
        "wording": facts["same"] / count,
        "authors": _newcomers(facts) / voices,
        "platforms": facts["platforms"],
        "night": facts["night"] / count,
        "link": facts["link"] / count,
    }
    against = {
        "history": facts["known"] / voices,
        "event": float(facts["reported"]),
        "spread_out": float(facts["minutes"] >= 24 * 60),
    }
    found = {name: FOR[name].worth(share) for name, share in shares.items()}
    found |= {name: -AGAINST[name].worth(share) for name, share in against.items()}
    return {name: points for name, points in found.items() if points}


def _newcomers(facts: dict[str, Any]) -> int:
    """Authors with a name who had not been heard; figures of older versions know less."""
    if not facts.get("listened", True):
        return 0
    newcomers: int = facts["voices"] - facts.get("unnamed", 0) - facts["known"]
    return newcomers


def score_of(facts: dict[str, Any]) -> int | None:
    """0-100; None where there is too little to say."""
    if facts.get("count", 0) < FEWEST:
        return None
    return min(100, max(0, sum(points_of(facts).values())))


def _densest(times: Sequence[datetime]) -> int:
    """Most messages within ten minutes."""
    best = first = 0
    for last, at in enumerate(times):
        while at - times[first] > TIGHT:
            first += 1
        best = max(best, last - first + 1)
    return best


def _at_once(ordered: Sequence[Said]) -> int:
    """Platforms on which it stood within an hour of the first, as far as they are known."""
    end = ordered[0].at + AT_ONCE
    return len({one.platform for one in ordered if one.at <= end} - {Platform.OTHER})


def _is_night(at: datetime) -> bool:
    hour = timezone.localtime(at, timezone.get_default_timezone()).hour
    return hour >= NIGHT[0] or hour < NIGHT[1]
