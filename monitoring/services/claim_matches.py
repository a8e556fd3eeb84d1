"""What people decide about texts that may repeat a false claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from incidents.enums import ClaimStatus
from incidents.models import Claim, Incident
from incidents.services import claims as ledger
from monitoring.enums import MatchState
from monitoring.models import ClaimMatch, Mention
from monitoring.services import claim_signals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import User


@transaction.atomic
def confirm(
    match: ClaimMatch, *, actor: User, also: Iterable[int] = (), as_variant: bool = False
) -> ClaimMatch:
    """The text repeats this claim, and so no other that was suggested for it.

    `also` are further mentions that say the same; `as_variant` keeps the text as a wording.
    """
    claim = _held(match, actor)
    wanted = [match.mention_id, *also]
    rows = ClaimMatch.objects.filter(claim=claim, mention_id__in=wanted).select_for_update()
    stamp = {"by": actor, "at": now()}
    ClaimMatch.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=MatchState.CONFIRMED, judged=False, **stamp
    )
    _others(actor, wanted).exclude(claim=claim).update(state=MatchState.REFUSED, **stamp)
    if as_variant:
        ledger.add_variant(claim, actor=actor, text=_text(match))
    claim_signals.judge(claim)
    match.refresh_from_db()
    return match


@transaction.atomic
def refuse(match: ClaimMatch, *, actor: User, also: Iterable[int] = ()) -> ClaimMatch:
    """The text says something else than this claim."""
    claim = _held(match, actor)
    rows = ClaimMatch.objects.filter(claim=claim, mention_id__in=[match.mention_id, *also])
    rows.update(state=MatchState.REFUSED, by=actor, at=now())
    match.refresh_from_db()
    return match


@transaction.atomic
def refuse_all(mention_id: int, *, actor: User, also: Iterable[int] = ()) -> int:
    """The text repeats none of the claims that were suggested for it."""
    rows = _others(actor, [mention_id, *also])
    for incident in Incident.objects.filter(claims__matches__in=rows).distinct().order_by("pk"):
        require(actor, "incidents.work", incident)
    return rows.update(state=MatchState.REFUSED, by=actor, at=now())


def _held(match: ClaimMatch, actor: User) -> Claim:
    """The claim, after its case was locked; refused where it is none any more."""
    claim = Claim.objects.select_related("incident").get(pk=match.claim_id)
    require(actor, "incidents.work", claim.incident)
    claim.incident = lock(claim.incident)
    claim.refresh_from_db(fields=["status", "variants"])
    if claim.status == ClaimStatus.TURNED_TRUE:
        raise Blocked([Refusal("claim_true", _("This claim turned out true; nothing repeats it."))])
    return claim


def _others(actor: User, mentions: list[int]) -> Any:
    """What waits for these texts, of claims that the person may see."""
    waiting = ClaimMatch.objects.filter(mention_id__in=mentions, state=MatchState.SUGGESTED)
    return waiting.visible_to(actor)


def _text(match: ClaimMatch) -> str:
    mention = Mention.objects.filter(pk=match.mention_id).first()
    if mention is None:
        raise ValidationError(_("The text is not kept any more."))
    return mention.text


@transaction.atomic
def register(
    incident: Incident, *, actor: User, text: str, mentions: Iterable[Mention] = ()
) -> Claim:
    """Register a false claim from what was said; the mentions themselves repeat it.

    `text` says the claim in one sentence; the first mention's words become a wording of it.
    """
    said = list(mentions)
    if said and incident.is_drill:
        raise ValidationError(_("What people really said does not belong to a drill."))
    words = [one.text for one in said[:1] if one.text.strip() != text.strip()]
    claim = ledger.register_claim(incident, actor=actor, text=text, variants=words)
    moment = now()
    rows = [
        ClaimMatch(
            claim=claim, mention_id=one.pk, posted_at=one.posted_at, platform=one.platform,
            reach=one.reach, asks=one.text.rstrip().endswith("?"), score=1.0,
            state=MatchState.CONFIRMED, by=actor, at=moment,
        )
        for one in said
        if one.brand_id == incident.brand_id
    ]  # fmt: skip
    ClaimMatch.objects.bulk_create(rows, ignore_conflicts=True)
    return claim
