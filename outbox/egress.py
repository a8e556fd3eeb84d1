"""Reading from addresses that somebody else chose: one door, whatever library knocks at it.

Every connection, that of a redirect included, looks its name up itself, goes only to an address it
has just checked, and ends with the patience of its caller, however slowly the other side drips. An
answer beyond `MOST` is cut off while it is read, decompressed or not.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from outbox.wire import ForbiddenAddress, is_public

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Bytes of one answer, after decompression.
MOST = 10_000_000
#: Seconds that one connection may be silent.
QUIET = 15.0
MOST_REDIRECTS = 5
USER_AGENT = "crisisdesk (media monitoring)"
_CHUNK = 65_536


class TooBig(Exception):
    """The answer has more bytes than the desk reads."""


@dataclass
class Patience:
    """How long a caller waits, and the connections that end with it."""

    until: float
    lines: list[socket.socket] = field(default_factory=list)
    #: Something was said over a connection: from then on the other side may have heard it.
    spoke: bool = False

    def left(self) -> float:
        return self.until - time.monotonic()

    def cut(self) -> None:
        """Wake whoever waits for the other side: shut connections read as ended."""
        for line in self.lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextlib.contextmanager
def patience(seconds: float) -> Iterator[Patience]:
    """Every connection made inside ends after so many seconds at the latest."""
    found = Patience(time.monotonic() + seconds)
    timer = threading.Timer(seconds, found.cut)
    timer.daemon = True
    timer.start()
    token = _patience.set(found)
    try:
        yield found
    finally:
        _patience.reset(token)
        timer.cancel()
        for line in found.lines:
            line.close()


def connect(host: str, port: int) -> socket.socket:
    """A connection to a host that a person named, if the desk may go there."""
    found = _patience.get()
    left = found.left() if found else QUIET
    if left <= 0:
        raise TimeoutError
    line = _first_that_answers(allowed(host, port), port, min(QUIET, left))
    if found:
        # A copy of the handle: encryption takes the connection itself over.
        found.lines.append(line.dup())
    return line


def allowed(host: str, port: int) -> list[str]:
    """The addresses of a host; one private address among them and none is used."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise ForbiddenAddress(_("This is not an address.")) from error
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    if not settings.SOURCES_ALLOW_PRIVATE and not all(map(is_public, found)):
        raise ForbiddenAddress(_("The address leads into a private network."))
    return found


def _first_that_answers(addresses: list[str], port: int, seconds: float) -> socket.socket:
    failure: OSError = TimeoutError()
    for address in addresses[:3]:
        try:
            return socket.create_connection((address, port), seconds)
        except OSError as error:
            failure = error
    raise failure


class _Spoken:
    """Notes that something leaves, once there is a connection for it to leave by."""

    sock: Any
    connect: Any

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if found := _patience.get():
            found.spoke = True
        super().send(data)  # type: ignore[misc]


class _Line(_Spoken, HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return connect(self._dns_host, self.port or self.default_port)


class _SecureLine(_Spoken, HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return connect(self._dns_host, self.port or self.default_port)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Line


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureLine


class _Checked(HTTPAdapter):
    """Carries requests over checked connections and reads answers up to the limit."""

    def __init__(self, door: Door) -> None:
        self.door = door
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pools = {"http": _Pool, "https": _SecurePool}
        self.poolmanager.pool_classes_by_scheme = pools  # type: ignore[assignment]

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        kwargs |= {"stream": True, "timeout": QUIET, "proxies": {}}
        self.door.asked = request.url or ""
        answer = super().send(request, **kwargs)
        answer._content = _limited(answer)  # noqa: SLF001 -- the library has no limit of its own
        answer._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001
        self.door.last = answer
        return answer


def _limited(answer: requests.Response) -> bytes:
    found, parts, size = _patience.get(), [], 0
    try:
        for part in answer.iter_content(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > MOST:
                raise TooBig
    finally:
        answer.close()
    if found and found.left() <= 0:
        # A connection that was cut looks like one that has ended.
        raise TimeoutError
    return b"".join(parts)


class Door(requests.Session):
    """A session for libraries that speak HTTP; remembers what was answered last."""

    def __init__(self) -> None:
        super().__init__()
        # Neither proxies nor passwords of the machine's own user.
        self.trust_env = False
        self.max_redirects = MOST_REDIRECTS
        self.headers["User-Agent"] = USER_AGENT
        self.asked = ""
        self.last: requests.Response | None = None
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Checked(self))
