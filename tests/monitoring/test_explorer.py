"""The explorer: deep pages, many at once, saved filters, export."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import assume, given
from hypothesis import strategies as st

from crisisdesk.kernel.clock import YEARS, now
from incidents.models import Incident
from monitoring import bulk
from monitoring.models import InboxItem, Mention, MentionExport, SavedSearch, Source
from monitoring.selectors import figures, volume
from monitoring.selectors.mentions import Search
from monitoring.selectors.paging import edge, stretch
from monitoring.services import exports, inbox, sources
from tests.conftest import case_row
from tests.monitoring.conftest import said
from tests.plugins.trying import tried

URL = {
    name: f"/monitoring/mentions/{name}/" for name in ("bulk", "export", "saved", "shares")
}  # fmt: skip


@pytest.fixture
def many(watch, hear):
    """Sixty mentions, twenty of each moment, so that edges lie between equals."""
    at = now() - timedelta(hours=3)
    hear([said(n, at + timedelta(minutes=n // 20)) for n in range(60)], judge=False)
    return list(Mention.objects.order_by("-posted_at", "-id").values_list("pk", flat=True))


def shown(page) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="mention-(\d+)"', page.content.decode())]


@pytest.mark.parametrize(
    ("query", "at_once"),
    [("q=sao&period=7d", True), ("period=all", True), ("label=negative&period=all", True),
     ("q=sao&period=all", False), ("language=vi&period=all", False),
     ("q=sao&period=all&counted=1", True)],
)  # fmt: skip
def test_words_are_counted_over_a_long_time_only_after_the_list_is_shown(
    many, minh, client_of, query, at_once
):
    with CaptureQueriesContext(connection) as seen:
        page = client_of(minh).get(f"/monitoring/mentions/?{query}")

    assert page.status_code == 200
    assert any("date_bin" in one["sql"] for one in seen) == at_once
    assert ('hx-trigger="load" hx-select="#heard"' in page.content.decode()) != at_once
    assert (page.context.get("total") is not None) == at_once


def follow(browser, page, rel):
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page.content.decode())
    return browser.get("/monitoring/mentions/" + found[1].rpartition("/")[2].replace("&amp;", "&"))


def test_pages_go_forth_and_back_without_a_gap(many, minh, client_of):
    browser = client_of(minh)

    first = browser.get("/monitoring/mentions/?q=sao")
    second = follow(browser, first, "next")
    third = follow(browser, second, "next")

    assert shown(first) + shown(second) + shown(third) == many
    assert 'rel="next"' not in third.content.decode()
    assert shown(follow(browser, third, "prev")) == shown(second)
    assert shown(follow(browser, second, "prev")) == shown(first)


def test_new_mentions_do_not_shift_a_page(many, hear, minh, client_of):
    browser = client_of(minh)
    first = browser.get("/monitoring/mentions/")
    hear([said(900, now())], judge=False)

    assert shown(follow(browser, first, "next")) == many[25:50]


@pytest.mark.parametrize(
    "wrong", ["x", "2026-01-01~5", "~", "9999-12-31T00:00:00+00:00~1", "2026-01-01T00:00:00Z~9" * 9]
)
def test_an_edge_we_never_gave_begins_at_the_start(many, minh, client_of, wrong):
    page = client_of(minh).get("/monitoring/mentions/", {"after": wrong})

    assert shown(page) == many[:25]


@tried(8, 60)
@given(size=st.integers(1, 70), data=st.data())
def test_every_row_once_whatever_the_size_and_way(many, size, data):
    up = data.draw(st.booleans())
    expected = many[::-1] if up else many
    seen, after = [], ""
    while True:
        page = stretch(Mention.objects.all(), "posted_at", after=after, size=size, ascending=up)
        seen += [row.pk for row in page.rows]
        if page.newer:
            back = stretch(
                Mention.objects.all(), "posted_at", before=page.newer, size=size, ascending=up
            )
            at = len(seen) - len(page.rows)
            assert [row.pk for row in back.rows] == expected[max(at - size, 0) : at]
        after = page.older
        if not after:
            break
    assert seen == expected


@given(at=st.datetimes(timezones=st.just(UTC)), pk=st.integers(0, 2**63 - 1))
def test_an_edge_reads_back_as_it_was_written(at, pk):
    assume(at.year in YEARS)
    assert str(edge(f"{at.isoformat()}~{pk}")) == f"{at.isoformat()}~{pk}"


class TestManyAtOnce:
    def ask(self, browser, **sent):
        return browser.post(URL["bulk"], sent, follow=True)

    def test_ticked_ones_wait_for_an_answer(self, many, minh, client_of):
        self.ask(client_of(minh), act="ask", mention=[f"{many[0]}.0", f"{many[1]}.0"])

        assert set(InboxItem.objects.values_list("mention_id", flat=True)) == set(many[:2])

    def test_labels_are_corrected(self, many, minh, client_of):
        self.ask(client_of(minh), act="label", label="negative", mention=many[:3])

        assert Mention.objects.filter(label="negative", uncertain=False).count() == 3

    @pytest.mark.parametrize(
        ("act", "needed"), [("attach", "Hãy chọn vụ việc."), ("label", "Hãy chọn sắc thái.")]
    )
    def test_what_is_missing_is_said(self, act, needed, many, minh, client_of):
        page = self.ask(client_of(minh), act=act, mention=[many[0]])

        assert needed in page.content.decode()

    @pytest.mark.parametrize("wrong", ["x", "1.x", "9" * 30, "-1", "1.1.1"])
    def test_ticks_that_cannot_be_are_refused(self, wrong, many, minh, client_of):
        self.ask(client_of(minh), act="ask", mention=[wrong])

        assert not InboxItem.objects.exists()

    def test_all_that_fit_are_counted_first_and_only_then_changed(
        self, many, hear, minh, client_of
    ):
        browser = client_of(minh)
        sent = {"act": "close", "scope": "all", "query": "q=sao+mai&period=24h"}
        asked = browser.post(URL["bulk"], sent)

        assert "60" in asked.content.decode()
        assert not InboxItem.objects.exists()
        as_of = re.search(r'name="as_of" value="([^"]+)"', asked.content.decode())[1]
        hear([said(901, now())], judge=False)
        self.ask(browser, **sent, as_of=as_of)
        assert InboxItem.objects.filter(state="no_answer").count() == 60

    def test_more_than_the_bound_asks_for_narrower_filters(
        self, many, minh, client_of, monkeypatch
    ):
        monkeypatch.setattr(bulk, "MOST", 59)
        sent = {"act": "ask", "scope": "all", "query": "", "as_of": now().isoformat()}

        page = client_of(minh).post(URL["bulk"], sent)

        assert 'name="as_of"' not in page.content.decode()
        assert not InboxItem.objects.exists()

    def test_filters_narrow_all_that_fit(self, many, minh, client_of):
        browser = client_of(minh)
        sent = {"act": "ask", "scope": "all", "query": "q=lần+thứ+7"}
        sent["as_of"] = now().isoformat()
        self.ask(browser, **sent)

        assert InboxItem.objects.count() == 6  # 7, 17, … 57

    def test_who_was_faster_is_named(self, many, brand, minh, lead, client_of):
        inbox.ask(brand, many[:2], actor=minh)
        inbox.close(brand, many[:1], actor=lead)

        ticks = [f"{pk}.0" for pk in many[:2]]
        page = self.ask(client_of(minh), act="assign", to=minh.pk, mention=ticks)

        assert lead.name in page.content.decode()
        assert InboxItem.objects.filter(assignee=minh).count() == 1

    def test_a_secret_case_is_not_offered(self, many, brand, bot, minh, lead, client_of):
        case = case_row(brand=brand, title="Kín", actor=bot)
        Incident.objects.filter(pk=case.pk).update(restricted=True, lead=lead)

        self.ask(client_of(minh), act="attach", incident=case.number, mention=many[:1])

        assert not case.mentions.exists()


class TestSavedFilters:
    def save(self, browser, **sent):
        return browser.post(URL["saved"], {"name": "Gay gắt", "query": "label=negative", **sent})

    def test_they_are_kept_for_oneself_and_lead_back(self, watch, minh, khoa, client_of):
        answer = self.save(client_of(minh), query="label=negative&page=9&after=x&period=7d")

        assert answer.url == "/monitoring/mentions/?label=negative"
        assert "Gay gắt" in client_of(minh).get("/monitoring/mentions/").content.decode()
        assert "Gay gắt" not in client_of(khoa).get("/monitoring/mentions/").content.decode()

    def test_shared_ones_are_there_for_the_brand_only(self, watch, minh, khoa, vy, client_of):
        self.save(client_of(minh), shared="on")

        assert "Gay gắt" in client_of(khoa).get("/monitoring/mentions/").content.decode()
        assert "Gay gắt" not in client_of(vy).get("/monitoring/mentions/").content.decode()
        assert self.save(client_of(khoa), name="K", shared="on").status_code == 403

    def test_the_same_name_replaces(self, watch, minh, client_of):
        self.save(client_of(minh))
        self.save(client_of(minh), query="label=positive")

        assert SavedSearch.objects.get().query == "label=positive"

    @pytest.mark.parametrize("sent", [{"name": " "}, {"query": ""}, {"query": "label=odd"}])
    def test_without_name_or_filters_nothing_is_kept(self, sent, watch, minh, client_of):
        self.save(client_of(minh), **sent)

        assert not SavedSearch.objects.exists()

    def test_only_the_owner_and_those_who_run_the_desk_delete(
        self, watch, minh, lead, khoa, manager, client_of
    ):
        self.save(client_of(minh), shared="on")
        url = f"{URL['saved']}{SavedSearch.objects.get().pk}/delete/"

        assert [client_of(who).post(url).status_code for who in (khoa, lead)] == [403, 403]
        assert client_of(manager).post(url).status_code == 302
        assert not SavedSearch.objects.exists()


class TestExport:
    def table(self, browser, query="?period=24h"):
        answer = browser.post(URL["export"] + query)
        body = b"".join(answer.streaming_content).decode()
        assert body.startswith("\ufeff")
        return list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"))))

    def test_what_fits_goes_out_newest_first_and_is_written_down(self, many, minh, client_of):
        rows = self.table(client_of(minh), "?period=24h&q=lan+thu")

        ids = list(
            Mention.objects.order_by("-posted_at", "-id").values_list("external_id", flat=True)
        )
        assert [row["external_id"] for row in rows] == ids
        assert rows[0]["author"].startswith("nguoi")
        record = MentionExport.objects.get()
        assert (record.by, record.rows, record.with_authors) == (minh, 60, True)
        assert record.query == "q=lan+thu&period=24h" and record.finished_at

    def test_who_only_looks_takes_nothing_out(self, many, khoa, client_of):
        assert client_of(khoa).post(URL["export"]).status_code == 403
        assert not MentionExport.objects.exists()

    def test_without_authors_nothing_goes_out_that_names_them(self, many, brand, minh):
        record = MentionExport.objects.create(brand=brand, by=minh, with_authors=False)

        table = "".join(exports.lines(record, Search())).removeprefix("\ufeff")

        rows = list(csv.DictReader(io.StringIO(table)))
        assert len(rows) == 60
        assert not {"author", "url", "external_id"} & set(rows[0])

    def test_many_chunks_lose_and_double_nothing(self, many, minh, client_of, monkeypatch):
        monkeypatch.setattr(exports, "CHUNK", 7)

        assert len({row["external_id"] for row in self.table(client_of(minh))}) == 60

    def test_no_more_than_a_spreadsheet_opens(self, many, minh, client_of, monkeypatch):
        monkeypatch.setattr(exports, "MOST", 10)

        assert len(self.table(client_of(minh))) == 10

    def test_an_export_that_breaks_off_keeps_its_number(self, many, brand, minh, monkeypatch):
        monkeypatch.setattr(exports, "CHUNK", 20)
        record = exports.begin(brand, actor=minh, query="")
        pieces = exports.lines(record, Search())
        next(pieces)
        next(pieces)
        pieces.close()

        record = MentionExport.objects.get()
        assert (record.rows <= 20, record.finished_at) == (True, None)

    @pytest.mark.parametrize(
        "bad", ["=1+1", "+84", "-2", "@x", "\t=1", " =1", "\r=1", "|cmd", "%0"]
    )
    def test_no_cell_is_a_formula(self, bad, watch, hear, minh, client_of):
        assert exports.harmless(bad) == f"'{bad}"
        hear([said(1, now(), text=f"{bad.strip()} Sao Mai", author="=cmd")], judge=False)

        row = self.table(client_of(minh))[0]

        assert row["text"][0] == "'" and row["author"] == "'=cmd"

    def test_secret_cases_are_not_named(self, behind_a_secret, minh, lead, client_of):
        case = behind_a_secret()

        assert [row["incident"] for row in self.table(client_of(minh))] == [""]
        assert [row["incident"] for row in self.table(client_of(lead))] == [case.reference]

    def test_those_who_run_the_desk_see_who_took_what(self, many, minh, manager, client_of):
        self.table(client_of(minh))

        assert minh.name in client_of(manager).get(URL["export"]).content.decode()
        mine = client_of(minh).get(URL["export"]).content.decode()
        assert "Các lần xuất trước" not in mine


class TestFigures:
    def test_sentiments_over_time_add_up(self, watch, brand, hear, minh):
        at = now() - timedelta(hours=2)
        texts = ["Sao Mai quá tệ, lừa đảo", "Sao Mai ngon tuyệt vời, rất thích", "Sao Mai hôm nay"]
        hear([said(n, at, text=text) for n, text in enumerate(texts)], judge=False)

        columns = figures.shares(minh, brand, Search(since=at - timedelta(hours=1))).mood

        sums = [sum(getattr(one, name) for one in columns) for name in
                ("negative", "neutral", "positive")]  # fmt: skip
        labels = list(Mention.objects.values_list("label", flat=True))
        assert sums == [labels.count(name) for name in ("negative", "neutral", "positive")]
        assert sum(sums) == 3

    def test_platforms_stand_by_their_number(self, watch, brand, hear, minh, client_of):
        at = now() - timedelta(hours=1)
        platforms = ["tiktok", "tiktok", "zalo"]
        hear([said(n, at, platform=p) for n, p in enumerate(platforms)], judge=False)

        rows = figures.shares(minh, brand, Search()).platforms

        assert [(row["platform"], row["total"]) for row in rows] == [("tiktok", 2), ("zalo", 1)]
        page = client_of(minh).get(URL["shares"]).content.decode()
        assert "share-plot" in page and page.count("<caption") == 2

    @pytest.mark.parametrize("text", ["", "sao mai"])
    def test_a_chart_of_all_time_begins_where_the_mentions_do(self, watch, brand, hear, minh, text):
        hear([said(1, now() - timedelta(days=700)), said(2, now())], judge=False)
        asked = Search(since=now() - timedelta(days=3650), text=text)

        columns = volume.by_search(minh, brand, asked)
        moods = figures.shares(minh, brand, asked).mood

        assert [one.at for one in moods] == [one.at for one in columns]
        assert sum(one.total for one in columns) == 2 and columns[1].total == 1
        assert 100 <= len(columns) <= 103

    def test_a_chart_of_all_time_is_half_a_year_wide_at_least(self, watch, brand, hear, minh):
        hear([said(1, now() - timedelta(days=1))], judge=False)

        columns = volume.by_search(minh, brand, Search(since=now() - timedelta(days=3650)))

        assert len(columns) == volume.FEWEST_COLUMNS

    @pytest.mark.parametrize("label", ["", "negative", "neutral", "positive"])
    @pytest.mark.parametrize("platform", ["", "tiktok"])
    def test_kept_counts_say_the_same_as_the_mentions(
        self, watch, brand, hear, minh, label, platform
    ):
        at = now() - timedelta(hours=2)
        texts = ["Sao Mai quá tệ, lừa đảo", "Sao Mai ngon tuyệt vời, rất thích", "Sao Mai hôm nay"]
        hear([said(n, at + timedelta(minutes=n), text=texts[n % 3],
                   platform=["tiktok", "zalo"][n % 2]) for n in range(9)], judge=False)  # fmt: skip
        asked = Search(since=at - timedelta(hours=1), label=label, platform=platform)
        assert asked.countable

        counted = figures.shares(minh, brand, asked)

        assert counted == figures.shares(minh, brand, replace(asked, text="sao mai"))
        assert counted.platforms

    @pytest.mark.parametrize(("text", "walks"), [("", 0), ("sao", 1)])
    @pytest.mark.parametrize("count", [1, 3])
    def test_mentions_are_walked_through_once_and_not_at_all_where_counts_are_kept(
        self, watch, brand, hear, minh, text, walks, count
    ):
        hear([said(n, now() - timedelta(hours=1), platform=["tiktok", "zalo", "voz"][n])
              for n in range(count)], judge=False)  # fmt: skip

        with CaptureQueriesContext(connection) as seen:
            assert figures.shares(minh, brand, Search(text=text)).platforms

        assert sum('FROM "monitoring_mention"' in one["sql"] for one in seen) == walks

    def test_holes_are_drawn_as_holes(self, brand, watch, hear, minh, client_of):
        hear([said(1, now() - timedelta(hours=30))], judge=False)
        Source.objects.create(
            brand=brand, key="fb", name="FB", kind="api", expected_every_minutes=30,
            last_seen_at=now() - timedelta(hours=10),
        )  # fmt: skip
        sources.note_silences()

        assert "share-hatch" in client_of(minh).get(URL["shares"]).content.decode()


def test_times_of_an_export_say_their_zone(many, minh, client_of):
    rows = TestExport().table(client_of(minh))

    at = datetime.fromisoformat(rows[0]["posted_at"])
    assert at.utcoffset() == timezone.localtime().utcoffset()
