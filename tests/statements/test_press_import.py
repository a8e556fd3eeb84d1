"""A table of journalists: every line has a fate, the same table again changes nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from statements.models import ContactState, PressContact, PressGroup, PressImport
from statements.press_table import Fate, plan
from statements.services import press_import, press_list
from tests.plugins.trying import tried

TABLE = """Danh sách báo chí 2026
Họ tên;Tòa soạn;Địa chỉ email;Ngôn ngữ;Nhóm;Ghi chú
Nguyễn Mai;Báo Sáng;Mai@bao.example;vi;Kinh tế, Sức khỏe;quen
John Smith;Wire;john@wire.example;tiếng Anh;;
Hỏng;Báo Chiều;không có;vi;;
Lạ;Báo Đêm;la@bao.example;tiếng Lào;;
Mai hai;Báo Sáng;mai@BAO.example;;;
Trống;;;;;
"""
CONTENT = TABLE.encode()


def fates(brand, content=CONTENT):
    return [(row.number, str(row.fate), bool(row.reason)) for row in plan(brand, content)]


def take_in(brand, actor, content=CONTENT) -> PressImport:
    job = press_import.upload(brand, actor=actor, name="ds.csv", content=content)
    return press_import.take_in(job, actor=actor)


def test_every_line_has_a_fate_and_a_bad_one_costs_only_itself(brand, minh):
    assert fates(brand) == [
        (3, "add", False), (4, "add", False), (5, "refused", True), (6, "refused", True),
        (7, "refused", True), (8, "refused", True),
    ]  # fmt: skip

    job = take_in(brand, minh)

    assert job.outcome["counts"] == {"add": 2, "refused": 4}
    assert [row["line"] for row in job.outcome["refused"]] == [5, 6, 7, 8]
    assert job.outcome["refused"][0]["cells"][2] == "không có"
    mai = PressContact.objects.get(email="mai@bao.example")
    assert (mai.name, mai.language, mai.note) == ("Nguyễn Mai", "vi", "quen")
    assert {group.name for group in mai.groups.all()} == {"Kinh tế", "Sức khỏe"}
    assert PressContact.objects.get(email="john@wire.example").language == "en"


def test_the_same_table_again_changes_nothing(brand, minh):
    take_in(brand, minh)

    assert {fate for _n, fate, _r in fates(brand)} == {"same", "refused"}
    assert take_in(brand, minh).outcome["counts"] == {"same": 2, "refused": 4}
    assert (PressContact.objects.count(), PressGroup.objects.count()) == (2, 2)


def test_pressing_twice_takes_in_once(brand, minh):
    job = press_import.upload(brand, actor=minh, name="a.csv", content=CONTENT)
    press_import.take_in(job, actor=minh)
    PressContact.objects.filter(email="john@wire.example").delete()

    press_import.take_in(job, actor=minh)

    assert PressContact.objects.count() == 1


def test_an_empty_cell_takes_nothing_away_and_a_full_one_counts(brand, reporter, minh):
    row = reporter(note="giữ lại", language="vi")

    take_in(brand, minh, b"email,name,note,language,groups\nmai@bao.example,Mai Anh,,,Moi\n")

    row.refresh_from_db()
    assert (row.name, row.note, row.language) == ("Mai Anh", "giữ lại", "vi")
    assert {group.name for group in row.groups.all()} == {"Kinh tế", "Moi"}


def test_both_languages_is_a_word_too(brand, reporter, minh):
    row = reporter(language="vi")

    take_in(brand, minh, "email,language\nmai@bao.example,cả hai\n".encode())

    row.refresh_from_db()
    assert row.language == ""


def test_an_import_does_not_bring_back_who_left(brand, reporter, minh, manager):
    reporter(state=ContactState.UNSUBSCRIBED)
    press_list.erase(reporter("john@wire.example"), actor=manager)

    rows = plan(brand, TABLE.encode())
    take_in(brand, minh)

    assert [(row.fate, bool(row.reason)) for row in rows[:2]] == [
        (Fate.CHANGE, True), (Fate.REFUSED, True),
    ]  # fmt: skip
    assert PressContact.objects.get().state == ContactState.UNSUBSCRIBED


@pytest.mark.parametrize(
    "content",
    [b"", b"name,outlet\nMai,Bao\n", b"\x00\x01\x02" * 50, b"PK\x03\x04 no workbook"],
)
def test_what_is_no_list_is_refused_with_the_place(brand, minh, content):
    with pytest.raises(ValidationError) as refused:
        press_import.upload(brand, actor=minh, name="x", content=content)

    assert list(refused.value.message_dict) == ["file"]


def test_too_long_a_table_is_refused(brand, minh):
    lines = "".join(f"a{n}@bao.example\n" for n in range(5001))

    with pytest.raises(ValidationError):
        press_import.upload(brand, actor=minh, name="x", content=f"email\n{lines}".encode())


@pytest.mark.parametrize("code", ["utf-16", "utf-8-sig", "utf-8"])
def test_what_spreadsheets_write_is_read(brand, code):
    (row,) = plan(brand, "Email\tTòa soạn\nmai@bao.example\tBáo Sáng\n".encode(code))

    assert row.values["outlet"] == "Báo Sáng"


def test_tables_are_gone_after_a_day(brand, minh):
    job = press_import.upload(brand, actor=minh, name="a.csv", content=CONTENT)
    assert press_import.sweep() == 0

    PressImport.objects.filter(pk=job.pk).update(at=now() - timedelta(hours=25))

    assert press_import.sweep() == 1


cell = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)
emails = st.one_of(st.sampled_from(["a@b.vn", " A@B.VN", "c@d.vn", "'=x@y.vn", ""]), cell)
languages = st.sampled_from(["", "vi", "EN", "cả hai", "Lào"])
line = st.tuples(emails, cell, cell, languages, cell, cell)


@tried(12, 100)
@given(st.lists(line, max_size=6))
@example([("a@b.vn", "x", "", "vi", "A;a", ""), ("A@B.vn", "y", "", "en", "", "")])
def test_whatever_the_table_a_second_time_changes_nothing(brand, minh, lines):
    PressContact.objects.all().delete()
    PressGroup.objects.all().delete()
    text = io.StringIO()
    header = ("email", "name", "outlet", "language", "groups", "note")
    csv.writer(text).writerows([header, *lines])
    content = text.getvalue().encode()

    first = plan(brand, content)
    counts = take_in(brand, minh, content).outcome["counts"]
    again = take_in(brand, minh, content).outcome["counts"]

    assert sum(counts.values()) == len(first) == sum(again.values())
    assert counts.get("add", 0) == PressContact.objects.count()
    assert {key: again.get(key, 0) for key in ("add", "change")} == {"add": 0, "change": 0}
