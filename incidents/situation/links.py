"""Links by which a stakeholder without an account follows one case.

The link is signed and made when it is shown or a letter is written, so that neither the outbox
nor a backup holds it; it ends at its time, or at once when somebody takes it back.
"""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.urls import reverse

from crisisdesk.kernel.clock import now
from incidents.models import FollowLink, FollowOpening
from incidents.models.situation import new_secret
from outbox.mail import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incidents.models import Incident, SituationLetter, SituationReport
    from playbooks.models import Stakeholder
    from teams.models import User

VALID = timedelta(days=30)
SALT = "incidents.follow"
#: One reader who looks again and again is not noted each time.
PAUSE = timedelta(minutes=5)


def page_of(report: SituationReport) -> str:
    """The report's page in the desk."""
    return reverse("incidents:situation-report", args=[report.incident.reference, report.number])


def make_many(incident: Incident, people: Iterable[Stakeholder], actor: User) -> None:
    """A good link for each: one that stands gets more time, one taken back a new secret."""
    known = {row.stakeholder_id: row for row in incident.follow_links.all()}
    rows, until = [], now() + VALID
    for person in people:
        row = known.get(person.pk) or FollowLink(incident=incident, stakeholder=person)
        if row.pk is None or not row.is_good:
            row.secret, row.made_by, row.made_at = new_secret(), actor, now()
        row.pk, row.expires_at, row.revoked_at, row.revoked_by = None, until, None, None
        rows.append(row)
    FollowLink.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["incident", "stakeholder"],
        update_fields=["secret", "made_by", "made_at", "expires_at", "revoked_at", "revoked_by"],
    )


def token_of(link: FollowLink) -> str:
    return signing.Signer(salt=SALT).sign_object([link.pk, link.secret])


def address_of(link: FollowLink, language: str = "") -> str:
    """The whole address."""
    path = reverse("follow", args=[token_of(link)])
    return absolute(path + ("?lang=en" if language == "en" else ""))


def address_for(letter: SituationLetter) -> str:
    """What the letter says; empty once the link is good no more."""
    link = FollowLink.objects.filter(
        incident=letter.report.incident_id, stakeholder=letter.stakeholder_id
    ).first()
    return address_of(link, letter.language) if link and link.is_good else ""


def followed(token: str) -> FollowLink | None:
    """Whose link it is; None where it is not ours, ended, taken back, or of what nobody outside
    may follow.
    """
    try:
        pk, secret = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = FollowLink.objects.select_related("incident__brand", "stakeholder")
    link = rows.filter(pk=pk, secret=secret).first()
    if link is None or not link.is_good or not link.stakeholder.active:
        return None
    return None if link.incident.is_drill or link.incident.restricted else link


def note_opening(link: FollowLink, address: str) -> None:
    """Log that it was opened, from which part of the net."""
    network = _network(address)
    if not link.openings.filter(network=network, at__gt=now() - PAUSE).exists():
        FollowOpening.objects.create(link=link, network=network)


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    size: Any = 24 if found.version == 4 else 56  # noqa: PLR2004 -- the old kind of address
    return str(ipaddress.ip_network((found, size), strict=False))
