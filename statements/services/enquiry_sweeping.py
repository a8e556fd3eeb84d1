"""What the clock does to enquiries: warns at half of the time, pages when near and when missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import take
from crisisdesk.kernel.sweeping import each
from incidents.verbs import Verb
from statements.enums_desk import EnquiryVerb
from statements.models import Enquiry
from statements.services.bank_record import heads
from statements.services.enquiries import hold_enquiry, note, press_people, tell_about_enquiry
from teams import duty
from teams.automation import automation

if TYPE_CHECKING:
    from django.db.models import QuerySet


def sweep() -> int:
    """Everything that is due now; safe to run twice and at the same time."""
    return each(_due().select_related("incident").order_by("deadline"), _one)


def _due() -> QuerySet[Enquiry]:
    """Of those that run, the ones about which nothing was said yet."""
    moment = now()
    warn = Q(warn_at__lte=moment, warned_at=None)
    near = Q(near_at__lte=moment, paged_at=None)
    return Enquiry.objects.running().filter(warn | near | Q(deadline__lte=moment))


@transaction.atomic
def _one(enquiry: Enquiry) -> int:
    enquiry = hold_enquiry(enquiry)
    if not enquiry.runs:
        return 0
    if enquiry.deadline <= now():
        return _miss(enquiry)
    if enquiry.near_at <= now():
        return _page(enquiry)
    return _warn(enquiry)


def _warn(enquiry: Enquiry) -> int:
    if enquiry.warned_at or enquiry.warn_at > now():
        return 0
    enquiry.warned_at = now()
    enquiry.save(update_fields=["warned_at"])
    note(enquiry, EnquiryVerb.WARNED, automation())
    people = [enquiry.owner] if enquiry.owner else press_people(enquiry)
    tell_about_enquiry(enquiry, "enquiry_warned", people, key=_key(enquiry))
    return 1


def _page(enquiry: Enquiry) -> int:
    if enquiry.paged_at:
        return 0
    enquiry.warned_at = enquiry.warned_at or now()
    enquiry.paged_at = now()
    enquiry.save(update_fields=["warned_at", "paged_at"])
    note(enquiry, EnquiryVerb.NEAR, automation())
    # The owner may be asleep: whoever is on duty hears of it too.
    people = [*press_people(enquiry), *duty.on_duty(enquiry.brand_id)]
    tell_about_enquiry(enquiry, "enquiry_near", people, key=_key(enquiry))
    return 1


def _miss(enquiry: Enquiry) -> int:
    hand = automation()
    take(enquiry.miss, hand)
    enquiry.save()
    note(enquiry, EnquiryVerb.MISSED, hand, Verb.ENQUIRY_MISSED)
    people = [*press_people(enquiry), *duty.on_duty(enquiry.brand_id), *heads(enquiry)]
    tell_about_enquiry(enquiry, "enquiry_missed", people, key=_key(enquiry))
    return 1


def _key(enquiry: Enquiry) -> str:
    """A moved deadline is told of again."""
    return str(int(enquiry.deadline.timestamp()))
