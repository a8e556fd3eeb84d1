"""Whether to answer a false claim: advice with its reasons; a person decides (handbook B1, G4).

The rules, in the order in which they are asked:

1. What no confirmed fact refutes is never to be denied. Verify first; who asks hears only that it
   is being checked.
2. Where people may come to harm, silence costs more than any attention: answer.
3. What a newspaper or another big source carries is widely known already: answer.
4. Where our answer would reach at least `AMPLIFYING` times as many as the claim does, a public
   answer would make the claim known: answer in place, to those who saw it or ask.
5. What spreads (several platforms, or growing) is answered publicly.
6. What nobody repeats any more and nobody asks about is left alone and watched.
7. All else is answered in place: a few words to those who saw it.

An unknown reach is neither small nor large: it decides nothing, and the advice says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisisdesk.ui.numbers import number
from incidents.enums import Assessment

if TYPE_CHECKING:
    from collections.abc import Iterator

#: From this many times the claim's reach on, our answer would do more to spread it than to end it.
AMPLIFYING: Final = 10
#: Platforms from which on a claim has left the place where it began (handbook B8, S3).
SPREAD_PLATFORMS: Final = 2
#: It grows when a day brings twice what the day before did, and not just two or three.
GROWTH: Final = 2.0
GROWING_FROM: Final = 10
#: Score of the axis "people" (0 to 3) from which on somebody may come to harm.
HARM: Final = 2


@dataclass(frozen=True)
class Situation:
    """What is known about a claim; reach in people, None where nobody knows it."""

    refuted: bool
    claim_reach: int | None = None
    our_reach: int | None = None
    last_day: int = 0
    day_before: int = 0
    platforms: int = 0
    big_source: bool = False
    asked: int = 0
    harm: int = 0

    @property
    def is_growing(self) -> bool:
        return self.last_day >= max(GROWING_FROM, GROWTH * self.day_before)

    @property
    def is_spreading(self) -> bool:
        return self.platforms >= SPREAD_PLATFORMS or self.is_growing

    @property
    def amplifies(self) -> bool:
        """Whether a public answer would reach far more people than the claim has."""
        if self.claim_reach is None or self.our_reach is None:
            return False
        return self.our_reach >= AMPLIFYING * self.claim_reach


@dataclass(frozen=True)
class Advice:
    """What the desk would do, and why, in the reader's language."""

    action: str
    reasons: list[str] = field(default_factory=list)
    may_deny: bool = False

    @property
    def label(self) -> str:
        return str(Assessment(self.action).label)


def advise(now: Situation) -> Advice:
    """What to do about a claim; the rules stand at the top of this module."""
    if not now.refuted:
        return Advice(Assessment.IGNORE_AND_WATCH, [*_unverified(now), *_seen(now)])
    action, reason = _ruled(now)
    return Advice(action, [reason, *_seen(now)], may_deny=action != Assessment.IGNORE_AND_WATCH)


def _ruled(now: Situation) -> tuple[str, str]:
    if now.harm >= HARM:
        return Assessment.ANSWER, _("People may come to harm: silence costs more than attention.")
    if now.big_source:
        sentence = _("A newspaper or another big source carries it: it is widely known already.")
        return Assessment.ANSWER, sentence
    if now.amplifies:
        return Assessment.ANSWER_IN_PLACE, _compared(now)
    if now.is_spreading:
        return Assessment.ANSWER, _("It spreads: over several platforms, or faster than yesterday.")
    if not now.last_day and not now.asked and not now.claim_reach:
        sentence = _("Nobody repeats it now and nobody asks: an answer would only revive it.")
        return Assessment.IGNORE_AND_WATCH, sentence
    return Assessment.ANSWER_IN_PLACE, _(
        "It stays small: answer where it was said, to those there."
    )


def _compared(now: Situation) -> str:
    return _(
        "Our answer would reach %(ours)s people, the claim has reached %(theirs)s: "
        "a public answer would make it known."
    ) % {"ours": number(now.our_reach), "theirs": number(now.claim_reach)}


def _unverified(now: Situation) -> Iterator[str]:
    yield _("No confirmed fact refutes it yet: verify first, and deny nothing.")
    if now.asked or now.is_spreading or now.big_source or now.harm >= HARM:
        yield _("Until then say only that it is being checked, and when the result comes.")


def _seen(now: Situation) -> Iterator[str]:
    if now.platforms:
        yield ngettext(
            "Seen on %(count)s platform.", "Seen on %(count)s platforms.", now.platforms
        ) % {"count": now.platforms}
    yield _("%(last)s in the last 24 hours, %(before)s in the 24 hours before.") % {
        "last": now.last_day,
        "before": now.day_before,
    }
    if now.asked:
        yield ngettext(
            "%(count)s of them asks about it.", "%(count)s of them ask about it.", now.asked
        ) % {"count": now.asked}
    if now.claim_reach is None:
        yield _("Nobody knows how many people the claim has reached.")
    if now.our_reach is None:
        yield _("Nobody knows how many people our answer would reach: enter an estimate.")
