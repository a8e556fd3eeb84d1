from __future__ import annotations

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.kernel.tables import table, workbook
from crisisdesk.kernel.tables.table import Unreadable

HEADER = ["Nội dung", "Ngày", "Lượt xem", "Link"]


def at(*parts):
    return datetime(*parts)  # noqa: DTZ001 -- a sheet knows no zones


def book(rows, *, sheets=(), change=None):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Bài viết"
    for row in rows:
        sheet.append(row)
    for name in sheets:
        made.create_sheet(name).append(["x"])
    if change:
        change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def cells(content, sheet=0):
    return [line.cells for line in table.read(content).sheets[sheet].lines]


def test_dates_numbers_and_texts_become_what_a_csv_would_hold():
    content = book([HEADER, ["Sữa lạ", at(2026, 3, 2, 12, 5), 1284, 1.5], [True, None, 0, ""]])

    assert cells(content)[1:] == [
        ["Sữa lạ", "2026-03-02 12:05:00", "1284", "1.5"],
        ["1", "", "0"],
    ]


def test_rounded_numbers_stay_visibly_rounded():
    assert cells(book([[1.23456789e17]])) == [["1.23456789e+17"]]


def test_lines_are_those_of_the_sheet():
    lines = table.read(book([["Báo cáo"], [], HEADER, ["a", "b", "c", "d"]])).sheets[0].lines

    assert [line.number for line in lines] == [1, 3, 4]


@pytest.mark.parametrize("number", [250_000, workbook.LAST_ROW])
def test_row_far_below_the_others_is_not_lost(number):
    content = book([HEADER], change=lambda sheet: sheet.cell(number, 1, "Sữa lạ"))

    lines = table.read(content).sheets[0].lines

    assert [(line.number, line.cells[0]) for line in lines] == [(1, HEADER[0]), (number, "Sữa lạ")]


def test_too_many_rows_are_told(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    monkeypatch.setattr(table, "MOST_ROWS", 5)

    with pytest.raises(Unreadable, match="5"):
        table.read(book([[str(number)] for number in range(10)]))


def test_link_stands_for_the_word_it_lies_under_but_not_for_a_text():
    def change(sheet):
        sheet["D2"].hyperlink = "https://voz.example/1"
        sheet["A2"].hyperlink = "https://elsewhere.example/2"

    found = cells(book([HEADER, ["Sữa có mùi lạ", "x", 1, "Xem"]], change=change))

    assert (found[1][0], found[1][3]) == ("Sữa có mùi lạ", "https://voz.example/1")


def test_merged_cell_holds_for_every_row_it_covers():
    def change(sheet):
        sheet.merge_cells("B2:B4")

    rows = [HEADER, ["a", "2026-03-02", 1], ["b", None, 2], ["c", None, 3]]

    assert [row[1] for row in cells(book(rows, change=change))[1:]] == ["2026-03-02"] * 3


def test_formula_counts_with_its_stored_value():
    """openpyxl stores none, Excel does: here it is put in by hand."""
    content = book([["text"], ["=1+1"]])
    changed = rewrite(
        content,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>"
        ),
    )

    assert cells(changed) == [["text"], ["2"]]


def rewrite(content, name, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data) if part == name else data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def test_hidden_and_empty_sheets_are_left_out():
    def change(sheet):
        sheet.parent.create_sheet("Trống")
        sheet.parent["Ẩn"].sheet_state = "hidden"

    found = table.read(book([HEADER], sheets=["Ẩn", "Khác"], change=change))

    assert [sheet.name for sheet in found.sheets] == ["Bài viết", "Khác"]


def test_bomb_is_refused_by_what_it_declares():
    content = rewrite(
        book([HEADER]), "xl/worksheets/sheet1.xml", lambda _xml: b"<x>" + b" " * 20_000_000
    )

    assert len(content) < 100_000
    with pytest.raises(Unreadable, match="CSV"):
        table.read(content)


def test_bomb_that_lies_about_its_size_is_refused():
    content = bytearray(
        rewrite(book([HEADER]), "xl/worksheets/sheet1.xml", lambda _xml: b" " * 20_000_000)
    )
    size = (20_000_000).to_bytes(4, "little")
    lie = (1000).to_bytes(4, "little")

    with pytest.raises(Unreadable):
        table.read(bytes(content).replace(size, lie))


def test_too_many_parts_are_refused(monkeypatch):
    out = io.BytesIO(book([HEADER]))
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(workbook.MOST_PARTS):
            archive.writestr(f"x/{number}", b"")

    with pytest.raises(Unreadable):
        table.read(out.getvalue())


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (workbook.OLE + b"\x00" * 600, "xls"),
        (workbook.OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"PK\x03\x04broken", "hỏng"),
    ],
)
def test_what_cannot_be_opened_is_named(content, word):
    from django.utils import translation

    with translation.override("vi"), pytest.raises(Unreadable, match=word):
        table.read(content)


def test_other_archive_is_no_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", "text,posted_at")

    with pytest.raises(Unreadable):
        table.read(out.getvalue())


def test_entities_that_grow_are_refused():
    evil = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&b;'
        b"</worksheet>"
    )

    with pytest.raises(Unreadable):
        table.read(rewrite(book([HEADER]), "xl/worksheets/sheet1.xml", lambda _xml: evil))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_workbook_is_read_or_refused(data):
    content = bytearray(SAMPLE)
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=6)):
        content[at] = data.draw(st.integers(0, 255))
    try:
        table.read(bytes(content))
    except Unreadable:
        return


SAMPLE = book([HEADER, ["Sữa", at(2026, 3, 2), 5, "https://voz.example"]])
