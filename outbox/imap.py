"""IMAP over connections that were checked, with an end to what is read."""

from __future__ import annotations

import imaplib
import ssl
from typing import Any

from imap_tools import BaseMailBox

from outbox.egress import MOST, QUIET, TooBig, connect


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


class CheckedBox(BaseMailBox):
    """A mailbox behind `egress.connect`."""

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
