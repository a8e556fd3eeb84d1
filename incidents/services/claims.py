"""The register of false claims (handbook F3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc
from incidents import ports
from incidents.enums import Assessment, ClaimStatus, FactStatus
from incidents.models import Claim, Fact, Incident
from incidents.services import paging
from incidents.telling import comms_heads, tell_team
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from teams.models import User


@transaction.atomic
def register_claim(
    incident: Incident, *, actor: User, text: str, variants: list[str] | None = None
) -> Claim:
    """Enter a false claim into the register."""
    require(actor, "incidents.work", incident)
    incident = lock(incident)
    claim = Claim(
        incident=incident,
        text=nfc(text).strip(),
        variants=[nfc(v).strip() for v in variants or [] if v.strip()],
        created_by=actor,
    )
    claim.full_clean()
    claim.save(force_insert=True)
    record(incident, Verb.CLAIM_REGISTERED, actor, claim=claim.pk)
    return claim


#: More wordings than this are no longer one claim.
MOST_VARIANTS = 50

#: What may follow what; `turned_true` comes from the linked fact alone.
CLAIM_STEPS = {
    ClaimStatus.REGISTERED: {ClaimStatus.ASSESSED},
    ClaimStatus.ASSESSED: {ClaimStatus.ASSESSED, ClaimStatus.ANSWERED, ClaimStatus.FADED},
    ClaimStatus.ANSWERED: {ClaimStatus.FADED, ClaimStatus.ASSESSED},
    ClaimStatus.FADED: {ClaimStatus.ASSESSED},
    ClaimStatus.TURNED_TRUE: set(),
}


@transaction.atomic
def assess_claim(
    claim: Claim,
    *,
    actor: User,
    assessment: str,
    reason: str,
    fact: Fact | None = None,
    refuted_by: Fact | None = None,
) -> Claim:
    """Decide what to do about a claim: answer, answer in place, or stay silent and watch.

    `fact` is what the claim asserts; where it is confirmed already, the claim turns out true.
    `refuted_by` is a fact that contradicts it.
    """
    require(actor, "incidents.work", claim.incident)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")}, code="required")
    incident = lock(claim.incident)
    for name, one in (("fact", fact), ("refuted_by", refuted_by)):
        if one is not None and one.incident_id != incident.pk:
            raise ValidationError({name: _("This belongs to another case.")})
    if fact is not None and fact == refuted_by:
        raise ValidationError({"refuted_by": _("A fact cannot both assert and refute the claim.")})
    claim = _step_claim(claim, ClaimStatus.ASSESSED)
    claim.assessment = Assessment(assessment)
    claim.reason = reason.strip()
    claim.fact = fact or claim.fact
    claim.refuted_by = refuted_by or claim.refuted_by
    claim.save()
    record(
        incident,
        Verb.CLAIM_ASSESSED,
        actor,
        words=reason,
        claim=claim.pk,
        assessment=claim.assessment,
    )
    if claim.fact and claim.fact.status == FactStatus.CONFIRMED:
        turn_true(claim, incident, actor)
    return claim


def turn_true(claim: Claim, incident: Incident, actor: User) -> None:
    """Its fact is confirmed, so it was no false claim: everybody who leaned on it hears (F3)."""
    claim.status = ClaimStatus.TURNED_TRUE
    claim.save(update_fields=["status"])
    record(incident, Verb.CLAIM_MOVED, actor, claim=claim.pk, claim_status=claim.status)
    ports.announce("claim_turned_true", claim=claim, actor=actor)
    key = f"turned:{claim.pk}:{incident.last_seq}"
    page = paging.page_about(
        incident,
        comms_heads(incident),
        _("What we called false has turned out to be true"),
        key=key,
        what=incident.reference,
    )
    tell_team(
        incident,
        "incidents.claim_turned_true",
        [*comms_heads(incident), *([incident.lead] if incident.lead else [])],
        key=key,
        woken=paging.woken(page),
    )


@transaction.atomic
def add_variant(claim: Claim, *, actor: User, text: str) -> Claim:
    """Keep another wording of the claim, so that texts in these words are found."""
    require(actor, "incidents.work", claim.incident)
    incident = lock(claim.incident)
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    text = nfc(text).strip()
    if not text:
        raise ValidationError({"text": _("Give the wording.")}, code="required")
    if text in (claim.text, *claim.variants):
        return claim
    if len(claim.variants) >= MOST_VARIANTS:
        raise ValidationError(
            {"text": _("A claim has at most %(most)s wordings.") % {"most": MOST_VARIANTS}}
        )
    claim.variants = [*claim.variants, text]
    claim.save(update_fields=["variants"])
    record(incident, Verb.CLAIM_WORDED, actor, claim=claim.pk)
    return claim


@transaction.atomic
def move_claim(claim: Claim, status: str, *, actor: User) -> Claim:
    """Mark a claim as answered or faded."""
    require(actor, "incidents.work", claim.incident)
    incident = lock(claim.incident)
    claim = _step_claim(claim, ClaimStatus(status))
    claim.save(update_fields=["status"])
    record(incident, Verb.CLAIM_MOVED, actor, claim=claim.pk, claim_status=claim.status)
    return claim


def _step_claim(claim: Claim, status: ClaimStatus) -> Claim:
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if status not in CLAIM_STEPS[ClaimStatus(claim.status)]:
        sentence = _("Not possible while “%(state)s”.") % {"state": claim.get_status_display()}
        raise Blocked([Refusal("wrong_state", sentence)])
    claim.status = status
    return claim
