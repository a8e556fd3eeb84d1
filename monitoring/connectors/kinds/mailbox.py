"""A mailbox: what listening tools and people write to it. Nothing in it is ever deleted."""

from __future__ import annotations

import imaplib
import logging
import re
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import one_line
from monitoring.connectors import staff_mail
from monitoring.connectors.base import Account, Connector, Harvest, Note, Table, Trouble
from monitoring.connectors.forms import MailboxForm
from monitoring.connectors.html import text_of
from monitoring.enums import SourceKind
from monitoring.intake.clean import LIMITS, TEXT_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)
#: Mails of one page.
PAGE = 50
#: Of a trial, the newest.
TRIED = 10
MOST = 10_000_000
PORTS = {"ssl": 993, "starttls": 143}
TABLES = (".csv", ".tsv", ".xlsx")
#: A date in the mail that is further from its arrival than this was not the time of writing.
APART = timedelta(days=7)
_SIZE = re.compile(rb"UID (\d+)|RFC822\.SIZE (\d+)")
#: What servers say when they mean "later", not "wrong password".
_LATER = re.compile(r"UNAVAILABLE|INUSE|LIMIT|OVERQUOTA|THROTTL|SERVERBUG|try again", re.IGNORECASE)


class Mailbox(Connector):
    kind = SourceKind.MAILBOX
    label = SourceKind.MAILBOX.label
    about = _("Mails of listening tools and of people, with the CSV files attached to them.")
    form = MailboxForm
    secrets = ("password",)
    bound_to = ("host", "port", "security")
    every = timedelta(minutes=2)

    def place(self, options: dict[str, Any]) -> str:
        return f"{options['username']} · {options['folder']}"

    def fetch(self, account: Account, cursor: dict[str, Any]) -> Harvest:
        from imap_tools import errors  # noqa: PLC0415 -- only where mail is read

        options = account.options
        host, folder = options["host"], options["folder"]
        try:
            with _connected(options) as box:
                _sign_in(box, options["username"], account.secrets["password"], host)
                # For reading only, unless mails are to be marked.
                box.folder.set(folder, readonly=account.trial or not options["mark_read"])
                return _read(box, folder, account, cursor)
        except errors.MailboxFolderSelectError as error:
            raise Trouble("folder", lasting=True, host=host, folder=folder) from error
        except imaplib.IMAP4.abort as error:
            raise Trouble("unreachable", host=host) from error
        except (imaplib.IMAP4.error, errors.ImapToolsError) as error:
            raise Trouble("mail_server", host=host) from error


def _connected(options: dict[str, Any]) -> Any:
    from outbox.imap import CheckedBox  # noqa: PLC0415 -- only where mail is read

    security = options["security"]
    try:
        return CheckedBox(options["host"], options["port"] or PORTS[security], security)
    except imaplib.IMAP4.error as error:
        # Whoever answers, but not with the greeting of a mail server.
        raise Trouble("mail_server", host=options["host"]) from error


def _sign_in(box: Any, user: str, password: str, host: str) -> None:
    from imap_tools import errors  # noqa: PLC0415 -- only where mail is read

    way = box.login if user.isascii() and password.isascii() else box.login_utf8
    try:
        way(user, password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, errors.MailboxLoginError) as error:
        if _LATER.search(str(error)):
            raise Trouble("status", host=host, status="IMAP") from error
        raise Trouble("login", lasting=True, host=host) from error


def _read(box: Any, folder: str, account: Account, cursor: dict[str, Any]) -> Harvest:
    state = box.folder.status(folder, ["UIDVALIDITY", "UIDNEXT"])
    validity, behind = state["UIDVALIDITY"], state["UIDNEXT"] - 1
    # The server gave the folder new numbers: ours mean nothing any more.
    known = cursor.get("uid", 0) if cursor.get("validity") == validity else 0
    if known and account.options["mark_read"] and cursor.get("unmarked") and not account.trial:
        box.flag(cursor["unmarked"], ["\\Seen"], True)
    uids = _new_uids(box, known, account.since)
    if account.trial:
        uids = uids[-TRIED:]
    page = _light(_sizes(box, uids[:PAGE]))
    harvest = Harvest(more=len(uids) > len(page))
    # A test shows them like any others.
    staff = bool(account.options.get("staff")) and not account.trial
    _read_page(box, page, harvest, _take_report if staff else _take)
    harvest.cursor = {
        "validity": validity,
        "uid": max(known, *page) if page else max(known, behind),
        "unmarked": [str(uid) for uid in page] if account.options["mark_read"] else [],
    }
    return harvest


def _new_uids(box: Any, known: int, since: datetime) -> list[int]:
    """Numbers after the last one; a server answers `n:*` with its last mail even below n."""
    wanted = (
        f"UID {known + 1}:*" if known else f"SINCE {since:%d}-{_MONTHS[since.month]}-{since:%Y}"
    )
    return sorted(uid for uid in map(int, box.uids(wanted, charset=None)) if uid > known)


_MONTHS = [
    "", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]  # fmt: skip


def _light(sizes: dict[int, tuple[int, datetime]]) -> dict[int, tuple[int, datetime]]:
    """As many of the first mails as one reading carries, at least one."""
    page, weight = {}, 0
    for uid, (size, arrived) in sizes.items():
        weight += min(size, MOST)
        if page and weight > MOST:
            break
        page[uid] = (size, arrived)
    return page


def _read_page(
    box: Any,
    page: dict[int, tuple[int, datetime]],
    harvest: Harvest,
    take: Callable[[Any, datetime, Harvest], None],
) -> None:
    for uid, (size, arrived) in page.items():
        for mail in box.fetch(uid_list=[str(uid)], mark_seen=False, headers_only=size > MOST):
            if mail.unreadable:
                harvest.notes.append(Note("mail_broken", {"name": f"#{uid}"}))
            else:
                _or_note(_leave if size > MOST else take, mail, arrived, harvest)


def _sizes(box: Any, page: list[int]) -> dict[int, tuple[int, datetime]]:
    """Number → size and time of arrival, asked before anything is loaded."""
    if not page:
        return {}
    wanted = ",".join(map(str, page))
    _ok, lines = box.client.uid("FETCH", wanted, "(UID RFC822.SIZE INTERNALDATE)")
    found = {}
    for line in filter(None, lines):
        numbers = {kind: int(uid or size) for uid, size in _SIZE.findall(line)
                   for kind in (["uid"] if uid else ["size"])}  # fmt: skip
        if "uid" in numbers:
            found[numbers["uid"]] = (numbers.get("size", 0), _arrival(line))
    return dict(sorted(found.items()))


def _arrival(line: bytes) -> datetime:
    parts = imaplib.Internaldate2tuple(line)
    return datetime(*parts[:6]).astimezone(UTC) if parts else now()


def _take(mail: Any, arrived: datetime, harvest: Harvest) -> None:
    files = [file for file in mail.attachments if file.filename.lower().endswith(TABLES)]
    letter = None if _is_noise(mail) else _item(mail, arrived)
    if files:
        # A mail of a tool carries mentions and is none; one of a customer says something itself.
        harvest.tables += [Table(file.filename, file.payload, letter) for file in files]
    elif letter:
        harvest.items.append(letter)


def _leave(mail: Any, _arrived: datetime, harvest: Harvest) -> None:
    """One that is too large is only named."""
    harvest.notes.append(Note("mail_too_big", {"name": one_line(mail.subject, 80)}))


def _take_report(mail: Any, arrived: datetime, harvest: Harvest) -> None:
    """A mail of staff; what a program wrote is none."""
    if not staff_mail.is_automatic(mail):
        harvest.reports.append(staff_mail.report_of(mail, arrived))


def _or_note(
    take: Callable[[Any, datetime, Harvest], None], mail: Any, arrived: datetime, harvest: Harvest
) -> None:
    """Take a mail; one that cannot be read is named, and the next one is read."""
    try:
        take(mail, arrived, harvest)
    except Exception as error:  # noqa: BLE001 -- mails break in the ways of all that reads them
        # It is loaded already: whatever breaks now is the mail's doing, not the network's. Named
        # by its kind only, for the words may be the sender's.
        log.warning("A mail could not be read: %s", type(error).__name__)
        name = str(mail.obj.get("Subject", "")).encode("ascii", "replace").decode()
        harvest.notes.append(Note("mail_broken", {"name": one_line(name, 80)}))


def _is_noise(mail: Any) -> bool:
    """Out-of-office notes, and our own letters that were forwarded back."""
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    automatic = (mail.obj.get("Auto-Submitted") or "").lower()
    return automatic.startswith("auto-replied") or mail.from_.lower() == own


def _item(mail: Any, arrived: datetime) -> dict[str, Any]:
    body = mail.text.strip() or text_of(mail.html)
    subject = " ".join(mail.subject.split())
    sender = mail.from_values
    return {
        "external_id": (mail.obj.get("Message-ID") or "").strip()[: LIMITS["external_id"]],
        "text": f"{subject}\n{body}".strip()[:TEXT_LIMIT],
        "author": ((sender.name or sender.email) if sender else "")[: LIMITS["author"]],
        "posted_at": _time(mail, arrived).isoformat(),
    }


def _time(mail: Any, arrived: datetime) -> datetime:
    at = mail.date if mail.date.tzinfo else mail.date.replace(tzinfo=UTC)
    return at if abs(at - arrived) <= APART and at <= now() else min(arrived, now())
