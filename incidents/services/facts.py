"""Facts: sentences with a state, evidence and revisions (handbook F3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import Severity, Visibility, rank
from incidents import ports
from incidents.enums import ClaimStatus, FactStatus
from incidents.models import Fact, FactRevision, Incident
from incidents.services.claims import turn_true
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from teams.models import User


def needs_second(incident: Incident) -> bool:
    """Confirming a fact takes two people from "high" on; unscored counts as high."""
    return rank(incident.severity) >= Severity.HIGH.rank


@transaction.atomic
def add_fact(
    incident: Incident,
    *,
    actor: User,
    text_vi: str,
    text_en: str = "",
    visibility: str = Visibility.INTERNAL,
    owner: User | None = None,
) -> Fact:
    """Write down a sentence that is to be established; it begins unverified."""
    require(actor, "incidents.work", incident)
    if visibility == Visibility.PRIVILEGED:
        require(actor, "incidents.see_privileged", incident)
    incident = lock(incident)
    fact = Fact(
        incident=incident,
        text_vi=nfc(text_vi).strip(),
        text_en=nfc(text_en).strip(),
        visibility=visibility,
        owner=owner or actor,
        created_by=actor,
    )
    fact.full_clean()
    fact.save(force_insert=True)
    FactRevision.objects.create(
        fact=fact,
        number=1,
        text_vi=fact.text_vi,
        text_en=fact.text_en,
        status=fact.status,
        by=actor,
    )
    record(incident, Verb.FACT_ADDED, actor, fact=fact.pk, visibility=visibility)
    return fact


@transaction.atomic
def revise_fact(
    fact: Fact,
    *,
    actor: User,
    status: str,
    reason: str,
    text_vi: str | None = None,
    text_en: str | None = None,
) -> Fact:
    """Change a fact's state or words: a new revision with who, why and when.

    `confirmed` needs evidence. At high and critical it then waits for a second person
    (`second_fact`) and stays as it was until that word is given.
    """
    require(actor, "incidents.work", fact.incident)
    _must_see(fact, actor)
    if not reason.strip():
        raise ValidationError({"reason": _("Say what the change rests on.")}, code="required")
    incident = lock(fact.incident)
    fact = Fact.objects.select_for_update().get(pk=fact.pk)
    status = FactStatus(status)
    confirming = status == FactStatus.CONFIRMED
    if confirming:
        _must_have_evidence(fact)
    waits = confirming and needs_second(incident)
    fact.text_vi = nfc(text_vi).strip() if text_vi is not None else fact.text_vi
    fact.text_en = nfc(text_en).strip() if text_en is not None else fact.text_en
    fact.status = FactStatus.UNVERIFIED if waits else status
    fact.awaiting_second = waits
    fact.revision += 1
    fact.full_clean()
    fact.save()
    _keep_revision(fact, status, reason, actor)
    record(
        incident,
        Verb.FACT_REVISED,
        actor,
        words=reason,
        visibility=fact.visibility,
        fact=fact.pk,
        fact_status=str(status),
        waits=waits,
    )
    _fact_moved(incident, fact, actor)
    return fact


def _must_have_evidence(fact: Fact) -> None:
    if not fact.evidence.exists():
        sentence = _("A fact is confirmed by evidence: add a file, a link or a screenshot.")
        raise Blocked([Refusal("no_evidence", sentence)])


def _keep_revision(fact: Fact, status: FactStatus, reason: str, actor: User) -> None:
    FactRevision.objects.create(
        fact=fact,
        number=fact.revision,
        text_vi=fact.text_vi,
        text_en=fact.text_en,
        status=status,
        reason=reason.strip(),
        by=actor,
    )


@transaction.atomic
def second_fact(fact: Fact, *, actor: User) -> Fact:
    """The second person's word: the fact is confirmed now."""
    require(actor, "incidents.second_fact", fact.incident)
    _must_see(fact, actor)
    incident = lock(fact.incident)
    fact = Fact.objects.select_for_update().get(pk=fact.pk)
    if not fact.awaiting_second:
        raise Blocked([Refusal("not_waiting", _("This fact does not wait for a second person."))])
    last = fact.revisions.order_by("-number")[0]
    if last.by_id == actor.pk:
        raise Forbidden(_("The second word must come from another person."))
    last.second = actor
    last.save(update_fields=["second"])
    fact.status = FactStatus.CONFIRMED
    fact.awaiting_second = False
    fact.save(update_fields=["status", "awaiting_second"])
    record(incident, Verb.FACT_SECONDED, actor, fact=fact.pk, visibility=fact.visibility)
    _fact_moved(incident, fact, actor)
    return fact


@transaction.atomic
def make_public(fact: Fact, *, actor: User) -> Fact:
    """Clear a fact for public words; its state and its words stay as they are."""
    require(actor, "incidents.work", fact.incident)
    _must_see(fact, actor)
    incident = lock(fact.incident)
    fact = Fact.objects.select_for_update().get(pk=fact.pk)
    if fact.visibility == Visibility.PRIVILEGED:
        sentence = _("A fact under legal privilege cannot be told.")
        raise Blocked([Refusal("privileged", sentence)])
    if fact.visibility == Visibility.PUBLIC:
        return fact
    fact.visibility = Visibility.PUBLIC
    fact.save(update_fields=["visibility"])
    record(incident, Verb.FACT_CLEARED, actor, fact=fact.pk, visibility=fact.visibility)
    return fact


def _must_see(fact: Fact, actor: User) -> None:
    """Nobody changes or confirms words that they may not read."""
    if fact.visibility == Visibility.PRIVILEGED:
        require(actor, "incidents.see_privileged", fact.incident)


def _fact_moved(incident: Incident, fact: Fact, actor: User) -> None:
    ports.announce("fact_changed", fact=fact, actor=actor)
    if fact.status != FactStatus.CONFIRMED:
        return
    # A claim whose very fact turns out confirmed was no false claim (handbook F3).
    for claim in fact.claims.exclude(status=ClaimStatus.TURNED_TRUE):
        turn_true(claim, incident, actor)
