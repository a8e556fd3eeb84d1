"""What reviews taught: the list, what became of it, and what earlier cases say to a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, Q
from django.urls import reverse

from incidents import ports
from incidents.enums import LessonStage, Outcome, Status
from incidents.models import Incident, Lesson
from incidents.row_keys import cut_key, row_key
from incidents.selectors import metrics
from playbooks.enums import FIXED, OPEN, Part
from playbooks.marks import marks
from teams.roles import INSIDERS, memberships

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from teams.models import Brand, User

#: More would be a list, not a word in passing.
MOST_PAST = 3
ENDED = (Status.RESOLVED, Status.POST_MORTEM, Status.CLOSED)

_CHANGE = Q(outcome=Outcome.PLAYBOOK_CHANGE)
_UNDONE = Q(outcome=Outcome.ACTION_ITEM, action_items__done_at=None)
_IN_FORCE = Q(change__version__state__in=FIXED)
_DECLINED = Q(change__declined_at__isnull=False)
#: The choices of the list; the words stand in the form of the page.
STAGES: dict[str, Q] = {
    "open": Q(outcome="") | (_CHANGE & ~_IN_FORCE & ~_DECLINED) | _UNDONE,
    "in_force": _CHANGE & _IN_FORCE,
    "declined": _CHANGE & _DECLINED,
}


def listing(user: User, stage: str = "", kind: str = "") -> QuerySet[Lesson]:
    """Lessons of the cases whose reviews the person may read, the newest first."""
    mine = [row.brand_id for row in memberships(user).values() if row.role in INSIDERS]
    cases = Incident.objects.visible_to(user).filter(brand__in=mine)
    found = Lesson.objects.filter(review__incident__in=cases)
    if kind:
        found = found.filter(review__incident__kind=kind)
    if stage in STAGES:
        found = found.filter(pk__in=Lesson.objects.filter(STAGES[stage]).values("pk"))
    return (
        found.select_related("review__incident", "playbook", "change__version", "by")
        .prefetch_related("action_items")
        .order_by("-id")
    )


def counts(brand: Brand | int) -> dict[str, int]:
    """How many proposed changes of a brand stand where; drills count like cases."""
    lessons = Lesson.objects.filter(_CHANGE, review__incident__brand=brand)
    taken = Q(change__version__state__in=OPEN)
    return lessons.aggregate(
        **{
            LessonStage.PROPOSED.value: Count(
                "pk", filter=Q(change__version=None, change__declined_at=None)
            ),
            LessonStage.TAKEN.value: Count("pk", filter=taken),
            LessonStage.IN_FORCE.value: Count("pk", filter=_IN_FORCE),
            LessonStage.DECLINED.value: Count("pk", filter=_DECLINED),
        }
    )


def addresses(user: User, references: set[str]) -> dict[str, str]:
    """Where the reviews of these cases are, for those whose reviews the person may read."""
    mine = [row.brand_id for row in memberships(user).values() if row.role in INSIDERS]
    numbers = [ref.partition("-")[2] for ref in references]
    cases = Incident.objects.visible_to(user).filter(
        number__in=[int(number) for number in numbers if number.isdecimal()], brand__in=mine
    )
    return {case.reference: reverse("incidents:review", args=[case.reference]) for case in cases}


def mark_rows(incident: Incident, user: User, *, tasks: Iterable[Any], questions: Any = ()) -> None:
    """Say on each row (`after`) which earlier case it stands there for."""
    versions = [v for v in (incident.common_version, incident.playbook_version) if v]
    places = marks(versions, user)
    by_part: dict[tuple[str, str], Any] = {}
    for version in versions:
        for (book, part, key), mark in places.items():
            if book == version.playbook_id:
                by_part |= {
                    (part, known_as(version, key, number)): mark
                    for known_as in (cut_key, row_key)
                    for number in range(1, incident.round + 1)
                }
    for part, rows in ((Part.STEPS, tasks), (Part.QUESTIONS, questions)):
        for row in rows:
            row.after = by_part.get((part.value, row.key))


def last_time(incident: Incident, user: User) -> list[Incident]:
    """Earlier cases of the same type that have ended, with their lessons; the latest first.

    With how long each took and, from the room of words, what was said. A real case hears of real
    ones only, a drill of both. As many queries for one as for three.
    """
    if not incident.kind:
        return []
    lessons = Prefetch("reviews__lessons", Lesson.objects.order_by("id"))
    found = (
        Incident.objects.visible_to(user)
        .filter(brand=incident.brand_id, kind=incident.kind, status__in=ENDED)
        .exclude(pk=incident.pk)
    )
    if not incident.is_drill:
        found = found.real()
    earlier = list(found.prefetch_related(lessons).order_by("-opened_at", "-id")[:MOST_PAST])
    return ports.recalled([metrics.told(case) for case in earlier])
