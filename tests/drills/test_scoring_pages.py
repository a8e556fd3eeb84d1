"""The sheet on screen, on paper, for a spreadsheet, and on the way to the review."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.tables.cells import as_meant
from drills import readiness_map, services
from drills.frozen import Sheet
from drills.models import Drill
from drills.score_files import HEAD, as_csv
from drills.turns import Turn
from playbooks.services import seed as plans
from tests.drills import rehearsed
from tests.meanwhile import right_after_reading


@pytest.fixture
def drill(brand, phuong, minh) -> Drill:
    made = rehearsed.run(rehearsed.story(brand), phuong, phuong, minh)
    rehearsed.said(made.incident, minh, english="")
    return made


def get(client_of, person, drill, name):
    return client_of(person).get(reverse(f"drills:{name}", args=[drill.pk]))


def test_page_and_paper_say_the_same_lines(client_of, drill, minh):
    for name in ("score", "score_print"):
        page = get(client_of, minh, drill, name).content.decode()
        for words in ("Tiếng Việt và tiếng Anh", "0 trên 1", "chưa đủ dữ liệu", "Chưa đạt: ST-"):
            assert words in page, (name, words)


def test_the_sheet_refreshes_only_when_something_happened(client_of, drill, minh):
    browser = client_of(minh)
    url = reverse("drills:score_live", args=[drill.pk])
    seq = browser.get(url)["X-Live-Seq"]
    assert browser.get(url, {"seq": seq}).status_code == 204

    rehearsed.acts(drill.incident, minh)

    answer = browser.get(url, {"seq": seq})
    assert answer.status_code == 200 and "hx-swap-oob" in answer.content.decode()


RUNS_WITH_INJECTS = 'FROM "drills_injectrun" INNER JOIN "drills_inject"'


@pytest.mark.parametrize(("page", "live"), [("run", "live"), ("score", "score_live")])
def test_what_comes_while_the_page_is_read_is_news_to_it(client_of, drill, minh, page, live):
    Drill.objects.filter(pk=drill.pk).update(ended_at=None)
    browser = client_of(minh)

    def another() -> None:
        drill.runs.filter(pk=drill.runs.last().pk).update(delivered_at=now() + timedelta(hours=1))

    with right_after_reading(RUNS_WITH_INJECTS, another) as came:
        missed = get(client_of, minh, drill, page).content.decode()
    (seq,) = re.findall(r'data-live-seq="([^"]+)"', missed)
    assert came
    assert browser.get(reverse(f"drills:{live}", args=[drill.pk]), {"seq": seq}).status_code == 200


def test_a_spreadsheet_has_every_line_and_every_turn(client_of, drill, minh):
    answer = get(client_of, minh, drill, "score_csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert tuple(rows[0]) == HEAD
    assert [row[0] for row in rows[1:11]][-1] == "injects_met"
    both = next(row for row in rows if row and row[0] == "both_languages")
    assert both[2:7] == ["", "", "0", "1", "poor"]
    assert "DIEN-TAP-DRL-" in answer["Content-Disposition"]

    book = load_workbook(io.BytesIO(get(client_of, minh, drill, "score_xlsx").content))
    assert [sheet.max_row for sheet in book] == [11, 2]


@pytest.mark.parametrize("name", ["=1+1", "|cmd", "%0"])
def test_a_name_is_no_formula_of_a_spreadsheet(name):
    words = as_csv(Sheet([], [Turn(5, "", who=(name,))]))

    cell = list(csv.reader(io.StringIO(words)))[-1][2]
    assert cell == f"'{name}" and as_meant(cell) == name
    assert as_meant("'Minh") == "'Minh"


def test_after_the_end_one_press_leads_to_the_review(client_of, drill, phuong, minh):
    review = reverse("incidents:review", args=[drill.incident.reference])
    assert review not in get(client_of, minh, drill, "score").content.decode()
    services.end(drill, actor=phuong)

    for name in ("score", "run"):
        assert review in get(client_of, minh, drill, name).content.decode()
    assert client_of(minh).get(review).status_code == 200


def test_a_drill_that_ended_raises_the_cell_of_its_type(brand, drill, phuong):
    def cell():
        row = next(row for row in readiness_map.read(brand).rows if row.playbook.slug == kind)
        return next(spot.percent for spot in row.spots if spot.cell == "drilled")

    kind = drill.scenario.kind
    plans(brand)
    assert cell() == 0

    services.end(drill, actor=phuong)

    assert cell() == 100


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_costs_the_same_for_one_and_three(
    client_of, drill, minh, count, django_assert_num_queries
):
    for _number in range(count - 1):
        rehearsed.said(drill.incident, minh)
    browser = client_of(minh)

    with django_assert_num_queries(22):
        assert browser.get(reverse("drills:score", args=[drill.pk])).status_code == 200
