"""Searching ended cases: what happened, what was said, how long it took, what was learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q

from crisisdesk.kernel.text import fold
from incidents import ports
from incidents.enums import Status
from incidents.models import Incident, Lesson, Review
from incidents.selectors import metrics
from monitoring.models import Mention
from statements.enums import State
from statements.models import Statement, StrategyChoice
from teams.roles import INSIDERS, memberships

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from teams.models import User

ENDED = (Status.RESOLVED, Status.POST_MORTEM, Status.CLOSED, Status.FALSE_ALARM)
#: More words than a question has; each costs a condition.
MOST_WORDS = 8


def _corrected() -> Exists:
    wrong = (State.CORRECTED, State.RETRACTED)
    return Exists(Statement.objects.filter(incident=OuterRef("pk"), status__in=wrong))


#: How a case ended; the words stand in the form of the page.
OUTCOMES = {
    "calm": lambda: Q(relapses=0) & ~Q(status=Status.FALSE_ALARM),
    "relapsed": lambda: Q(relapses__gt=0),
    "corrected": _corrected,
    "false_alarm": lambda: Q(status=Status.FALSE_ALARM),
}


def listing(user: User, wanted: Mapping[str, str]) -> QuerySet[Incident]:
    """Ended cases by the filters of the address, the latest first; drills and real ones apart."""
    mine = [row.brand_id for row in memberships(user).values() if row.role in INSIDERS]
    found = Incident.objects.filter(
        pk__in=Incident.objects.visible_to(user)
        .filter(brand__in=mine, status__in=ENDED)
        .values("pk"),
        is_drill=bool(wanted.get("drill")),
    )
    for name, column in (("kind", "kind"), ("severity", "peak_severity")):
        if wanted.get(name):
            found = found.filter(**{column: wanted[name]})
    if platform := wanted.get("platform"):
        heard = Mention.objects.filter(incident=OuterRef("pk"), platform=platform)
        found = found.filter(Exists(heard.order_by()))
    if strategy := wanted.get("strategy"):
        chosen = StrategyChoice.objects.filter(incident=OuterRef("pk"))
        # The last choice is the one that was used.
        last = chosen.order_by("-id").values("chosen")[:1]
        found = found.alias(strategy_used=last).filter(strategy_used=strategy)
    if outcome := OUTCOMES.get(wanted.get("outcome", "")):
        found = found.filter(outcome())
    for word in fold(wanted.get("q", "")).split()[:MOST_WORDS]:
        found = found.filter(_says(word))
    lessons = Prefetch("reviews__lessons", Lesson.objects.order_by("id"))
    return found.select_related("brand").prefetch_related(lessons).order_by("-opened_at", "-id")


def told(cases: Iterable[Incident]) -> list[Incident]:
    """The cases of a page, with what is told of each."""
    return ports.recalled([metrics.told(case) for case in cases])


def _says(word: str) -> Q:
    """Whether a word stands in the title, the review or a lesson; each table is read once."""
    reviews = Review.objects.filter(words_key__contains=word)
    taught = Lesson.objects.filter(words_key__contains=word)
    return (
        Q(title_key__contains=word)
        | Q(pk__in=reviews.values("incident"))
        | Q(pk__in=taught.values("review__incident"))
    )
