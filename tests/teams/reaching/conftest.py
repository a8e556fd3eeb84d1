"""People with ways of their own, and services on loopback."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.clock import now
from outbox import relay
from outbox.models import OutboxMessage
from teams.models import ChannelAccount, ContactMethod
from tests.monitoring.connectors.web import serving
from tests.outbox.reaching.services import SERVICES


@pytest.fixture
def way_of():
    """A proven way: `way_of(minh, "telegram")`."""

    def make(user, channel, address="7001", *, proven=True, account=None):
        row = ContactMethod(
            user=user, channel=channel, account=account, proven_at=now() if proven else None,
            position=ContactMethod.objects.filter(user=user).count(),
        )  # fmt: skip
        row.keep(address)
        row.save()
        return row

    return make


@pytest.fixture
def open_service(settings):
    """`open_service("slack")`: its server runs until the test ends."""
    settings.SOURCES_ALLOW_PRIVATE = True
    opened = []

    def make(kind):
        context = serving()
        opened.append(context)
        return SERVICES[kind](context.__enter__())

    yield make
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def connect(brand):
    """The desk's connection to a service: `connect(service)`."""

    def make(service, of=brand, **more):
        row = ChannelAccount(
            brand=of, kind=service.kind, channel=service.channel, name=service.kind,
            options=service.options, **more,
        )  # fmt: skip
        row.keep_secrets(service.secrets)
        row.save()
        return row

    return make


@pytest.fixture
def deliver():
    """Send what waits, as a worker does; the message as it stands then."""

    def once(message=None):
        relay.deliver_due()
        return OutboxMessage.objects.get(pk=message.pk) if message else None

    return once
