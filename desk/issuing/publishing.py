"""Handing the review out inside, and saying that one has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from desk.issuing import unsaid
from desk.issuing.document import both, built
from incidents import guards
from incidents.enums_review import Naming
from incidents.models import Incident, Review, ReviewIssue, ReviewReading
from incidents.telling import tell_team
from teams import roles

if TYPE_CHECKING:
    from teams.models import User


def refusals(incident: Incident, actor: User) -> list[Refusal]:
    """Why the review cannot be handed out yet: no signature, or words that are privileged.

    The words are looked at with their names: a secret with a name in it stays one without.
    """
    words = built(incident, actor)
    return [*guards.review_signed.refusals(incident), *unsaid.refusals(incident, words)]


@transaction.atomic
def publish(incident: Incident, *, actor: User, naming: str) -> ReviewIssue:
    """Keep the words of now in both languages and tell everybody inside."""
    require(actor, "incidents.publish_review", incident)
    incident = lock(incident)
    if reasons := refusals(incident, actor):
        raise Blocked(reasons)
    content = both(incident, actor, Naming(naming))
    review = Review.objects.get(incident=incident, round=incident.round)
    number = review.issues.count() + 1
    issue = ReviewIssue.objects.create(
        review=review, number=number, naming=Naming(naming), content=content, by=actor
    )
    people = roles.people(incident.brand_id, roles.INSIDERS).exclude(pk=actor.pk)
    tell_team(
        incident, "desk.review_published", people, key=f"review-published:{issue.pk}",
        url=address(incident, issue),
    )  # fmt: skip
    return issue


@transaction.atomic
def acknowledge(issue: ReviewIssue, *, actor: User) -> ReviewReading:
    """Say that one has read it; saying so twice is saying it once."""
    require(actor, "incidents.view_working", issue.review.incident)
    return ReviewReading.objects.get_or_create(issue=issue, by=actor)[0]


def address(incident: Incident, issue: ReviewIssue) -> str:
    return reverse("incidents:review-issue", args=[incident.reference, issue.pk])
