"""The copy of the newsroom in files: due as soon as something public changed, written by a sweep."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from crisisdesk.kernel.clock import now
from newsroom import bucket, folder, pages
from newsroom.models import Copy
from teams import roles
from teams.models import Brand, Role
from teams.notify import tell

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


class Written(NamedTuple):
    """What a round did: pages that there are, and files that changed."""

    pages: int
    changed: int


def sweep() -> int:
    """Write the copy if a folder is set and something changed; returns the files written."""
    if not settings.NEWSROOM_COPY_DIR:
        return 0
    row = plan(settings.NEWSROOM_COPY_DIR)
    return run(row) if row.due_at is not None and row.due_at <= now() else 0


@transaction.atomic
def plan(place: str) -> Copy:
    """Note that the copy is due where it shows something else than the newsroom."""
    row, _made = Copy.objects.get_or_create(folder=place)
    row = Copy.objects.select_for_update().get(pk=row.pk)
    if row.due_at is None and row.digest != pages.state():
        row.due_at = now()
        row.save(update_fields=["due_at"])
    return row


def run(row: Copy) -> int:
    """Write the copy; a failure is told once and tried again later and later."""
    digest = pages.state()
    try:
        done = write(row.folder)
    except folder.Busy:
        return 0
    except Exception as error:
        log.exception("The copy of the newsroom could not be written")
        _failed(row, error)
        return 0
    row.digest, row.due_at, row.done_at, row.pages = digest, None, now(), done.pages
    row.failed_at, row.failures, row.error = None, 0, ""
    row.save()
    return done.changed


def write(place: str, seen: Callable[[], None] = lambda: None, *, whole: bool = False) -> Written:
    """Bring folder or bucket up to date; `whole` renders every page, changed or not."""
    count, needed = 0, set[str]()
    store = bucket.release(place) if bucket.is_address(place) else folder.release(Path(place))
    with store as release:
        for page in pages.pages():
            count += 1
            if whole or not release.holds(page.path, page.fingerprint):
                content = pages.render(page)
                release.put(page.path, content, page.fingerprint)
                if page.path.endswith(".html"):
                    needed |= pages.assets(content)
            seen()
        for name in sorted(needed):
            release.put(f"static/{name}", pages.asset(name))
    return Written(count, release.written)


def _failed(row: Copy, error: Exception) -> None:
    first = row.failed_at is None
    row.failed_at, row.failures = now(), row.failures + 1
    row.error = f"{type(error).__name__}: {error}"[:300]
    row.due_at = now() + min(FIRST_WAIT * 2 ** min(row.failures - 1, 6), LONGEST_WAIT)
    row.save()
    if first:
        admins = {
            person for brand in Brand.objects.all() for person in roles.people(brand, {Role.ADMIN})
        }
        key = f"newsroom.copy_failed:{row.failed_at.isoformat()}"
        tell(admins, "newsroom.copy_failed", key=key, error=row.error, url=reverse("newsroom-care"))
