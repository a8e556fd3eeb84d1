"""Pictures people take of what was said, drawn anew before they are kept (`kernel.pictures`)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from crisisdesk.kernel.pictures import LIMIT, MOST_PIXELS, Drawn, redraw
from crisisdesk.kernel.rights import require
from monitoring.models import Mention, Screenshot
from monitoring.services.leaving import hold_file

if TYPE_CHECKING:
    from teams.models import User

__all__ = ["LIMIT", "MOST_PIXELS", "Drawn", "keep", "redraw"]


@transaction.atomic
def keep(mention: Mention, drawn: Drawn, *, actor: User) -> Screenshot:
    """Store the picture under its digest; the same one once."""
    require(actor, "monitoring.take_in", mention)
    digest = hashlib.sha256(drawn.content).hexdigest()
    shot = Screenshot(
        mention=mention, sha256=digest, format=drawn.format, width=drawn.width,
        height=drawn.height, by=actor,
    )  # fmt: skip
    field = shot._meta.get_field("file")  # noqa: SLF001 -- Django's documented meta API
    path = field.generate_filename(shot, "")
    # Nobody removes it as unused between this look and the row.
    hold_file(path)
    if field.storage.exists(path):
        shot.file.name = path
    else:
        shot.file.save("", ContentFile(drawn.content), save=False)
    shot.save(force_insert=True)
    return shot
