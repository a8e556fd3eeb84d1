"""What comes from outside stays data: names of files, words, pictures, links."""

from __future__ import annotations

import io
import json
import re
import subprocess
import time
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from crisisdesk.kernel.clock import now
from desk.dossier import naming
from desk.dossier.masking import Mask
from incidents.models import Dossier
from incidents.services import evidence
from incidents.services.opening import open_incident
from incidents.services.team import name_lead
from monitoring.models import Mention, Source
from tests.desk.dossier.conftest import add, picture, unzipped, words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from incidents.models import Incident
    from teams.models import Brand, User

pytestmark = pytest.mark.django_db

TYPST = '#panic("x") $ * _ [ ] "] } \\ <a> @b #import "/etc/passwd" ễ ữ Ể \u202egpj.exe \x07'
NAMES = [
    "../../../etc/passwd", "..\\..\\windows\\system32.dll", "con.jpg", "a\nb.png", "=cmd|'/c calc'!A1.csv",
    "hoá đơn số 1.PDF", "\u202egnp.exe", "x" * 300 + ".jpg", ".htaccess", "aux", "a b/c.svg", "-rf.txt",
]  # fmt: skip
PLAIN = re.compile(r"[0-9]{2,}-[a-z0-9][a-z0-9-]{0,39}\.[a-z0-9]{1,5}")


@pytest.mark.parametrize("name", [*NAMES, "", "\x00", "🙂.jpg"])
def test_every_name_becomes_a_plain_one(name: str) -> None:
    made = naming.safe(7, name)

    assert PLAIN.fullmatch(made)
    assert made.startswith("07-")


def test_no_ending_that_runs_gets_in() -> None:
    for name in ("a.exe", "a.js", "a.html", "a.svg", "a.lnk", "a.docm", "a.bat"):
        assert naming.safe(1, name) == "01-a.bin"


def test_hostile_files_and_words_make_a_whole_archive(
    brand: Brand, lead: User, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    case = open_incident(brand=brand, title=TYPST, actor=lead, reporter="x")
    case = name_lead(case, lead, actor=lead)
    for name in NAMES:
        add(case, lead, name.replace("\x00", "")[-200:], b"\xff\xd8\xff hong", title=TYPST)
    add(case, lead, "rong.txt", b"", title="Tệp rỗng")
    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    add(case, lead, "bom.png", bomb.getvalue(), title="Ảnh quá lớn")
    evidence.add_many(case, actor=lead, title=TYPST, files=[], url="https://a.example/" + "b" * 900)
    source = Source.objects.create(brand=brand, key="x", name="x")
    Mention.objects.create(
        brand=brand, source=source, external_id="1", author="ke.xau_99", text=TYPST + "M" * 500,
        text_key="x", posted_at=now(), label="negative", incident=case, url="javascript:alert(1)",
    )  # fmt: skip

    dossier = make(case, "platform", letter={"account": TYPST, "rule": TYPST, "subject": TYPST})

    archive = media / dossier.path
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        assert opened.testzip() is None
    assert all(re.fullmatch(r"[A-Za-z0-9./-]+", name) and ".." not in name for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    folder = unzipped(dossier, media, tmp_path / "out")
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=False)
    assert done.returncode == 0
    text = words_of(folder)
    assert '#panic("x")' in text
    assert "\u202e" not in text + (folder / "MANIFEST.txt").read_text()
    # One line a file and three beside it: no title makes a line of its own.
    assert len((folder / "SHA256SUMS").read_text().splitlines()) == len(names) - 1


def test_the_archive_opens_with_unzip(
    case: Incident, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    archive = media / make(case).path

    done = subprocess.run(["unzip", "-q", str(archive), "-d", str(tmp_path / "u")], check=False)

    assert done.returncode == 0


def test_a_large_file_is_streamed_through(
    case: Incident,
    lead: User,
    make: Callable[..., Dossier],
    media: Path,
    tmp_path: Path,
    settings: Any,
) -> None:
    settings.EVIDENCE_LIMIT = 50_000_000
    content = bytes(range(256)) * (40_000_000 // 256)
    kept = add(case, lead, "quay.mp4", content, title="Bản quay màn hình")

    folder = unzipped(make(case, evidence=[kept.pk]), media, tmp_path / "out")

    assert (folder / "originals" / "01-quay.mp4").stat().st_size == len(content)
    (row,) = [r for r in json.loads((folder / "manifest.json").read_text())["files"] if r["annex"]]
    assert (row["sha256"], row["size"]) == (kept.sha256, len(content))


def test_a_drill_says_so_on_every_page_and_in_the_name(
    brand: Brand, lead: User, make: Callable[..., Dossier], media: Path, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    case = open_incident(brand=brand, title="Thử", actor=lead, reporter="x", is_drill=True)
    case = name_lead(case, lead, actor=lead)
    add(case, lead, "a.jpg", picture(), title="Ảnh")

    for number, language in enumerate(("vi", "en")):
        dossier = make(case, "authority", language=language)
        folder = unzipped(dossier, media, tmp_path / str(number))
        (pdf,) = folder.glob("*.pdf")
        pages = [page.extract_text() for page in PdfReader(pdf).pages]
        assert pages and all("DIỄN TẬP" in page for page in pages)
        assert dossier.name.startswith("DIỄN-TẬP-DRL-")
        assert folder.name.startswith("DIEN-TAP-DRL-")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Mai Lan_92 nói vậy", "@… nói vậy"),
        ("(theo MAI  lan_92): lạ", "(theo @…): lạ"),
        ("hỏi @Mai Lan_92.", "hỏi @…."),
        ("An nói rằng an toàn", "An nói rằng an toàn"),
        ("hỏi @ai.do nhé", "hỏi @… nhé"),
        ("gọi 0903 111 222 ngay", "gọi @… ngay"),
        ("gọi +84 903.111.222", "gọi @…"),
        ("viết tới a.b@c.example.vn", "viết tới @…"),
        ("lô 12 sản xuất 3/11/2026, 180 ml", "lô 12 sản xuất 3/11/2026, 180 ml"),
        ("giá 12.000 đồng", "giá 12.000 đồng"),
    ],
)
def test_names_numbers_and_addresses_are_masked(said: str, shown: str) -> None:
    assert Mask(["Mai Lan_92", "An"]).words(said) == shown
    assert Mask(["Mai Lan_92"], shown=True).words(said) == said


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mai Lan_92.jpg", "….jpg"),
        ("mai-lan-92 đăng lúc 8h.PNG", "….PNG"),
        ("ẢNH_MAI.LAN.92.jpg", "….jpg"),
        ("mailand.jpg", "mailand.jpg"),
        ("ảnh chụp.jpg", "ảnh chụp.jpg"),
    ],
)
def test_the_name_of_a_file_tells_of_nobody(name: str, shown: str) -> None:
    assert Mask(["Mai Lan_92", "An"]).file(name) == shown
    assert Mask(["Mai Lan_92"], shown=True).file(name) == name


def test_ten_thousand_names_cost_no_more_than_one() -> None:
    mask = Mask(f"Người dùng {number}" for number in range(10_000))
    text = "Người dùng 9999 chê sữa. " * 2_000
    began = time.perf_counter()

    masked = mask.words(text)

    assert masked == "@… chê sữa. " * 2_000
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_no_more_for_more(
    count: int, case: Incident, lead: User, make: Callable[..., Dossier], client_of: Any,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    for _ in range(count):
        make(case)
    client = client_of(lead)
    client.get(f"/incidents/{case.reference}/dossier/")

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(f"/incidents/{case.reference}/dossier/")


PAGE_QUERIES = 9


@pytest.mark.long
def test_five_hundred_items(case: Incident, lead: User, make: Callable[..., Dossier]) -> None:
    for number in range(500):
        add(case, lead, f"{number}.jpg", picture(f"#{number:06x}"), title=f"Bình luận {number}")
    began = now()

    dossier = make(case, "authority")

    # The PDF and every original; a minute on a quiet machine of two cores, and far from it.
    assert len(dossier.manifest["files"]) == 502
    assert (now() - began).total_seconds() < 60
