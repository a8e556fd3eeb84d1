"""A real mail server that can be stopped, started and told to refuse."""

from __future__ import annotations

import asyncio
import email
import socket
import threading
from email import policy

import pytest
from aiosmtpd.controller import Controller

from outbox.services import enqueue


class PostOffice:
    """Listens on one port; keeps what it took; answers `codes[address]` instead where set."""

    def __init__(self) -> None:
        self.letters = []
        #: Where each letter goes back to, in the order of `letters`.
        self.envelopes = []
        self.codes = {}
        #: Set while the server takes letters without delay.
        self.open = threading.Event()
        self.open.set()
        #: Set when a letter's content has arrived.
        self.arrived = threading.Event()
        self.port = free_port()
        self._server = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if code := self.codes.get(address):
            return f"{code} refused by the test"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.arrived.set()
        await asyncio.to_thread(self.open.wait, 20)
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append(letter)
        self.envelopes.append(envelope.mail_from)
        return "250 taken"

    def start(self) -> None:
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()

    def stop(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def post_office(settings):
    """The desk's mail server, down until `start()`."""
    office = PostOffice()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = office.port
    yield office
    office.open.set()
    office.stop()


@pytest.fixture
def letter(db):
    """Promise one letter: `letter("key")`."""

    def write(key: str = "one", address: str = "minh@saomai.example", **facts):
        facts = {"count": 2, "minutes": 3} | facts
        language = facts.pop("language", "en")
        return enqueue("teams.outbox_late", key=key, address=address, language=language, **facts)

    return write
