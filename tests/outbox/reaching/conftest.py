"""A service on loopback and a word to hand over."""

from __future__ import annotations

import pytest

from outbox.ports import Reach
from outbox.reaching import sending
from outbox.reaching.base import Word
from tests.monitoring.connectors.web import serving
from tests.outbox.reaching.services import SERVICES


@pytest.fixture(autouse=True)
def _loopback(settings):
    settings.SOURCES_ALLOW_PRIVATE = True


@pytest.fixture
def open_service():
    """`open_service("slack")`: its server runs until the test ends."""
    opened = []

    def make(kind):
        context = serving()
        opened.append(context)
        return SERVICES[kind](context.__enter__())

    yield make
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture(params=SERVICES)
def service(request, open_service):
    """Each of them in turn."""
    return open_service(request.param)


WORD = Word(
    key="page:1:7",
    title="INC-7 nghiêm trọng: sữa bị tố gây ngộ độc",
    link="https://desk.example/x/7/",
    answer="https://desk.example/a/abc",
)


@pytest.fixture
def hand_over():
    """One word to the service's address: `hand_over(service)`."""

    def once(service, word=WORD, memory=None, **secrets):
        way = Reach(
            name="method:1", kind=service.kind, address=service.address,
            options=service.options, secrets={**service.secrets, **secrets},
            memory=memory or {},
        )  # fmt: skip
        return sending.hand_over(way, word)

    return once
