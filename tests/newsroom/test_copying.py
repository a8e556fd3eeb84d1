"""The newsroom as files: whole or not at all, in any folder, and nothing public is taken out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import override_settings

from crisisdesk.kernel.clock import minutes, now
from newsroom import folder, pages
from newsroom.models import Copy
from newsroom.services import copying
from statements.services import publishing, review
from teams.models import Brand, Notice
from tests import worlds
from tests.newsroom import said

shared = said.shared
brand, minh, manager, lead, case, waived, published = map(worlds.again, said.NAMES)


@pytest.fixture
def place(tmp_path, settings) -> Path:
    settings.PUBLIC_URL = "https://desk.example"
    return tmp_path / "copy"


@pytest.fixture(scope="module")
def copy(shared, django_db_blocker, tmp_path_factory) -> Path:
    """A copy that is only read."""
    written = tmp_path_factory.mktemp("newsroom") / "copy"
    with override_settings(PUBLIC_URL="https://desk.example"), django_db_blocker.unblock():
        copying.write(str(written))
    return written


@pytest.fixture
def retract(case, published, draft_of, approve_by, make_fact, minh, phuong, lan):
    def now_and():
        notice = draft_of(
            case, "retraction", retracts=published, facts=[make_fact(case, text="Số liệu không đúng.")],
            text_vi="Số liệu không đúng.", settings={"next_update_at": None},
        )  # fmt: skip
        notice = approve_by(review.submit(notice, actor=minh), phuong, lan)
        return publishing.publish(notice, actor=minh)

    return now_and


def files(place: Path) -> dict[str, bytes]:
    root = place / "current"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_every_page_and_feed_is_there_in_both_languages(place, published):
    done = copying.write(str(place))

    found = files(place)
    own = {name for name in found if not name.startswith("static/")}
    assert own == {"index.html"} | {
        f"{language}/{name}"
        for language in ("vi", "en")
        for name in (
            "index.html",
            "sao-mai/index.html",
            "sao-mai/feed.atom",
            "sao-mai/feed.json",
            f"sao-mai/{published.slug}/index.html",
        )
    }
    assert done.pages == len(own)
    assert (
        "Chúng tôi đang kiểm tra lô hàng"
        in found[f"vi/sao-mai/{published.slug}/index.html"].decode()
    )
    assert "We are checking the batch" in found[f"en/sao-mai/{published.slug}/index.html"].decode()


def test_every_link_leads_to_a_file_or_to_the_desk(copy):
    root = (copy / "current").resolve()
    dead, outward, asked = [], set(), 0
    for page in root.rglob("*.html"):
        for address in re.findall(r'(?:href|src)="([^"]*)"', page.read_text()):
            parts = urlsplit(address)
            if parts.scheme:
                outward.add(address)
            elif parts.path:
                asked += 1
                target = (page.parent / unquote(parts.path)).resolve()
                if not (target.is_file() and target.is_relative_to(root)):
                    dead.append((page.name, address))
    assert dead == [] and asked > 20
    assert {urlsplit(address).path for address in outward} == {"/newsroom/sao-mai/subscribe/"}


def test_style_and_fonts_come_along(copy):
    found = files(copy)
    assert "static/css/desk.css" in found
    assert [name for name in found if name.endswith(".woff2")]
    for name in re.findall(r'url\("(\.\./[^")]+)"', found["static/css/desk.css"].decode()):
        assert f"static/{name.removeprefix('../')}" in found


def test_no_page_asks_for_a_script_or_sends_a_form(copy):
    html = b"".join(text for name, text in files(copy).items() if name.endswith(".html"))
    assert b"<script" not in html and b"<form" not in html and b"manifest" not in html


def test_feeds_keep_their_ids_and_link_to_files(place, published, settings):
    settings.NEWSROOM_COPY_URL = "https://news.example/sao/"
    copying.write(str(place))

    found = files(place)
    feed = json.loads(found["en/sao-mai/feed.json"])
    (item,) = feed["items"]
    assert item["id"] == f"https://desk.example/newsroom/sao-mai/{published.slug}/"
    assert item["url"] == f"https://news.example/sao/en/sao-mai/{published.slug}/index.html"
    space = "{http://www.w3.org/2005/Atom}"
    entry = ET.fromstring(found["vi/sao-mai/feed.atom"]).find(f"{space}entry")
    assert entry.find(f"{space}id").text == item["id"]
    assert entry.find(f"{space}link").get("href").startswith("https://news.example/sao/vi/")


def test_without_an_address_of_its_own_a_feed_links_to_its_neighbours(copy, published):
    feed = json.loads(files(copy)["vi/sao-mai/feed.json"])
    assert feed["items"][0]["url"] == f"{published.slug}/index.html"


def test_the_same_again_writes_nothing(place, published):
    copying.write(str(place))
    before = files(place)

    done = copying.write(str(place))

    assert (done.changed, files(place)) == (0, before)


@pytest.mark.parametrize("change", ["retract", "brand", "stage", "supersede"])
def test_what_changed_is_written_as_if_all_were_written_anew(
    place, tmp_path, published, retract, case, draft_of, approve_by, make_fact, minh, manager, change
):  # fmt: skip
    copying.write(str(place))
    if change == "retract":
        retract()
    elif change == "brand":
        Brand.objects.update(hotline="1900 9999")
    elif change == "stage":
        type(case).objects.filter(pk=case.pk).update(status="contained")
    else:
        update = draft_of(case, "update", facts=[make_fact(case)])
        publishing.publish(approve_by(review.submit(update, actor=minh), manager), actor=minh)

    done = copying.write(str(place))
    copying.write(str(tmp_path / "anew"))

    assert done.changed > 0
    assert files(place) == files(tmp_path / "anew")


def test_a_retracted_text_stays_with_its_label(place, published, retract):
    copying.write(str(place))
    retract()
    copying.write(str(place))

    page = files(place)[f"vi/sao-mai/{published.slug}/index.html"].decode()
    assert "Số liệu không đúng." in page and "Chúng tôi đang kiểm tra lô hàng" in page


def test_nothing_that_was_public_is_taken_out(place, published):
    copying.write(str(place))
    Brand.objects.update(slug="ten-moi")

    copying.write(str(place))

    found = files(place)
    assert f"vi/sao-mai/{published.slug}/index.html" in found
    assert f"vi/ten-moi/{published.slug}/index.html" in found


def test_a_reader_sees_the_old_whole_until_the_new_one_is_whole(
    place, published, retract, monkeypatch
):
    copying.write(str(place))
    before, seen = files(place), []
    retract()
    render = pages.render

    def watched(page):
        seen.append(files(place) == before)
        if len(seen) == 3:
            raise OSError(28, "No space left on device")
        return render(page)

    monkeypatch.setattr(pages, "render", watched)
    with pytest.raises(OSError, match="No space"):
        copying.write(str(place))
    assert seen == [True] * 3 and files(place) == before

    monkeypatch.setattr(pages, "render", render)
    copying.write(str(place))

    assert files(place) != before
    assert [p for p in (place / "releases").iterdir() if p.name.startswith(".")] == []


def test_old_releases_go_and_the_one_before_stays(place, published):
    for number in range(4):
        Brand.objects.update(hotline=f"1900 000{number}")
        copying.write(str(place))

    assert len(list((place / "releases").iterdir())) == 2


def test_two_writers_do_not_meet(place, published):
    with folder.release(place), pytest.raises(folder.Busy):
        copying.write(str(place))


def test_drills_and_drafts_are_in_no_file(place, published, make_case, draft_of):
    draft_of(make_case(is_drill=True), text_vi="Chỉ là diễn tập.")

    copying.write(str(place))

    assert not any(b"Ch\xe1\xbb\x89 l\xc3\xa0 di" in text for text in files(place).values())


def test_the_sweep_writes_when_something_changed_and_only_then(place, published, retract, settings):
    assert copying.sweep() == 0
    settings.NEWSROOM_COPY_DIR = str(place)

    assert copying.sweep() > 0
    assert copying.sweep() == 0
    retract()
    assert copying.sweep() > 0
    row = Copy.objects.get()
    assert (row.due_at, row.error, row.pages > 0) == (None, "", True)


def test_a_failure_is_told_once_and_tried_again(place, published, settings, admin_person):
    place.write_text("a file, not a folder")
    settings.NEWSROOM_COPY_DIR = str(place)
    assert copying.sweep() == 0
    row = Copy.objects.get()
    assert row.failed_at and row.error and row.due_at > now()
    with time_machine.travel(now() + minutes(2)):
        copying.sweep()
    assert Notice.objects.filter(user=admin_person, topic="newsroom.copy_failed").count() == 1

    place.unlink()
    with time_machine.travel(now() + minutes(10)):
        assert copying.sweep() > 0

    row.refresh_from_db()
    assert (row.failed_at, row.failures, row.error) == (None, 0, "")


def test_the_command_says_what_it_did(place, published, capsys):
    call_command("export_newsroom", str(place), "--json")

    told = json.loads(capsys.readouterr().out)
    assert told["pages"] == 11 and told["changed"] > 11
    assert (Path(told["folder"]) / "index.html").is_file()


def test_the_command_fails_in_words(tmp_path, published):
    (tmp_path / "file").write_text("x")

    with pytest.raises(CommandError):
        call_command("export_newsroom", str(tmp_path / "file"))
