"""A mailbox on a real IMAP server (Debian's dovecot)."""

from __future__ import annotations

import imaplib
import shutil
import ssl
import tempfile
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from crisisdesk.kernel.clock import now
from monitoring.connectors.base import Trouble
from monitoring.connectors.kinds.mailbox import Mailbox
from monitoring.intake.plan import Plan
from monitoring.models import CsvImport, Mention
from monitoring.services import import_work, imports, mappings
from tests.monitoring.connectors import dovecot
from tests.monitoring.connectors.web import dripping

CSV = (
    "Nội dung,Thời gian,Link\n"
    "Sao Mai sữa có mùi,{at},https://facebook.example/1\n"
    "Sao Mai lại thế,{at},https://facebook.example/2\n"
)


@pytest.fixture(scope="module")
def server():
    if dovecot.program() is None:
        pytest.skip("NO DOVECOT: mailboxes are not read; install dovecot-imapd to test them")
    root = Path(tempfile.mkdtemp(prefix="crisisdesk-dovecot-"))
    with dovecot.running(root) as (plain, secure):
        yield root, plain, secure
    shutil.rmtree(root)


class Box:
    """One account of the server, seen by somebody who writes to it."""

    def __init__(self, name, root, plain, secure):
        self.name, self.root = name, root
        self.ports = {"ssl": secure, "starttls": plain}
        self.client = imaplib.IMAP4_SSL(
            "localhost", secure, ssl_context=ssl.create_default_context(cafile=root / "cert.pem")
        )
        password = f"\0{name}\0{dovecot.PASSWORD}".encode()
        self.client.authenticate("PLAIN", lambda _challenge: password)

    def receives(self, mail):
        content = mail if isinstance(mail, bytes) else mail.as_bytes()
        assert self.client.append("INBOX", None, None, content)[0] == "OK"

    def flags(self):
        self.client.select("INBOX", readonly=True)
        return b" ".join(self.client.fetch("1:*", "(FLAGS)")[1]).count(b"\\Seen")

    def options(self, **changes):
        return {
            "host": "localhost", "port": self.ports["ssl"], "security": "ssl",
            "username": self.name, "folder": "INBOX", "mark_read": False,
        } | changes  # fmt: skip


@pytest.fixture
def box(server, request, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(server[0] / "cert.pem"))
    found = Box(f"{request.node.name[:40].strip('[]')}@saomai.example".replace("[", "-"), *server)
    yield found
    found.client.logout()


@pytest.fixture
def read(box, fetch):
    def page(cursor=None, password=dovecot.PASSWORD, **changes):
        return fetch(Mailbox(), box.options(**changes), {"password": password}, cursor)

    return page


def mail(number=1, text="Khách báo sữa có mùi", **headers):
    letter = EmailMessage()
    known = {
        "Subject": f"Khiếu nại số {number}", "From": "Trần Thu <thu@khach.example>",
        "To": "nghe@saomai.example", "Message-ID": f"<{number}@khach.example>",
        "Date": format_datetime(now() - timedelta(minutes=5)),
    }  # fmt: skip
    for name, value in (known | {k.replace("_", "-"): v for k, v in headers.items()}).items():
        letter[name] = value
    letter.set_content(text)
    return letter


def trouble(act):
    with pytest.raises(Trouble) as caught:
        act()
    return caught.value


def test_mails_become_mentions(box, read):
    box.receives(mail())

    (item,) = read().items

    assert item["text"] == "Khiếu nại số 1\nKhách báo sữa có mùi"
    assert (item["author"], item["external_id"]) == ("Trần Thu", "<1@khach.example>")


def test_starttls_works_as_well(box, read):
    box.receives(mail())

    assert len(read(security="starttls", port=box.ports["starttls"]).items) == 1


def test_html_becomes_text(box, read):
    letter = EmailMessage()
    letter["Subject"] = "Cảnh báo"
    letter.set_content(
        "<html><style>p{}</style><body><p>Bài <b>nóng</b></p><script>x()</script>"
        "<table><tr><td>12</td><td>lượt</td></tr></table></body></html>", subtype="html",
    )  # fmt: skip
    box.receives(letter)

    assert read().items[0]["text"] == "Cảnh báo\nBài nóng\n12 lượt"


def test_reading_goes_on_behind_the_last_mail(box, read):
    box.receives(mail(1))
    first = read()
    nothing = read(first.cursor)
    box.receives(mail(2))

    second = read(nothing.cursor)

    assert [len(found.items) for found in (first, nothing, second)] == [1, 0, 1]
    assert second.items[0]["external_id"] == "<2@khach.example>"


def test_renumbered_folder_is_read_anew(box, read):
    box.receives(mail(1))
    first = read()

    again = read(first.cursor | {"validity": 1})

    assert len(again.items) == 1
    assert again.cursor == first.cursor


def test_long_backlog_comes_page_by_page(box, read, monkeypatch):
    monkeypatch.setattr("monitoring.connectors.kinds.mailbox.PAGE", 2)
    for number in range(3):
        box.receives(mail(number))

    first = read()
    second = read(first.cursor)

    assert (len(first.items), first.more) == (2, True)
    assert (len(second.items), second.more) == (1, False)


def test_page_of_heavy_mails_is_short(box, read, monkeypatch):
    monkeypatch.setattr("monitoring.connectors.kinds.mailbox.MOST", 5000)
    for number in range(3):
        box.receives(mail(number, text="x\n" * 1500))

    first = read()

    assert (len(first.items), first.more) == (1, True)


def test_mails_stay_unread_unless_asked(box, read):
    box.receives(mail())
    read(read().cursor)

    assert box.flags() == 0


def test_mails_are_marked_only_once_they_are_stored(box, read):
    box.receives(mail())
    first = read(mark_read=True)
    assert box.flags() == 0

    read(first.cursor, mark_read=True)

    assert box.flags() == 1


def test_wrong_password_stops_it_and_is_not_told(box, read, caplog):
    stopped = trouble(lambda: read(password="nhầm-rồi"))

    assert (stopped.code, stopped.lasting) == ("login", True)
    assert "nhầm" not in f"{stopped} {stopped.facts} {caplog.text}"


def test_missing_folder_is_named(read):
    stopped = trouble(lambda: read(folder="Không có"))

    assert (stopped.code, stopped.facts["folder"]) == ("folder", "Không có")


def test_unknown_certificate_is_not_trusted(read, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    assert trouble(read).code == "tls"


def test_web_server_is_no_mail_server(read):
    with dripping(b"HTTP/1.1 400 Bad Request\r\n", b"\r\n") as url:
        port = int(url.split(":")[2].split("/")[0])
        assert trouble(lambda: read(security="starttls", port=port)).code == "mail_server"


@pytest.mark.parametrize("date", ["", "Mon, 99 Foo 2026", "Tue, 01 Jan 1980 00:00:00 +0000"])
def test_absurd_date_gives_way_to_the_arrival(box, read, date):
    letter = mail()
    del letter["Date"]
    if date:
        letter["Date"] = date
    box.receives(letter)

    at = read().items[0]["posted_at"]

    assert at >= (now() - timedelta(minutes=2)).isoformat()


def test_broken_mail_does_not_hold_up_the_next(box, read):
    box.receives(b"Subject: =?nonsense?q?x?=\r\nContent-Type: text/plain; charset=xyz\r\n"
                 b"Content-Transfer-Encoding: base64\r\n\r\n\xff\xfe####\r\n")  # fmt: skip
    box.receives(mail(2))

    found = read()

    assert found.items[-1]["external_id"] == "<2@khach.example>"


DEEP = b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (depth, depth)
    for depth in range(1500)
)


HOSTILE = [
    b"Subject: x\r\n" + DEEP + b"Content-Type: text/plain\r\n\r\nhi\r\n",
    b"Subject: x\r\nDate: Mon, 01 Jan 99999 00:00:00 +9999\r\n\r\nhi\r\n",
    b"Subject: " + b"=?utf-8?q?a?=\r\n " * 100_000 + b"\r\n\r\nhi\r\n",
    b"Subject: x\r\nContent-Type: text/plain; " + b"a=b; " * 200_000 + b"\r\n\r\nhi\r\n",
    b"Content-Type: text/html\r\n\r\n<![<!\r\n",
    b"Content-Type: text/html\r\n\r\n&#" + b"1" * 5000 + b";\r\n",
    (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: '
        b'text/csv; name="=?utf-8?B?####?="\r\nContent-Transfer-Encoding: base64\r\n\r\nA\r\n'
    ),
]


def test_mails_that_break_readers_do_not_hold_up_the_next(box, read):
    for hostile in HOSTILE:
        box.receives(hostile)
    box.receives(mail(2))

    found = read()

    assert found.items[-1]["external_id"] == "<2@khach.example>"
    assert len(found.items) + len(found.tables) + len(found.notes) == len(HOSTILE) + 1


def test_windows_1258_is_read(box, read):
    body = "Sao Mai b\u00ea\u0301".encode("windows-1258")
    box.receives(b"Subject: x\r\nContent-Type: text/plain; charset=windows-1258\r\n"
                 b"Content-Transfer-Encoding: 8bit\r\n\r\n" + body + b"\r\n")  # fmt: skip

    assert "Sao Mai b\u00ea\u0301" in read().items[0]["text"]


def test_out_of_office_and_our_own_letters_are_no_mentions(box, read, settings):
    settings.DEFAULT_FROM_EMAIL = "Bàn trực <desk@saomai.example>"
    box.receives(mail(1, Auto_Submitted="auto-replied"))
    letter = mail(2)
    letter.replace_header("From", "desk@saomai.example")
    box.receives(letter)

    assert read().items == []


def test_too_large_mail_is_left_out_by_name(box, read, monkeypatch):
    monkeypatch.setattr("monitoring.connectors.kinds.mailbox.MOST", 1000)
    box.receives(mail(1, text="x" * 2000))
    box.receives(mail(2))

    found = read()
    next_page = read(found.cursor)

    assert (len(found.items), len(next_page.items)) == (0, 1)
    assert (found.notes[0].code, found.notes[0].facts["name"]) == ("mail_too_big", "Khiếu nại số 1")


def test_attached_table_goes_to_the_import(box, connect, poll, watch, brand, minh):
    table = CSV.format(at=(now() - timedelta(hours=1)).isoformat())
    seen = imports.upload(brand, actor=minh, name="mau.csv", content=table.encode())
    mappings.remember(seen, Plan.of(seen.plan), name="Công cụ nghe", actor=minh)
    letter = mail()
    letter.add_attachment(table.encode(), maintype="text", subtype="csv", filename="Báo cáo.csv")
    box.receives(letter)
    row = connect("mailbox", password=dovecot.PASSWORD, **box.options())

    row = poll(row)

    assert (row.problem, row.notes) == ("", [])
    (job,) = CsvImport.objects.filter(source=row.source)
    import_work.work(job.pk)
    assert {m.url for m in Mention.objects.all()} == {
        "https://facebook.example/1", "https://facebook.example/2",
    }  # fmt: skip
    assert set(Mention.objects.values_list("platform", "source")) == {("facebook", row.source_id)}


def test_table_that_nobody_knows_is_named_and_harms_nothing(box, connect, poll):
    letter = mail()
    letter.add_attachment(b"a;b\n1;2\n", maintype="text", subtype="csv", filename="la.csv")
    box.receives(letter)
    box.receives(mail(2))

    row = poll(connect("mailbox", password=dovecot.PASSWORD, **box.options()))

    assert [note["code"] for note in row.notes] == ["table_unknown"]
    # A customer who encloses an order has written something as well.
    assert set(Mention.objects.values_list("external_id", flat=True)) == {
        "<1@khach.example>", "<2@khach.example>",
    }  # fmt: skip
