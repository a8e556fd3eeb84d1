"""One POST to an address that somebody else chose.

The name is looked up once, every address it has must be public, and the connection goes to the
very address that was checked: a name that changes its mind in between leads nowhere inside. No
redirect is followed.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from http.client import HTTPConnection
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

TIMEOUT = 10
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: More of an answer than this is not read.
ENOUGH = 65_536


class ForbiddenAddress(Exception):
    """The address leads where the desk does not send."""


def post(url: str, content: bytes, headers: dict[str, str]) -> int:
    """Send and return the status code."""
    parts = urlsplit(url)
    line = Pinned(parts, allowed_address(url))
    try:
        path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        line.request("POST", path, body=content, headers=headers)
        answer = line.getresponse()
        answer.read(ENOUGH)
        return answer.status
    finally:
        line.close()


def allowed_address(url: str) -> str:
    """The network address behind a URL, if the desk may send there."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username:
        raise ForbiddenAddress(_("Only http:// and https:// addresses without a user name."))
    found = _looked_up(parts)
    if not settings.WEBHOOK_ALLOW_PRIVATE:
        for address in found:
            if not is_public(address):
                raise ForbiddenAddress(_("The address leads into a private network."))
    return found[0]


def _looked_up(parts: SplitResult) -> list[str]:
    try:
        return addresses(parts)
    except ValueError as error:
        # A port beyond 65535, or a name that cannot be one.
        raise ForbiddenAddress(_("This is not an address.")) from error


def addresses(parts: SplitResult) -> list[str]:
    """Every address a host name has now."""
    port = parts.port or PORTS[parts.scheme]
    return [
        str(info[4][0])
        for info in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    ]


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet, whatever it is wrapped in."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and (inner := wrapped(found)) is not None:
        return is_public(str(inner))
    return found.is_global and not found.is_multicast


def wrapped(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The old-style address that a new-style one stands for, if it does."""
    if found in NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]


class Pinned(HTTPConnection):
    """Talks to one checked address under the host's name."""

    def __init__(self, parts: SplitResult, address: str) -> None:
        super().__init__(parts.hostname or "", parts.port or PORTS[parts.scheme], timeout=TIMEOUT)
        self.address = address
        self.secure = parts.scheme == "https"

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
