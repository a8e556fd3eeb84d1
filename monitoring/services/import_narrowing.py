"""How a chunk of an import that cannot be stored is narrowed down to the row that breaks it.

A chunk is tried whole first. Then each attempt that fails halves how many of its first rows are
tried, until one stands alone, and each that succeeds strikes its rows off and doubles it. All of
that follows from how many rows wait and how often they were tried, both of which are in the
database before an attempt is made: a worker that goes down is a failure like any other. No row is
given up that was not tried alone, and a bad row among 1,000 costs at most some forty attempts.
"""

from __future__ import annotations

import re

import psycopg
from django.utils.translation import gettext as _

from crisisdesk.kernel.text import one_line
from monitoring.intake.clean import plain

#: So often a chunk is tried whole.
WHOLE = 3
#: What a database quotes of the row at the end of its sentence.
_QUOTED = re.compile(r': ".*', re.DOTALL)


def span(attempt: int, waiting: int) -> int:
    """How many of the first rows are tried; none where the first one was tried alone."""
    return waiting if attempt <= WHOLE else (1 << _doublings(waiting)) >> (attempt - WHOLE)


def attempts_after(done: int, waiting: int, *, good: bool) -> int:
    """What the rows that wait count as tried, once the first `done` are off: more, or one again."""
    doublings = _doublings(waiting)
    wanted = min(_doublings(done) + 1, doublings) if good else 0
    return WHOLE + doublings - wanted - 1


def _doublings(rows: int) -> int:
    """How often one is doubled to reach so many."""
    return (rows - 1).bit_length()


def sentence(error: Exception | None) -> str:
    """Why a row that was tried alone is given up, without what stands in it."""
    if error is None:
        return _("This row could not be stored: it ended the worker each time, which left no word.")
    return _("This row could not be stored: %(why)s") % {"why": _why(error)}


def _why(error: Exception) -> str:
    """The database's own sentence; of anything else only its kind, for it may hold anything."""
    # What fails while rows are copied comes from the driver itself, the rest by way of Django.
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    said = cause.diag.message_primary if isinstance(cause, psycopg.Error) else None
    return one_line(plain(_QUOTED.sub("", said))) if said else type(error).__name__
