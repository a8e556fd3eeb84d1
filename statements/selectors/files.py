"""Files of a version, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statements.models import Attachment

if TYPE_CHECKING:
    from statements.models import StatementVersion


def files_of(version: StatementVersion) -> list[Attachment]:
    """The attached files; no question to the database where there are none."""
    if not version.attachments:
        return []
    found = {
        row.digest: row
        for row in Attachment.objects.filter(
            statement=version.statement_id, digest__in=version.attachments
        )
    }
    return [found[digest] for digest in version.attachments if digest in found]
