"""The post-incident review: reviewer, findings, lessons with outcomes, action items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import IncidentRole
from incidents import guards
from incidents.enums import Outcome, Status
from incidents.models import ActionItem, Incident, Lesson, Review
from incidents.services import following
from incidents.services.common import must_belong, required, tell_owner, who
from incidents.services.lessons import carry
from incidents.telling import tell_team
from incidents.timeline import record
from incidents.verbs import Verb
from teams import roles

if TYPE_CHECKING:
    from datetime import date

    from playbooks.models import Playbook
    from teams.models import User

WHO_SIGNS = _("Only the named reviewer signs and closes.")

SECTIONS = ("summary", "public_view", "helped", "hindered", "people")


def hold(incident: Incident) -> tuple[Incident, Review]:
    """Lock the case and its open review; a closed one takes no more words."""
    incident = lock(incident)
    if incident.status != Status.POST_MORTEM:
        sentence = _("The review is written while the case is in “Post-mortem”.")
        raise Blocked([Refusal("wrong_state", sentence)])
    review = Review.objects.select_for_update(of=("self",)).get(
        incident=incident, round=incident.round
    )
    return incident, review


def unsign(review: Review) -> None:
    """A signature covers what was read: a later change asks for it anew."""
    if review.signed_at:
        review.signed_at = review.signed_by = None
        review.save(update_fields=["signed_at", "signed_by"])


def was_lead(incident: Incident, person: User) -> bool:
    """Whether the person led the present round (contract 6.10)."""
    return (
        incident.lead_id == person.pk
        or incident.assignments.filter(
            role=IncidentRole.LEAD, user=person, round=incident.round
        ).exists()
    )


@transaction.atomic
def name_reviewer(incident: Incident, person: User, *, actor: User) -> Review:
    """Lead or manager names the reviewer, who never led that round."""
    require(actor, "incidents.name_reviewer", incident)
    incident, review = hold(incident)
    if was_lead(incident, person):
        raise ValidationError({"person": _("The reviewer must not have led this round.")})
    if not roles.has_role(person, incident.brand_id, roles.INSIDERS):
        raise ValidationError({"person": _("This person does not work for the brand.")})
    review.reviewer = person
    review.save(update_fields=["reviewer"])
    unsign(review)
    record(incident, Verb.REVIEWER_NAMED, actor, person=who(person))
    if person.pk != actor.pk:
        key = f"reviewer:{review.pk}:{incident.last_seq}"
        tell_team(incident, "incidents.reviewer_named", [person], key=key)
    return review


@transaction.atomic
def write(incident: Incident, *, actor: User, **sections: str) -> Review:
    """Write the sections of the review; anyone who worked on the case may help."""
    require(actor, "incidents.contribute_to_review", incident)
    incident, review = hold(incident)
    if unknown := set(sections) - set(SECTIONS):
        raise ValidationError({name: _("Unknown section.") for name in unknown})
    changed = {k: nfc(v).strip() for k, v in sections.items()}
    changed = {k: v for k, v in changed.items() if getattr(review, k) != v}
    if not changed:
        return review
    for name, text in changed.items():
        setattr(review, name, text)
    review.save(update_fields=[*changed])
    unsign(review)
    record(incident, Verb.REVIEW_SAVED, actor, sections=sorted(changed))
    return review


@transaction.atomic
def add_lesson(incident: Incident, *, actor: User, text: str) -> Lesson:
    """Write down something learnt; its outcome may come later, but before closing."""
    require(actor, "incidents.contribute_to_review", incident)
    text = required("text", text)
    incident, review = hold(incident)
    lesson = Lesson.objects.create(review=review, text=text, by=actor)
    unsign(review)
    record(incident, Verb.LESSON_ADDED, actor, lesson=lesson.pk)
    return lesson


@transaction.atomic
def settle_lesson(
    lesson: Lesson,
    *,
    actor: User,
    outcome: str,
    reason: str = "",
    proposal: str = "",
    playbook: Playbook | None = None,
    action: dict[str, Any] | None = None,
    change: dict[str, Any] | None = None,
) -> Lesson:
    """End a lesson in a playbook change, an action item (text, owner, due), or a reasoned no.

    `change` (part, kind, key, row) is the proposed change of one row; without it the change is
    proposed in words only.
    """
    require(actor, "incidents.contribute_to_review", lesson.review.incident)
    incident, review = hold(lesson.review.incident)
    lesson = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    lesson.outcome = Outcome(outcome)
    lesson.reason = nfc(reason).strip()
    lesson.proposal = nfc(proposal).strip()
    lesson.playbook = playbook
    _check_outcome(incident, lesson, action)
    carry(incident, lesson, change, actor=actor)
    lesson.save()
    if lesson.outcome == Outcome.ACTION_ITEM:
        _replace_item(review, lesson, incident, actor, **(action or {}))
    else:
        lesson.action_items.filter(done_at=None).delete()
    unsign(review)
    record(incident, Verb.LESSON_SETTLED, actor, lesson=lesson.pk, outcome=str(lesson.outcome))
    return lesson


def _check_outcome(incident: Incident, lesson: Lesson, action: dict[str, Any] | None) -> None:
    if lesson.outcome == Outcome.NO_CHANGE and not lesson.reason:
        raise ValidationError({"reason": _("Say why nothing changes.")}, code="required")
    if lesson.outcome == Outcome.PLAYBOOK_CHANGE:
        if not lesson.proposal:
            raise ValidationError({"proposal": _("Write the proposed change.")}, code="required")
        if lesson.playbook is None or lesson.playbook.brand_id != incident.brand_id:
            raise ValidationError({"playbook": _("Choose the playbook.")}, code="required")
    if lesson.outcome == Outcome.ACTION_ITEM and not (action or {}).get("text"):
        raise ValidationError({"action_text": _("Write the action item.")}, code="required")


def _replace_item(
    review: Review,
    lesson: Lesson,
    incident: Incident,
    actor: User,
    *,
    text: str,
    owner: User | None = None,
    due_on: date | None = None,
) -> None:
    must_belong(incident, owner)
    item, _created = ActionItem.objects.update_or_create(
        review=review,
        lesson=lesson,
        done_at=None,
        defaults={
            "text": nfc(text).strip(),
            "owner": owner,
            "due_on": due_on,
            "orphaned_at": None,
        },
    )
    following.follow(item, incident)
    key = f"item:{item.pk}:{owner and owner.pk}"
    about = {"vi": item.text, "en": item.text}
    tell_owner(incident, "incidents.action_item", owner, actor, key, about)


@transaction.atomic
def sign(incident: Incident, *, actor: User) -> Review:
    """The reviewer signs what stands there; a later change voids the signature."""
    require(actor, "incidents.review", incident, WHO_SIGNS)
    incident, review = hold(incident)
    reasons = [
        refusal
        for guard in (guards.review_written, guards.lessons_settled, guards.action_items_owned)
        for refusal in guard.refusals(incident)
    ]
    if reasons:
        raise Blocked(reasons)
    review.signed_at, review.signed_by = now(), actor
    review.save(update_fields=["signed_at", "signed_by"])
    record(incident, Verb.REVIEW_SIGNED, actor)
    return review


@transaction.atomic
def finish_item(item: ActionItem, *, actor: User) -> ActionItem:
    """An action item is done; possible after the case is closed too."""
    require(actor, "incidents.work", item.review.incident)
    incident = lock(item.review.incident)
    item = ActionItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.done_at:
        raise Blocked([Refusal("done", _("This action item is done already."))])
    item.done_at, item.done_by = now(), actor
    item.save(update_fields=["done_at", "done_by"])
    record(incident, Verb.ACTION_ITEM_DONE, actor, item=item.pk)
    return item
