"""Reading sources by due date: nothing lost, nothing twice, and silence is told at once."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django import forms
from django.db import DatabaseError, close_old_connections, connection

from crisisdesk.kernel.clock import now
from incidents import ports
from monitoring import tasks
from monitoring.connectors import registry
from monitoring.connectors.base import Connector, Harvest, Note, Table, Trouble
from monitoring.connectors.forms import SourceQuestions
from monitoring.models import Connection, Mention, Signal, Silence, Source, Tracker
from monitoring.services import connections, imports, polling
from monitoring.services.polling import LEASE
from outbox.models import OutboxMessage
from teams.models import Notice
from tests.conftest import case_row
from tests.monitoring.conftest import NOON, said, storm


class Paper(Connector):
    """A network of its own: pages that a test lays out, one after another."""

    kind = "paper"
    label = "Giấy"
    platform = "forum"

    class form(SourceQuestions):  # noqa: N801 -- as connectors name it
        place = forms.CharField()

    def __init__(self):
        self.pages = []
        self.cursors = []

    def fetch(self, account, cursor):
        self.cursors.append(cursor)
        number = cursor.get("page", 0)
        page = self.pages[number] if number < len(self.pages) else []
        if isinstance(page, BaseException):
            raise page
        if isinstance(page, Harvest):
            return page
        return Harvest(page, {"page": number + bool(page)}, more=number + 1 < len(self.pages))


@pytest.fixture
def paper():
    found = Paper()
    registry.register(found)
    yield found
    registry.forget("paper")


@pytest.fixture
def row(paper, brand, admin_person):
    values = {"name": "Giấy", "place": "chợ", "expected_every_minutes": None}
    source = connections.add(brand, actor=admin_person, kind="paper", values=values)
    return source.connection


def again(row, *past):
    row.refresh_from_db()
    row.source.refresh_from_db()
    return row


def due(row):
    Connection.objects.filter(pk=row.pk).update(next_poll_at=now(), leased_until=None)


def fresh(number, **fields):
    return said(number, now() - timedelta(minutes=number + 1), **fields)


def test_what_a_source_brings_is_stored_and_judged(row, paper, watch):
    paper.pages = [[fresh(1), fresh(2)], [fresh(3)]]

    tasks.poll()

    assert Mention.objects.filter(source=row.source).count() == 3
    assert Tracker.objects.filter(watch=watch).exists()
    row = again(row)
    assert (row.cursor, row.failures, row.leased_until) == ({"page": 2}, 0, None)
    assert now() < row.next_poll_at <= now() + timedelta(minutes=6.1)


def test_source_is_read_only_when_it_is_due(row, paper):
    tasks.poll()
    tasks.poll()

    assert len(paper.cursors) == 1


def test_source_that_only_repeats_itself_is_silent(row, paper):
    Source.objects.update(expected_every_minutes=60)
    paper.pages = [[fresh(1)]]
    polling.poll_due()
    later = now() + timedelta(hours=2)
    with time_machine.travel(later, tick=False):
        Connection.objects.update(cursor={})
        due(row)
        polling.poll_due()
        repeated = again(row).source.silent_since

        paper.pages = [[fresh(2)]]
        Connection.objects.update(cursor={})
        due(row)
        polling.poll_due()

        assert repeated
        assert again(row).source.silent_since is None
        assert again(row).source.last_seen_at == later


def test_switched_off_source_is_not_read(row, paper, admin_person):
    from monitoring.services import sources

    sources.edit(row.source, actor=admin_person, active=False)

    assert polling.poll_due() == 0


def test_reading_twice_adds_nothing(row, paper, watch):
    paper.pages = [[fresh(1)]]
    polling.poll_due()
    Connection.objects.update(cursor={})
    due(row)

    polling.poll_due()

    assert Mention.objects.count() == 1


def test_death_between_reading_and_storing_loses_nothing(row, paper, watch, monkeypatch):
    paper.pages = [[fresh(1), fresh(2)]]
    with monkeypatch.context() as patch:
        patch.setattr(polling, "_store", _die)
        with pytest.raises(SystemExit):
            polling.poll_due()

    assert Mention.objects.count() == 0
    assert polling.poll_due() == 0, "the lease of the dead holds for a while"
    with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
        polling.poll_due()
    assert Mention.objects.count() == 2
    assert paper.cursors == [{}, {}]


def _die(*_args):
    raise SystemExit


def test_death_while_storing_takes_the_mentions_back(row, paper, watch, unwritable):
    """The database refuses the cursor, when the mentions are in already."""
    paper.pages = [[fresh(1)]]
    claimed = polling._claim()
    unwritable(row)

    with pytest.raises(DatabaseError, match="spoiled"):
        polling.poll(claimed)

    assert Mention.objects.count() == 0


def test_what_cannot_be_stored_holds_up_nobody(row, paper, watch, monkeypatch, caplog):
    paper.pages = [[fresh(1)]]
    with monkeypatch.context() as patch:
        patch.setattr(polling, "_end_silence", _break)
        polling.poll_due()

    row = again(row)
    assert (row.problem, row.leased_until, Mention.objects.count()) == ("not_stored", None, 0)
    assert row.cursor == {}
    due(row)
    polling.poll_due()
    assert Mention.objects.count() == 1


def _break(*_args):
    raise ValueError


def test_who_lost_the_lease_stores_nothing(row, paper, watch):
    paper.pages = [[fresh(1)]]
    claimed = polling._claim()
    due(row)

    polling.poll(claimed)

    assert (Mention.objects.count(), again(row).cursor) == (0, {})


def test_changed_settings_make_a_reading_void(row, paper, watch, admin_person):
    paper.pages = [[fresh(1)]]
    claimed = polling._claim()
    values = {"name": "Giấy", "place": "bến xe", "expected_every_minutes": None}
    connections.change(Source.objects.get(pk=row.source_id), actor=admin_person, values=values)

    polling.poll(claimed)

    assert Mention.objects.count() == 0


def test_long_page_is_stored_in_parts(row, paper, watch, monkeypatch):
    monkeypatch.setattr(polling, "CHUNK", 10)
    paper.pages = [[fresh(number) for number in range(35)]]

    polling.poll_due()

    assert Mention.objects.count() == 35


def test_long_backlog_lets_others_have_their_turn(row, paper, watch):
    paper.pages = [[fresh(number)] for number in range(polling.MOST_PAGES + 2)]
    polling.poll(polling._claim())

    row = again(row)
    assert row.cursor == {"page": polling.MOST_PAGES}
    assert row.next_poll_at <= now()


def test_bad_item_is_named_and_the_good_ones_are_kept(row, paper, watch):
    paper.pages = [[fresh(1), {"text": "không có ngày"}, fresh(2)]]

    polling.poll_due()

    assert Mention.objects.count() == 2
    (note,) = again(row).notes
    assert (note["code"], note["facts"]["name"]) == ("item", "không có ngày")


def test_notes_stay_until_something_new_comes(row, paper):
    paper.pages = [Harvest(notes=[Note("items", {"count": 2})]), []]
    polling.poll_due()
    paper.pages = [Harvest()]
    due(row)
    polling.poll_due()

    assert [note["code"] for note in again(row).notes] == ["items"]


def test_failing_source_is_silent_at_once(row, paper):
    polling.poll_due()
    heard = again(row).last_success_at
    paper.pages = [Trouble("dns", host="bao.example")]
    due(row)

    polling.poll_due()

    row = again(row)
    assert row.source.silent_since == heard
    assert Silence.objects.get(ended_at=None).began_at == heard
    assert (row.problem, row.facts) == ("dns", {"host": "bao.example"})


def test_silence_ends_with_the_first_good_reading(row, paper):
    paper.pages = [Trouble("dns", host="x")]
    polling.poll_due()
    paper.pages = []
    due(row)

    polling.poll_due()

    row = again(row)
    assert (row.source.silent_since, row.problem, row.failures) == (None, "", 0)
    assert not Silence.objects.filter(ended_at=None).exists()


def test_reading_well_is_no_word_where_one_is_expected(row, paper):
    Source.objects.update(expected_every_minutes=30, created_at=now() - timedelta(hours=3))
    paper.pages = [Trouble("dns", host="x")]
    polling.poll_due()
    paper.pages = []
    due(row)

    polling.poll_due()

    assert Silence.objects.filter(ended_at=None).exists()


def test_failing_source_makes_the_lead_say_why_it_is_calm(row, paper, brand, bot):
    case = case_row(brand=brand, title="Sữa hỏng", actor=bot)
    paper.pages = [Trouble("timeout", host="x")]

    polling.poll_due()

    assert "silent_source" in [refusal.code for refusal in ports.objections("contain", case)]


def test_waits_grow_and_have_an_end(row, paper):
    paper.pages = [Trouble("timeout", host="x")]
    waits = []
    for _attempt in range(9):
        due(row)
        polling.poll_due()
        waits.append((again(row).next_poll_at - now()) / timedelta(minutes=1))

    assert 0.9 < waits[0] <= 1.2
    assert waits[0] < waits[2] < waits[4]
    assert 59 < waits[-1] <= 72


def test_named_time_is_honoured(row, paper):
    at = now() + timedelta(hours=5)
    paper.pages = [Trouble("rate", again_at=at, host="x")]

    polling.poll_due()

    row = again(row)
    assert (row.next_poll_at, row.not_before) == (at, at)


def test_nobody_can_hurry_what_another_network_put_off(row, paper, admin_person):
    at = now() + timedelta(hours=5)
    paper.pages = [Trouble("rate", again_at=at, host="x")]
    polling.poll_due()

    assert connections.poll_now(row.source, actor=admin_person) == at


def test_impatience_has_a_least_pause(row, paper, admin_person):
    polling.poll_due()

    at = connections.poll_now(again(row).source, actor=admin_person)

    assert timedelta(seconds=50) < at - now() <= timedelta(minutes=1)


def test_lasting_failure_stops_it_and_asks_a_person(row, paper, admin_person):
    paper.pages = [Trouble("login", lasting=True, host="mail.example")]

    polling.poll_due()

    row = again(row)
    assert row.stopped
    assert polling.poll_due() == 0
    assert Notice.objects.filter(user=admin_person, topic="monitoring.stopped").count() == 1
    assert OutboxMessage.objects.filter(topic="monitoring.stopped").exists()


def test_source_that_could_be_read_outlives_a_page_of_maintenance(row, paper, admin_person):
    paper.pages = [[fresh(1)]]
    polling.poll_due()
    paper.pages = [Trouble("not_a_feed", lasting=True, host="x")]
    Connection.objects.update(cursor={})
    due(row)
    polling.poll_due()

    row = again(row)
    assert not row.stopped
    assert timedelta(minutes=59) < row.next_poll_at - now() < timedelta(minutes=75)
    assert row.source.silent_since

    paper.pages = [[fresh(1), fresh(2)]]
    due(row)
    polling.poll_due()
    row = again(row)
    assert (row.problem, row.source.silent_since, Mention.objects.count()) == ("", None, 2)


def test_source_that_comes_and_goes_is_told_once_in_six_hours(row, paper, admin_person):
    moment = now().replace(hour=0, minute=1)
    for hour in range(6):
        with time_machine.travel(moment + timedelta(minutes=50 * hour)):
            for page in ([], Trouble("forbidden", lasting=True, host="x")):
                paper.pages = [page]
                due(row)
                polling.poll_due()

    told = Notice.objects.filter(user=admin_person, topic="monitoring.stopped")
    assert told.count() == 1


@pytest.mark.parametrize("code", ["login", "unauthorized", "key"])
def test_refused_key_is_not_tried_again_lest_the_account_be_locked(row, paper, code):
    paper.pages = [[]]
    polling.poll_due()
    paper.pages = [Trouble(code, lasting=True, host="x")]
    due(row)

    polling.poll_due()

    assert again(row).stopped


def test_stopped_source_goes_on_when_a_person_says_so(row, paper, admin_person):
    paper.pages = [Trouble("login", lasting=True, host="x")]
    polling.poll_due()
    paper.pages = [[fresh(1)]]

    connections.poll_now(again(row).source, actor=admin_person)
    polling.poll_due()

    assert (again(row).problem, Mention.objects.count()) == ("", 1)


def test_switching_off_and_on_again_forgets_the_trouble(row, paper, admin_person):
    from monitoring.services import sources

    paper.pages = [Trouble("login", lasting=True, host="x")]
    polling.poll_due()
    source = again(row).source
    sources.edit(source, actor=admin_person, active=False)
    assert not Silence.objects.filter(ended_at=None).exists()

    sources.edit(source, actor=admin_person, active=True)

    row = again(row)
    assert (row.problem, row.source.silent_since) == ("", None)
    assert row.next_poll_at <= now()


def test_connector_that_breaks_is_told_apart_and_keeps_the_worker(row, paper, caplog):
    paper.pages = [RuntimeError("https://x.example/?key=AIza-khoa")]

    polling.poll_due()

    row = again(row)
    assert (row.problem, row.facts["what"]) == ("unexpected", "RuntimeError")
    assert "RuntimeError" in caplog.text
    assert "AIza" not in caplog.text


def test_source_whose_connector_is_gone_says_so(row):
    registry.forget("paper")

    polling.poll_due()

    assert again(row).problem == "no_connector"


def test_workers_are_left_for_other_work(row, paper, brand, admin_person, settings):
    values = {"name": "Khác", "place": "x", "expected_every_minutes": None}
    connections.add(brand, actor=admin_person, kind="paper", values=values)
    assert polling._claim()

    assert polling._claim() is None
    settings.SOURCES_AT_ONCE = 2
    assert polling._claim()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_read_the_same_source(row, paper, settings):
    settings.SOURCES_AT_ONCE = 10
    start, claims = Barrier(4), []

    def work():
        start.wait()
        claims.append(polling._claim())
        close_old_connections()
        connection.close()

    threads = [Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(claim is not None for claim in claims) == 1


def test_old_posts_that_come_again_do_not_alert_again(row, paper, watch, calm_days):
    eve = calm_days()
    with time_machine.travel(eve + timedelta(minutes=31), tick=False):
        paper.pages = [storm(eve)]
        Connection.objects.update(next_poll_at=NOON)
        polling.poll_due()
        assert Signal.objects.filter(level="alert").count() == 1
    with time_machine.travel(eve + timedelta(days=2), tick=False):
        Connection.objects.update(cursor={}, next_poll_at=NOON)
        polling.poll_due()

    assert Signal.objects.filter(level="alert").count() == 1


def test_table_that_breaks_the_desk_does_not_hold_up_what_came_with_it(
    row, paper, watch, monkeypatch
):
    def broken(*_facts, **_more):
        raise RuntimeError

    monkeypatch.setattr(imports, "take_attachment", broken)
    paper.pages = [Harvest([said(1)], {"page": 1}, tables=[Table("lạ.xlsx", b"x")])]

    polling.poll_due()

    row.refresh_from_db()
    assert (row.problem, row.cursor, Mention.objects.count()) == ("", {"page": 1}, 1)
    assert row.notes[0]["facts"]["name"] == "lạ.xlsx"
