"""Addresses that somebody else chose lead to the open internet only, and never for ever."""

from __future__ import annotations

import socket
import time

import pytest
import requests

from outbox import egress
from outbox.egress import Door, TooBig, connect, patience
from outbox.wire import ForbiddenAddress
from tests.monitoring.connectors.web import Answer, dripping, serving

INSIDE = [
    "127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
    "::1", "::ffff:127.0.0.1", "fe80::1", "fd00::1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "100.64.0.1", "2130706433", "0x7f.1",
]  # fmt: skip


@pytest.fixture
def web():
    with serving() as found:
        yield found


@pytest.mark.parametrize("host", INSIDE)
def test_private_addresses_are_not_read(host):
    with pytest.raises((ForbiddenAddress, socket.gaierror)):
        connect(host, 80)


def test_private_address_hidden_behind_a_name_is_not_read(monkeypatch):
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: rows)

    with pytest.raises(ForbiddenAddress):
        connect("bao.example", 80)


def test_name_that_changes_its_mind_leads_to_the_address_that_was_checked(monkeypatch, web):
    """The name is looked up once; what it says the second time does not matter."""
    asked, went = [], []

    def look_up(host, port, **_more):
        asked.append(host)
        address = "8.8.8.8" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def go(address, _timeout):
        went.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", go)
    with Door() as door, pytest.raises(requests.ConnectionError):
        door.get("http://rebind.example/")

    assert (asked, went) == (["rebind.example"], ["8.8.8.8"])


@pytest.mark.parametrize(
    "there", ["http://localhost:1/", "http://169.254.169.254/latest/", "https://10.0.0.7/"]
)
def test_redirect_into_the_inside_is_not_followed(web, monkeypatch, there):
    monkeypatch.setattr(egress, "is_public", lambda address: address == "127.0.0.1")
    url = web.says(
        "/out", Answer(status=302, headers={"Location": there.replace("localhost", "[::1]")})
    )

    with Door() as door, pytest.raises(ForbiddenAddress):
        door.get(url)


@pytest.mark.parametrize("there", ["file:///etc/passwd", "ftp://x.example/", "gopher://x.example/"])
def test_redirect_to_another_protocol_is_not_followed(web, settings, there):
    settings.SOURCES_ALLOW_PRIVATE = True
    url = web.says("/out", Answer(status=302, headers={"Location": there}))

    with Door() as door, pytest.raises(requests.exceptions.InvalidSchema):
        door.get(url)


def test_key_is_not_carried_to_another_host(web, settings):
    settings.SOURCES_ALLOW_PRIVATE = True
    there = web.url.replace("127.0.0.1", "localhost") + "/there"
    url = web.says("/here", Answer(status=302, headers={"Location": there}))

    with Door() as door:
        door.get(url, headers={"Authorization": "Bearer khoa"})

    assert "authorization" not in web.asked_for("/there")[0].headers


def test_large_answer_is_cut_off_while_it_is_read(web, settings, monkeypatch):
    settings.SOURCES_ALLOW_PRIVATE = True
    monkeypatch.setattr(egress, "MOST", 100_000)
    url = web.says("/big", Answer(b"x" * 200_000))

    with Door() as door, pytest.raises(TooBig):
        door.get(url)


def test_patience_ends_a_conversation_that_drips(settings):
    settings.SOURCES_ALLOW_PRIVATE = True
    begun = time.monotonic()

    ends = (requests.RequestException, TimeoutError)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    with dripping(head) as url, patience(0.3), Door() as door, pytest.raises(ends):
        door.get(url)

    assert time.monotonic() - begun < 5


def test_nothing_is_begun_when_patience_is_over(settings):
    settings.SOURCES_ALLOW_PRIVATE = True

    with patience(-1), pytest.raises(TimeoutError):
        connect("127.0.0.1", 80)


def test_proxies_and_passwords_of_the_machine_are_not_used(web, settings, monkeypatch):
    settings.SOURCES_ALLOW_PRIVATE = True
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    url = web.says("/", Answer(b"ok"))

    with Door() as door:
        assert door.get(url).content == b"ok"
