"""A network on loopback and a text to post there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outbox.publishers import sending
from outbox.publishers.base import Post
from tests.monitoring.connectors.web import serving
from tests.outbox.publishers.networks import NETWORKS


@pytest.fixture(autouse=True)
def _loopback(settings):
    settings.SOURCES_ALLOW_PRIVATE = True


@pytest.fixture
def open_network():
    """`open_network("mastodon")`: its server runs until the test ends."""
    opened = []

    def make(kind):
        context = serving()
        network = NETWORKS[kind](context.__enter__())
        opened.append((context, network))
        return network

    yield make
    for context, network in opened:
        network.hold.set()
        context.__exit__(None, None, None)


@pytest.fixture(params=NETWORKS)
def network(request, open_network):
    """Each of the five in turn."""
    return open_network(request.param)


LINK = "https://desk.example/newsroom/sao-mai/lo-12-1/"
POST = Post(
    text=f"Thông báo về lô 12 ⚠️\n\nChúng tôi đã dừng bán lô 12.\n\nToàn văn: {LINK}",
    key="publish:1:mastodon:abc",
    at=datetime(2026, 11, 30, 3, 0, tzinfo=UTC),
    title="Thông báo về lô 12",
    link=LINK,
)


@pytest.fixture
def post():
    return POST


@pytest.fixture
def publish():
    """Post it once: `publish(network, post)`."""

    def once(network, post, **secrets):
        keys = {**network.secrets, **secrets}
        return sending.publish(network.kind, network.options, keys, post)

    return once
