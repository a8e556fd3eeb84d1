"""The newsroom of a drill: the newsroom's own pages, for its players alone, and nowhere public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crisisdesk.kernel.clock import now
from drills.held import held
from drills.models import Drill
from newsroom import pages
from newsroom.models import Subscriber
from newsroom.services import announcing, copying
from statements.models import (
    Attachment,
    ChannelText,
    PressContact,
    PressLetter,
    Promise,
    StatementVersion,
)
from statements.selectors.lists import for_newsroom, for_rehearsal
from tests.drills import rehearsed

PUBLIC = ("/newsroom/", "/newsroom/{slug}/", "/newsroom/{slug}/feed.atom",
          "/newsroom/{slug}/feed.json", "/newsroom/{slug}/{words}/")  # fmt: skip


@pytest.fixture
def drill(brand, admin_person, minh, lan) -> Drill:
    made = rehearsed.run(rehearsed.story(brand), admin_person, minh)
    made.observers.set([lan])
    return made


@pytest.fixture
def words(drill, minh):
    return rehearsed.said(drill.incident, minh)


def home(drill):
    return reverse("drills:sandbox", args=[drill.pk])


def text_of(drill, words):
    return reverse("drills:sandbox_text", args=[drill.pk, words.slug])


def test_players_observers_and_control_read_what_the_public_would_have(
    client_of, drill, words, minh, lan, admin_person
):
    for person in (minh, lan, admin_person):
        browser = client_of(person)
        assert words.version_said.title_vi in browser.get(home(drill)).content.decode()
        page = browser.get(text_of(drill, words)).content.decode()
        assert rehearsed.WORDS in page and "Đang xác minh" in page
        assert "<title>[DIỄN TẬP] " in page


def test_nobody_else_does(client, client_of, drill, words, phuong, khoa, vy):
    answers = {
        person.name: [client_of(person).get(url).status_code for url in every(drill, words)]
        for person in (phuong, khoa, vy)
    }
    assert answers == {
        phuong.name: [403, 403, 403], khoa.name: [403, 403, 403], vy.name: [404, 404, 404]
    }  # fmt: skip
    assert {client.get(url).status_code for url in every(drill, words)} == {302}


def every(drill, words):
    return [home(drill), text_of(drill, words), reverse("drills:held", args=[drill.pk])]


def test_the_pages_bear_the_band_and_are_kept_by_nobody(client_of, drill, words, minh):
    for url in every(drill, words)[:2]:
        answer = client_of(minh).get(url)
        page = answer.content.decode()
        assert "drill-band" in page and "mark-drill.svg" in page
        assert 'name="robots" content="noindex' in page
        assert "no-store" in answer["Cache-Control"] and "public" not in answer["Cache-Control"]
        assert answer["X-Robots-Tag"].startswith("noindex") and "ETag" not in answer
        # Nothing on it leads into the public newsroom, and it does not say that it sets no cookie.
        assert 'href="/newsroom/' not in page and "subscribe" not in page
        assert "cookie" not in page


def test_it_is_read_in_english_at_an_address_of_its_own(client_of, drill, words, minh):
    page = client_of(minh).get(text_of(drill, words) + "?lang=en").content.decode()

    assert "We are checking" in page and 'lang="en"' in page and rehearsed.WORDS not in page


def test_a_promise_and_a_correction_show_as_they_would(client_of, drill, words, minh):
    Promise.objects.create(
        incident=drill.incident, statement=words, is_next_update=True, owner=minh,
        due_at=now() + timedelta(hours=1),
    )  # fmt: skip
    notice = rehearsed.said(
        drill.incident, minh, english="A correction", kind="correction", corrects=words
    )
    page = client_of(minh).get(text_of(drill, words)).content.decode()

    assert "Chúng tôi hẹn tin tiếp theo trước" in page
    assert text_of(drill, notice) in page


def test_an_earlier_drill_and_a_real_case_are_not_in_it(client_of, brand, drill, words, minh):
    real = rehearsed.said(rehearsed.case_of(brand, drill=False), minh)
    other = rehearsed.said(rehearsed.case_of(brand), minh)

    browser = client_of(minh)
    page = browser.get(home(drill)).content.decode()
    assert real.slug not in page and other.slug not in page
    assert browser.get(text_of(drill, real)).status_code == 404
    assert browser.get(text_of(drill, other)).status_code == 404
    assert list(for_rehearsal(real.incident)) == []


def test_nothing_public_shows_it(client, brand, drill, words, minh, api_of, tmp_path, settings):
    Subscriber.objects.create(
        brand=brand, email="a@b.example", confirm_by=now(), confirmed_at=now() - timedelta(days=1)
    )
    assert list(for_newsroom(brand)) == []
    for url in PUBLIC:
        answer = client.get(url.format(slug=brand.slug, words=words.slug))
        assert "dang-kiem-tra" not in answer.content.decode().replace(url.format(slug=brand.slug, words=words.slug), "")  # fmt: skip
        assert rehearsed.WORDS not in answer.content.decode()
    assert answer.status_code == 404
    assert announcing.sweep() == 0
    settings.PUBLIC_URL = "https://desk.example"
    copying.write(str(tmp_path / "copy"))
    files = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert not any(words.slug.encode() in path.read_bytes() for path in files if path.suffix != ".css")  # fmt: skip
    assert [page.live for page in pages.pages() if words.slug in page.live] == []
    assert api_of(minh).get(f"/api/v1/statements/{words.reference}/").json()["newsroom"] is None


def test_a_file_of_a_drill_is_handed_out_here_and_not_in_public(
    client, client_of, drill, minh, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path
    digest = "a" * 64
    words = rehearsed.said(drill.incident, minh, attachments=[digest])
    Attachment.objects.create(
        statement=words, digest=digest, sha256=digest, name="phieu.pdf", size=4, by=minh,
        content_type="application/pdf", file=SimpleUploadedFile("phieu.pdf", b"%PDF"),
    )  # fmt: skip
    url = reverse("drills:sandbox_file", args=[drill.pk, digest])
    public = reverse("newsroom:file", args=[drill.incident.brand.slug, digest])

    answer = client_of(minh).get(url)

    assert b"".join(answer.streaming_content) == b"%PDF"
    assert "no-store" in answer["Cache-Control"]
    assert url in client_of(minh).get(text_of(drill, words)).content.decode()
    assert client.get(public).status_code == 404


def test_what_would_have_gone_out_stands_there_word_for_word(client_of, brand, drill, words, minh):
    version = StatementVersion.objects.get(statement=words)
    ChannelText.objects.create(
        version=version, channel="facebook", language="vi", text="Bài Facebook nguyên văn", digest="x"
    )  # fmt: skip
    for number in range(3):
        contact = PressContact.objects.create(
            brand=brand, email=f"p{number}@bao.example", name="P", outlet="Báo Sáng", created_by=minh
        )  # fmt: skip
        PressLetter.objects.create(statement=words, contact=contact, digest="x", language="vi")
    Subscriber.objects.create(
        brand=brand, email="doc@gia.example", confirm_by=now(),
        confirmed_at=now() - timedelta(days=1),
    )  # fmt: skip

    found = held(drill)
    (row,) = found.texts
    assert row.in_newsroom and row.count == 1 + 1 + 3 + 1
    page = client_of(minh).get(reverse("drills:held", args=[drill.pk])).content.decode()

    assert rehearsed.WORDS in page and "We are checking" in page
    assert "Bài Facebook nguyên văn" in page and "Báo Sáng" in page and "3 thư" in page
    assert "bao.example" not in page and "gia.example" not in page


def test_a_drill_that_said_nothing_says_so(client_of, drill, minh):
    assert held(drill).is_empty
    page = client_of(minh).get(reverse("drills:held", args=[drill.pk])).content.decode()
    assert 'class="empty' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_newsroom_costs_the_same_for_one_and_three(
    client_of, drill, minh, count, django_assert_num_queries
):
    for _number in range(count):
        rehearsed.said(drill.incident, minh)
    browser = client_of(minh)

    with django_assert_num_queries(12):
        assert browser.get(home(drill)).status_code == 200
