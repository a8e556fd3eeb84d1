from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from crisisdesk.kernel.errors import Forbidden
from incidents.models import Evidence
from monitoring.models import Mention, Screenshot, Signal
from monitoring.services import by_hand, screenshots
from tests.conftest import case_row

HAND = "Sao Mai trong nhóm kín"
SECRET = "21.0278N 105.8342E"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind="JPEG", size=(40, 30), **more):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", size, "red").save(out, kind, exif=exif, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_keeps_what_one_sees_and_nothing_else(kind):
    content = picture(kind)
    assert SECRET.encode() in content

    drawn = screenshots.redraw(content + b"<script>alert(1)</script>")

    assert SECRET.encode() not in drawn.content
    assert b"script" not in drawn.content
    with Image.open(io.BytesIO(drawn.content)) as shown:
        assert (shown.format, dict(shown.getexif())) == (kind, {})
        # Turned as the camera was held.
        assert shown.size == (30, 40) == (drawn.width, drawn.height)


def test_comment_and_text_chunks_go_too():
    assert SECRET.encode() not in screenshots.redraw(picture(comment=SECRET.encode())).content


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"GIF89a" + b"\x00" * 40,
        b"%PDF-1.7",
        picture()[:200],
        b"\x89PNG\r\n\x1a\n",
        b"x" * (screenshots.LIMIT + 1),
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(content):
    with pytest.raises(ValidationError) as refused:
        screenshots.redraw(content)
    assert list(refused.value.message_dict) == ["picture"]


def test_picture_of_too_many_pixels_is_refused():
    out = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(out, "PNG")

    assert len(out.getvalue()) < 100_000
    with pytest.raises(ValidationError):
        screenshots.redraw(out.getvalue())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_picture_is_drawn_or_refused(data):
    content = bytearray(SMALL)
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=5)):
        content[at] = data.draw(st.integers(0, 255))
    try:
        screenshots.redraw(bytes(content))
    except ValidationError:
        return


SMALL = picture("PNG", (8, 8))


def test_platform_is_told_by_the_link_then_by_what_was_used_last(brand, watch, minh):
    def platform(**fields):
        return by_hand.report(brand, actor=minh, text=HAND, **fields).mention.platform

    assert platform(url="https://www.tiktok.com/@a/video/1", usual="zalo") == "tiktok"
    assert platform(url="https://lạ.example/1", usual="zalo") == "zalo"
    assert platform(url="https://www.tiktok.com/@a", platform="facebook") == "facebook"
    assert platform() == "other"


def test_link_and_words_in_one_piece_are_parted(brand, watch, minh):
    text = "Sao Mai có mùi lạ https://facebook.com/groups/1/posts/2, xem đi"

    mention = by_hand.report(brand, actor=minh, text=text).mention

    assert (mention.url, mention.platform) == ("https://facebook.com/groups/1/posts/2", "facebook")
    assert "https" not in mention.text


def test_report_that_is_sent_twice_is_one(brand, watch, minh):
    for _ in range(2):
        done = by_hand.report(
            brand, actor=minh, text=HAND, key="a" * 24, picture=picture(), raise_signal=True
        )

    assert not done.fresh
    counts = (Mention.objects.count(), Signal.objects.count(), Screenshot.objects.count())
    assert counts == (1, 1, 1)


def test_bad_picture_stores_nothing(brand, watch, minh):
    with pytest.raises(ValidationError):
        by_hand.report(brand, actor=minh, text=HAND, picture=b"<html>")
    assert not Mention.objects.exists()


def test_viewer_reports_nothing(brand, khoa):
    with pytest.raises(Forbidden):
        by_hand.report(brand, actor=khoa, text=HAND)


def test_one_press_attaches_to_a_case_with_the_picture_as_evidence(brand, watch, minh, bot):
    case = case_row(brand=brand, title="Sữa lạ", actor=bot)

    done = by_hand.report(
        brand, actor=minh, text=HAND, url="https://voz.vn/t/1", picture=picture(), incident=case
    )

    assert Mention.objects.get().incident == case
    shown, shot = Evidence.objects.get(), Screenshot.objects.get()
    assert (shown.incident, shown.kind, shown.sha256) == (case, "screenshot", shot.sha256)
    with shown.file.open() as stored:
        assert SECRET.encode() not in stored.read()
    assert (Path(django_settings.MEDIA_ROOT) / shot.file.name).name.startswith(shot.sha256)
    assert done.incident == case


def test_form_on_the_page_saves_raises_and_remembers_the_platform(brand, watch, minh, client_of):
    browser, url = client_of(minh), reverse("monitoring:enter")

    answer = browser.post(
        url,
        {
            "text": HAND, "platform": "zalo", "then": "signal", "key": "b" * 24,
            "picture": SimpleUploadedFile("x.html", picture("PNG"), content_type="text/html"),
        },
        headers={"HX-Request": "true"},
    )  # fmt: skip

    signal = Signal.objects.get()
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/monitoring/signals/{signal.pk}/")
    assert Mention.objects.get().signal == signal
    assert "Zalo" in browser.get(url).content.decode().split("id_platform")[-1]
    browser.post(url, {"text": f"{HAND} nữa"})
    assert set(Mention.objects.values_list("platform", flat=True)) == {"zalo"}
    assert browser.post(url, {"text": "", "url": "https://voz.vn"}).status_code == 422


@pytest.mark.parametrize(
    "typed", ["facebook.com/groups/1?a=b", "Xem bài này: https://facebook.com/groups/1?a=b nhé."]
)
def test_link_is_taken_as_it_is_at_hand(brand, watch, minh, client_of, typed):
    browser, url = client_of(minh), reverse("monitoring:enter")

    answer = browser.post(url, {"text": HAND, "url": typed, "key": "c" * 24})

    assert answer.status_code == 302
    mention = Mention.objects.get()
    assert (mention.url, mention.platform) == ("https://facebook.com/groups/1?a=b", "facebook")
    # Else the browser refuses it before the desk can see it.
    assert 'type="url"' not in browser.get(url).content.decode()


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "không có", "http://[x"])
def test_what_is_no_link_is_told(brand, watch, minh, client_of, typed):
    answer = client_of(minh).post(reverse("monitoring:enter"), {"text": HAND, "url": typed})

    assert answer.status_code == 422
    assert not Mention.objects.exists()


def test_share_button_of_a_phone_fills_the_form(brand, minh, client_of):
    given = {"title": "Nhóm kín", "text": "Sao Mai lạ https://voz.vn/t/1"}

    page = client_of(minh).get(reverse("monitoring:enter"), given).content.decode()

    assert 'value="https://voz.vn/t/1"' in page
    assert "Sao Mai lạ" in page
    target = json.loads(Path("static/manifest.webmanifest").read_text())["share_target"]
    assert (target["action"], target["method"]) == (reverse("monitoring:enter"), "GET")


def test_picture_is_shown_as_a_picture_to_those_who_may_see_authors(
    brand, watch, minh, khoa, vy, client_of
):
    by_hand.report(brand, actor=minh, text=HAND, picture=picture())
    url = reverse("monitoring:screenshot", args=[Screenshot.objects.get().pk])

    answer = client_of(minh).get(url)
    list(answer.streaming_content)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client_of(khoa).get(url).status_code == 403
    assert client_of(vy).get(url).status_code == 404
    for person, shown in ((minh, True), (khoa, False)):
        page = client_of(person).get(reverse("monitoring:mentions")).content.decode()
        assert (url in page) is shown
