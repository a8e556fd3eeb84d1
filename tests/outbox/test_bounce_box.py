"""The bounce mailbox on a real IMAP server (Debian's dovecot)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from outbox import bounce_box, outside
from outbox.models import BounceBox
from tests.monitoring.connectors import dovecot
from tests.monitoring.connectors.test_mailbox import Box
from tests.outbox.test_bounces import TOKEN, report


@pytest.fixture(scope="module")
def server():
    if dovecot.program() is None:
        pytest.skip("NO DOVECOT: bounces are not read; install dovecot-imapd to test them")
    root = Path(tempfile.mkdtemp(prefix="crisisdesk-dovecot-"))
    with dovecot.running(root) as (plain, secure):
        yield root, plain, secure
    shutil.rmtree(root)


@pytest.fixture
def box(server, request, monkeypatch, settings, db):
    monkeypatch.setenv("SSL_CERT_FILE", str(server[0] / "cert.pem"))
    found = Box(f"{request.node.name[:40]}@saomai.example", *server)
    settings.SOURCES_ALLOW_PRIVATE = True
    settings.BOUNCE_ADDRESS = "bounces@saomai.example"
    settings.BOUNCE_IMAP_HOST, settings.BOUNCE_IMAP_PORT = "localhost", server[2]
    settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD = found.name, dovecot.PASSWORD
    yield found
    found.client.logout()


@pytest.fixture
def heard(monkeypatch):
    told = []

    def hear(token, hard, _detail):
        told.append((token, hard))
        return True

    monkeypatch.setitem(outside._bounced, "p", hear)
    return told


def test_each_report_is_taken_once_and_left_where_it_is(box, heard):
    box.receives(report())
    box.receives(b"From: x@y.example\nSubject: hi\n\nhello")
    assert bounce_box.read() == 1
    assert bounce_box.read() == 0

    box.receives(report(status="4.2.2"))
    assert bounce_box.read() == 1

    assert heard == [(TOKEN, True), (TOKEN, False)]
    assert box.flags() == 0


def test_a_mailbox_that_cannot_be_read_is_said_and_tried_again(box, heard, settings):
    settings.BOUNCE_IMAP_PASSWORD = "wrong"
    box.receives(report())
    assert bounce_box.read() == 0
    row = BounceBox.objects.get()
    assert row.failed_at and row.error

    settings.BOUNCE_IMAP_PASSWORD = dovecot.PASSWORD
    assert bounce_box.read() == 1
    row.refresh_from_db()
    assert (row.failed_at, row.error) == (None, "")


def test_one_bad_report_does_not_hold_up_the_next(box, heard, monkeypatch):
    def fail(token, _hard, _detail):
        heard.append(token)
        if len(heard) == 1:
            raise RuntimeError
        return True

    monkeypatch.setitem(outside._bounced, "p", fail)
    box.receives(report())
    box.receives(report())

    assert bounce_box.read() == 1
    assert len(heard) == 2


def test_without_a_mailbox_nothing_is_asked(db):
    assert bounce_box.read() == 0
    assert not BounceBox.objects.exists()
