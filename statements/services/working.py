"""Words that are typed and not saved: kept for the person who typed them, until they save."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc
from statements.models import Statement, StatementVersion, WorkingCopy
from statements.services import attaching, drafting, linting
from statements.services.common import hold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statements.services.composing import Words
    from teams.models import User

#: Far more than both languages of the longest statement.
MOST_BYTES = 400_000
FORGOTTEN_AFTER = timedelta(days=30)


@transaction.atomic
def keep(
    statement: Statement, *, actor: User, base: int, fields: Mapping[str, list[str]]
) -> WorkingCopy:
    """Keep what the editor's fields hold now; the last word of a person replaces their earlier."""
    require(actor, "statements.write", statement.incident)
    clean = {nfc(name): [nfc(value) for value in values] for name, values in fields.items()}
    if len(json.dumps(clean, ensure_ascii=False).encode()) > MOST_BYTES:
        raise ValidationError({"text_vi": _("This is too long to be kept.")})
    copy, _made = WorkingCopy.objects.update_or_create(
        statement=statement, by=actor, defaults={"base": base, "fields": clean, "at": now()}
    )
    return copy


@transaction.atomic
def drop(statement: Statement, *, actor: User) -> None:
    """The person does not want their unsaved words any more."""
    WorkingCopy.objects.filter(statement=statement, by=actor).delete()


def clear_forgotten() -> int:
    """Unsaved words that nobody came back for within a month; how many there were."""
    old = WorkingCopy.objects.filter(at__lt=now() - FORGOTTEN_AFTER)
    return old.delete()[0]


@transaction.atomic
def save(
    statement: Statement,
    *,
    actor: User,
    expected_version: int,
    words: Words,
    files: attaching.Changes | None = None,
) -> StatementVersion:
    """Save from the editor: the words become a version, the working copy has done its work."""
    require(actor, "statements.write", statement.incident)
    if files is not None:
        statement = hold(statement)
        before = statement.version.attachments
        words.attachments = attaching.settle(statement, actor=actor, before=before, changes=files)
    version = drafting.save(statement, actor=actor, expected_version=expected_version, words=words)
    drop(statement, actor=actor)
    return version


@transaction.atomic
def save_and_keep_phrase(
    statement: Statement,
    *,
    actor: User,
    expected_version: int,
    words: Words,
    files: attaching.Changes | None = None,
    key: str,
    reason: str,
) -> StatementVersion:
    """Save what is typed and keep a flagged phrase of it, both or neither."""
    version = save(
        statement, actor=actor, expected_version=expected_version, words=words, files=files
    )
    linting.keep_phrase(Statement.objects.get(pk=statement.pk), actor=actor, key=key, reason=reason)
    return version
