"""What a reporter is written: that the mail arrived, and later what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from crisisdesk.kernel.clock import now
from monitoring.models import StaffReport, StaffStanding
from monitoring.staff import limits
from outbox.mail import absolute
from outbox.outside import Letterhead
from outbox.services import enqueue, forget, keys_under

if TYPE_CHECKING:
    from outbox.models import OutboxMessage

ANSWER, THANKS = "monitoring.staff_answer", "monitoring.staff_thanks"


def key_of(report: StaffReport) -> str:
    """How the keys of all letters about a report begin."""
    return f"staff-report:{report.pk}:"


def answer(report: StaffReport) -> bool:
    """Say by mail that a mail arrived: to people only, and one address once an hour."""
    address = report.sender
    if not address or not limits.knock(
        f"answer {report.brand_id} {address.lower()}", limits.ANSWERS_PER_HOUR
    ):
        return False
    _write(report, ANSWER, address)
    return True


def thank(report: StaffReport) -> None:
    """Say what came of it, once an address however often it was left: it may be a stranger's."""
    report.thanked_at = now()
    report.save(update_fields=["thanked_at"])
    address = report.writes_back
    fresh = limits.knock(f"thanks {report.signal_id} {address}", 1, limits.DAY)
    if fresh and limits.knock(f"thanks of {report.brand_id} {address}", limits.THANKS, limits.DAY):
        _write(report, THANKS, address)


def _write(report: StaffReport, topic: str, address: str) -> None:
    enqueue(
        topic, key=f"{key_of(report)}{topic}", address=address, language=report.language,
        report=report.pk, drill=False,
    )  # fmt: skip


def _report(message: OutboxMessage) -> StaffReport | None:
    rows = StaffReport.objects.select_related("brand", "signal__incident")
    return rows.filter(pk=message.facts["report"]).first()


def objection(message: OutboxMessage) -> str:
    """Why the letter is not wanted any more."""
    report = _report(message)
    return "erased" if report is None or report.erased_at else ""


def head(message: OutboxMessage) -> Letterhead:
    """The brand writes; an automatic answer says that it is one (RFC 3834)."""
    report = _report(message)
    assert report is not None  # noqa: S101 -- `objection` was asked before
    answers = report.message_id if message.topic == ANSWER else ""
    return Letterhead(name=report.brand.name, token=report.token, answers=answers)


def facts(stored: dict[str, Any]) -> dict[str, Any]:
    """The words' gaps; the state is the one at the moment of sending."""
    report = StaffReport.objects.select_related("brand", "signal__incident").get(
        pk=stored["report"]
    )
    path = reverse("staff-state", args=[report.reference])
    return {
        "brand": report.brand.name,
        "reference": report.reference,
        "page": absolute(path + ("?lang=en" if report.language == "en" else "")),
        "became_case": report.standing == StaffStanding.CASE,
        "refused_files": report.refused,
    }


@transaction.atomic
def came_back(token: str, hard: bool, detail: str) -> bool:
    """A letter was returned: for good, and the address is not written to again."""
    report = StaffReport.objects.select_for_update(of=("self",)).filter(token=token).first()
    if report is None:
        return False
    if hard:
        report.contact = report.sender = ""
        report.save(update_fields=["contact", "sender"])
        forget(keys_under(key_of(report)))
    return True
