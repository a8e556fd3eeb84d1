"""Newspapers' feeds, over real HTTP."""

from __future__ import annotations

import gzip
import os
import pwd
import shutil
import subprocess
import tempfile
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from monitoring.connectors.base import Trouble
from monitoring.connectors.kinds.feed import Feed
from monitoring.models import Mention
from tests.monitoring.connectors.dovecot import _free_port
from tests.monitoring.connectors.web import Answer, dripping

RSS = {"Content-Type": "application/rss+xml"}


def entry(number, at=None, **parts):
    known = {
        "title": f"Sữa Sao Mai bị khiếu nại, bài {number}",
        "description": "<p>Khách ở <b>Đà Nẵng</b> nói &quot;lạ&quot;.</p>",
        "guid": f"bai-{number}",
        "link": f"https://bao.example/bai-{number}",
        "pubDate": format_datetime(at or now() - timedelta(hours=number)),
    }
    inside = "".join(
        f"<{name}><![CDATA[{value}]]></{name}>" for name, value in (known | parts).items() if value
    )
    return f"<item>{inside}</item>"


def rss(*entries, head="<?xml version='1.0' encoding='utf-8'?>"):
    return f"{head}<rss version='2.0'><channel><title>Báo</title>{''.join(entries)}</channel></rss>"


def says(web, text, encoding="utf-8", **headers):
    return web.says("/rss", Answer(text.encode(encoding), headers=RSS | headers))


def trouble(fetch, url, **options):
    with pytest.raises(Trouble) as caught:
        fetch(Feed(), {"url": url}, **options)
    return caught.value


def test_articles_become_mentions(web, fetch):
    url = says(web, rss(entry(2), entry(1)))

    found = fetch(Feed(), {"url": url})

    assert [item["external_id"] for item in found.items] == ["bai-2", "bai-1"]
    assert found.items[1]["text"] == 'Sữa Sao Mai bị khiếu nại, bài 1\nKhách ở Đà Nẵng nói "lạ".'
    assert found.items[1]["url"] == "https://bao.example/bai-1"


def test_atom_is_read_as_well(web, fetch):
    at = (now() - timedelta(hours=1)).isoformat()
    url = says(web, f"<feed xmlns='http://www.w3.org/2005/Atom'><title>b</title><entry><id>urn:1</id>"
                    f"<title>Sữa</title><updated>{at}</updated><author><name>An</name></author>"
                    "<content type='html'>&lt;p&gt;lạ&lt;/p&gt;</content></entry></feed>")  # fmt: skip

    (item,) = fetch(Feed(), {"url": url}).items

    assert (item["external_id"], item["text"], item["author"]) == ("urn:1", "Sữa\nlạ", "An")


def test_unchanged_feed_costs_one_empty_answer(web, fetch):
    def answer(question):
        if question.headers.get("if-none-match") == '"v1"':
            return Answer(status=304)
        return Answer(rss(entry(1)).encode(), headers=RSS | {"ETag": '"v1"'})

    url = web.url + "/rss"
    web.says("/rss", answer)
    first = fetch(Feed(), {"url": url})

    second = fetch(Feed(), {"url": url}, cursor=first.cursor)

    assert (second.items, second.cursor) == ([], first.cursor)


@pytest.mark.parametrize("encoding", ["windows-1258", "utf-16", "utf-8"])
def test_vietnamese_in_every_encoding(web, fetch, encoding):
    # In windows-1258 tones are signs of their own, which follow their letter.
    title = "Sữa Sao Mai bi\u0323 hỏng" if encoding != "windows-1258" else "Sao Mai b\u00ea\u0301"
    head = f"<?xml version='1.0' encoding='{encoding}'?>"
    text = rss(entry(1, title=title, description=""), head=head)
    url = says(web, text, encoding=encoding)

    (item,) = fetch(Feed(), {"url": url}).items

    assert item["text"] == title


def test_page_instead_of_feed_is_named_with_the_feed_it_names(web, fetch):
    page = (
        "<!doctype html><html><head><link rel=alternate type='application/rss+xml' href='/a.rss'>"
    )
    url = web.says("/", Answer(page.encode(), headers={"Content-Type": "text/html"}))

    found = trouble(fetch, url)

    assert (found.code, found.lasting) == ("not_a_feed_but", True)
    assert found.facts["found"] == f"{web.url}/a.rss"


def test_page_without_feed_is_named(web, fetch):
    url = web.says("/", Answer(b"<html><body>Xin loi</body></html>"))

    assert trouble(fetch, url).code == "not_a_feed"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_its_own_are_a_trap(web, fetch, encoding):
    bomb = "<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
    url = says(
        web, rss(entry(1), head=f"<?xml version='1.0' encoding='{encoding}'?>{bomb}"), encoding
    )

    assert trouble(fetch, url).code == "bomb"


def test_what_can_be_read_of_a_broken_feed_is_kept(web, fetch):
    url = says(web, rss(entry(1), entry(2))[:-20])

    found = fetch(Feed(), {"url": url})

    assert len(found.items) == 2
    assert [note.code for note in found.notes] == ["half"]


def test_rubbish_is_no_feed(web, fetch):
    assert trouble(fetch, web.says("/", Answer(b"\x00\xff\x13" * 50))).code == "broken"


def test_unpacked_bomb_is_cut_off(web, fetch):
    packed = gzip.compress(b" " * 30_000_000)
    url = web.says("/rss", Answer(packed, headers=RSS | {"Content-Encoding": "gzip"}))

    assert trouble(fetch, url).code == "too_big"


def test_dripping_server_is_cut_off(fetch):
    with dripping() as url:
        assert trouble(fetch, url, seconds=0.4).code == "timeout"


def test_dripping_body_is_cut_off(fetch):
    with dripping(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>") as url:
        assert trouble(fetch, url, seconds=0.4).code == "timeout"


def test_circle_of_redirects_ends(web, fetch):
    url = web.says("/a", Answer(status=302, headers={"Location": "/a"}))

    assert trouble(fetch, url).code == "redirects"


@pytest.mark.parametrize(
    ("status", "code", "lasting"),
    [
        (401, "unauthorized", True), (403, "forbidden", True), (410, "gone", True),
        (404, "status", False), (429, "rate", False), (500, "status", False), (503, "status", False),
    ],
)  # fmt: skip
def test_what_a_status_means(web, fetch, status, code, lasting):
    url = web.says("/rss", Answer(status=status))

    found = trouble(fetch, url)

    assert (found.code, found.lasting) == (code, lasting)


def test_retry_after_is_honoured(web, fetch):
    url = web.says("/rss", Answer(status=503, headers={"Retry-After": "7200"}))

    wait = trouble(fetch, url).again_at - now()

    assert timedelta(minutes=119) < wait <= timedelta(hours=2)


def test_article_without_a_date_is_new_only_when_it_appears(web, fetch):
    url = says(web, rss(entry(1, pubDate=""), entry(2, pubDate="hôm qua")))
    first = fetch(Feed(), {"url": url})
    says(web, rss(entry(1, pubDate=""), entry(2, pubDate="hôm qua"), entry(3, pubDate="")))

    second = fetch(Feed(), {"url": url}, cursor=first.cursor)

    assert first.items == []
    assert [item["external_id"] for item in second.items] == ["bai-3"]


@pytest.mark.parametrize("date", ["Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_absurd_date_counts_as_none(web, fetch, date):
    url = says(web, rss(entry(1, pubDate=date), entry(2)))

    assert [item["external_id"] for item in fetch(Feed(), {"url": url}).items] == ["bai-2"]


@pytest.mark.parametrize(
    "form",
    [
        "%a, %d %b %Y %H:%M:%S GMT+7",
        "%a, %d %b %Y %H:%M:%S GMT+07:00",
        "%a, %d %b %Y %H:%M:%S UTC+7",
        "%a, %d %b %Y %H:%M:%S ICT",
        "%a, %d %b %Y %I:%M:%S %p",
        "%a, %d %b %y %H:%M:%S +0700",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%d/%m/%Y %I:%M:%S %p",
        "%m/%d/%Y %I:%M:%S %p",
        "Thứ sáu, %d/%m/%Y, %H:%M (GMT+7)",
    ],
)
@time_machine.travel("2026-11-30T09:00+00:00", tick=False)
def test_papers_of_the_region_write_their_own_time_in_their_own_way(web, fetch, form):
    at = datetime(2026, 11, 30, 14, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    url = says(web, rss(entry(1, pubDate=at.strftime(form))))

    (item,) = fetch(Feed(), {"url": url}).items

    assert datetime.fromisoformat(item["posted_at"]) == at


def test_feed_that_would_be_read_for_hours_is_left_and_named(web, fetch, monkeypatch):
    monkeypatch.setattr("monitoring.connectors.parsing.SECONDS", 2)
    tag = " ".join(f'a{number}="1"' for number in range(60_000))
    url = says(web, rss(f"<item {tag}></item>", entry(1)))

    assert trouble(fetch, url).code == "tangled"


def test_long_feed_is_read_like_a_short_one(web, fetch, monkeypatch):
    head = "<?xml version='1.0' encoding='utf-16'?>"
    url = says(web, rss(*map(entry, range(1, 40)), head=head), encoding="utf-16")
    short = fetch(Feed(), {"url": url})
    monkeypatch.setattr("monitoring.connectors.parsing.SMALL", 1000)

    assert fetch(Feed(), {"url": url}).items == short.items != []


def test_comments_before_something_else_are_passed_once(web, fetch):
    url = says(web, "<!-- a -->" * 1000 + "x")

    assert trouble(fetch, url).code == "broken"


@pytest.mark.parametrize(
    "parts",
    [
        {"link": "http://[bao.example/1"},
        {"description": "<p>a</p><![<!"},
        {"description": f"&#{'1' * 5000};"},
        {"pubDate": "1" * 5000},
        {"title": "😡😡"},
    ],
    ids=["link", "declaration", "entity", "date", "emoji"],
)
def test_article_that_breaks_readers_does_not_hold_up_the_others(web, fetch, parts):
    url = says(web, rss(entry(1, **parts), entry(2), entry(3)))

    found = fetch(Feed(), {"url": url})

    assert [item["external_id"] for item in found.items][:2] == ["bai-3", "bai-2"]


def test_new_source_brings_no_archive(web, fetch):
    url = says(web, rss(entry(1), entry(2, at=now() - timedelta(days=9))))
    first = fetch(Feed(), {"url": url})

    again = fetch(Feed(), {"url": url}, cursor=first.cursor)

    assert [item["external_id"] for item in first.items + again.items] == ["bai-1", "bai-1"]


def test_feed_is_stored_once_however_often_it_is_read(web, connect, poll, watch):
    row = connect("rss", url=says(web, rss(entry(1), entry(2))))
    poll(row)
    says(web, rss(entry(1), entry(2), entry(3)))

    row = poll(row)

    assert sorted(Mention.objects.values_list("external_id", flat=True)) == [
        "bai-1", "bai-2", "bai-3",
    ]  # fmt: skip
    assert set(Mention.objects.values_list("platform", flat=True)) == {"news"}
    assert (row.problem, row.failures) == ("", 0)


def same_guid(*numbers, **parts):
    return rss(*(entry(number, guid="1", **parts) for number in numbers))


def ids(harvest):
    return [item["external_id"].rpartition("/")[2] for item in harvest.items]


def test_articles_of_one_guid_are_told_apart_by_their_links(web, connect, poll, watch):
    row = connect("rss", url=says(web, same_guid(3, 2, 1)))

    poll(row)

    assert set(Mention.objects.values_list("url", flat=True)) == {
        f"https://bao.example/bai-{number}" for number in (1, 2, 3)
    }


@pytest.mark.parametrize(
    "readings",
    [[(3,), (3, 2), (2, 1), (1,)], [(1, 2, 3), (1,), (3,)], [(2, 3), (3, 2), (2,), (1,)]],
    ids=["joined", "left alone", "turned round"],
)
def test_articles_of_one_guid_are_stored_once_however_often_they_are_read(
    web, connect, poll, watch, readings
):
    row = connect("rss", url=says(web, same_guid(*readings[0])))
    for numbers in readings:
        says(web, same_guid(*numbers))
        row = poll(row)

    urls = sorted(Mention.objects.values_list("url", flat=True))
    assert urls == [f"https://bao.example/bai-{number}" for number in (1, 2, 3)]


def test_articles_of_one_guid_without_a_date_are_new_when_they_appear(web, fetch):
    url = says(web, same_guid(1, pubDate=""))
    first = fetch(Feed(), {"url": url})
    says(web, same_guid(2, 1, pubDate=""))
    second = fetch(Feed(), {"url": url}, cursor=first.cursor)

    again = fetch(Feed(), {"url": url}, cursor=second.cursor)

    assert [ids(first), ids(second), ids(again)] == [[], ["bai-2"], []]


def test_article_that_moves_keeps_its_guid(web, fetch):
    url = says(web, rss(entry(1), entry(2)))
    fetch(Feed(), {"url": url})
    says(web, rss(entry(1, link="https://bao.example/khac"), entry(2)))

    assert ids(fetch(Feed(), {"url": url})) == ["bai-2", "bai-1"]


@pytest.fixture
def nginx():
    """A real newspaper's server: nginx with a folder of its own."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("NO NGINX: feeds are read from Python's own server only")
    root, port = Path(tempfile.mkdtemp(prefix="crisisdesk-nginx-")), _free_port()
    user = f"user {pwd.getpwuid(os.geteuid()).pw_name};" if os.geteuid() == 0 else ""
    paths = " ".join(f"{name}_temp_path {root}/{name};" for name in
                     ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
    (root / "nginx.conf").write_text(
        f"{user} daemon off; pid {root}/pid; error_log {root}/error.log; events {{}}"
        f" http {{ access_log off; {paths} types {{ application/rss+xml rss; }} gzip on;"
        f" gzip_types application/rss+xml; server {{ listen 127.0.0.1:{port}; root {root}; }} }}"
    )
    server = subprocess.Popen([program, "-c", root / "nginx.conf", "-e", root / "error.log"])
    try:
        _answers(port)
        yield root, f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(5)
        shutil.rmtree(root)


def _answers(port):
    import socket
    import time

    for _try in range(200):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError


def test_nginx_says_unchanged_until_the_file_changes(nginx, fetch):
    root, url = nginx
    file = root / "bao.rss"
    file.write_text(rss(entry(1)))
    first = fetch(Feed(), {"url": f"{url}/bao.rss"})
    unchanged = fetch(Feed(), {"url": f"{url}/bao.rss"}, cursor=first.cursor)
    file.write_text(rss(entry(1), entry(2)))

    changed = fetch(Feed(), {"url": f"{url}/bao.rss"}, cursor=unchanged.cursor)

    assert (len(first.items), len(unchanged.items), len(changed.items)) == (1, 0, 2)
    assert first.cursor["etag"]
