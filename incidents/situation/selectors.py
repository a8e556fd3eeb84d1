"""Questions about sent reports, their letters and the links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import pgettext_lazy

from incidents.models import FollowLink, FollowOpening, SituationLetter, SituationReport
from outbox.models import OutboxMessage, OutboxState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from incidents.models import Incident

#: What became of a letter, for people; the second word is the tone of its badge.
STANDINGS = {
    "sent": (pgettext_lazy("situation letter", "Sent"), "ok"),
    "waiting": (pgettext_lazy("situation letter", "Waiting"), ""),
    "bounced": (pgettext_lazy("situation letter", "Came back"), "critical"),
    "delayed": (pgettext_lazy("situation letter", "Sent, with trouble"), "warn"),
    "told": (pgettext_lazy("situation letter", "In the desk"), "ok"),
    "withdrawn": (pgettext_lazy("situation letter", "Not sent any more"), "muted"),
    "failed": (pgettext_lazy("situation letter", "Could not be sent"), "critical"),
}


def sent(incident: Incident) -> QuerySet[SituationReport]:
    """The reports of a case that went out, the newest first, each with its letters counted."""
    rows = incident.situation_reports.filter(sent_at__isnull=False)
    counted = rows.annotate(
        reached=Count("letters"), came_back=Count("letters", filter=Q(letters__is_hard=True))
    )
    return counted.select_related("sent_by").order_by("-number")


def letters_of(report: SituationReport) -> list[SituationLetter]:
    """The letters with `standing`: what became of each, in a word with its tone."""
    row = OutboxMessage.objects.filter(key=OuterRef("key"))
    letters = list(
        report.letters.annotate(outcome=Subquery(row.values("state")[:1])).order_by("name", "id")
    )
    for letter in letters:
        letter.standing, letter.tone = STANDINGS[standing(letter)]
    return letters


def standing(letter: SituationLetter) -> str:
    """What became of one letter."""
    if letter.bounced_at and letter.is_hard:
        return "bounced"
    if letter.outcome is None and letter.user_id:
        # Our own people choose how they are told; a notice in the desk they always have.
        return "told"
    return {
        OutboxState.WAITING: "waiting",
        OutboxState.CLAIMED: "waiting",
        OutboxState.SENT: "delayed" if letter.bounced_at else "sent",
        OutboxState.DROPPED: "withdrawn",
    }.get(letter.outcome, "failed")


def links_of(incident: Incident) -> QuerySet[FollowLink]:
    """Links that were given, each with how often it was opened and when last."""
    opened = FollowOpening.objects.filter(link=OuterRef("pk")).order_by("-id")
    rows = incident.follow_links.select_related("stakeholder", "made_by")
    return rows.annotate(
        times=Count("openings"), last_opened=Subquery(opened.values("at")[:1])
    ).order_by("stakeholder__name", "id")
