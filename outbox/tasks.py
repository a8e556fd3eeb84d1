"""Background work of the outbox."""

from __future__ import annotations

from celery import shared_task

from outbox import bounce_box, bundling, deadman, watch
from outbox import relay as outbox_relay


@shared_task
def relay() -> int:
    """Send what is due."""
    return outbox_relay.deliver_due()


@shared_task
def sweep() -> int:
    """Send what a lost broker message forgot, and settle what a dead relay left behind."""
    watch.beat("scheduler")
    bundling.flush()
    outbox_relay.recover()
    return outbox_relay.deliver_due()


@shared_task
def watchdog() -> bool:
    """Complain when letters lie too long."""
    return watch.complain_if_late()


@shared_task
def read_bounces() -> int:
    """Take in what mail servers report about letters that did not arrive."""
    return bounce_box.read()


@shared_task
def heartbeat() -> int:
    """Tell the outside that the desk lives."""
    return deadman.call_out()
