"""Where we answered a false claim, and how many that reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.vocabulary import StatementKind
from incidents.models import Claim
from monitoring.models import ClaimAnswer, ClaimReading
from monitoring.selectors.claims import home
from monitoring.understanding.claims.likeness import NEARLY_SAME, likeness
from statements.enums import State
from statements.models import Publication, Statement
from teams.automation import automation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitoring.models import Mention
    from teams.models import User

#: A text of more or less than this share of ours is no copy of it.
LENGTHS = (0.5, 2.0)


@transaction.atomic
def add(claim: Claim, *, actor: User, **values: Any) -> ClaimAnswer:
    """Write down where a claim was answered; `reach` stays empty while nobody knows it."""
    require(actor, "incidents.work", claim.incident)
    answer = ClaimAnswer(claim=claim, by=actor, **values)
    _check(answer)
    answer.save()
    return answer


@transaction.atomic
def change(answer: ClaimAnswer, *, actor: User, **values: Any) -> ClaimAnswer:
    """Correct an entry, such as its reach once it is known."""
    require(actor, "incidents.work", answer.claim.incident)
    answer = ClaimAnswer.objects.select_for_update(of=("self",)).select_related(
        "claim__incident"
    ).get(pk=answer.pk)  # fmt: skip
    for name, value in values.items():
        setattr(answer, name, value)
    answer.by, answer.entered_at = actor, now()
    # Who looked at it again after the claim turned true has mended it.
    answer.needs_correction = False
    _check(answer)
    answer.save()
    return answer


def _check(answer: ClaimAnswer) -> None:
    answer.full_clean()
    if answer.at > now():
        raise ValidationError({"at": _("This moment has not come yet.")})
    words, case = answer.statement, answer.claim.incident
    if words and words.brand_id != case.brand_id:
        raise ValidationError({"statement": _("This belongs to another brand.")})
    if words and words.incident.is_drill != case.is_drill:
        raise ValidationError(
            {"statement": _("What people really said does not belong to a drill.")}
        )


@transaction.atomic
def expect(claim: Claim, *, actor: User, expected_reach: int | None) -> ClaimReading:
    """Estimate how many an answer would reach; empty again where nobody knows."""
    require(actor, "incidents.work", claim.incident)
    reading, _made = ClaimReading.objects.update_or_create(
        claim=claim, defaults={"expected_reach": expected_reach}
    )
    return reading


def note_repeated(claims: Sequence[Claim], mentions: Iterable[Mention]) -> set[int]:
    """Enter mentions that carry our own answer to one of the claims; the ids of those mentions."""
    ours = [one for claim in claims for one in _said(claim)]
    if not ours:
        return set()
    hand, rows = automation(), []
    for mention in mentions:
        rows += [
            ClaimAnswer(
                claim=claim, statement=words, mention_id=mention.pk, platform=mention.platform,
                url=mention.url, at=mention.posted_at, reach=mention.reach or None, by=hand,
            )
            for claim, words, links in ours
            if _carries(mention, words, links)
        ]  # fmt: skip
    ClaimAnswer.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.mention_id for row in rows if row.mention_id}


Said = tuple[Claim, "Statement", list[str]]


def _said(claim: Claim) -> list[Said]:
    """Our published answers to a claim, with the addresses at which they stand.

    A correction answers the claim of its case where that has only one; else a person links them.
    """
    linked = ClaimAnswer.objects.filter(claim=claim, mention_id=None).exclude(statement=None)
    wanted = set(linked.values_list("statement", flat=True))
    public = Statement.objects.filter(status__in=State.public)
    if claim.incident.claims.count() == 1:
        # Words that were not yet published when cases were merged are published by the other one.
        mine = {claim.incident_id, home(claim).pk}
        own = public.filter(incident__in=mine, kind=StatementKind.CORRECTION)
        wanted |= set(own.values_list("pk", flat=True))
    found = public.filter(pk__in=wanted)
    return [(claim, words, _links(words)) for words in found]


def _links(words: Statement) -> list[str]:
    urls = Publication.objects.filter(statement=words).exclude(url="")
    own = f"/{words.slug}/" if words.slug else ""
    return [link for link in (*urls.values_list("url", flat=True), own) if link]


def _carries(mention: Mention, words: Statement, links: list[str]) -> bool:
    if any(link in mention.text or link in mention.url for link in links):
        return True
    version = words.version
    texts = [text for text in (version.text_vi, version.text_en) if text]
    return any(_is_copy(mention.text, text) for text in texts)


def _is_copy(text: str, ours: str) -> bool:
    low, high = LENGTHS
    fits = low * len(ours) <= len(text) <= high * len(ours)
    return fits and likeness(text, ours) >= NEARLY_SAME
