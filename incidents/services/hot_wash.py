"""The hot wash: lines of everybody in the meeting, votes, and lessons made of them.

Nothing here writes to the log: its lines name who acts, and a line of the hot wash may have been
written without a name. What becomes a lesson is in the log as any lesson is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock, permitted
from incidents import ports
from incidents.enums import Status
from incidents.enums_review import WashKind
from incidents.models import Incident, WashLine, WashVote
from incidents.services import following, lifecycle, review
from incidents.services.common import required
from incidents.timeline import notify

if TYPE_CHECKING:
    from uuid import UUID

    from incidents.models import Lesson
    from teams.models import User

LONGEST = 500
SHUT = _("The hot wash opens when the case is resolved or its drill has ended, and ends with it.")
GONE = _("This line was taken back.")
TOO_EARLY = _("Lessons belong to the review: mark the case as resolved first. The line stays here.")


def is_open(incident: Incident) -> bool:
    """From the end of the work until the review is closed."""
    if incident.status in (Status.RESOLVED, Status.POST_MORTEM):
        return True
    return incident.is_open and ports.washes(incident)


def _hold(incident: Incident) -> Incident:
    incident = lock(incident)
    if not is_open(incident):
        raise Blocked([Refusal("hot_wash_shut", SHUT)])
    return incident


def _hold_line(line: WashLine) -> tuple[Incident, WashLine]:
    """The case first, then its line; one of an earlier round is history."""
    incident = _hold(line.incident)
    held = WashLine.objects.select_for_update(of=("self",)).filter(pk=line.pk).first()
    if held is None:
        raise Blocked([Refusal("hot_wash_gone", GONE)])
    if held.round != incident.round:
        raise Blocked([Refusal("hot_wash_shut", SHUT)])
    return incident, held


def first_lesson_refusals(incident: Incident, user: User) -> list[Refusal]:
    """Why this person makes no lesson of a line yet: the first one opens the review."""
    if incident.is_open:
        return [Refusal("not_resolved", TOO_EARLY)]
    if incident.status == Status.RESOLVED and not permitted(incident.begin_post_mortem, user):
        return [Refusal("review_shut", _("The lead or a manager makes the first lesson."))]
    return []


@transaction.atomic
def add(
    incident: Incident,
    *,
    actor: User,
    kind: str,
    text: str,
    key: UUID | None = None,
    unnamed: bool = False,
) -> WashLine:
    """Write a line. The same `key` sent again by the same person is the same line.

    `unnamed` is what its page promised: a line that waited for the network keeps that promise, even
    if the brand's rule has changed meanwhile.
    """
    require(actor, "incidents.wash", incident)
    text = required("text", text)
    if len(text) > LONGEST:
        raise ValidationError({"text": _("At most 500 characters.")})
    incident = _hold(incident)
    sent = {"key": key} if key else {}
    if key and (known := WashLine.objects.filter(incident=incident, by=actor, key=key).first()):
        return known
    line = WashLine.objects.create(
        incident=incident,
        round=incident.round,
        kind=WashKind(kind),
        text=text,
        by=actor,
        anonymous=unnamed or following.policy_of(incident.brand_id).anonymous,
        **sent,
    )
    notify(incident)
    return line


@transaction.atomic
def vote(line: WashLine, *, actor: User, on: bool) -> WashLine:
    """Call a line important, or no longer; pressing twice changes nothing."""
    require(actor, "incidents.wash", line.incident)
    incident, line = _hold_line(line)
    if on:
        WashVote.objects.get_or_create(line=line, by=actor)
    else:
        WashVote.objects.filter(line=line, by=actor).delete()
    notify(incident)
    return line


@transaction.atomic
def take_back(line: WashLine, *, actor: User) -> None:
    """Remove one's own line, as long as no lesson was made of it."""
    require(actor, "incidents.wash", line.incident)
    incident, line = _hold_line(line)
    if line.by_id != actor.pk:
        raise Forbidden(_("Only whoever wrote the line takes it back."))
    if line.lesson_id:
        raise Blocked([Refusal("lesson", _("A lesson was made of this line."))])
    line.delete()
    notify(incident)


@transaction.atomic
def to_lesson(line: WashLine, *, actor: User) -> Lesson:
    """Make a lesson of a line; the review begins with the first one."""
    require(actor, "incidents.contribute_to_review", line.incident)
    incident, line = _hold_line(line)
    if line.lesson is not None:
        return line.lesson
    if reasons := first_lesson_refusals(incident, actor):
        raise Blocked(reasons)
    if incident.status == Status.RESOLVED:
        incident = lifecycle.begin_post_mortem(
            incident, actor=actor, reason=str(_("A line of the hot wash became a lesson."))
        )
    line.lesson = review.add_lesson(incident, actor=actor, text=line.text)
    line.save(update_fields=["lesson"])
    return line.lesson
