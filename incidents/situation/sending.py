"""To whom a report goes, and the letters that carry it: one for each address."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import one_line
from incidents.models import Incident, SituationLetter, SituationReport
from incidents.situation import links
from incidents.telling import tell_team
from outbox.models import Channel, OutboxMessage
from outbox.outside import Letterhead
from outbox.services import promise, short
from playbooks.models import Stakeholder
from teams import roles
from teams.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playbooks.models import StakeholderList

#: The letter to our own people, and the one to people outside.
INSIDE, OUTSIDE = "incidents.situation_report", "incidents.situation_outside"
#: What our own people are told never stands behind a long list.
APART = timedelta(milliseconds=100)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True)
class Addressee:
    """Somebody who gets the report: a person of the desk, or a stakeholder."""

    email: str
    user: User | None = None
    stakeholder: Stakeholder | None = None

    @property
    def name(self) -> str:
        return (self.user or self.stakeholder).name


def readers(incident: Incident) -> list[User]:
    """People of the desk who may see the case; of a drill or a restricted case those it names."""
    if incident.is_drill or incident.restricted:
        named = {incident.lead_id, *incident.allowed.values_list("pk", flat=True)}
        return list(roles.people(incident.brand_id).filter(pk__in=named).order_by("name"))
    return list(roles.people(incident.brand_id).order_by("name"))


def addressees(
    incident: Incident, lists: Iterable[StakeholderList], people: Iterable[User]
) -> list[Addressee]:
    """Each address once; a person of the desk who is on a list too gets the letter of the desk."""
    allowed = {person.pk for person in readers(incident)}
    found = {
        person.email.lower(): Addressee(person.email.lower(), user=person)
        for person in people
        if person.pk in allowed
    }
    outside = Stakeholder.objects.filter(
        brand=incident.brand_id, lists__in=list(lists), active=True
    ).exclude(email="")
    for row in outside.distinct():
        address = row.email.strip().lower()
        found.setdefault(address, Addressee(address, stakeholder=row))
    return list(found.values())


def write(
    report: SituationReport, who: list[Addressee], *, with_link: bool, actor: User
) -> list[SituationLetter]:
    """The rows that say who was written to, with the keys of the outbox."""
    outside = [one.stakeholder for one in who if one.stakeholder]
    if with_link:
        links.make_many(report.incident, outside, actor)
    letters = [
        SituationLetter(
            report=report,
            user=one.user,
            stakeholder=one.stakeholder,
            name=one.name,
            email=one.email,
            language=one.user.language if one.user else one.stakeholder.language,
            key=_key(report, one),
            with_link=with_link and one.stakeholder is not None,
        )
        for one in who
    ]
    return SituationLetter.objects.bulk_create(letters)


def _key(report: SituationReport, one: Addressee) -> str:
    if one.user:
        return short(f"mail:{_fact(report)}:{one.user.pk}")
    return short(f"{_fact(report)}:{hashlib.sha256(one.email.encode()).hexdigest()[:24]}")


def _fact(report: SituationReport) -> str:
    return f"situation:{report.pk}"


def tell(report: SituationReport, letters: list[SituationLetter]) -> None:
    """Promise the letters; our own people find a notice too."""
    incident = report.incident
    ours = [letter.user for letter in letters if letter.user]
    tell_team(
        incident, INSIDE, ours, key=_fact(report), report=report.pk, number=report.number,
        url=links.page_of(report),
    )  # fmt: skip
    promise(
        _message(letter, place)
        for place, letter in enumerate(row for row in letters if row.stakeholder)
    )


def _message(letter: SituationLetter, place: int) -> OutboxMessage:
    at, incident = now() + APART * place, letter.report.incident
    return OutboxMessage(
        key=letter.key,
        topic=OUTSIDE,
        channel=Channel.EMAIL,
        address=letter.email,
        subject=incident.reference,
        language=letter.language or "vi",
        # The words are read from the sealed report when the letter is written.
        facts={"report": letter.report_id, "token": letter.token, "drill": incident.is_drill},
        planned_at=at,
        available_at=at,
    )


def _letter(token: str) -> SituationLetter | None:
    rows = SituationLetter.objects.select_related(
        "report__incident__brand", "report__incident__lead", "stakeholder"
    )
    return rows.filter(token=token).first()


def objection(message: OutboxMessage) -> str:
    """Why the letter must not go out now, asked of the rows as they stand."""
    letter = _letter(message.facts["token"])
    if letter is None or letter.report.incident.is_drill:
        return "drill"
    if letter.stakeholder is None or not letter.stakeholder.active:
        return "no stakeholder any more"
    if letter.report.incident.restricted:
        return "restricted"
    return "" if letter.report.digest == letter.report.seal() else "another text"


def head(message: OutboxMessage) -> Letterhead:
    """The brand writes; answers go to the lead, or to the brand's press address."""
    letter = _letter(message.facts["token"])
    assert letter is not None  # noqa: S101 -- `objection` was asked before
    incident = letter.report.incident
    answers = incident.lead.email if incident.lead else ""
    if not answers and (found := _ADDRESS.search(incident.brand.press_contact)):
        answers = found[0]
    host = urlsplit(settings.PUBLIC_URL).hostname
    return Letterhead(
        name=incident.brand.name,
        token=letter.token,
        reply_to=answers,
        list_id=f"<situation.{incident.brand.slug}.{host}>",
    )


def facts(stored: dict[str, Any]) -> dict[str, Any]:
    """The words as they were sealed, in the languages that the reader reads."""
    report = SituationReport.objects.select_related("incident__brand").get(pk=stored["report"])
    letter = _letter(stored["token"]) if "token" in stored else None
    reads = letter.language if letter else ""
    texts = [
        {"code": code, "text": getattr(report, f"text_{code}")}
        for code in report.languages()
        if not reads or code == reads
    ]
    follow = links.address_for(letter) if letter and letter.with_link else ""
    return {
        "texts": texts or [{"code": code, "text": getattr(report, f"text_{code}")}
                           for code in report.languages()],
        "report_number": report.number,
        "case_title": report.title,
        "brand": report.incident.brand.name,
        "follow": follow,
    }  # fmt: skip


@transaction.atomic
def came_back(token: str, hard: bool, detail: str) -> bool:
    """A letter was returned; the page of the report says so."""
    letter = SituationLetter.objects.select_for_update(of=("self",)).filter(token=token).first()
    if letter is None:
        return False
    if letter.bounced_at is None or (hard and not letter.is_hard):
        letter.bounced_at, letter.is_hard, letter.detail = now(), hard, one_line(detail, 300)
        letter.save(update_fields=["bounced_at", "is_hard", "detail"])
    return True
