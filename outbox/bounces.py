"""Reports of mail servers about letters that did not arrive (RFC 3464).

Whose letter it was says the address the report came to: every letter to the outside has one of its
own. How bad it is says the report's status, read with the standard library; a letter back without
such a report counts as a passing trouble, since nobody is struck off a list on a guess.
"""

from __future__ import annotations

import email
import re
from email import policy
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from crisisdesk.kernel.text import nfc, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage, Message

#: Of class 5, yet not the address's fault: full mailboxes, sizes, policies, the network.
_NOT_THE_ADDRESS = ("5.2.2", "5.2.3", "5.3.", "5.4.6", "5.6.", "5.7.")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"\b([45]\d\d)\b")
_TOKEN = re.compile(r"[a-z][0-9a-f]{32}")
LONGEST = 300


class Bounce(NamedTuple):
    """One letter that came back."""

    token: str
    hard: bool
    detail: str


def is_lasting(status: str) -> bool:
    """Whether an answer such as “550 5.1.1 No such user” means that the address is dead."""
    if found := _STATUS.search(status):
        return found[1].startswith("5.") and not found[1].startswith(_NOT_THE_ADDRESS)
    code = _CODE.search(status)
    return bool(code and code[1] == "550")


def read(content: bytes) -> Bounce | None:
    """What a mail in the bounce mailbox reports; None if it is about no letter of ours."""
    mail = email.message_from_bytes(content, policy=policy.default)
    token = _token(mail)
    if token is None:
        return None
    fields = list(_recipients(mail))
    failed = [row for row in fields if _word(row, "Action") == "failed"]
    if fields and not failed and not any(_word(row, "Action") == "delayed" for row in fields):
        # Delivered, relayed or expanded: good news is no bounce.
        return None
    row = (failed or fields or [None])[0]
    if row is None:
        return Bounce(token, hard=False, detail=_line(mail.get("Subject", "")))
    status, said = _field(row, "Status"), _field(row, "Diagnostic-Code")
    hard = bool(failed) and is_lasting(status)
    return Bounce(token, hard, _line(f"{status} {said}"))


def _token(mail: EmailMessage) -> str | None:
    """From the address it was sent to, else from the id of the letter that it brings back."""
    local, at, host = settings.BOUNCE_ADDRESS.lower().partition("@")
    own = re.compile(rf"{re.escape(local)}\+({_TOKEN.pattern}){re.escape(at + host)}")
    names = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
    for name in names:
        for value in mail.get_all(name, []):
            if at and (found := own.search(str(value).lower())):
                return found[1]
    return next(_returned(mail), None)


def _returned(mail: EmailMessage) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            for line in _headers(part):
                if found := re.search(rf"<({_TOKEN.pattern})[.@]", line):
                    yield found[1]


def _headers(part: Message) -> Iterator[str]:
    """The Message-ID of the letter that was sent back, whole or its headers only."""
    inner = part.get_payload()
    if isinstance(inner, list):
        yield from (str(value) for letter in inner for value in letter.get_all("Message-ID", []))
        return
    for line in str(inner).replace("\r\n", "\n").split("\n"):
        if line.lower().startswith("message-id:"):
            yield line.lower()


def _recipients(mail: EmailMessage) -> Iterator[Message]:
    """The groups of fields about one recipient each."""
    for part in mail.walk():
        groups = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(groups, list):
            yield from (group for group in groups if _field(group, "Action"))


def _field(group: Message, name: str) -> str:
    return str(group.get(name, "") or "")


def _word(group: Message, name: str) -> str:
    return _field(group, name).strip().lower().split(" ")[0]


def _line(text: str) -> str:
    return one_line(nfc(str(text)), LONGEST)
