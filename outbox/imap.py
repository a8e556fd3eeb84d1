"""IMAP over connections that were checked, with an end to what is read."""

from __future__ import annotations

import imaplib
import re
import ssl
from typing import Any

from imap_tools import BaseMailBox, MailMessage

from outbox.egress import MOST, QUIET, TooBig, connect

#: A header of those that are taken apart, beyond 50 kB.
_ENDLESS = re.compile(
    rb"^(?:content-[a-z-]{2,30}|subject|from|sender|reply-to|date|message-id|auto-submitted"
    rb"|precedence|list-[a-z-]{2,30})[ \t]*:(?:[^\r\n]|\r?\n[ \t]|\r(?!\n)){50000}",
    re.IGNORECASE | re.MULTILINE,
)


class _Client(imaplib.IMAP4):
    def _create_socket(self, timeout: float | None = None) -> Any:
        return connect(self.host, self.port)

    def read(self, size: int) -> bytes:
        # A server may announce more than there is memory.
        if size > 2 * MOST:
            raise TooBig
        return super().read(size)


class _SecureClient(_Client):
    def _create_socket(self, timeout: float | None = None) -> Any:
        context = ssl.create_default_context()
        return context.wrap_socket(super()._create_socket(timeout), server_hostname=self.host)


class Letter(MailMessage):
    """A mail of a stranger; one that its readers would choke on is empty and says so."""

    unreadable = False

    def __init__(self, fetch_data: list[Any]) -> None:
        try:
            if _ENDLESS.search(self._get_message_data_parts(fetch_data)[0]):
                raise ValueError
            super().__init__(fetch_data)
        except (RecursionError, ValueError):
            # A header of a megabyte costs minutes, and nobody reads parts within parts within parts.
            empty = [(one[0], b"") if isinstance(one, tuple) else one for one in fetch_data]
            super().__init__(empty)
            self.unreadable = True


class CheckedBox(BaseMailBox):
    """A mailbox behind `egress.connect`."""

    email_message_class = Letter

    def __init__(self, host: str, port: int, security: str) -> None:
        self.at = (host, port, security)
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        host, port, security = self.at
        if security == "ssl":
            return _SecureClient(host, port, QUIET)
        client = _Client(host, port, QUIET)
        try:
            client.starttls(ssl.create_default_context())
        except BaseException:
            client.shutdown()
            raise
        return client

    def __exit__(self, *_error: object) -> None:
        # Whether the other side says good-bye as well changes nothing.
        self.client.shutdown()
