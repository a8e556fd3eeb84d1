"""Files of mentions that came with a mail go the way of the import page, without a person."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.utils.translation import gettext as _

from crisisdesk.kernel.text import one_line
from monitoring.connectors.base import Note
from monitoring.enums import ImportState
from monitoring.services import imports
from teams.automation import automation

if TYPE_CHECKING:
    from monitoring.connectors.base import Table
    from monitoring.models import Source

log = logging.getLogger(__name__)


def take_in_table(table: Table, *, source: Source, notes: list[Note]) -> bool:
    """Hand a file to the imports; whether it is known, and what is wrong with it in `notes`.

    Its rows come in the background with a saved mapping, or after a person has named the columns.
    """
    name = one_line(table.name, 80)
    try:
        job = imports.take_attachment(
            source, name=table.name, content=table.content, actor=automation()
        )
    except ValidationError as error:
        notes.append(Note("table_unreadable", {"name": name, "why": "; ".join(error.messages)}))
    except OperationalError:
        # The database's trouble, not the file's: the page is read again.
        raise
    except Exception as error:
        # One file that breaks us must not hold up the mails behind it for ever.
        log.exception("A table of source %s could not be taken in", source.pk)
        why = _("The desk could not read it (%(error)s).") % {"error": type(error).__name__}
        notes.append(Note("table_unreadable", {"name": name, "why": why}))
    else:
        if job.state != ImportState.PREVIEW:
            return True
        notes.append(Note("table_unknown", {"name": name}))
    return False
