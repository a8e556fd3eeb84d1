"""What the tests of connectors share: a web server, and sources that are read from it."""

from __future__ import annotations

import pytest

from monitoring.models import Connection
from monitoring.services import connections, polling
from monitoring.services.reading import read
from tests.monitoring.connectors.web import serving


@pytest.fixture(autouse=True)
def _loopback(settings):
    settings.SOURCES_ALLOW_PRIVATE = True


@pytest.fixture
def web():
    with serving() as found:
        yield found


@pytest.fixture
def connect(brand, admin_person):
    """A source of a kind that is read with these settings."""

    def make(kind, **values):
        known = {"name": f"Nguồn {kind}", "expected_every_minutes": None}
        source = connections.add(brand, actor=admin_person, kind=kind, values=known | values)
        return source.connection

    return make


@pytest.fixture
def poll(db):
    """Read a source now, as a worker does; gives its row afterwards."""

    def now_and(row):
        Connection.objects.exclude(pk=row.pk).update(next_poll_at=None)
        Connection.objects.filter(pk=row.pk).update(
            next_poll_at="2026-01-01T00:00Z", leased_until=None
        )
        assert polling.poll_due() == 1
        return Connection.objects.select_related("source").get(pk=row.pk)

    return now_and


@pytest.fixture
def fetch():
    """Ask a connector for a page, without a database."""

    def page(connector, options, secrets=None, cursor=None, seconds=30.0):
        return read(connector, options, secrets or {}, cursor or {}, seconds=seconds)

    return page
