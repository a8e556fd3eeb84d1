from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.kernel.tables import table
from crisisdesk.kernel.tables.table import Line, Unreadable
from monitoring.intake import dates, headers
from monitoring.intake.clean import Heard
from monitoring.intake.plan import Plan, readable, remarks, whole_id

HEAD = "text,posted_at\n"
HANOI = timezone(timedelta(hours=7))


def at(*parts, zone=None):
    return datetime(*parts, tzinfo=zone)


def lines(text):
    return table.read(text.encode()).sheets[0].lines


def test_quote_that_is_not_closed_costs_its_line_only():
    text = HEAD + 'a,2026-03-02\n"b,2026-03-02\nc,2026-03-02\n"d\nd",2026-03-02\ne,2026-03-02\n'

    found = lines(text)

    assert [(line.number, line.cells[0], bool(line.trouble)) for line in found[1:]] == [
        (2, "a", False),
        (3, '"b', True),
        (4, "c", False),
        (5, "d\nd", False),
        (7, "e", False),
    ]
    assert "3" in found[2].trouble


def test_last_line_with_an_open_quote_is_told():
    found = lines(HEAD + 'a,2026-03-02\nb,"2026-03-02\nc,2026-03-02')

    assert [line.number for line in found if line.trouble] == [3]
    assert found[-1].cells == ["c", "2026-03-02"]


def test_many_open_quotes_end_in_reading_line_by_line():
    text = HEAD + "".join(f'"""{number}\n' for number in range(101))

    assert [line.number for line in lines(text)] == list(range(1, 103))


def test_row_wider_than_its_header_is_told_with_its_line():
    found = Plan(columns={"text": 0, "posted_at": 1}).mention(
        Line(7, ["Sữa ngon", " rẻ", "2026-03-02"]), 2
    )

    assert "7" in found["row"][0]


def test_short_row_lacks_what_it_lacks():
    found = Plan(columns={"text": 0, "posted_at": 1}).mention(Line(2, ["Sữa ngon"]), 2)

    assert list(found) == ["posted_at"]


def test_header_is_found_below_titles():
    found = lines(
        "BÁO CÁO TUẦN,,\nTừ ngày 1/3,,\n,,\nNội dung,Ngày đăng,Lượt xem\nSữa lạ,2/3/2026,5\n"
    )

    assert found[headers.find(found)].number == 4


def test_header_without_known_names_is_the_first_full_row():
    found = lines("Xuất lúc 8 giờ,,\ncột a,cột b,cột c\n1,2,3\n4,5,6\n")

    assert headers.find(found) == 1


def test_columns_of_one_name_stay_apart_and_the_first_is_taken():
    assert headers.names(["Text", "Date", "Text", "Text", ""]) == [
        "Text", "Date", "Text (2)", "Text (3)",
    ]  # fmt: skip
    assert headers.guess(["Text", "Date", "Text"]) == {"text": 0, "posted_at": 1}


def test_names_that_count_already_are_never_given_twice():
    shown = headers.names(["a (2)", "a", "a", "a", "a (2)"])

    assert shown == ["a (2)", "a", "a (3)", "a (4)", "a (2) (2)"]


def test_row_of_a_million_cells_is_told_cut_and_costs_its_line_only():
    found = lines(HEAD + "," * 1_000_000 + "x\n" + "b,2026-03-02\n")

    assert [(line.number, len(line.cells)) for line in found] == [(1, 2), (2, 1000), (3, 2)]
    assert [number in found[1].trouble for number in ("2", "1000001", "1000")] == [True] * 3


def test_exports_are_recognised_whatever_case_and_accents():
    one = headers.signature(["Nội dung", "Ngày đăng"])

    assert headers.signature(["NOI DUNG ", "ngày_đăng"]) == one
    assert headers.signature(["Nội dung", "Ngày đăng", "line", "reason"]) == one
    assert headers.signature(["Ngày đăng", "Nội dung"]) != one


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["02/03/2026", "13/03/2026"], ("dmy", True, 0)),
        (["02/03/2026", "03/13/2026"], ("mdy", True, 0)),
        (["02/03/2026", "03/04/2026"], ("dmy", False, 0)),
        (["13/03/2026", "14/03/2026", "03/15/2026"], ("dmy", True, 1)),
        (["2026-03-02"], ("dmy", False, 0)),
        ([], ("dmy", False, 0)),
    ],
)
def test_order_of_day_and_month_is_told_by_the_whole_column(values, order):
    assert dates.order_of(values) == order


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("02/03/2026 14:05", "dmy", at(2026, 3, 2, 14, 5)),
        ("02/03/2026 14:05", "mdy", at(2026, 2, 3, 14, 5)),
        ("3/2/26 2:05:09 PM", "mdy", at(2026, 3, 2, 14, 5, 9)),
        ("2.3.2026 12:05 SA", "dmy", at(2026, 3, 2, 0, 5)),
        ("14:05 02/03/2026", "dmy", at(2026, 3, 2, 14, 5)),
        ("14h05, 02/03/2026", "dmy", at(2026, 3, 2, 14, 5)),
        ("2026-03-02", "dmy", at(2026, 3, 2)),
        ("2026-03-02T14:05:00Z", "dmy", at(2026, 3, 2, 14, 5, zone=UTC)),
        ("46083.5", "dmy", at(2026, 3, 2, 12, 0)),
        ("1772434800", "dmy", at(2026, 3, 2, 7, 0, zone=UTC)),
        ("1772434800000", "dmy", at(2026, 3, 2, 7, 0, zone=UTC)),
        ("Mon, 02 Mar 2026 14:05:00 +0000", "dmy", at(2026, 3, 2, 14, 5, zone=UTC)),
        ("Thứ hai, 2/3/2026, 14:05 (GMT+7)", "dmy", at(2026, 3, 2, 14, 5, zone=HANOI)),
        ("Chủ nhật, ngày 1/3/2026 14:05", "dmy", at(2026, 3, 1, 14, 5)),
        ("T2 02/03/2026 14g05", "dmy", at(2026, 3, 2, 14, 5)),
        ("14 giờ 05 ngày 02/03/2026", "dmy", at(2026, 3, 2, 14, 5)),
        ("2 tháng 3, 2026 lúc 14:05", "dmy", at(2026, 3, 2, 14, 5)),
        ("02/03/2026 14:05:09+07:00", "dmy", at(2026, 3, 2, 14, 5, 9, zone=HANOI)),
        ("2026/03/02 14:05", "mdy", at(2026, 3, 2, 14, 5)),
        ("2026-03-02 2:05 PM", "dmy", at(2026, 3, 2, 14, 5)),
        ("Mar 2, 2026 2:05 PM", "dmy", at(2026, 3, 2, 14, 5)),
        ("02-Mar-2026 02:05PM", "dmy", at(2026, 3, 2, 14, 5)),
        ("Mon, 02 Mar 2026 14:05:00 GMT+7", "dmy", at(2026, 3, 2, 14, 5, zone=HANOI)),
        ("Mon, 2 Mar 2026 2:05:00 PM ICT", "dmy", at(2026, 3, 2, 14, 5, zone=HANOI)),
        ("Mon Mar 02 14:05:00 +0000 2026", "dmy", at(2026, 3, 2, 14, 5, zone=UTC)),
        ("Mon Mar 02 2:05:00 PM 2026", "dmy", None),
        ("02/03/2026 14:05 GMT+25", "dmy", None),
        ("2016-12-31T23:59:60Z", "dmy", None),
        ("hôm qua", "dmy", None),
        ("hôm qua 14:05", "dmy", None),
        ("5 phút trước", "dmy", None),
        ("31/02/2026", "dmy", None),
        ("13/13/2026", "dmy", None),
        ("99999999999999999", "dmy", None),
    ],
)  # fmt: skip
def test_times_are_read_as_exports_write_them(text, order, expected):
    assert dates.moment(text, order) == expected


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from(["dmy", "mdy"]))
def test_any_text_is_a_time_or_none(text, order):
    found = dates.moment(text, order)

    assert found is None or isinstance(found, datetime)


def row(text="Sữa lạ", at="02/03/2026 08:00", **more):
    return Line(2, [text, at, *more.values()])


def test_plan_fills_in_what_the_table_does_not_say():
    plan = Plan(
        columns={"text": 0, "posted_at": 1, "platform": 2},
        defaults={"source": "YouNet", "language": "vi", "platform": "forum"},
        zone="UTC",
        platforms={"fanpage": "facebook"},
    )

    named = plan.mention(row(platform="Fanpage"), 3)
    silent = plan.mention(row(platform=""), 3)

    assert (named.platform, named.source, named.language) == ("facebook", "YouNet", "vi")
    assert silent.platform == "forum"
    assert named.posted_at == at(2026, 3, 2, 8, 0, zone=UTC)
    assert Plan.of(plan.as_dict()) == plan


def test_cell_that_says_nothing_does_not_cost_its_row():
    columns = {"text": 0, "posted_at": 1, "external_id": 2, "reach": 3, "url": 4, "language": 5}
    plan = Plan(columns=columns)

    one = plan.mention(row(id="-", reach="N/A", url="#N/A", language="–"), 6)
    two = plan.mention(
        row("Sữa khác", id="-", reach="5", url="fb.com/groups/1?a=b", language=""), 6
    )

    assert (one.reach, one.url) == (0, "")
    assert one.external_id != two.external_id
    assert two.url == "https://fb.com/groups/1?a=b"
    assert "url" in plan.mention(row(id="", reach="", url="javascript:alert(1)", language=""), 6)


def test_id_that_a_spreadsheet_rounded_is_no_id():
    assert [whole_id(value) for value in ("1.23E+17", "1,2e+05", "123.0", "12a", "1e5x")] == [
        "", "", "123", "12a", "1e5x",
    ]  # fmt: skip
    plan = Plan(columns={"text": 0, "posted_at": 1, "external_id": 2})
    assert plan.mention(row(external_id="1.23E+17"), 3).external_id.startswith("own:")


def test_markup_and_entities_become_words_and_plain_signs_stay():
    assert readable("<p>Sữa &amp; <b>trà</b><br/>lạ</p>") == "Sữa & trà\nlạ\n"
    assert readable("tôi <3 sữa, 5 < 6 & 7 > 4") == "tôi <3 sữa, 5 < 6 & 7 > 4"


def test_sign_that_guards_against_formulas_goes_again():
    plan = Plan(columns={"text": 0, "posted_at": 1})

    assert plan.mention(row(text="'=1+1 là hai"), 2).text == "=1+1 là hai"
    assert plan.mention(row(text="'Sao Mai' ngon"), 2).text == "'Sao Mai' ngon"


def test_what_is_odd_about_a_table_is_said():
    plan = Plan(columns={"text": 0, "posted_at": 1, "reach": 2, "external_id": 3})
    odd = [Line(n, ["như nhau", "02/03/2999", "99.000.000", "1.2E+17"]) for n in range(2, 6)]
    fine = [Line(n, [f"khác {n}", f"{n + 12}/03/2026", "5", str(n)]) for n in range(2, 6)]

    odd[0].cells[0] = "nh\ufffd nhau"
    odd[0].cells.append("thừa")

    assert len(remarks(plan, odd, 4)) == 6
    assert remarks(plan, fine, 4) == []


cell = st.one_of(
    st.text(max_size=12),
    st.sampled_from(['"', '""', "=1", "02/03/2026 10:00", "1.2E+17", "\ud800", "\u202e", "9" * 30]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cell, max_size=4), max_size=8), st.sampled_from(table.DELIMITERS))
def test_every_line_of_any_table_is_a_mention_or_has_a_reason(rows, sign):
    content = "\n".join(sign.join(cells) for cells in rows).encode("utf-8", "surrogatepass")
    try:
        found = table.read(content)
    except Unreadable:
        return
    plan = Plan(columns={"text": 0, "posted_at": 1, "external_id": 2})
    for sheet in found.sheets:
        assert len({line.number for line in sheet.lines}) == len(sheet.lines)
        for line in sheet.lines:
            made = plan.mention(line, 4)
            assert isinstance(made, Heard) or all(made.values())
        remarks(plan, sheet.lines, 4)
