"""Reports: exact figures, "not enough data" instead of zero, drills apart, few queries."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from crisisdesk.kernel.clock import minutes, now
from desk import reports
from desk import reports_more as more
from desk.report_filter import ReportFilter
from incidents.models import ActionItem, Clock, Incident, Lesson, Review, Task
from incidents.selectors import metrics
from statements.models import Promise, Statement, StatementVersion

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = datetime(2026, 10, 10, 9, tzinfo=HANOI)
METRICS = "/api/v1/reports/metrics/"


@pytest.fixture
def make_case(brand, bot):
    numbers = iter(range(1, 1000))

    def make(*, opened=DAY, status="closed", of=None, **spans):
        """A case; `holding=30` puts the first holding statement 30 minutes after opening."""
        moments = {
            f"{name}_at": opened + minutes(spans.pop(key))
            for key, name in {
                "ack": "acknowledged",
                "brief": "briefed",
                "holding": "first_holding",
                "contained": "contained",
            }.items()
            if key in spans
        }
        return Incident.objects.create(
            brand=of or brand,
            number=next(numbers),
            title="Sữa có mùi lạ",
            status=status,
            detected_at=opened,
            opened_at=opened,
            created_by=bot,
            **moments,
            **spans,
        )

    return make


@pytest.fixture
def report_of():
    """The report a person gets by these filters."""

    def read(user, **wanted):
        form = ReportFilter(wanted, user=user)
        assert form.is_valid(), form.errors
        return reports.report(form.cases())

    return read


def length(report, key):
    return next(row for row in report.lengths if row.key == key)


def share(report, key):
    row = next(row for row in report.shares if row.key == key)
    return row.done, row.of


def test_no_case_gives_no_figure_not_zero(report_of, khoa):
    found = report_of(khoa)

    assert found.cases == 0
    assert {(row.n, row.median, row.p90) for row in found.lengths} == {(0, None, None)}
    assert {row.share for row in found.shares} == {None}
    assert found.bars == []


def test_median_and_p90_are_those_of_the_known_lengths(report_of, make_case, khoa):
    for waited in (10, 20, 30, 40, 100):
        make_case(ack=waited)
    make_case()

    row = length(report_of(khoa), "time_to_acknowledge")

    assert (row.n, row.median, row.p90) == (5, minutes(30), minutes(76))


def test_the_report_agrees_with_the_single_case(report_of, make_case, khoa):
    case = make_case(ack=7, brief=20, holding=45, contained=400, public_at=DAY - minutes(15))

    found = report_of(khoa)

    one = {span.key: span.length for span in metrics.spans(case)}
    medians = {row.key: row.median for row in found.lengths}
    for key in ("approval_turnaround", "correction_lag", "sentiment_recovery"):
        assert medians.pop(key) is None
    assert medians == one


def test_moments_that_run_backwards_are_no_length(report_of, make_case, khoa):
    make_case(ack=-5)

    assert length(report_of(khoa), "time_to_acknowledge").n == 0


def test_drills_and_real_cases_are_never_mixed(report_of, make_case, khoa):
    make_case(ack=10)
    make_case(ack=90, is_drill=True)

    real, drills = report_of(khoa), report_of(khoa, drills="on")

    assert (real.cases, length(real, "time_to_acknowledge").median) == (1, minutes(10))
    assert (drills.cases, length(drills, "time_to_acknowledge").median) == (1, minutes(90))


def test_a_period_takes_whole_days_of_the_readers_zone(report_of, make_case, khoa):
    for hour in (0, 23):
        make_case(opened=DAY.replace(hour=hour, minute=30))
    make_case(opened=DAY.replace(hour=23, minute=59) - timedelta(days=1))
    make_case(opened=DAY.replace(hour=0, minute=0) + timedelta(days=1))

    assert report_of(khoa, since="2026-10-10", until="2026-10-10").cases == 2
    assert report_of(khoa, since="2026-10-10").cases == 3
    assert report_of(khoa, until="2026-10-10").cases == 3


@pytest.mark.parametrize(
    ("wanted", "count"),
    [({"severity": "high"}, 1), ({"severity": "watch"}, 0), ({"brand": "sao-mai"}, 2)],
)
def test_cases_are_chosen_by_severity_and_brand(report_of, make_case, khoa, wanted, count):
    make_case(peak_severity="high")
    make_case(peak_severity="moderate")

    assert report_of(khoa, **wanted).cases == count


def test_cases_are_chosen_by_type(report_of, make_case, khoa, brand):
    from playbooks.services import seed

    seed(brand)
    make_case(kind="data_breach")
    make_case(kind="boycott")

    assert report_of(khoa, kind="data_breach").cases == 1


def test_nobody_counts_the_cases_of_another_brand(report_of, make_case, other_brand, khoa, vy):
    make_case()
    make_case(of=other_brand)

    assert (report_of(khoa).cases, report_of(vy).cases) == (1, 1)


def test_a_restricted_case_counts_once_and_only_for_those_it_names(
    report_of, make_case, khoa, minh, lan
):
    case = make_case(restricted=True)
    case.allowed.set([minh, lan])

    assert [report_of(person).cases for person in (khoa, minh, lan)] == [0, 1, 1]


def test_a_merged_case_is_counted_in_the_one_it_went_into(report_of, make_case, khoa):
    target = make_case()
    make_case(status="merged", merged_into=target)

    assert report_of(khoa).cases == 1


def test_false_alarms_and_relapses_are_shares_of_the_right_whole(report_of, make_case, khoa):
    make_case(status="false_alarm")
    make_case(contained=60, relapses=2)
    make_case(contained=60)
    make_case()

    found = report_of(khoa)

    assert share(found, "false_alarm_rate") == (1, 4)
    assert share(found, "relapse_rate") == (1, 2)
    assert found.relapses == 2


def test_our_own_people_first_needs_a_public_word(report_of, make_case, khoa):
    make_case(brief=10, holding=20)
    make_case(brief=30, holding=20)
    make_case(holding=20)
    make_case(brief=10)

    assert share(report_of(khoa), "brief_before_public") == (1, 3)


def test_first_hour_steps_are_counted_like_in_the_single_case(report_of, make_case, khoa):
    case = make_case()
    other = make_case()

    def step(incident, key, due, **fields):
        Task.objects.create(
            incident=incident, key=key, title_vi=key, due_at=DAY + minutes(due), **fields
        )

    step(case, "in_time", 30, status="done", finished_at=DAY + minutes(20))
    step(case, "late", 30, status="done", finished_at=DAY + minutes(40))
    step(case, "skipped", 30, status="skipped", skip_reason="không cần")
    step(case, "second_hour", 90)
    step(case, "", 30)
    step(case, "next_round", 30, round=2)
    step(other, "open", 60)

    one, two = metrics.first_hour(case), metrics.first_hour(other)
    assert share(report_of(khoa), "first_hour") == (1, 3)
    assert (one.in_time + two.in_time, one.applicable + two.applicable) == (1, 3)


def test_promises_count_when_they_are_due(report_of, make_case, khoa, minh, brand):
    case = make_case()
    text = Statement.objects.create(
        incident=case, brand=brand, number=1, kind="holding", author=minh, last_editor=minh
    )
    StatementVersion.objects.create(statement=text, number=1, author=minh, digest="x")

    def promise(due, **fields):
        Promise.objects.create(
            statement=text, incident=case, is_next_update=True, due_at=due, **fields
        )

    ahead, past = now() + timedelta(hours=1), now() - timedelta(hours=1)
    promise(ahead)
    promise(past)
    promise(past, state="kept_late", settled_at=now())
    promise(ahead, state="kept", settled_at=now())

    assert share(report_of(khoa), "promises_kept") == (1, 3)


@pytest.mark.parametrize("count", [1, 3])
def test_a_report_costs_eighteen_queries_whatever_the_number_of_cases(
    make_case, khoa, django_assert_num_queries, count
):
    for number in range(count):
        case = make_case(ack=number)
        Task.objects.create(incident=case, key="a", title_vi="a", due_at=DAY)
    form = ReportFilter({}, user=khoa)
    assert form.is_valid()

    with django_assert_num_queries(18):
        assert reports.report(form.cases()).cases == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_the_number_of_cases(
    make_case, client_of, khoa, django_assert_num_queries, count
):
    for number in range(count):
        make_case(ack=number)
    browser = client_of(khoa)

    with django_assert_num_queries(26):
        assert browser.get(reverse("desk:reports")).status_code == 200


def test_the_page_says_not_enough_data(make_case, client_of, khoa):
    make_case(ack=30)
    browser = client_of(khoa)
    browser.cookies["django_language"] = "en"

    page = browser.get(reverse("desk:reports")).content.decode()

    assert "30" in page and "P90" in page
    assert "not enough data" in page or "chưa đủ dữ liệu" in page


def test_a_period_that_ends_before_it_begins_is_refused_beside_its_field(client_of, api_of, khoa):
    wrong = {"since": "2026-10-10", "until": "2026-10-01"}

    page = client_of(khoa).get(reverse("desk:reports"), wrong)
    sheet = client_of(khoa).get(reverse("desk:reports-csv"), wrong)
    answer = api_of(khoa).get(METRICS, wrong)

    assert (page.status_code, sheet.status_code, answer.status_code) == (422, 422, 400)
    assert list(answer.data["errors"]) == ["until"]


def test_the_spreadsheet_holds_the_same_figures_and_empty_cells(make_case, client_of, khoa):
    make_case(ack=30)

    answer = client_of(khoa).get(reverse("desk:reports-csv"))

    assert answer["Content-Type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    rows = {row["key"]: row for row in csv.DictReader(StringIO(text))}
    assert rows["time_to_acknowledge"]["median_minutes"] == "30.0"
    assert rows["time_to_triage"]["median_minutes"] == ""
    assert (rows["false_alarm_rate"]["done"], rows["false_alarm_rate"]["of"]) == ("0", "1")


def test_the_workbook_holds_the_same_figures_as_numbers(make_case, client_of, khoa):
    make_case(ack=30)

    answer = client_of(khoa).get(reverse("desk:reports-xlsx"))

    head, *rows = load_workbook(BytesIO(answer.content)).active.values
    found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert found["time_to_acknowledge"]["median_minutes"] == 30
    assert found["time_to_triage"]["median_minutes"] is None
    assert (found["false_alarm_rate"]["done"], found["false_alarm_rate"]["of"]) == (0, 1)


def test_a_chosen_period_stands_beside_the_one_before_it(make_case, client_of, khoa):
    make_case(ack=30)
    make_case(opened=DAY - timedelta(days=5), ack=10)
    form = ReportFilter({"since": "2026-10-08", "until": "2026-10-12"}, user=khoa)
    assert form.is_valid()

    page = client_of(khoa).get(reverse("desk:reports"), form.data).content.decode()

    assert form.before == (date(2026, 10, 3), date(2026, 10, 7))
    assert [c.opened_at for c in form.cases_before()] == [DAY - timedelta(days=5)]
    assert "chậm hơn" in page
    assert "Trung vị kỳ trước" in page


def test_without_a_beginning_there_is_no_period_before(make_case, client_of, khoa):
    make_case(ack=30)

    assert "Trung vị kỳ trước" not in client_of(khoa).get(reverse("desk:reports")).content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_report_is_printed_with_its_choice(make_case, client_of, khoa, language):
    khoa.language = language
    khoa.save()
    make_case(ack=30)

    paper = client_of(khoa).get(reverse("desk:reports-print"), {"since": "2026-10-08"})

    assert "08/10/2026" in paper.content.decode()


def test_deadlines_count_as_kept_unless_they_were_missed(report_of, make_case, khoa):
    for missed in (None, DAY):
        Clock.objects.create(
            incident=make_case(), kind="holding", started_at=DAY, due_at=DAY, met_at=DAY,
            breached_at=missed,
        )  # fmt: skip
    Clock.objects.create(incident=make_case(), kind="holding", started_at=DAY, due_at=DAY)

    assert share(report_of(khoa), "in_time_holding") == (1, 2)


def test_a_lesson_counts_once_it_is_settled(report_of, make_case, khoa):
    review = Review.objects.create(incident=make_case(), round=1)
    for outcome in ("playbook_change", "no_change", ""):
        Lesson.objects.create(review=review, text="x", outcome=outcome, by=khoa)

    assert share(report_of(khoa), "lessons_to_playbook") == (1, 2)


def test_an_item_counts_when_its_day_has_come_or_it_is_done(report_of, make_case, khoa):
    review, today = Review.objects.create(incident=make_case(), round=1), timezone.localdate()
    for days, done in ((-3, None), (-3, now()), (3, now()), (3, None)):
        ActionItem.objects.create(
            review=review, text="x", due_on=today + timedelta(days=days), done_at=done
        )

    assert share(report_of(khoa), "items_in_time") == (1, 3)


@pytest.mark.parametrize(
    ("lengths", "median", "high"),
    [([], None, None), ([4], 4, 4), ([0, 10], 5, 9), ([0, 5, 10], 5, 9)],
)
def test_percentiles_are_those_of_postgresql(lengths, median, high):
    found = [minutes(length) for length in lengths]

    for wanted, given in ((median, 0.5), (high, 0.9)):
        assert more.percentile(found, given) == (None if wanted is None else minutes(wanted))


def test_the_api_gives_seconds_and_null_where_data_are_missing(make_case, api_of, khoa):
    make_case(ack=30)

    answer = api_of(khoa).get(METRICS)

    rows = {row["key"]: row for row in answer.data["durations"]}
    assert answer.data["cases"] == 1
    assert (rows["time_to_acknowledge"]["median_seconds"], rows["time_to_acknowledge"]["n"]) == (
        1800.0,
        1,
    )
    assert rows["time_to_triage"]["median_seconds"] is None
    promises = next(row for row in answer.data["shares"] if row["key"] == "promises_kept")
    assert promises["share"] is None


def test_a_stranger_cannot_ask_for_a_foreign_brand(api_of, make_case, vy):
    make_case()

    assert api_of(vy).get(METRICS).data["cases"] == 0
    assert api_of(vy).get(METRICS, {"brand": "sao-mai"}).status_code == 400
