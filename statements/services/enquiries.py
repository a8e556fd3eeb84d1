"""The press desk: taking enquiries down, handing them on, ending them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import minutes, now, plausible
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock, take
from crisisdesk.kernel.text import nfc, one_line
from crisisdesk.kernel.vocabulary import IncidentRole
from incidents.enums import Status
from incidents.models import Incident
from incidents.services.common import required, who
from incidents.telling import responders
from incidents.timeline import record
from incidents.verbs import Verb
from statements.enums_desk import EnquiryState, EnquiryVerb
from statements.models import Enquiry, EnquiryEvent
from statements.services.bank_record import tell_of
from teams import duty, roles
from teams.models import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from teams.models import Brand, User

#: What is written down about an enquiry, and may be mended later.
DETAILS = (
    "outlet", "reporter", "contact", "language", "channel", "questions", "received_at", "deadline",
    "spokesperson", "owner",
)  # fmt: skip
_LINES = ("outlet", "reporter", "contact")


@transaction.atomic
def take_down(
    brand: Brand, *, actor: User, incident: Incident | None = None, **details: Any
) -> Enquiry:
    """Write down what a reporter asks; those who handle the press of the case are told."""
    require(actor, "statements.handle_enquiries", incident or brand)
    if incident is not None:
        if incident.brand_id != brand.pk:
            raise ValidationError({"incident": _("There is no such incident.")})
        incident = lock(incident)
        if incident.status == Status.MERGED:
            raise ValidationError({"incident": _("This incident was merged into another.")})
    enquiry = Enquiry(brand=brand, incident=incident, created_by=actor)
    _apply(enquiry, details)
    # The desk itself answers nobody: what it takes down waits for whoever takes it up.
    enquiry.owner = enquiry.owner or _desk(enquiry) or (None if actor.is_automation else actor)
    enquiry.spokesperson = enquiry.spokesperson or _holder(enquiry, IncidentRole.SPOKESPERSON)
    enquiry.due()
    _checked(enquiry)
    enquiry.save(force_insert=True)
    note(enquiry, EnquiryVerb.RECEIVED, actor, Verb.ENQUIRY_RECEIVED)
    told = [person for person in press_people(enquiry) if person != actor]
    tell_about_enquiry(enquiry, "enquiry_received", told, key="new")
    return enquiry


def _apply(enquiry: Enquiry, details: Mapping[str, Any]) -> None:
    for name in DETAILS:
        if name not in details:
            continue
        value = details[name]
        if name in _LINES:
            value = one_line(nfc(value), 200)
        elif name == "questions":
            value = nfc(value).strip()
        setattr(enquiry, name, value)


def _checked(enquiry: Enquiry) -> None:
    """Every field, and what only a look at several tells."""
    for name in ("received_at", "deadline"):
        plausible(getattr(enquiry, name))
    if enquiry.deadline <= enquiry.received_at:
        raise ValidationError({"deadline": _("The deadline must be later than the enquiry.")})
    for name in ("owner", "spokesperson"):
        person = getattr(enquiry, name)
        if person and not roles.has_role(person, enquiry.brand_id, roles.INSIDERS):
            raise ValidationError({name: _("This person does not work for the brand.")})
    enquiry.full_clean(exclude=["incident", "brand", "state", "published_url"])


def _holder(enquiry: Enquiry, role: str) -> User | None:
    """Who holds a role of the case now."""
    if enquiry.incident is None:
        return None
    row = enquiry.incident.assignments.filter(role=role, ended_at=None).select_related("user")
    return next((one.user for one in row[:1]), None)


def _desk(enquiry: Enquiry) -> User | None:
    return _holder(enquiry, IncidentRole.MEDIA_DESK)


def press_people(enquiry: Enquiry) -> list[User]:
    """Who must hear that a reporter waits: owner, media desk and lead; else those on duty."""
    case = enquiry.incident
    found = [enquiry.owner, _desk(enquiry), case.lead if case else None]
    if people := list(dict.fromkeys(person for person in found if person)):
        return people
    if case is not None:
        return responders(case)
    return duty.on_duty(enquiry.brand_id) or list(
        roles.people(enquiry.brand_id, {Role.MEMBER, Role.MANAGER})
    )


def tell_about_enquiry(enquiry: Enquiry, topic: str, people: list[User], *, key: str) -> None:
    """Outlet and deadline only: a reporter's name goes into no letter and to no other system."""
    tell_of(
        enquiry, topic, people, key=key, outlet=enquiry.outlet,
        deadline=enquiry.deadline.isoformat(),
    )  # fmt: skip


def hold_enquiry(enquiry: Enquiry) -> Enquiry:
    """The enquiry, fresh and locked after its case."""
    while True:
        case = lock(enquiry.incident) if enquiry.incident is not None else None
        if Enquiry.objects.filter(pk=enquiry.pk, incident=case).exists():
            fresh = lock(enquiry)
            fresh.incident = case
            return fresh
        enquiry = Enquiry.objects.select_related("incident").get(pk=enquiry.pk)


def note(
    enquiry: Enquiry,
    verb: EnquiryVerb,
    actor: User,
    line: Verb | None = None,
    *,
    words: str = "",
    to: User | None = None,
    **data: Any,
) -> None:
    """One line of the enquiry's own record and, where it tells the case something, of its log."""
    EnquiryEvent.objects.create(enquiry=enquiry, verb=verb, by=actor, to=to, words=words)
    if line is not None and enquiry.incident is not None:
        told = {"enquiry": enquiry.reference, "outlet": enquiry.outlet, **data}
        record(enquiry.incident, line, actor, **told)


@transaction.atomic
def change(enquiry: Enquiry, *, actor: User, **details: Any) -> Enquiry:
    """Mend what was written down; a new deadline sets its clocks anew."""
    require(actor, "statements.handle_enquiries", enquiry)
    enquiry = hold_enquiry(enquiry)
    _must_wait(enquiry)
    before = (enquiry.received_at, enquiry.deadline)
    if "deadline" in details and abs(details["deadline"] - enquiry.deadline) < minutes(1):
        # A page shows minutes; whoever mends a name does not move the deadline.
        details.pop("deadline")
    _apply(enquiry, details)
    moved = (enquiry.received_at, enquiry.deadline) != before
    ahead = enquiry.deadline > now()
    if moved and (ahead or enquiry.runs):
        enquiry.due()
    _checked(enquiry)
    if moved and ahead and enquiry.state == EnquiryState.MISSED:
        take(enquiry.take_up, actor)
    enquiry.save()
    # Who moves a deadline may hide that it was missed: the case keeps that it was moved.
    line = Verb.ENQUIRY_MOVED if moved else None
    note(enquiry, EnquiryVerb.CHANGED, actor, line, due=enquiry.deadline.isoformat())
    return enquiry


@transaction.atomic
def assign(enquiry: Enquiry, *, to: User, actor: User) -> Enquiry:
    """Give it to a person, or take it oneself."""
    require(actor, "statements.handle_enquiries", enquiry)
    enquiry = hold_enquiry(enquiry)
    _must_wait(enquiry)
    if not roles.has_role(to, enquiry.brand_id, roles.WORKING):
        raise ValidationError({"to": _("This person does not answer for the brand.")})
    enquiry.owner = to
    if enquiry.state == EnquiryState.RECEIVED:
        take(enquiry.take_up, actor)
    enquiry.save()
    note(enquiry, EnquiryVerb.ASSIGNED, actor, Verb.ENQUIRY_ASSIGNED, to=to, person=who(to))
    if to != actor:
        key = f"{to.pk}:{enquiry.events.count()}"
        tell_about_enquiry(enquiry, "enquiry_assigned", [to], key=key)
    return enquiry


@transaction.atomic
def decline(enquiry: Enquiry, *, actor: User, reason: str) -> Enquiry:
    """Say nothing to this reporter, and why."""
    reason = required("reason", reason)
    enquiry = hold_enquiry(enquiry)
    take(enquiry.decline, actor)
    enquiry.save()
    note(enquiry, EnquiryVerb.DECLINED, actor, Verb.ENQUIRY_DECLINED, words=reason)
    return enquiry


@transaction.atomic
def reopen(enquiry: Enquiry, *, actor: User) -> Enquiry:
    """It is answered after all; where the deadline is over, the sweep says so at once."""
    enquiry = hold_enquiry(enquiry)
    if enquiry.state != EnquiryState.DECLINED:
        sentence = _("Only an enquiry that was declined is taken up again.")
        raise Blocked([Refusal("wrong_state", sentence)])
    take(enquiry.take_up, actor)
    enquiry.save()
    note(enquiry, EnquiryVerb.REOPENED, actor, Verb.ENQUIRY_REOPENED)
    return enquiry


@transaction.atomic
def erase_reporter(enquiry: Enquiry, *, actor: User, reason: str) -> int:
    """Take a reporter's name and contact out of every enquiry of theirs; returns how many.

    Also where the words of an enquiry, of its reply or of its record name them.
    """
    require(actor, "statements.erase_reporter", enquiry)
    reason = required("reason", reason)
    fresh = hold_enquiry(enquiry)
    name, contact = fresh.reporter, fresh.contact
    if not name and not contact:
        raise Blocked([Refusal("erased", _("Nothing personal is kept about this reporter."))])
    same = Q(pk=fresh.pk)
    same |= Q(reporter__iexact=name, outlet__iexact=fresh.outlet) if name else Q()
    same |= Q(contact__iexact=contact) if contact else Q()
    rows = list(
        Enquiry.objects.filter(same, brand=fresh.brand_id)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    secrets = {text for row in rows for text in (row.reporter, row.contact) if text}
    for row in rows:
        _blank(row, secrets)
        note(row, EnquiryVerb.ERASED, actor, words=_without(reason, secrets))
    return len(rows)


def _blank(row: Enquiry, secrets: set[str]) -> None:
    row.reporter = row.contact = ""
    row.questions = _without(row.questions, secrets) or "…"
    row.reply = _without(row.reply, secrets)
    row.erased_at = now()
    row.save()
    for event in row.events.exclude(words=""):
        event.words = _without(event.words, secrets)
        event.save(update_fields=["words"])


def _without(text: str, secrets: set[str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "…")
    return text


def _must_wait(enquiry: Enquiry) -> None:
    if not enquiry.is_unsettled:
        raise Blocked([Refusal("settled", _("This enquiry is settled already."))])
