"""Reads the mailbox to which mail servers report what did not arrive. Nothing in it is deleted."""

from __future__ import annotations

import imaplib
import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sweeping import each
from outbox import bounces, outside
from outbox.models import BounceBox
from outbox.wire import ForbiddenAddress

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

PAGE = 100
SECONDS = 60.0
#: Bytes of one mail.
ENOUGH = 1_000_000
PORTS = {"ssl": 993, "starttls": 143}


class Mail(NamedTuple):
    """One mail by its number, which is all that a log may say of it."""

    pk: int
    content: bytes


def is_set() -> bool:
    """Whether the operator named a mailbox."""
    return bool(settings.BOUNCE_IMAP_HOST)


def read() -> int:
    """Take in the reports that came since last time; returns how many letters came back."""
    from imap_tools.errors import ImapToolsError  # noqa: PLC0415 -- only where mail is read

    from outbox.egress import TooBig, patience  # noqa: PLC0415 -- only where mail is read

    if not is_set():
        return 0
    try:
        with patience(SECONDS):
            return _read()
    except (imaplib.IMAP4.error, ImapToolsError, OSError, ForbiddenAddress, TooBig) as error:
        # The next round tries again; the page of subscribers and the log say that it failed.
        log.warning("The bounce mailbox cannot be read: %s", error)
        BounceBox.objects.update_or_create(
            pk=1, defaults={"failed_at": now(), "error": str(error)[:300] or type(error).__name__}
        )
        return 0


def _read() -> int:
    """No transaction is open while the mail server is asked."""
    box, _new = BounceBox.objects.get_or_create(pk=1)
    with _connected() as line:
        user, password = settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD
        way = line.login if (user + password).isascii() else line.login_utf8
        way(user, password, initial_folder=None)
        line.folder.set(settings.BOUNCE_IMAP_FOLDER, readonly=True)
        validity = line.folder.status(settings.BOUNCE_IMAP_FOLDER, ["UIDVALIDITY"])["UIDVALIDITY"]
        # Where the server gave new numbers, ours mean nothing any more.
        known = box.uid if box.validity == validity else 0
        mails = list(_mails(line, known))
    return _store(box, validity, mails)


@transaction.atomic
def _store(box: BounceBox, validity: int, mails: list[Mail]) -> int:
    """Reports and the place where reading goes on, together; whoever comes second stores nothing."""
    fresh = BounceBox.objects.select_for_update().get(pk=box.pk)
    if (fresh.validity, fresh.uid) != (box.validity, box.uid):
        return 0
    found = each(mails, _take)
    if mails or fresh.validity != validity:
        fresh.validity, fresh.uid = validity, max([mail.pk for mail in mails], default=0)
    fresh.read_at, fresh.failed_at, fresh.error = now(), None, ""
    fresh.save()
    return found


def _connected() -> Any:
    from outbox.imap import CheckedBox  # noqa: PLC0415 -- only where mail is read

    security = settings.BOUNCE_IMAP_SECURITY
    port = settings.BOUNCE_IMAP_PORT or PORTS[security]
    return CheckedBox(settings.BOUNCE_IMAP_HOST, port, security)


def _mails(line: Any, known: int) -> Iterator[Mail]:
    """Mails after the last one."""
    # A server answers `n:*` with its last mail even below n.
    uids = sorted(uid for uid in map(int, line.uids(f"UID {known + 1}:*")) if uid > known)
    for uid in uids[:PAGE]:
        # Reports bring the letter back; the first part of a long one is enough.
        _ok, parts = line.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{ENOUGH}>)")
        yield Mail(uid, next((part[1] for part in parts if isinstance(part, tuple)), b""))


@transaction.atomic
def _take(mail: Mail) -> int:
    try:
        report = bounces.read(mail.content)
    except (LookupError, ValueError, TypeError, AttributeError):
        log.warning("Mail %s in the bounce mailbox could not be understood", mail.pk)
        return 0
    if report is None:
        return 0
    return int(outside.came_back(report.token, hard=report.hard, detail=report.detail))
