"""Notes: short and final; @person tells that person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import fold, nfc
from crisisdesk.kernel.vocabulary import Visibility
from incidents.models import Incident, Note
from incidents.services.common import required, who
from incidents.telling import tell_team
from incidents.timeline import record
from incidents.verbs import Verb
from teams import roles
from teams.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

LIMIT = 4000


@transaction.atomic
def add(
    incident: Incident, *, actor: User, text: str, visibility: str = Visibility.INTERNAL
) -> Note:
    """Write a note into the log and tell those it names with @."""
    require(actor, "incidents.note", incident)
    if visibility == Visibility.PRIVILEGED:
        require(actor, "incidents.see_privileged", incident)
    text = required("text", text)
    if len(text) > LIMIT:
        raise ValidationError(
            {"text": _("Shorten the note to %(limit)s characters.") % {"limit": LIMIT}}
        )
    incident = lock(incident)
    note = Note.objects.create(incident=incident, text=text, visibility=visibility, by=actor)
    people = named(text, _possible(incident, visibility))
    note.mentioned.set(people)
    record(
        incident,
        Verb.NOTED,
        actor,
        note=note,
        visibility=visibility,
        people=[who(person) for person in people],
    )
    tell_team(
        incident,
        "incidents.mentioned",
        [person for person in people if person.pk != actor.pk],
        key=f"note:{note.pk}",
        author=actor.name,
    )
    return note


def _possible(incident: Incident, visibility: str) -> list[User]:
    people = list(roles.people(incident.brand_id))
    if visibility == Visibility.PRIVILEGED:
        people = [p for p in people if may(p, "incidents.see_privileged", incident)]
    return people


def named(text: str, people: Iterable[User]) -> list[User]:
    """Those whom the text calls: @ and the full name, the given name, or the mail name.

    Accents and case do not matter; "@Lan" calls every Lan, for missing one is worse.
    """
    folded = fold(nfc(text))
    return [person for person in people if any(_calls(folded, n) for n in _names(person))]


def _names(person: User) -> set[str]:
    full = fold(person.name)
    return {name for name in (full, full.split()[-1] if full else "", _local(person)) if name}


def _local(person: User) -> str:
    return person.email.split("@")[0].casefold()


def _calls(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", text) is not None


@transaction.atomic
def redact(note: Note, *, actor: User, reason: str) -> Note:
    """Blank the words for legal cause; the line and its seal stay."""
    require(actor, "incidents.redact", note.incident)
    reason = required("reason", reason)
    incident = lock(note.incident)
    note = Note.objects.select_for_update().get(pk=note.pk)
    if note.redacted_at:
        raise Blocked([Refusal("redacted", _("These words are blanked already."))])
    note.text, note.redacted_at = "", now()
    note.save(update_fields=["text", "redacted_at"])
    lines = list(note.entries.values_list("seq", flat=True))
    record(incident, Verb.NOTE_REDACTED, actor, words=reason, lines=lines)
    return note
