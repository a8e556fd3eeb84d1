"""Situation reports: drafted, edited, sent once to each address, and then never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc
from incidents.models import SituationReport
from incidents.models.situation import LONGEST
from incidents.services.common import required, work_on
from incidents.situation import clock, secrecy, sending
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.models import Incident
    from playbooks.models import StakeholderList
    from teams.models import User


@dataclass(frozen=True)
class Drafted:
    """What was gathered for a draft, and up to which line of the log."""

    text_vi: str
    text_en: str
    since_seq: int
    until_seq: int
    since: datetime | None
    until: datetime
    figures: dict[str, Any]


@transaction.atomic
def draft(incident: Incident, gathered: Drafted, *, actor: User) -> SituationReport:
    """Begin a report from what was gathered; where a draft waits already, that one."""
    require(actor, "incidents.write_situation", incident)
    incident = work_on(incident)
    waiting = incident.situation_reports.filter(sent_at=None).first()
    if waiting is not None:
        return waiting
    return SituationReport.objects.create(
        incident=incident,
        drafted_by=actor,
        next_at=clock.next_due(incident, now()),
        **vars(gathered),
    )


@transaction.atomic
def gather_again(report: SituationReport, gathered: Drafted, *, actor: User) -> SituationReport:
    """Put the newest state of things in the place of the draft's words."""
    report = _held(report, actor)
    for name, value in vars(gathered).items():
        setattr(report, name, value)
    return _edited(report, actor, *vars(gathered))


@transaction.atomic
def save(
    report: SituationReport,
    *,
    actor: User,
    edition: int,
    text_vi: str = "",
    text_en: str = "",
    next_at: datetime | None = None,
) -> SituationReport:
    """Keep a person's words, if nobody else changed them meanwhile."""
    report = _held(report, actor, edition)
    report.text_vi, report.text_en = nfc(text_vi).strip(), nfc(text_en).strip()
    for name in ("text_vi", "text_en"):
        if len(getattr(report, name)) > LONGEST:
            raise ValidationError(
                {name: _("At most %(limit)s characters.") % {"limit": f"{LONGEST:,}"}}
            )
    report.next_at = next_at
    return _edited(report, actor, "text_vi", "text_en", "next_at")


def _held(report: SituationReport, actor: User, edition: int | None = None) -> SituationReport:
    """The draft, locked after its case, if it may still be changed by this person."""
    require(actor, "incidents.write_situation", report.incident)
    incident = work_on(report.incident)
    report = lock(report)
    report.incident = incident
    if report.is_sent:
        raise Blocked([Refusal("sent", _("This report was sent; what was sent stays as it is."))])
    if edition is not None and edition != report.edition:
        sentence = _("Somebody else changed the draft meanwhile. Look at their words first.")
        raise Blocked([Refusal("changed_meanwhile", sentence)])
    return report


def _edited(report: SituationReport, actor: User, *fields: str) -> SituationReport:
    report.edited_by, report.edited_at = actor, now()
    report.edition += 1
    report.save(update_fields=[*fields, "edited_by", "edited_at", "edition"])
    return report


@transaction.atomic
def discard(report: SituationReport, *, actor: User) -> None:
    """Throw a draft away; what was sent cannot be."""
    _held(report, actor).delete()


@transaction.atomic
def send(
    report: SituationReport,
    *,
    actor: User,
    edition: int,
    lists: Iterable[StakeholderList] = (),
    people: Iterable[User] = (),
    with_link: bool = False,
) -> SituationReport:
    """Number it, seal it and promise one letter to each address."""
    require(actor, "incidents.send_situation", report.incident)
    report = _held(report, actor, edition)
    incident, lists = report.incident, list(lists)
    addressees = sending.addressees(incident, lists, people)
    reasons = [*secrecy.refusals(report), *_objections(report, lists, addressees)]
    if reasons:
        raise Blocked(reasons)
    _seal(report, actor)
    letters = sending.write(report, addressees, with_link=with_link, actor=actor)
    record(
        incident, Verb.SITUATION_REPORTED, actor, number=report.number, count=len(letters)
    )  # fmt: skip
    clock.reported(incident, report.sent_at, report.next_at)
    sending.tell(report, letters)
    return report


def _objections(report: SituationReport, lists: list[Any], addressees: list[Any]) -> list[Refusal]:
    incident, found = report.incident, []
    if not report.languages():
        found.append(Refusal("no_words", _("Write the report in at least one language.")))
    if lists and incident.is_drill:
        sentence = _("THIS IS A DRILL: only its players get the report, nobody outside.")
        found.append(Refusal("drill_leaks", sentence))
    if lists and incident.restricted:
        sentence = _("The case is restricted: its reports go to those it names, nobody outside.")
        found.append(Refusal("restricted", sentence))
    if report.next_at and report.next_at <= now():
        sentence = _(
            "The report says that the next one is due at a time that has passed. Set that time "
            "anew in the draft."
        )
        found.append(Refusal("next_passed", sentence))
    if not addressees:
        sentence = _("Choose somebody to send the report to.")
        found.append(Refusal("nobody", sentence))
    return found


def _seal(report: SituationReport, actor: User) -> None:
    sent = SituationReport.objects.filter(incident=report.incident, sent_at__isnull=False)
    report.number = sent.count() + 1
    report.sent_at, report.sent_by = now(), actor
    report.title = report.incident.title
    report.digest = report.seal()
    report.save(update_fields=["number", "sent_at", "sent_by", "title", "digest"])


@transaction.atomic
def leave_out(incident: Incident, *, actor: User, reason: str) -> None:
    """Decide, with a reason, that no report is due now; the next one is counted from here."""
    require(actor, "incidents.send_situation", incident)
    reason = required("reason", reason)
    incident = work_on(incident)
    record(incident, Verb.SITUATION_LEFT_OUT, actor, words=reason)
    clock.reported(incident, now())
