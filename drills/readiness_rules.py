"""The rule of each cell of the readiness map: a share from 0 to 1, and why (handbook G6).

Pure: everything is read beforehand (`readiness_map`). What is prepared loses value with age: it is
worth all until `whole` days have passed, nothing from `gone` days on, and falls evenly between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drills import readiness_words
from drills.enums import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drills.readiness_words import Word
    from playbooks.content import Plan

#: In days: worth all until, nothing from.
PLAN_AGES = (180, 540)
DRILL_AGES = (90, 365)
USE_AGES = (180, 730)
#: A plan that no second person has looked over counts half.
UNREAD = 0.5
ENOUGH_SIGNALS = 3
ENOUGH_QUESTIONS = 3
ENOUGH_STEPS = 5
FIRST_HOUR = 60
#: A role that only one person can fill has nobody when that person sleeps.
ENOUGH_PEOPLE = 2
#: Whoever is reached by mail alone reads it in the morning.
MAIL_ALONE = 0.5
DEAF = 0.5


class Judged(NamedTuple):
    """How much of a cell is there, None where it does not count, and a sentence why."""

    value: float | None
    why: str


@dataclass(frozen=True)
class Facts:
    """What the rules of one type are asked about. Ages are in days, None for never."""

    plan: Plan | None
    read_over: bool = False
    plan_age: int = 0
    common_steps: int = 0
    listening: bool = False
    #: How many active people can fill each role.
    crew: Mapping[str, int] = field(default_factory=dict)
    #: How many of them have a way beyond mail that rings and last worked.
    wakeable: Mapping[str, int] = field(default_factory=dict)
    #: Every text in every language, and who stands for it until when.
    words: tuple[Word, ...] = ()
    #: How many legal deadlines of the type there are, and how many a lawyer has confirmed.
    clocks: int = 0
    confirmed_clocks: int = 0
    drill_age: int | None = None
    use_age: int | None = None


def fade(age: int, ages: tuple[int, int]) -> float:
    """What is left of a whole after so many days: 1 until `ages[0]`, 0 from `ages[1]` on."""
    whole, gone = ages
    return min(1.0, max(0.0, (gone - age) / (gone - whole)))


def freshness(facts: Facts) -> float:
    """What the words of a plan are worth: read over by a second person, and lately."""
    return fade(facts.plan_age, PLAN_AGES) * (1.0 if facts.read_over else UNREAD)


def judge(cell: str, facts: Facts) -> Judged:
    """One cell of one type."""
    if facts.plan is None and cell not in (Cell.DRILLED, Cell.USED):
        return Judged(0.0, _("No version is in force."))
    return RULES[Cell(cell)](facts)


def _aged(share: float, facts: Facts, why: str) -> Judged:
    words = [why]
    if not facts.read_over:
        words.append(_("Nobody has looked it over: counts half."))
    if fade(facts.plan_age, PLAN_AGES) < 1:
        words.append(
            ngettext(
                "Looked over %(days)d day ago.", "Looked over %(days)d days ago.", facts.plan_age
            )
            % {"days": facts.plan_age}
        )
    return Judged(share * freshness(facts), " ".join(words))


def _signals(facts: Facts) -> Judged:
    count = len(facts.plan.signals)
    why = _("%(count)d of %(wanted)d early signs are named.") % {
        "count": min(count, ENOUGH_SIGNALS),
        "wanted": ENOUGH_SIGNALS,
    }
    share = min(1.0, count / ENOUGH_SIGNALS)
    if not facts.listening:
        share *= DEAF
        why += " " + _("No watch hears anything: counts half.")
    return _aged(share, facts, why)


def _questions(facts: Facts) -> Judged:
    questions = facts.plan.questions
    why = _("%(count)d of %(wanted)d questions.") % {
        "count": min(len(questions), ENOUGH_QUESTIONS),
        "wanted": ENOUGH_QUESTIONS,
    }
    share = min(1.0, len(questions) / ENOUGH_QUESTIONS)
    if not any(question.critical for question in questions):
        share *= 0.5
        why += " " + _("None must be settled before responding: counts half.")
    return _aged(share, facts, why)


def _first_hour(facts: Facts) -> Judged:
    early = sum(step.minutes <= FIRST_HOUR for step in facts.plan.steps) + facts.common_steps
    why = _("%(count)d of %(wanted)d steps within the first hour.") % {
        "count": min(early, ENOUGH_STEPS),
        "wanted": ENOUGH_STEPS,
    }
    return _aged(min(1.0, early / ENOUGH_STEPS), facts, why)


def _people(facts: Facts) -> Judged:
    """Every role that a step or a question names has two people who can fill it and be woken."""
    wanted = {row.role for row in (*facts.plan.steps, *facts.plan.questions) if row.role}
    if not wanted:
        return Judged(0.0, _("No step and no question names a role."))
    share = sum(_worth(facts, role) for role in wanted) / len(wanted)
    empty = sum(facts.crew.get(role, 0) == 0 for role in wanted)
    single = sum(facts.crew.get(role, 0) == 1 for role in wanted)
    why = _("%(all)d roles: nobody can fill %(empty)d, only one person can fill %(single)d.") % {
        "all": len(wanted),
        "empty": empty,
        "single": single,
    }
    if any(facts.wakeable.get(role, 0) < facts.crew.get(role, 0) for role in wanted):
        why += " " + _("Whoever can be reached by mail alone counts half.")
    return Judged(share, why)


def _worth(facts: Facts, role: str) -> float:
    """How much of two people who can be woken a role has."""
    people, woken = facts.crew.get(role, 0), facts.wakeable.get(role, 0)
    return min(1.0, (woken + MAIL_ALONE * (people - woken)) / ENOUGH_PEOPLE)


def _words(language: str) -> Callable[[Facts], Judged]:
    def judged(facts: Facts) -> Judged:
        return Judged(*readiness_words.of_language(facts.words, language))

    return judged


def _legal(facts: Facts) -> Judged:
    """Half for texts that a lawyer stands for, half for deadlines that a lawyer confirmed."""
    clocks = facts.confirmed_clocks / facts.clocks if facts.clocks else 1.0
    read, why = readiness_words.by_lawyers(facts.words)
    words = [why]
    if facts.clocks:
        words.append(
            _("%(done)d of %(all)d legal deadlines are confirmed.")
            % {"done": facts.confirmed_clocks, "all": facts.clocks}
        )
    return Judged((read + clocks) / 2, " ".join(words))


def _drilled(facts: Facts) -> Judged:
    if facts.drill_age is None:
        return Judged(0.0, _("Never drilled."))
    why = ngettext("Drilled %(days)d day ago.", "Drilled %(days)d days ago.", facts.drill_age) % {
        "days": facts.drill_age
    }
    return Judged(fade(facts.drill_age, DRILL_AGES), why)


def _used(facts: Facts) -> Judged:
    """A real case is the best drill; that there was none is no gap."""
    if facts.use_age is None:
        return Judged(None, _("Never used in a real case: does not count."))
    why = ngettext(
        "Used in a real case %(days)d day ago.",
        "Used in a real case %(days)d days ago.",
        facts.use_age,
    ) % {"days": facts.use_age}
    return Judged(fade(facts.use_age, USE_AGES), why)


RULES: dict[Cell, Callable[[Facts], Judged]] = {
    Cell.SIGNALS: _signals,
    Cell.QUESTIONS: _questions,
    Cell.FIRST_HOUR: _first_hour,
    Cell.PEOPLE: _people,
    Cell.VIETNAMESE: _words("vi"),
    Cell.ENGLISH: _words("en"),
    Cell.LEGAL: _legal,
    Cell.DRILLED: _drilled,
    Cell.USED: _used,
}
