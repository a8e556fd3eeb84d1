"""What the services of a case's work share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc
from incidents.enums import Status
from incidents.telling import tell_team
from teams import roles

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User


#: From here on the log takes notes only (handbook F2); facts stay open for corrections.
FROZEN = (Status.POST_MORTEM, Status.CLOSED, Status.MERGED)


def work_on(incident: Incident) -> Incident:
    """The case, locked, if it is still worked on."""
    incident = lock(incident)
    if incident.status in FROZEN:
        sentence = _("The work on this case has ended: write a note, or reopen it.")
        raise Blocked([Refusal("frozen", sentence)])
    return incident


def required(field: str, text: str) -> str:
    """The text, clean; an empty one names its field."""
    if not text.strip():
        raise ValidationError({field: _("This field is required.")}, code="required")
    return nfc(text).strip()


def must_belong(incident: Incident, person: User | None) -> None:
    """An owner works for the brand."""
    if person and not roles.has_role(person, incident.brand_id, roles.INSIDERS):
        raise ValidationError({"owner": _("This person does not work for the brand.")})


def who(person: User) -> dict[str, Any]:
    """A person as the log keeps them: the name at the time."""
    return {"id": person.pk, "name": person.name}


def both(row: Any, name: str) -> dict[str, str]:
    """A row's words in both languages, for letters: each reader gets their own."""
    vietnamese = getattr(row, f"{name}_vi")
    return {"vi": vietnamese, "en": getattr(row, f"{name}_en") or vietnamese}


def tell_owner(
    incident: Incident,
    topic: str,
    owner: User | None,
    actor: User,
    key: str,
    about: dict[str, str],
) -> None:
    """Tell an owner what is theirs now; who takes it themself knows already."""
    if owner and owner.pk != actor.pk:
        tell_team(incident, topic, [owner], key=key, about=about)
