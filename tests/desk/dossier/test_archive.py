"""The archive can be checked without us, and holds what its reader may have (handbook G12)."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError

from incidents.models import Incident
from incidents.services import decisions, facts
from tests.desk.dossier.conftest import AUTHOR, NOTE, SECRET, add, picture, unzipped, words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from incidents.models import Dossier
    from teams.models import User

pytestmark = pytest.mark.django_db


def sha256sum(folder: Path) -> int:
    command = ["sha256sum", "-c", "--strict", "SHA256SUMS"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


def test_the_receiver_checks_it_alone(
    case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    folder = unzipped(make(case, "authority"), media, tmp_path / "out")

    done = sha256sum(folder)

    listed = {line.split("  ", 1)[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert (done, listed) == (0, there - {"SHA256SUMS"})
    (folder / "originals" / "01-anh-chup-man-hinh.jpg").write_bytes(b"khac")
    again = sha256sum(folder)
    assert again != 0


def test_the_manifest_names_file_digest_person_and_line(
    case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path, lead: Any
) -> None:
    dossier = make(case, "own")
    folder = unzipped(dossier, media, tmp_path / "out")
    data = json.loads((folder / "manifest.json").read_text())

    first = next(row for row in data["files"] if row["kind"] == "evidence")
    kept = case.evidence.first()
    line = case.timeline.get(data__evidence=kept.pk, verb="evidence_added")
    assert (first["sha256"], first["captured_by"]) == (kept.sha256, lead.name)
    assert (first["timeline_line"], first["holds"]) == (line.seq, True)
    assert first["original_name"] == "ảnh chụp màn hình.jpg"
    head = case.timeline.get(seq=data["timeline"]["seq"])
    assert (data["timeline"]["digest"], data["chain_holds"]) == (head.digest, True)
    assert data["pdf"]["sha256"] == dossier.pdf_sha256
    assert dossier.manifest == data
    assert kept.sha256 in (folder / "MANIFEST.txt").read_text()


def test_the_paper_speaks_vietnamese_with_its_marks(
    case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    letter = {"recipient": "Sở Công Thương Hà Nội", "account": "Ngày 3/11 có bài đăng về mùi lạ."}
    text = words_of(unzipped(make(case, "authority", letter=letter), media, tmp_path / "out"))

    for words in (
        "BÁO CÁO", "Độc lập - Tự do - Hạnh phúc", "Sở Công Thương Hà Nội", "có bài đăng về mùi lạ",
        "Lô 12 sản xuất ngày 3/11", "Ảnh bài đăng gốc", "trang 1/", "Phụ lục 1", "UTC+07:00",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("purpose", ["authority", "platform", "newspaper", "bailiff"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_of_the_house_reaches_a_reader_outside(
    purpose: str, language: str, case: Incident, make: Callable[..., Dossier], media: Path,
    tmp_path: Path,
) -> None:  # fmt: skip
    folder = unzipped(make(case, purpose, language=language), media, tmp_path / "out")

    parts = [words_of(folder)]
    parts += [p.read_bytes().decode(errors="replace") for p in folder.rglob("*") if p.is_file()]
    everything = "\n".join(parts)
    for secret in (SECRET, NOTE, AUTHOR, "0903 111 222", "an toàn trước hết", "Lan Anh"):
        assert secret not in everything
    assert not list(folder.glob("originals/*thu*"))


def test_neither_a_file_s_name_nor_a_fact_of_the_house_tells_who_posted(
    case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path, lead: User
) -> None:
    add(case, lead, "nguyen-thi-boc-phot_3.jpg", picture(), title="Ảnh gốc")
    facts.add_fact(case, actor=lead, text_vi=f"{AUTHOR} mua ở Cầu Giấy")

    folder = unzipped(make(case, "authority"), media, tmp_path / "out")

    assert max(path.name for path in folder.glob("originals/*")) == "03-tep.jpg"
    kept = (folder / "manifest.json").read_text() + words_of(folder)
    assert "boc-phot" not in kept
    assert AUTHOR not in kept
    assert "mua ở Cầu Giấy" in words_of(folder)


@pytest.mark.parametrize("place", ["account", "evidence", "sections"])
def test_privileged_words_that_a_person_typed_are_refused_by_their_place(
    place: str, case: Incident, ask: Callable[..., Dossier], lead: User
) -> None:
    typed = f"THEO {SECRET.upper()}!"
    given: dict[str, Any] = {"letter": {"account": typed}} if place == "account" else {}
    if place == "evidence":
        add(case, lead, "a.jpg", picture(), title=typed)
    if place == "sections":
        decisions.decide(case, actor=lead, text="Chờ", reason=typed)
        given["sections"] = ["chronology", "evidence", "decisions"]

    with pytest.raises(ValidationError) as refused:
        ask(case, "authority", **given)

    assert list(refused.value.message_dict) == [place]
    assert ask(case).purpose == "own"


def test_our_own_records_hold_privileged_things_only_when_asked(
    case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    without = words_of(unzipped(make(case), media, tmp_path / "a"))
    folder = unzipped(make(case, privileged=True), media, tmp_path / "b")

    assert NOTE in without
    assert SECRET not in without
    assert SECRET in words_of(folder)
    assert (folder / "originals" / "03-thu.txt").read_text() == SECRET


def test_names_of_authors_are_shown_with_a_reason(
    case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    shown = make(case, "bailiff", authors=True, authors_reason="vi bằng cần tên tài khoản")

    text = words_of(unzipped(shown, media, tmp_path / "out"))

    assert AUTHOR in text
    assert "https://voz.example/t/1#p1" in text


def test_a_dossier_is_a_line_of_the_log(case: Incident, make: Callable[..., Dossier]) -> None:
    dossier = make(case, "newspaper")

    line = Incident.objects.get(pk=case.pk).timeline.last()
    assert (line.verb, line.actor, line.data["purpose"]) == (
        "dossier_made",
        dossier.by,
        "newspaper",
    )
    assert line.data["sha256"] == dossier.sha256
