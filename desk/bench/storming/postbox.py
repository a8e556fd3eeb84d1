"""A mail server that takes everything and remembers which letters it took."""

from __future__ import annotations

import socketserver
from collections import Counter
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from desk.bench.web import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = b"message-id:"


class Postbox(socketserver.ThreadingTCPServer):
    """Counts letters by their Message-ID."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Talk)
        self.letters: Counter[str] = Counter()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    """As much of SMTP as a sender of letters needs."""

    server: Postbox

    def handle(self) -> None:
        self._say(b"220 bench")
        for line in self.rfile:
            word = line.split(None, 1)[0].upper() if line.strip() else b""
            if word == b"DATA":
                self._say(b"354 go on")
                self._take()
            self._say(b"221 bye" if word == b"QUIT" else b"250 well")
            if word == b"QUIT":
                return

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")

    def _take(self) -> None:
        name = ""
        for line in self.rfile:
            if line == b".\r\n":
                break
            if line.lower().startswith(NAME):
                name = line[len(NAME) :].decode().strip()
        self.server.letters[name] += 1


@contextmanager
def postbox() -> Iterator[Postbox]:
    """One that is open while the block lasts."""
    with Postbox() as box:
        Thread(target=box.serve_forever, daemon=True).start()
        try:
            yield box
        finally:
            box.shutdown()
