"""Reports of mail servers, hand-written after RFC 3464 and its appendices."""

from __future__ import annotations

import pytest

from outbox import bounces

TOKEN = "p" + "0123456789abcdef" * 2


@pytest.fixture(autouse=True)
def _address(settings):
    settings.BOUNCE_ADDRESS = "bounces@saomai.example"


def report(
    action="failed",
    status="5.1.1",
    said="smtp; 550 5.1.1 User unknown",
    to=f"bounces+{TOKEN}@saomai.example",
    returned="",
) -> bytes:
    """A delivery status notification; `returned` is the letter it brings back."""
    part = (
        f"""
--B
Content-Type: message/rfc822

{returned}
"""
        if returned
        else ""
    )
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.bao.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

Thư không tới được.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.bao.example
Arrival-Date: Sun, 29 Nov 2026 09:00:00 +0700

Final-Recipient: rfc822; mai@bao.example
Action: {action}
Status: {status}
Diagnostic-Code: {said}
{part}
--B--
""".encode()


def test_a_dead_address_is_a_hard_bounce():
    assert bounces.read(report()) == bounces.Bounce(
        TOKEN, hard=True, detail="5.1.1 smtp; 550 5.1.1 User unknown"
    )


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("failed", "4.4.7"), ("failed", "5.2.2"), ("failed", "5.7.1"), ("failed", "5.3.4"),
        ("delayed", "4.2.0"), ("delayed", "5.1.1"), ("failed", ""), ("failed", "nonsense"),
    ],
)  # fmt: skip
def test_what_may_pass_is_a_soft_bounce(action, status):
    found = bounces.read(report(action, status, said=""))

    assert (found.token, found.hard) == (TOKEN, False)


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_good_news_is_no_bounce(action):
    assert bounces.read(report(action, "2.0.0", said="smtp; 250 ok")) is None


def test_the_letter_that_comes_back_names_itself_where_the_address_does_not():
    letter = f"From: Sao Mai <desk@saomai.example>\nMessage-ID: <{TOKEN}.0123456789ab@desk.example>\n\nxin"

    assert bounces.read(report(to="desk@saomai.example", returned=letter)).token == TOKEN


def test_headers_alone_are_enough():
    whole = report(to="desk@saomai.example", returned=f"Message-ID: <{TOKEN}@desk.example>\n")
    headers = whole.replace(b"message/rfc822", b"text/rfc822-headers")

    assert bounces.read(headers).token == TOKEN


def test_a_bounce_without_a_report_strikes_nobody_off():
    plain = f"From: daemon@bao.example\nTo: bounces+{TOKEN}@saomai.example\nSubject: Failure\n\nx"

    assert bounces.read(plain.encode()) == bounces.Bounce(TOKEN, hard=False, detail="Failure")


def test_mail_about_no_letter_of_ours_is_nothing():
    assert bounces.read(report(to="bounces@saomai.example")) is None
    assert bounces.read(b"") is None


def test_a_report_about_another_desk_is_nothing():
    assert bounces.read(report(to=f"bounces+{TOKEN}@other.example")) is None


@pytest.mark.parametrize(
    ("answer", "lasting"),
    [
        ("550 5.1.1 no such user", True), ("550 no such user", True), ("5.0.0", True),
        ("552 5.2.2 mailbox full", False), ("550 5.7.1 policy", False), ("451 later", False),
        ("554 spam", False),
    ],
)  # fmt: skip
def test_only_a_dead_address_is_lasting(answer, lasting):
    assert bounces.is_lasting(answer) is lasting
