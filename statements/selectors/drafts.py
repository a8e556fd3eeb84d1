"""Unsaved words: one's own to go on with, those of others to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import QueryDict

from statements.models import WorkingCopy

if TYPE_CHECKING:
    from statements.models import Statement, StatementVersion
    from teams.models import User

WRITTEN = ("title_vi", "title_en", "text_vi", "text_en")


def copy_of(statement: Statement, user: User) -> WorkingCopy | None:
    """The person's own unsaved words, if they differ from what is saved."""
    copy = WorkingCopy.objects.filter(statement=statement, by=user).first()
    return copy if copy is not None and _differs(copy, statement.version) else None


def copies_of_others(statement: Statement, user: User) -> list[WorkingCopy]:
    """What others have typed since the last version and not saved."""
    rows = WorkingCopy.objects.filter(statement=statement, at__gt=statement.version.at)
    rows = rows.exclude(by=user).select_related("by").order_by("-at")
    return [row for row in rows if _differs(row, statement.version)]


def words_in(copy: WorkingCopy, name: str) -> str:
    """One field of a working copy, with plain line ends."""
    typed = copy.fields.get(name) or [""]
    return str(typed[0]).replace("\r\n", "\n").strip()


def _differs(copy: WorkingCopy, version: StatementVersion) -> bool:
    return any(words_in(copy, name) != getattr(version, name) for name in WRITTEN)


def as_posted(copy: WorkingCopy) -> QueryDict:
    """A working copy as the form would have sent it."""
    data = QueryDict(mutable=True)
    for name, values in copy.fields.items():
        data.setlist(name, [str(value) for value in values])
    return data
