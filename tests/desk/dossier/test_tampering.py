"""A chain that does not hold is said in red and names the item; it never holds the dossier up."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from desk.dossier import asking, custody, making
from desk.dossier.showing import overview
from monitoring.services import screenshots
from statements.models import Statement
from tests.desk.dossier.conftest import picture, unzipped, words_of
from tests.incidents.dossier.test_custody import forge

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from incidents.models import Dossier, Incident
    from teams.models import User

pytestmark = pytest.mark.django_db


def swap(case: Incident) -> None:
    """Somebody with the disk puts another picture in the place of the first."""
    Path(case.evidence.first().file.path).write_bytes(picture("red"))


def reword(case: Incident) -> None:
    """Somebody with the database words an item anew."""
    first = case.evidence.first().pk
    forge("incidents_evidence",
          "UPDATE incidents_evidence SET device = 'Máy khác' WHERE id = %s", first)  # fmt: skip


def backdate(case: Incident) -> None:
    """Somebody moves the line of the log."""
    line = case.timeline.filter(verb="evidence_added").first().pk
    forge("incidents_timelineentry",
          "UPDATE incidents_timelineentry SET at = at - interval '2 days' WHERE id = %s", line)  # fmt: skip


@pytest.mark.parametrize("tamper", [swap, reword, backdate])
def test_the_first_page_names_the_item(
    tamper: Callable[[Incident], None], case: Incident, make: Callable[..., Dossier],
    media: Path, tmp_path: Path,
) -> None:  # fmt: skip
    tamper(case)

    dossier = make(case, "authority")

    folder = unzipped(dossier, media, tmp_path / "out")
    first = words_of(folder).split("Mục lục", 1)[0]
    data = json.loads((folder / "manifest.json").read_text())
    assert "Chuỗi bằng chứng không còn nguyên vẹn" in first
    assert "Ảnh bài đăng gốc" in first
    assert (data["chain_holds"], len(data["faults"])) == (False, 1)
    assert dossier.faults


def test_a_file_that_is_gone_is_said_and_left_out(
    case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    Path(case.evidence.first().file.path).unlink()

    folder = unzipped(make(case, "bailiff"), media, tmp_path / "out")

    data = json.loads((folder / "manifest.json").read_text())
    assert [row["name"] for row in data["missing"]] == ["originals/01-anh-chup-man-hinh.jpg"]
    assert not (folder / "originals").exists()
    assert "originals/01-anh-chup-man-hinh.jpg" in (folder / "MANIFEST.txt").read_text()


def test_a_privileged_item_that_fails_is_not_named_outside(
    case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    Path(case.evidence.get(visibility="privileged").file.path).write_bytes(b"khac")

    folder = unzipped(make(case, "authority"), media, tmp_path / "out")

    words = words_of(folder)
    assert "4417" not in words
    assert "không nằm trong hồ sơ này và không còn nguyên vẹn: 1" in words


def test_the_check_tells_on_the_page_what_fails(
    case: Incident, lead: User, client_of: Callable[[User], Client]
) -> None:
    client, path = client_of(lead), f"/incidents/{case.reference}/dossier/"
    client.post(path + "check/")
    job = case.evidence_checks.get()
    assert "hx-trigger" in client.get(path).content.decode()
    making.work("EvidenceCheck", job.pk)
    assert "còn nguyên vẹn" in client.get(path).content.decode()

    swap(case)
    again = asking.check_now(case, actor=lead)
    making.work("EvidenceCheck", again.pk)

    page = client.get(path).content.decode()
    assert "Chuỗi bằng chứng không còn nguyên vẹn" in page
    assert "Mục 1 “Ảnh bài đăng gốc”: tệp đã lưu bị sửa" in page
    assert overview(case, lead)["running"] is False


def test_a_check_under_way_is_not_asked_for_twice(case: Incident, lead: User) -> None:
    assert asking.check_now(case, actor=lead) == asking.check_now(case, actor=lead)


def test_the_command_names_the_item_and_fails(case: Incident) -> None:
    out = StringIO()
    call_command("verify_evidence", "--json", stdout=out)
    assert json.loads(out.getvalue())["faults"] == []

    swap(case)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_evidence", "--json", "--incident", case.reference, stdout=out)
    (fault,) = json.loads(out.getvalue())["faults"]
    assert (fault["incident"], fault["code"], fault["number"], fault["name"]) == (
        case.reference, "file_changed", 1, "Ảnh bài đăng gốc",
    )  # fmt: skip
    with pytest.raises(CommandError):
        call_command("verify_evidence", "--incident", "INC-99999999")


def test_pictures_of_posts_and_published_words_are_checked_too(
    case: Incident, lead: User, said: Statement
) -> None:
    shot = screenshots.keep(case.mentions.get(), screenshots.redraw(picture()), actor=lead)
    assert custody.check(case).holds

    Path(shot.file.path).write_bytes(b"khac")
    forge("statements_statementversion",
          "UPDATE statements_statementversion SET text_vi = 'Lời khác' WHERE statement_id = %s",
          said.pk)  # fmt: skip

    found = {(fault.kind, fault.code) for fault in custody.check(case).faults}
    assert found == {("screenshot", "file_changed"), ("statement", "words_changed")}


def test_words_that_were_changed_are_named_to_a_reader_who_gets_them(
    case: Incident, said: Statement, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    forge("statements_statementversion",
          "UPDATE statements_statementversion SET text_vi = 'Lời khác' WHERE statement_id = %s",
          said.pk)  # fmt: skip

    words = words_of(unzipped(make(case, "authority"), media, tmp_path / "out"))

    assert f"{said.reference}: lời văn khác với bản đã phê duyệt" in words


def test_what_was_published_goes_in_with_who_approved_it(
    case: Incident, said: Statement, make: Callable[..., Dossier], media: Path, tmp_path: Path,
    phuong: Any,
) -> None:  # fmt: skip
    folder = unzipped(make(case, "newspaper"), media, tmp_path / "out")

    words = words_of(folder)
    version = said.version_said
    assert version.text_vi in words
    assert f"— {phuong.name}" in words
    assert version.digest in words
    text = folder / "statements" / f"{said.reference}-v{version.number}.vi.txt"
    assert version.text_vi in text.read_text()


def test_a_row_that_was_freed_by_hand_stays_in_the_house(
    case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    """The line still says that privilege covers it."""
    secret = case.evidence.get(visibility="privileged")
    forge("incidents_evidence",
          "UPDATE incidents_evidence SET visibility = 'public' WHERE id = %s", secret.pk)  # fmt: skip
    with pytest.raises(ValidationError):
        make(case, "authority")

    others = [row.pk for row in case.evidence.exclude(pk=secret.pk)]
    folder = unzipped(make(case, "authority", evidence=others), media, tmp_path / "out")

    assert "4417" not in words_of(folder)


def test_a_row_that_points_outside_of_the_folder_is_named_and_not_read(
    case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    forge("incidents_evidence",
          "UPDATE incidents_evidence SET file = '../../../../../../etc/hostname' WHERE id = %s",
          case.evidence.first().pk)  # fmt: skip

    dossier = make(case, "authority")

    assert [fault["code"] for fault in dossier.faults] == ["file_unreadable"]
    assert not (unzipped(dossier, media, tmp_path / "out") / "originals").exists()


@pytest.mark.parametrize("data", ["[1, 2]", '"x"', '{"evidence": {"a": 1}, "people": 7}', "{}"])
def test_a_line_of_nonsense_does_not_hold_the_dossier_up(
    data: str, case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    line = case.timeline.filter(verb="evidence_added").first().pk
    forge("incidents_timelineentry",
          "UPDATE incidents_timelineentry SET data = %s::jsonb WHERE id = %s", data, line)  # fmt: skip

    dossier = make(case, "authority")

    codes = {fault["code"] for fault in dossier.faults}
    assert codes == {"line_changed", "line_missing"}
    words = words_of(unzipped(dossier, media, tmp_path / "out"))
    assert "Chuỗi bằng chứng không còn nguyên vẹn" in words


def test_a_picture_of_a_post_that_goes_out_is_named(
    case: Incident, lead: User, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    shot = screenshots.keep(case.mentions.get(), screenshots.redraw(picture()), actor=lead)
    Path(shot.file.path).write_bytes(b"khac")
    shown = {"authors": True, "authors_reason": "cần cho vi bằng"}

    words = words_of(unzipped(make(case, "bailiff", **shown), media, tmp_path / "a"))
    masked = words_of(unzipped(make(case, "bailiff"), media, tmp_path / "b"))

    assert "Ảnh chụp bài đăng 1" in words
    assert "Ảnh chụp bài đăng 1" not in masked
    assert "không nằm trong hồ sơ này và không còn nguyên vẹn: 1" in masked
