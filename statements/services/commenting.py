"""Remarks on sentences: said, settled, and taken over by the door of every other edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal, Stale
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import Language
from statements.diff import sentences
from statements.enums import State
from statements.models import SentenceComment, Statement
from statements.placing import place_in, with_sentence
from statements.services import drafting
from statements.services.common import hold, tell_about, writers_of

if TYPE_CHECKING:
    from teams.models import User

LONGEST = 2000


@transaction.atomic
def comment(
    statement: Statement,
    *,
    actor: User,
    language: str,
    place: int,
    body: str = "",
    suggestion: str = "",
    expected_version: int | None = None,
) -> SentenceComment:
    """Say something about one sentence of the version that one has read."""
    require(actor, "statements.comment", statement)
    statement = hold(statement)
    _still_written(statement)
    if expected_version not in (None, statement.current_version):
        raise Stale(statement.current_version, _("Someone saved a newer version meanwhile."))
    version = statement.version
    body, suggestion = _clean(body), _clean(suggestion)
    if not body and not suggestion:
        raise ValidationError({"body": _("Say what you mean, or suggest other words.")})
    row = SentenceComment.objects.create(
        statement=statement,
        version=version,
        language=language,
        place=place,
        sentence=_sentence(version, language, place),
        body=body,
        suggestion=suggestion,
        by=actor,
    )
    readers = [person for person in writers_of(statement) if person != actor]
    tell_about(statement, "commented", readers, key=f"comment{row.pk}", by=actor.name)
    return row


def _still_written(statement: Statement) -> None:
    if statement.status not in State.live:
        raise Blocked([Refusal("not_live", _("This text is no longer worked on."))])


def _clean(text: str) -> str:
    text = nfc(text).strip()
    if len(text) > LONGEST:
        raise ValidationError(_("At most %(count)s characters.") % {"count": LONGEST})
    return text


def _sentence(version: object, language: str, place: int) -> str:
    found = sentences(getattr(version, f"text_{language}")) if language in Language.values else []
    if not 0 <= place < len(found) or not found[place].strip():
        raise ValidationError({"sentence": _("Choose a sentence of this version.")})
    return found[place].strip()


@transaction.atomic
def settle(row: SentenceComment, *, actor: User) -> SentenceComment:
    """The remark is dealt with; whoever works on the text may say so."""
    require(actor, "statements.comment", row.statement)
    row = _open(row)
    return _settled(row, actor)


@transaction.atomic
def apply(
    row: SentenceComment, *, actor: User, expected_version: int | None = None
) -> SentenceComment:
    """Put the suggested words in the sentence's place: an edit like any other, a new version."""
    require(actor, "statements.write", row.statement.incident)
    statement = hold(row.statement)
    row = _open(row)
    if not row.suggestion:
        raise Blocked([Refusal("no_suggestion", _("No other words were suggested."))])
    place = place_in(row, statement.version)
    if place is None:
        sentence = _("The sentence has changed since: look at it and edit by hand.")
        raise Blocked([Refusal("sentence_changed", sentence)])
    name = f"text_{row.language}"
    text = with_sentence(getattr(statement.version, name), place, row.suggestion)
    version = drafting.save(
        statement,
        actor=actor,
        expected_version=(
            statement.current_version if expected_version is None else expected_version
        ),
        words=drafting.Words(**{name: text}),
    )
    row.applied_in = version.number
    return _settled(row, actor)


def _open(row: SentenceComment) -> SentenceComment:
    row = lock(row)
    if not row.is_open:
        raise Blocked([Refusal("settled", _("This comment is settled already."))])
    return row


def _settled(row: SentenceComment, actor: User) -> SentenceComment:
    row.settled_at, row.settled_by = now(), actor
    row.save(update_fields=["settled_at", "settled_by", "applied_in"])
    return row
