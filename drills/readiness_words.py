"""What prepared words are worth: written is half, approved in peacetime the other half.

The other half melts in the last 30 days before the approval ends and is gone with it: expired,
revoked or reworded, the words are words that nobody stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from playbooks.texts import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playbooks.texts import Standing

#: Words that nobody has approved, or no longer.
WRITTEN = 0.5
#: From so many days on the approval melts.
WHOLE_DAYS = STAGES[0]


class Word(NamedTuple):
    """One text in one language: whether it is there, and how long somebody stands for it."""

    language: str
    written: bool
    #: None where no approval holds.
    days_left: int | None = None
    by_lawyer: bool = False

    @property
    def approved(self) -> float:
        """How much of an approval is left: 0 to 1."""
        return 0.0 if self.days_left is None else min(1.0, self.days_left / WHOLE_DAYS)

    @property
    def worth(self) -> float:
        return WRITTEN + (1 - WRITTEN) * self.approved if self.written else 0.0


def word(one: Standing, lawyers: set[int]) -> Word:
    """A standing as the rules are asked about it."""
    holds = one.holds and one.approval is not None
    by = one.approval.given_by_id if holds and one.approval else None
    return Word(
        one.language, one.state != "missing", one.days_left if holds else None, by in lawyers
    )


def of_language(words: Iterable[Word], language: str) -> tuple[float, str]:
    """The cell of one language, and why."""
    rows = [one for one in words if one.language == language]
    written = sum(one.written for one in rows)
    why = _("%(done)d of %(all)d prepared texts.") % {"done": written, "all": len(rows)}
    held = sum(one.days_left is not None for one in rows)
    why += " " + _("%(held)d approved in peacetime; without approval a text counts half.") % {
        "held": held
    }
    soon = [one.days_left for one in rows if one.days_left is not None and one.approved < 1]
    if soon:
        why += " " + _("%(count)d run out within %(days)d days, the first in %(first)d.") % {
            "count": len(soon),
            "days": WHOLE_DAYS,
            "first": min(soon),
        }
    return (sum(one.worth for one in rows) / len(rows) if rows else 0.0), why


def by_lawyers(words: Iterable[Word]) -> tuple[float, str]:
    """How much of the written words a lawyer stands for, and why."""
    rows = [one for one in words if one.written]
    done = sum(one.by_lawyer for one in rows)
    why = _("A lawyer has approved %(done)d of %(all)d texts, each language by itself.") % {
        "done": done,
        "all": len(rows),
    }
    share = sum(one.approved for one in rows if one.by_lawyer)
    return (share / len(rows) if rows else 0.0), why
