from __future__ import annotations

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crisisdesk.kernel.errors import Blocked, Forbidden
from crisisdesk.kernel.tables import table
from monitoring.intake.plan import Plan
from monitoring.models import CsvImport, Mention
from monitoring.services import imports

TABLE = (
    "Mã bài viết;Nội dung;Thời gian;Lượt tiếp cận;Liên kết;Tác giả\n"
    "a1;Sao Mai ngon lắm;02/03/2026 12:00;1.284;https://fb.example/1;Hà\n"
    "a2;;02/03/2026 12:01;5;;Hà\n"
    "a3;Sao Mai, hỏng;hôm qua;5;;Hà\n"
    'a4;"Sao Mai\nhai dòng";02/03/2026 12:05;;;=HYPERLINK("x")\n'
)
CONTENT = TABLE.encode("utf-8-sig")
MAPPING = {"external_id": 0, "text": 1, "posted_at": 2, "reach": 3, "url": 4, "author": 5}


def plan(columns=MAPPING, **options):
    return Plan(columns=dict(columns), **options)


def upload(brand, actor, content=CONTENT, name="bài viết.csv"):
    return imports.upload(brand, actor=actor, name=name, content=content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encoding_separator_and_columns_are_found(brand, minh, encoding):
    job = upload(brand, minh, TABLE.encode(encoding))

    assert (job.delimiter, job.mapping) == (";", MAPPING)
    assert imports.preview(job, Plan.of(job.plan)).rows[0][2].text == "Sao Mai ngon lắm"


def test_old_vietnamese_encoding_is_read(brand, watch, minh):
    # Windows-1258 writes tones as marks of their own.
    job = upload(
        brand, minh, "text,posted_at\nSao Mai t\xf4\xec,2026-03-02 12:00\n".encode("latin-1")
    )

    assert job.encoding == "windows-1258"
    imports.run(job, plan=Plan.of(job.plan), actor=minh)
    assert Mention.objects.get().text == "Sao Mai tố"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_every_usual_separator_is_found(sign):
    text = "\n".join(sign.join(row) for row in (["text", "posted_at", "x"], ["a", "b", "c"]))

    assert table.read(text.encode()).delimiter == sign


def test_commas_inside_quotes_do_not_mislead():
    text = 'text;posted_at\n"a, b, c, d, e";2026\n"f, g";2026\n'

    assert table.read(text.encode()).delimiter == ";"


def test_good_rows_are_kept_and_bad_ones_told_with_their_line(brand, watch, minh):
    job = imports.run(upload(brand, minh), plan=plan(), actor=minh)

    assert (job.accepted, job.duplicates) == (2, 0)
    assert [(fault["line"], list(fault["errors"])) for fault in job.rejected] == [
        (3, ["text"]),
        (4, ["posted_at"]),
    ]
    assert sorted(Mention.objects.values_list("external_id", flat=True)) == ["a1", "a4"]
    assert bytes(job.content) == b""


def test_same_file_again_adds_nothing(brand, watch, minh):
    imports.run(upload(brand, minh), plan=plan(), actor=minh)
    again = imports.run(upload(brand, minh), plan=plan(), actor=minh)

    assert (again.accepted, again.duplicates) == (0, 2)


def test_file_is_imported_once(brand, watch, minh):
    job = imports.run(upload(brand, minh), plan=plan(), actor=minh)

    with pytest.raises(Blocked):
        imports.run(job, plan=plan(), actor=minh)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"PK\x03\x04zip", b"\xd0\xcf\x11\xe0xls", b"a\x00b\x00\x00,c"]
)
def test_file_that_is_no_table_is_refused_with_a_sentence(brand, minh, content):
    with pytest.raises(ValidationError) as refused:
        upload(brand, minh, content)
    assert list(refused.value.message_dict) == ["file"]


def test_file_of_a_million_columns_is_refused_by_its_line(brand, minh):
    with pytest.raises(ValidationError) as refused:
        upload(brand, minh, b"text,posted_at" + b",x" * 1_000_000 + b"\na,2026-03-02\n")

    (sentence,) = refused.value.message_dict["file"]
    assert "1000002" in sentence


def test_columns_that_every_mention_needs_are_asked_for(brand, minh):
    job = upload(brand, minh)

    with pytest.raises(ValidationError) as refused:
        imports.run(job, plan=plan({"text": 1, "posted_at": 99}), actor=minh)
    assert list(refused.value.message_dict) == ["posted_at"]


def test_viewer_imports_nothing(brand, khoa):
    with pytest.raises(Forbidden):
        upload(brand, khoa)


def test_three_steps_in_the_browser(brand, watch, minh, client_of):
    browser = client_of(minh)
    file = SimpleUploadedFile("xuat.csv", TABLE.encode(), content_type="text/csv")

    first = browser.post(reverse("monitoring:import"), {"file": file})
    job = CsvImport.objects.get()
    assert first.url == reverse("monitoring:import-file", args=[job.pk])

    page = browser.get(first.url)
    assert "Sao Mai ngon lắm" in page.content.decode()
    look = browser.post(first.url, {"look": "1", "text": "0", "posted_at": "2"})
    assert look.status_code == 200
    short = browser.post(first.url, {"text": "1"})
    assert short.status_code == 422
    assert not Mention.objects.exists()

    chosen = {name: str(column) for name, column in MAPPING.items()}
    assert browser.post(first.url, chosen).url == first.url
    assert "3" in browser.get(first.url).content.decode()
    assert Mention.objects.count() == 2

    faults = browser.get(reverse("monitoring:import-faults", args=[job.pk]))
    rows = list(csv.reader(io.StringIO(faults.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Mã bài viết", "a2", "a3"]
    assert rows[1][-2] == "3"


def test_file_over_ten_megabytes_is_refused_with_a_sentence(brand, minh, client_of):
    file = SimpleUploadedFile("big.csv", b"x" * 10_000_001, content_type="text/csv")

    answer = client_of(minh).post(reverse("monitoring:import"), {"file": file})

    assert answer.status_code == 422
    assert "10 MB" in answer.content.decode()
    assert not CsvImport.objects.exists()


@pytest.mark.parametrize("bad", ["=1+1", "+84", "-2", "@x", "|cmd", "%0"])
def test_downloaded_rows_hold_no_formula_and_come_back_as_they_were(
    watch, brand, minh, client_of, bad
):
    table = f'text,posted_at,author\n"{bad} Sao Mai",hôm qua,"{bad}"\n'
    job = upload(brand, minh, table.encode())
    imports.run(job, plan=Plan.of(job.plan), actor=minh)

    faults = client_of(minh).get(reverse("monitoring:import-faults", args=[job.pk]))
    words = faults.content.decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(words)))[1]
    assert (cells[0], cells[2]) == (f"'{bad} Sao Mai", f"'{bad}")

    mended = upload(brand, minh, words.replace("hôm qua", "2026-03-02 12:00").encode())
    imports.run(mended, plan=Plan.of(mended.plan), actor=minh)
    kept = Mention.objects.get()
    assert (kept.text, kept.author) == (f"{bad} Sao Mai", bad)


def test_what_is_wrong_names_its_column_wherever_it_is_said(watch, brand, minh, client_of):
    browser = client_of(minh)
    table = f"text,posted_at,author\nSao Mai,2026-03-02 12:00,{'A' * 201}\n"
    job = upload(brand, minh, table.encode())
    place = reverse("monitoring:import-file", args=[job.pk])
    said = "Tác giả: Quá dài: tối đa 200 ký tự."

    assert said in browser.get(place).content.decode()
    imports.run(job, plan=Plan.of(job.plan), actor=minh)
    assert said in browser.get(place).content.decode()
    faults = browser.get(reverse("monitoring:import-faults", args=[job.pk]))
    assert said in faults.content.decode()


def test_other_brands_file_does_not_exist(brand, minh, vy, client_of):
    job = upload(brand, minh)

    for name in ("import-file", "import-faults"):
        url = reverse(f"monitoring:{name}", args=[job.pk])
        assert client_of(vy).get(url).status_code == 404
