"""A forwarded mail on a real IMAP server becomes a report of staff and is answered, robots are not."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image

from crisisdesk.kernel.clock import now
from monitoring.models import Mention, Signal, StaffReport
from monitoring.staff import letters
from outbox import relay
from outbox.models import OutboxMessage
from tests.monitoring.connectors import dovecot
from tests.monitoring.connectors.test_mailbox import box, mail, server  # noqa: F401 -- fixtures
from tests.outbox.conftest import post_office  # noqa: F401 -- fixtures are found by name


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def reading(box, connect, poll):  # noqa: F811
    """Let mails arrive and read them as a worker does."""
    row = connect("mailbox", password=dovecot.PASSWORD, **box.options(staff=True))

    def read(*mails):
        for one in mails:
            box.receives(one)
        return poll(row)

    return read


def answers() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(topic=letters.ANSWER).order_by("pk"))


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return out.getvalue()


def test_a_forwarded_mail_becomes_a_report_and_no_mention(reading, minh):
    row = reading(mail(text="Xem https://voz.example/t/1 này", Subject="Fwd: Sữa có giòi"))

    report = StaffReport.objects.get()
    assert (row.problem, row.notes) == ("", [])
    assert (report.way, report.url) == ("mail", "https://voz.example/t/1")
    assert report.text.startswith("Sữa có giòi")
    assert (report.name, report.sender) == ("Trần Thu", "thu@khach.example")
    assert Signal.objects.get() == report.signal
    assert not Mention.objects.exists()


def test_the_answer_carries_the_reference_and_says_that_a_program_wrote_it(reading, post_office):  # noqa: F811
    reading(mail())
    post_office.start()

    relay.deliver_due()

    (letter,) = [row for row in post_office.letters if row["To"] == "thu@khach.example"]
    assert StaffReport.objects.get().reference in letter["Subject"]
    assert letter["Auto-Submitted"] == "auto-replied"
    assert letter["In-Reply-To"] == "<1@khach.example>"
    assert letter["Precedence"] == "bulk"


def test_an_address_is_answered_once_an_hour(reading):
    reading(mail(1), mail(2, text="Chuyện khác"))
    assert StaffReport.objects.count() == 2
    assert len(answers()) == 1


def test_a_mail_that_is_read_twice_is_one_report(reading, box):  # noqa: F811
    reading(mail(1))
    # Somebody moved it away and back: another number, the same mail.
    reading(mail(1))

    assert (StaffReport.objects.count(), len(answers())) == (1, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Precedence": "bulk"},
        {"Precedence": "list"},
        {"List-Id": "<tin.saomai.example>"},
        {"X-Auto-Response-Suppress": "All"},
        {"From": "Máy <no-reply@saomai.example>"},
        {"From": "MAILER-DAEMON@saomai.example"},
    ],
)
def test_lists_and_robots_are_taken_and_never_answered(reading, headers):
    reading(mail(**headers))

    assert (StaffReport.objects.count(), answers()) == (1, [])


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated"},
        {"Return-Path": "<>"},
        {"From": "crisisdesk@saomai.example"},
    ],
)
def test_what_a_program_wrote_is_no_report(reading, headers, settings):
    settings.DEFAULT_FROM_EMAIL = "Bàn trực <crisisdesk@saomai.example>"
    reading(mail(**headers))

    assert (StaffReport.objects.count(), answers()) == (0, [])


def test_hostile_files_are_refused_with_words_and_the_picture_is_kept(reading, post_office):  # noqa: F811
    letter = mail()
    letter.add_attachment(
        b"MZ\x90", maintype="application", subtype="x-msdownload", filename="hoa-don.pdf.exe"
    )
    letter.add_attachment(picture(), maintype="image", subtype="png", filename="anh.png")
    letter.add_attachment(b"<svg onload=alert(1)>", maintype="image", subtype="svg+xml",
                          filename="../../x.svg")  # fmt: skip
    reading(letter)

    report = StaffReport.objects.get()
    assert report.picture.name.endswith(".png")
    assert [row.split(":")[0] for row in report.refused] == ["hoa-don.pdf.exe", "../../x.svg"]
    post_office.start()
    relay.deliver_due()
    (answer,) = [row for row in post_office.letters if row["To"] == "thu@khach.example"]
    assert "hoa-don.pdf.exe" in answer.get_body(("plain",)).get_content()


def test_a_mail_without_words_is_named_and_the_next_one_read(reading):
    row = reading(mail(1, text="", Subject=""), mail(2))

    assert [note["code"] for note in row.notes] == ["item"]
    assert StaffReport.objects.count() == 1


def test_an_answer_is_not_sent_to_somebody_who_was_forgotten(reading, post_office, manager):  # noqa: F811
    from monitoring.services import staff_keeping

    reading(mail())
    staff_keeping.forget_reporter(StaffReport.objects.get(), actor=manager)
    OutboxMessage.objects.update(available_at=now() - timedelta(seconds=1))
    post_office.start()

    relay.deliver_due()

    assert "thu@khach.example" not in {row["To"] for row in post_office.letters}
