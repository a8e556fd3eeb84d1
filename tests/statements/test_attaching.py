"""Pictures and files: checked by what they are, told in words, part of what is approved."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from PIL import Image

from crisisdesk.kernel.errors import Blocked
from statements.models import Attachment, Statement
from statements.services import attaching, publishing, review, working
from statements.services.attaching import Changes, Upload
from statements.services.drafting import Words
from tests.statements.helpers import body, codes, posted, url

CAMERA = "máy của Minh, 21.02 N"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind: str = "PNG", colour: str = "red") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = CAMERA
    Image.new("RGB", (8, 6), colour).save(out, kind, exif=exif)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "hop.png", vi="hộp sữa", en="a box") -> Upload:
    file = SimpleUploadedFile(name, picture() if content is None else content)
    return Upload(file, alt_vi=vi, alt_en=en)


def changed(text: Statement, actor, **changes) -> Statement:
    fresh = Statement.objects.get(pk=text.pk)
    version = fresh.current_version
    working.save(
        fresh, actor=actor, expected_version=version, words=Words(), files=Changes(**changes)
    )
    return Statement.objects.get(pk=text.pk)


@pytest.fixture
def shown(case, draft_of, minh) -> Statement:
    """A draft with one picture, told in both languages."""
    return changed(draft_of(case), minh, uploads=(upload(),))


def test_a_file_is_kept_under_its_digest_without_what_the_camera_wrote(shown, tmp_path):
    row = shown.files.get()
    content = (tmp_path / row.file.name).read_bytes()

    assert row.sha256 == hashlib.sha256(content).hexdigest() in row.file.name
    assert CAMERA.encode() not in content and (row.width, row.height) == (8, 6)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "bieu-do.svg"),
        (b"<html><script>alert(1)</script></html>", "anh.png"),
        (b"MZ\x90\x00", "thong-cao.pdf"),
        (b"", "trong.png"),
        (PDF[:-8], "cut.pdf"),
        (
            PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
            "a.pdf",
        ),
        (picture()[:60], "hong.png"),
    ],
)
def test_what_a_file_is_counts_and_not_its_name(case, draft_of, minh, content, name):
    with pytest.raises(ValidationError) as refused:
        changed(draft_of(case), minh, uploads=(upload(content, name),))
    assert set(refused.value.message_dict) == {"file"}
    assert not Attachment.objects.exists()


def test_too_large_is_refused_before_it_is_read(case, draft_of, minh):
    big = upload(b"x" * (attaching.MOST_BYTES + 1))
    with pytest.raises(ValidationError, match="10 MB"):
        changed(draft_of(case), minh, uploads=(big,))


def test_a_hostile_name_becomes_a_plain_one(case, draft_of, minh):
    words = changed(draft_of(case), minh, uploads=(upload(PDF, "..\\..\\etc/<b>Thư\u202e.exe"),))
    assert words.files.get().name == "b Thư.pdf"


def test_a_file_and_its_words_are_part_of_the_digest(shown, minh):
    with_picture = shown.version.digest
    other_words = changed(shown, minh, words={shown.version.attachments[0]: ("hộp", "a box")})
    gone = changed(other_words, minh, gone=frozenset(other_words.version.attachments))
    again = changed(gone, minh, uploads=(upload(),))

    assert len({with_picture, other_words.version.digest, gone.version.digest}) == 3
    assert again.version.digest == with_picture
    assert gone.version.digest == gone.versions.get(number=1).digest


@pytest.mark.parametrize("how", ["words", "gone", "uploads"])
def test_any_change_of_a_file_voids_the_approvals(shown, approve_by, minh, manager, how):
    words = approve_by(review.submit(shown, actor=minh), manager)
    digest = words.version.attachments[0]
    changes = {
        "words": {digest: ("khác", "other")},
        "gone": frozenset([digest]),
        "uploads": (upload(picture(colour="blue")),),
    }

    words = changed(words, minh, **{how: changes[how]})

    assert words.status == "draft"
    assert {step.state for step in words.steps.all()} == {"void"}


def test_a_picture_without_words_holds_the_text_up(case, draft_of, minh, manager):
    words = changed(draft_of(case), minh, uploads=(upload(en=""),))
    with pytest.raises(Blocked) as refused:
        review.submit(words, actor=minh)
    assert codes(refused) == ["no_alternative_text"]

    digest = words.version.attachments[0]
    words = changed(words, minh, words={digest: ("hộp sữa", "a box of milk")})
    assert review.submit(words, actor=minh).status == "in_review"


def test_a_file_never_changes(shown):
    with pytest.raises(DatabaseError), transaction.atomic():
        shown.files.update(alt_vi="khác")


def test_the_public_sees_the_picture_with_its_words(
    shown, waived, approve_by, minh, manager, client
):
    words = publishing.publish(approve_by(review.submit(shown, actor=minh), manager), actor=minh)
    page = reverse("newsroom:statement", args=[words.brand.slug, words.slug])
    at = reverse("newsroom:file", args=[words.brand.slug, words.version_said.attachments[0]])

    assert f'src="{at}" alt="hộp sữa"' in body(client.get(page))
    assert f'src="{at}" alt="a box"' in body(client.get(f"{page}?lang=en"))
    answer = client.get(at)
    assert hashlib.sha256(answer.getvalue()).hexdigest() == words.files.get().sha256
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff" and not answer.cookies


def test_a_draft_s_picture_is_not_for_the_public_nor_for_viewers(
    shown, client, client_of, khoa, minh
):
    digest = shown.version.attachments[0]
    public = reverse("newsroom:file", args=[shown.brand.slug, digest])

    assert client.get(public).status_code == 404
    assert client_of(khoa).get(url(shown, "file", digest)).status_code == 404
    assert client_of(minh).get(url(shown, "file", digest)).getvalue()


def test_the_editor_attaches_in_the_same_save(case, draft_of, client_of, minh):
    words = draft_of(case)
    form = posted(words, text_vi="Chúng tôi đang kiểm tra.") | {
        "file": SimpleUploadedFile("hop.png", picture()),
        "file_alt_vi": "hộp sữa",
        "file_alt_en": "a box",
        "attach": "1",
    }
    client = client_of(minh)

    assert client.post(url(words, "edit"), form).status_code == 302
    fresh = Statement.objects.get(pk=words.pk)
    assert fresh.version.text_vi == "Chúng tôi đang kiểm tra." and fresh.version.attachments
    assert "hộp sữa" in body(client.get(url(words, "edit")))

    bad = posted(fresh) | {"file": SimpleUploadedFile("a.png", b"<svg/>")}
    answer = client.post(url(words, "edit"), bad)
    assert answer.status_code == 422 and 'id="id_file_error"' in body(answer)
