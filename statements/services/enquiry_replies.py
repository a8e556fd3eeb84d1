"""Replies to the press: worded, approved by a second person where one is needed, sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal, Stale
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import take
from crisisdesk.kernel.text import nfc
from incidents.services.common import required
from incidents.verbs import Verb
from statements.enums_desk import EnquiryState, EnquiryVerb
from statements.guards import objections
from statements.guards.enquiries import APPROVING, needs_approval
from statements.selectors.enquiries import answers_for_enquiry
from statements.services.bank import count_use
from statements.services.bank_record import heads
from statements.services.enquiries import hold_enquiry, note, tell_about_enquiry
from teams import roles
from teams.models import Role

if TYPE_CHECKING:
    from statements.models import Answer, Enquiry
    from teams.models import User


@transaction.atomic
def word(enquiry: Enquiry, *, actor: User, reply: str, answer: Answer | None = None) -> Enquiry:
    """Write the reply, from an answer of the bank or freely; an approval of other words is void."""
    require(actor, "statements.handle_enquiries", enquiry)
    reply = required("reply", reply.replace("\r\n", "\n").replace("\r", "\n"))
    enquiry = hold_enquiry(enquiry)
    if not enquiry.is_unsettled:
        raise Blocked([Refusal("settled", _("This enquiry is settled already."))])
    if answer and not answers_for_enquiry(enquiry, actor).filter(pk=answer.pk).exists():
        raise ValidationError({"answer": _("This answer is not cleared for this enquiry.")})
    if (reply, answer) == (enquiry.reply, enquiry.answer):
        return enquiry
    if enquiry.state == EnquiryState.RECEIVED:
        take(enquiry.take_up, actor)
    enquiry.reply, enquiry.answer, enquiry.reply_by = reply, answer, actor
    enquiry.wording += 1
    enquiry.approved_by = enquiry.approved_at = None
    enquiry.save()
    note(enquiry, EnquiryVerb.WORDED, actor, words=reply)
    if needs_approval(enquiry):
        people = [one for one in _signers(enquiry) if one.pk != actor.pk]
        tell_about_enquiry(enquiry, "enquiry_to_approve", people, key=str(enquiry.wording))
    return enquiry


def _signers(enquiry: Enquiry) -> list[User]:
    """Whom to ask: the head of communications; whoever else may sign finds it in the list."""
    found = heads(enquiry)
    if any(may(one, "statements.approve_reply", enquiry) for one in found):
        return found
    return list(roles.people(enquiry.brand_id, {Role.MANAGER, Role.LEGAL}))


@transaction.atomic
def approve(enquiry: Enquiry, *, actor: User, expected_wording: int) -> Enquiry:
    """The second person's word for exactly this reply."""
    enquiry = hold_enquiry(enquiry)
    if actor.pk == enquiry.reply_by_id:
        raise Forbidden(_("Whoever wrote a reply does not approve it: ask a second person."))
    require(actor, "statements.approve_reply", enquiry)
    if not enquiry.is_unsettled:
        raise Blocked([Refusal("settled", _("This enquiry is settled already."))])
    if enquiry.wording != expected_wording:
        raise Stale(enquiry.wording, _("The reply was changed meanwhile: read it again."))
    if reasons := objections(APPROVING, enquiry):
        raise Blocked(reasons)
    if enquiry.is_approved:
        raise Blocked([Refusal("approved", _("This reply is approved already."))])
    enquiry.approved_by, enquiry.approved_at = actor, now()
    enquiry.save(update_fields=["approved_by", "approved_at"])
    note(enquiry, EnquiryVerb.APPROVED, actor, Verb.ENQUIRY_REPLY_APPROVED)
    told = [one for one in (enquiry.owner, enquiry.reply_by) if one and one != actor]
    tell_about_enquiry(enquiry, "enquiry_approved", told, key=str(enquiry.wording))
    return enquiry


@transaction.atomic
def send(
    enquiry: Enquiry, *, actor: User, expected_wording: int, published_url: str = ""
) -> Enquiry:
    """Write down that the reporter has been given these words.

    A person gives them, on the way by which the reporter asked: the desk itself writes to nobody
    outside, least of all in a drill.
    """
    enquiry = hold_enquiry(enquiry)
    if enquiry.wording != expected_wording:
        raise Stale(enquiry.wording, _("The reply was changed meanwhile: read it again."))
    take(enquiry.send, actor)
    enquiry.sent_by = actor
    enquiry.published_url = _link(published_url)
    enquiry.save()
    late = enquiry.sent_at > enquiry.deadline  # type: ignore[operator] -- just set
    note(enquiry, EnquiryVerb.ANSWERED, actor, Verb.ENQUIRY_ANSWERED, late=late)
    if enquiry.answer is not None:
        count_use(enquiry.answer)
    return enquiry


@transaction.atomic
def link(enquiry: Enquiry, *, actor: User, published_url: str) -> Enquiry:
    """Where the piece appeared."""
    require(actor, "statements.handle_enquiries", enquiry)
    url = _link(required("published_url", published_url))
    enquiry = hold_enquiry(enquiry)
    enquiry.published_url = url
    enquiry.save(update_fields=["published_url"])
    note(enquiry, EnquiryVerb.PUBLISHED, actor, Verb.ENQUIRY_PUBLISHED)
    return enquiry


def _link(url: str) -> str:
    url = nfc(url).strip()
    if url:
        try:
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError as error:
            raise ValidationError({"published_url": error.messages}) from error
    return url
