"""A mail that a member of staff wrote or forwarded, taken apart; and whether it may be answered.

Who is answered follows RFC 3834: no robot, no list, no auto-reply and no letter of ours.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from django.conf import settings

from crisisdesk.kernel.text import nfc, one_line
from monitoring.connectors.html import text_of

if TYPE_CHECKING:
    from datetime import datetime

LONGEST = 5000
MOST_FILES = 10
_FORWARDED = re.compile(r"^\s*((fwd?|tr|chuyển tiếp|re|trả lời)\s*:\s*)+", re.IGNORECASE)
_ROBOT = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|auto|notifications?)([+.-].*)?@",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_LIST_HEADERS = ("List-Id", "List-Unsubscribe", "List-Post", "X-Auto-Response-Suppress")


def is_automatic(mail: Any) -> bool:
    """Written by no person: an absence note, a report of a server, an alarm."""
    said = (_header(mail, "Auto-Submitted") or "no").lower()
    empty_envelope = _header(mail, "Return-Path") == "<>"
    return not said.startswith("no") or empty_envelope or mail.from_.lower() in _own()


def _header(mail: Any, name: str) -> str:
    return str(mail.obj.get(name) or "").strip()


def _own() -> set[str]:
    found = _ADDRESS.search(settings.DEFAULT_FROM_EMAIL)
    bounces = settings.BOUNCE_ADDRESS.lower()
    return {found[0].lower() if found else "", bounces} - {""}


def writes_back(mail: Any) -> str:
    """The address an automatic answer may go to; empty where it must not."""
    address = mail.from_.strip()
    if not _ADDRESS.fullmatch(address) or _ROBOT.match(address) or is_automatic(mail):
        return ""
    bulk = _header(mail, "Precedence").lower() in {"bulk", "list", "junk", "auto_reply"}
    return "" if bulk or any(_header(mail, name) for name in _LIST_HEADERS) else address.lower()


def report_of(mail: Any, arrived: datetime) -> dict[str, Any]:
    """What a report is made of: plain values, and the files as they came."""
    body = mail.text.strip() or text_of(mail.html)
    subject = _FORWARDED.sub("", " ".join(mail.subject.split()))
    sender = mail.from_values
    message_id = _header(mail, "Message-ID")[:250]
    known = message_id or f"{subject}{mail.from_}{_header(mail, 'Date')}{body}"
    return {
        "once": "mail:" + hashlib.sha256(known.encode(errors="replace")).hexdigest(),
        "text": nfc(f"{subject}\n{body}").strip()[:LONGEST],
        "name": one_line(nfc(sender.name if sender else ""), 120),
        "contact": one_line(mail.from_, 254),
        "sender": writes_back(mail),
        # Only an id that a header can hold is answered to.
        "message_id": message_id if re.fullmatch(r"<[!-~]+>", message_id) else "",
        "seen_at": arrived,
        "files": [
            (one_line(nfc(file.filename), 80), file.payload)
            for file in mail.attachments[:MOST_FILES]
        ],
    }
