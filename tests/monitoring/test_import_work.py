from __future__ import annotations

import threading

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.kernel.errors import Blocked, Forbidden
from monitoring import tasks
from monitoring.intake.plan import Plan
from monitoring.models import ColumnMapping, CsvImport, ImportChunk, Mention
from monitoring.services import import_narrowing, import_work, imports, mappings
from tests.kernel.test_workbook import at, book
from tests.monitoring.conftest import NOON
from tests.plugins.trying import tried

ROWS = 25


def table(count=ROWS, broken=()):
    """Newest first, as exports are."""
    head = "id,text,posted_at\n"
    return (
        head
        + "".join(
            f"{n},{'' if n in broken else f'Sao Mai thế nào {n}'},02/03/2026 {n % 24:02}:30\n"
            for n in reversed(range(count))
        )
    ).encode()


@pytest.fixture
def small_chunks(monkeypatch):
    """Files of a test are short; so are its chunks, and nobody waits for more than one."""
    monkeypatch.setattr(import_work, "CHUNK", 10)
    monkeypatch.setattr(imports, "WHILE_ONE_WAITS", 5)


def started(brand, actor, content):
    job = imports.upload(brand, actor=actor, name="bang.csv", content=content)
    return imports.run(job, plan=Plan.of(job.plan), actor=actor)


def test_long_file_goes_on_in_the_background(brand, watch, minh, small_chunks):
    job = started(brand, minh, table(broken={3, 20}))
    assert (job.state, job.total, job.handled, Mention.objects.count()) == ("running", ROWS, 0, 0)

    tasks.work_on_import(job.pk)

    job.refresh_from_db()
    assert (job.state, job.accepted, job.refused, job.handled) == ("done", 23, 2, ROWS)
    assert [fault["row"][0] for fault in job.rejected] == ["20", "3"]
    assert not ImportChunk.objects.exists()


def test_rows_are_taken_in_the_order_of_events(brand, watch, minh, small_chunks):
    started(brand, minh, table(20))

    hours = [row[2][-5:-3] for chunk in ImportChunk.objects.all() for row in chunk.rows]
    assert hours == sorted(hours)


class Killed(BaseException):
    """As when the process ends."""


@transaction.atomic
def die_after(chunk):
    import_work._take(chunk)
    raise Killed


def test_killed_worker_loses_and_doubles_nothing(brand, watch, minh, small_chunks):
    job = started(brand, minh, table())
    first = import_work._next(job.pk)
    import_work._take(first)
    second = import_work._next(job.pk)
    with pytest.raises(Killed):
        die_after(second)

    job.refresh_from_db()
    assert (job.state, job.handled, Mention.objects.count()) == ("running", 10, 10)
    tasks.work_on_import(job.pk)

    job.refresh_from_db()
    assert (job.state, job.accepted, job.duplicates) == ("done", ROWS, 0)
    assert Mention.objects.count() == ROWS


def test_import_that_stands_still_is_given_to_the_workers_again(brand, watch, minh, small_chunks):
    started(brand, minh, table())

    assert import_work.work_on_stalled() == 0
    CsvImport.objects.update(moved_at=NOON)
    assert import_work.work_on_stalled() == 1


@pytest.fixture
def refusing(db):
    """A database that refuses some texts where mentions are stored."""

    def refuse(pattern, code="22021"):
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF NEW.text ~ '{pattern}' THEN RAISE EXCEPTION 'byte refused: \"secret\"'"
                f" USING ERRCODE = '{code}'; END IF; RETURN NEW; END $$;"
                "CREATE TRIGGER refusing BEFORE INSERT ON monitoring_mention"
                " FOR EACH ROW EXECUTE FUNCTION refusing()"
            )

    return refuse


def worked(job, tries=7):
    """The job after the workers came so often; what went wrong the last time."""
    for _try in range(tries):
        try:
            tasks.work_on_import(job.pk)
        except psycopg.Error:
            continue
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("bad", [{0}, {13}, {24}, {11, 12, 19}, set(range(25))])
def test_row_that_cannot_be_stored_is_named_and_its_neighbours_are_kept(
    brand, watch, minh, small_chunks, refusing, bad
):
    refusing(f" ({'|'.join(map(str, bad))})$")
    job = worked(started(brand, minh, table()))

    assert (job.state, job.accepted, job.refused) == ("done", ROWS - len(bad), len(bad))
    assert {int(fault["row"][0]) for fault in job.rejected} == bad
    assert {fault["errors"]["row"][0] for fault in job.rejected} == {
        "Dòng này không lưu được: byte refused"
    }
    kept = Mention.objects.values_list("external_id", flat=True)
    assert {int(key) for key in kept} == set(range(ROWS)) - bad


def test_person_who_waits_is_shown_the_import_that_the_sweep_goes_on_with(
    brand, watch, minh, client_of, refusing, caplog
):
    refusing(" 3$")
    job = imports.upload(brand, actor=minh, name="export.csv", content=table(5))
    url = reverse("monitoring:import-file", args=[job.pk])
    browser = client_of(minh)

    chosen = {"external_id": "0", "text": "1", "posted_at": "2", "order": "dmy"}

    assert browser.post(url, chosen).status_code == 302
    assert 'hx-trigger="every 2s"' in browser.get(url).content.decode()
    assert ((done := worked(job)).accepted, done.refused) == (4, 1)
    assert "cannot be stored" in caplog.text
    assert "secret" not in caplog.text, "what the database quotes of a row"


def test_trouble_that_passes_costs_no_row(brand, watch, minh, small_chunks, refusing):
    refusing("Sao Mai")
    job = worked(started(brand, minh, table()), tries=2)
    assert (job.state, job.handled) == ("running", 0)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refusing ON monitoring_mention")

    job = worked(job, tries=1)

    assert (job.state, job.accepted, job.refused) == ("done", ROWS, 0)


def test_trouble_of_the_database_itself_is_left_to_the_sweep(
    brand, watch, minh, small_chunks, refusing
):
    refusing("Sao Mai", code="53100")
    job = worked(started(brand, minh, table()), tries=4)

    assert (job.state, job.handled, ImportChunk.objects.first().attempts) == ("running", 0, 4)


def test_row_that_ends_its_worker_is_found_by_the_next_ones(
    brand, watch, minh, small_chunks, monkeypatch
):
    job = started(brand, minh, table())
    take_rows, deaths = import_work._take_rows, []

    def fatal(of, rows):
        if any(line.cells[0] == "7" for line in rows):
            deaths.append(len(rows))
            raise Killed
        return take_rows(of, rows)

    monkeypatch.setattr(import_work, "_take_rows", fatal)
    for _worker in range(12):
        try:
            tasks.work_on_import(job.pk)
        except Killed:
            continue

    job.refresh_from_db()
    assert (job.state, job.accepted, job.refused) == ("done", ROWS - 1, 1)
    assert job.rejected[0]["row"][0] == "7"
    assert "không để lại lời nào" in job.rejected[0]["errors"]["row"][0]
    assert deaths[:3] == [10, 10, 10]
    assert deaths[-1] == 1


@given(st.sets(st.integers(0, 999), max_size=6), st.integers(1, 1000))
def test_narrowing_finds_every_bad_row_with_little_work(bad, rows):
    waiting, attempts, tries, found = list(range(rows)), 0, 0, set()
    while waiting:
        attempts += 1
        span = import_narrowing.span(attempts, len(waiting))
        tries += 1
        if span and bad & set(waiting[:span]):
            assert span > 1 or waiting[0] in bad
            continue
        if not span:
            found.add(waiting[0])
        waiting = waiting[span or 1 :]
        if waiting:
            attempts = import_narrowing.attempts_after(span or 1, len(waiting), good=bool(span))

    assert found == bad & set(range(rows))
    assert tries <= 4 + 40 * len(found)


def test_cancelled_import_keeps_what_it_has_and_takes_no_more(brand, watch, minh, small_chunks):
    job = started(brand, minh, table())
    import_work._take(import_work._next(job.pk))

    imports.cancel(job, actor=minh)
    tasks.work_on_import(job.pk)

    job.refresh_from_db()
    assert (job.state, Mention.objects.count()) == ("cancelled", 10)
    with pytest.raises(Blocked):
        imports.cancel(job, actor=minh)


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_each_row_once(brand, watch, minh, small_chunks):
    job = started(brand, minh, table(60))

    def work():
        try:
            import_work.work(job.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    import_work.work(job.pk)

    job.refresh_from_db()
    assert (job.accepted, job.duplicates, job.refused, job.state) == (60, 0, 0, "done")
    assert Mention.objects.count() == 60


def test_rows_to_mend_come_back_whole_and_go_in(brand, watch, minh, client_of):
    content = 'text,posted_at\n"Sao Mai\nhai dòng",hôm qua\n=1+1 Sao Mai,x\n'.encode()
    job = imports.upload(brand, actor=minh, name="a.csv", content=content)
    job = imports.run(job, plan=Plan.of(job.plan), actor=minh, save_as="Của tôi")
    assert job.refused == 2

    mend = client_of(minh).get(reverse("monitoring:import-faults", args=[job.pk])).content
    mended = (
        mend.decode("utf-8-sig").replace("hôm qua", "2026-03-02").replace(",x,", ",2026-03-02,")
    )
    again = imports.upload(brand, actor=minh, name="b.csv", content=mended.encode())
    assert again.known == ColumnMapping.objects.get()
    again = imports.run(again, plan=Plan.of(again.plan), actor=minh)

    assert (again.accepted, again.refused) == (2, 0)
    assert set(Mention.objects.values_list("text", flat=True)) == {
        "Sao Mai\nhai dòng",
        "=1+1 Sao Mai",
    }


EXPORT = [
    ["Báo cáo của công cụ nghe"],
    ["Nội dung", "Ngày", "Kênh", "Lượt xem"],
    ["Sao Mai lạ quá", at(2026, 3, 2, 12, 0), "Fanpage", 10],
    ["Sao Mai ngon", at(2026, 3, 2, 13, 0), "Fanpage", 20],
]


def test_workbook_is_recognised_by_its_header_the_next_time(brand, watch, minh, client_of):
    first = imports.upload(brand, actor=minh, name="a.xlsx", content=book(EXPORT))
    assert (first.header_line, first.total, first.known) == (2, 2, None)
    plan = Plan.of(first.plan)
    plan.columns.pop("source", None)
    plan.columns["platform"] = 2
    plan.platforms["fanpage"] = "facebook"
    plan.defaults["source"] = "YouNet"
    imports.run(first, plan=plan, actor=minh, save_as="YouNet")

    again = book([*EXPORT, ["Sao Mai mới", at(2026, 3, 3), "Fanpage", 5]])
    second = imports.upload(brand, actor=minh, name="b.xlsx", content=again)
    page = client_of(minh).get(reverse("monitoring:import-file", args=[second.pk]))
    assert "Nhận ra tệp xuất từ" in page.content.decode()
    second = imports.run(second, plan=Plan.of(second.plan), actor=minh)

    assert (second.accepted, second.duplicates) == (1, 2)
    new = Mention.objects.get(text="Sao Mai mới")
    assert (new.platform, new.source.name, new.reach) == ("facebook", "YouNet", 5)
    assert new.posted_at.isoformat() == "2026-03-02T17:00:00+00:00"
    assert ColumnMapping.objects.get().uses == 2


def test_other_sheet_and_other_header_are_read_when_asked(brand, minh, client_of):
    def change(sheet):
        other = sheet.parent.create_sheet("Bình luận")
        other.append(["text", "posted_at"])
        other.append(["Sao Mai", "2026-03-02"])

    job = imports.upload(
        brand, actor=minh, name="a.xlsx", content=book([*EXPORT, ["x"], ["y"]], change=change)
    )
    url = reverse("monitoring:import-sheet", args=[job.pk])
    browser = client_of(minh)
    assert job.sheet == "Bài viết"

    assert browser.post(url, {"sheet": "Bình luận", "header_line": "1"}).status_code == 302
    job.refresh_from_db()
    assert (job.sheet, job.header, job.total) == ("Bình luận", ["text", "posted_at"], 1)
    assert browser.post(url, {"sheet": "Lạ", "header_line": "1"}).status_code == 422


def test_attachment_of_a_known_kind_is_taken_without_a_person(brand, watch, minh, bot):
    job = imports.upload(brand, actor=minh, name="a.csv", content=table(3))
    imports.run(job, plan=Plan.of(job.plan), actor=minh, save_as="Công cụ")

    taken = imports.take_attachment(brand, name="b.csv", content=table(5), actor=bot)
    again = imports.take_attachment(brand, name="b.csv", content=table(5), actor=bot)

    assert (taken.state, taken.accepted, taken.duplicates, again) == ("done", 2, 3, taken)


def died(*_facts, **_more):
    raise KeyboardInterrupt


def test_attachment_whose_worker_died_before_taking_it_in_is_taken_the_next_time(
    brand, watch, minh, bot, monkeypatch
):
    job = imports.upload(brand, actor=minh, name="a.csv", content=table(3))
    imports.run(job, plan=Plan.of(job.plan), actor=minh, save_as="Công cụ")
    with monkeypatch.context() as dying:
        dying.setattr(imports, "run", died)
        with pytest.raises(KeyboardInterrupt):
            imports.take_attachment(brand, name="b.csv", content=table(5), actor=bot)

    taken = imports.take_attachment(brand, name="b.csv", content=table(5), actor=bot)

    assert (taken.state, taken.accepted, taken.duplicates) == ("done", 2, 3)


def test_attachment_of_an_unknown_kind_waits_for_a_person(brand, watch, bot, minh, client_of):
    taken = imports.take_attachment(brand, name="thu.csv", content=table(3), actor=bot)

    assert (taken.state, Mention.objects.count()) == ("preview", 0)
    assert "thu.csv" in client_of(minh).get(reverse("monitoring:import")).content.decode()
    assert imports.take_attachment(brand, name="thu.csv", content=table(3), actor=bot) == taken


def test_saved_mapping_is_renamed_and_forgotten_by_those_who_take_in(
    brand, minh, khoa, vy, client_of
):
    job = imports.upload(brand, actor=minh, name="a.csv", content=table(3))
    saved = mappings.remember(job, Plan.of(job.plan), name="Cũ", actor=minh)
    url = reverse("monitoring:mapping", args=[saved.pk])
    browser = client_of(minh)

    assert browser.get(url).status_code == 200
    assert client_of(vy).get(url).status_code == 404
    assert browser.post(url, {"text": "1", "posted_at": "2"}).status_code == 422
    answer = browser.post(url, {"text": "1", "posted_at": "2", "order": "mdy", "save_as": "Mới"})
    assert answer.status_code == 302
    saved.refresh_from_db()
    assert (saved.name, saved.plan["order"]) == ("Mới", "mdy")
    with pytest.raises(Forbidden):
        mappings.forget(saved, actor=khoa)
    browser.post(reverse("monitoring:mapping-forget", args=[saved.pk]))
    assert not ColumnMapping.objects.exists()


def test_progress_is_shown_and_the_page_renews_itself_at_the_end(
    brand, watch, minh, client_of, small_chunks
):
    job = started(brand, minh, table())
    url = reverse("monitoring:import-file", args=[job.pk])
    browser = client_of(minh)

    page = browser.get(url)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    browser.post(reverse("monitoring:import-cancel", args=[job.pk]))
    assert browser.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_imports_asks_the_same_whatever_their_number(
    brand, minh, client_of, django_assert_num_queries, count
):
    for number in range(count):
        for state in ("preview", "done"):
            CsvImport.objects.create(brand=brand, by=minh, name="a", header=["x"], state=state)
        ColumnMapping.objects.create(brand=brand, by=minh, name="m", signature=str(number))
    browser = client_of(minh)
    browser.get(reverse("monitoring:import"))

    with django_assert_num_queries(9):
        browser.get(reverse("monitoring:import"))


cell = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["Sao Mai", '"', "2026-03-02", "02/03/2026", "1.2E+17", "a", "\u200b", "9999"]),
)


@tried(6, 40)
@given(rows=st.lists(st.lists(cell, max_size=4), min_size=1, max_size=6))
def test_every_row_of_any_file_is_accounted_for_twice(rows, brand, watch, minh):
    lines = "".join(",".join(cells).replace("\x00", "") + "\n" for cells in rows)
    content = f"text,posted_at,id\n{lines}".encode("utf-8", "replace")
    columns = {"text": 0, "posted_at": 1, "external_id": 2}
    taken = []
    for _ in range(2):
        try:
            job = imports.upload(brand, actor=minh, name="x.csv", content=content)
        except ValidationError:
            return
        taken.append(imports.run(job, plan=Plan(columns=dict(columns)), actor=minh))

    for job in taken:
        assert (job.state, job.handled) == ("done", job.total)
    assert taken[1].accepted == 0
    assert taken[0].refused == taken[1].refused
