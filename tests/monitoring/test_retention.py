"""Old texts go, counts and keys stay; what belongs to a case stays with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from monitoring.intake import months
from monitoring.models import (
    Bucket,
    Cluster,
    ClusterMember,
    Correction,
    CsvImport,
    ImportChunk,
    InboxEvent,
    InboxItem,
    Mention,
    MentionKey,
    Removal,
    RetentionPolicy,
    Screenshot,
)
from monitoring.selectors.retention import sentence
from monitoring.services import clustering, inbox, retention, signals
from monitoring.services.ingest import take_in
from monitoring.services.mentions import attach, correct_label
from outbox.models import OutboxMessage
from teams.models import Notice, User
from tests.conftest import case_row
from tests.monitoring.conftest import said

TODAY = datetime(2026, 3, 20, 8, tzinfo=UTC)
#: Twenty-four months back lies 1 March 2024.
LAST_OLD = datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)
FIRST_KEPT = datetime(2024, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(TODAY, tick=False):
        yield


def names():
    return sorted(Mention.objects.values_list("external_id", flat=True))


def test_texts_older_than_the_rule_go_and_younger_ones_stay(watch, hear):
    hear([said(1, LAST_OLD), said(2, FIRST_KEPT), said(3, TODAY)])

    assert retention.sweep() == 1
    assert names() == ["m2", "m3"]
    assert months.month_of(LAST_OLD) not in months.existing()


def test_counts_and_keys_outlive_the_text(watch, hear):
    hear([said(1, LAST_OLD)])
    retention.sweep()

    again = hear([said(1, LAST_OLD)])

    assert (again.accepted, again.duplicates) == (0, 1)
    assert not Mention.objects.exists()
    assert list(Bucket.objects.values_list("total", flat=True)) == [1]
    assert MentionKey.objects.count() == 1


def test_mention_of_a_case_stays_with_it(watch, hear, brand, minh):
    hear([said(1, LAST_OLD), said(2, LAST_OLD)])
    case = case_row(brand=brand, title="Sữa lạ", actor=minh, reporter="tổng đài")
    attach([Mention.objects.get(external_id="m1").pk], case, actor=minh)

    retention.sweep()

    assert names() == ["m1"]
    assert (Removal.objects.get().removed, Removal.objects.get().kept) == (1, 1)


def test_brand_that_keeps_longer_keeps_its_own(watch, hear, other_brand, vy, bot):
    hear([said(1, LAST_OLD)])
    take_in([said(2, LAST_OLD)], brand=other_brand, actor=bot)
    RetentionPolicy.objects.create(brand=other_brand, keep_months=36)

    retention.sweep()

    assert names() == ["m2"]
    assert months.month_of(LAST_OLD) in months.existing()


def test_last_brand_to_let_go_takes_the_month_along(watch, hear, other_brand, bot):
    hear([said(1, LAST_OLD)])
    take_in([said(2, LAST_OLD)], brand=other_brand, actor=bot)

    assert retention.sweep() == 2
    assert months.month_of(LAST_OLD) not in months.existing()


@pytest.mark.parametrize("company", [0, 1])
def test_what_hangs_on_a_mention_goes_with_it(watch, hear, minh, other_brand, bot, company):
    hear([said(1, LAST_OLD), said(2, TODAY)])
    # With another brand in the month the rows go one by one, without it as a whole.
    take_in([said(3, LAST_OLD)] * company, brand=other_brand, actor=bot)
    RetentionPolicy.objects.create(brand=other_brand, keep_months=60)
    for mention in Mention.objects.filter(brand=watch.brand):
        correct_label(mention, label="negative", actor=minh)

    retention.sweep()

    assert Correction.objects.count() == 1


def test_holder_that_keeps_is_asked(watch, hear, minh, monkeypatch):
    holder = retention.Holder("monitoring_correction", keeps=True)
    monkeypatch.setattr(retention, "HOLDERS", [holder])
    hear([said(1, LAST_OLD), said(2, LAST_OLD)])
    correct_label(Mention.objects.get(external_id="m1"), label="negative", actor=minh)

    retention.sweep()

    assert names() == ["m1"]


def test_rule_is_looked_at_once_a_day(watch, hear):
    retention.sweep()
    hear([said(1, LAST_OLD)])

    assert retention.sweep() == 0
    with time_machine.travel(TODAY + timedelta(days=1, minutes=1)):
        assert retention.sweep() == 1


def test_shorter_rule_takes_a_day_to_hold(watch, hear, brand, admin_person):
    hear([said(1, TODAY - timedelta(days=200))])
    retention.set_policy(brand, keep_months=3, actor=admin_person)

    assert retention.sweep() == 0
    with time_machine.travel(TODAY + timedelta(days=1, minutes=1)):
        assert retention.sweep() == 1


def test_what_went_is_told_in_words(watch, hear):
    hear([said(1, LAST_OLD)])
    retention.sweep()

    assert "1" in sentence(Removal.objects.get())
    assert Removal.objects.get().before == FIRST_KEPT


def test_refused_rows_of_old_files_go_too(watch, brand, manager):
    for at in (LAST_OLD, FIRST_KEPT):
        CsvImport.objects.create(brand=brand, by=manager, name="a.csv", at=at, state="done",
                                 rejected=[{"line": 2, "row": ["x"]}])  # fmt: skip

    retention.sweep()

    assert [bool(job.rejected) for job in CsvImport.objects.order_by("at")] == [False, True]


def test_nothing_removed_leaves_no_line(watch, hear):
    hear([said(1, TODAY)])

    retention.sweep()

    assert not Removal.objects.exists()


def test_only_an_admin_sets_the_rule(brand, manager):
    with pytest.raises(Forbidden):
        retention.set_policy(brand, keep_months=12, actor=manager)


@pytest.mark.parametrize("count", [0, 2, 121])
def test_rule_out_of_reason_is_refused(brand, admin_person, count):
    with pytest.raises(ValidationError):
        retention.set_policy(brand, keep_months=count, actor=admin_person)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_however_much_was_removed(
    client_of, brand, admin_person, bot, rows, django_assert_num_queries
):
    for _number in range(rows):
        Removal.objects.create(brand=brand, kind="age", by=bot, removed=5, before=now())
    client = client_of(admin_person)
    client.get("/monitoring/retention/")

    with django_assert_num_queries(8):
        page = client.get("/monitoring/retention/")

    assert page.status_code == 200


def test_admin_changes_the_rule_on_the_page(client_of, brand, admin_person):
    answer = client_of(admin_person).post("/monitoring/retention/months/", {"keep_months": "12"})

    assert answer.status_code == 302
    assert RetentionPolicy.objects.get().keep_months == 12


def test_every_table_that_refers_to_a_mention_is_known_to_retention():
    """A new table must say whether its rows go, keep their mention, or may stay without it."""
    names = {"mention_id", "head", "mention"}
    refers = {
        model._meta.db_table
        for model in apps.get_app_config("monitoring").get_models()
        for field in model._meta.get_fields()
        if field.concrete and (field.related_model is Mention or field.name in names)
    }
    goes = {holder.table for holder in retention.HOLDERS}
    by_hand = {"monitoring_screenshot", "monitoring_clustermember"}

    assert refers == goes | set(retention.STAYING) | by_hand


def shown(mention, minh, digest):
    name = default_storage.save(f"screenshots/{digest[:2]}/{digest}.png", ContentFile(b"x"))
    return Screenshot.objects.create(mention=mention, file=name, format="png", sha256=digest,
                                     width=1, height=1, by=minh)  # fmt: skip


@pytest.mark.parametrize("company", [0, 1])
def test_picture_goes_with_its_mention_and_its_file_with_the_last_one(
    watch,
    hear,
    minh,
    other_brand,
    bot,
    settings,
    tmp_path,
    company,
    django_capture_on_commit_callbacks,
):
    settings.MEDIA_ROOT = tmp_path
    hear([said(1, LAST_OLD), said(2, TODAY)])
    take_in([said(3, LAST_OLD)] * company, brand=other_brand, actor=bot)
    RetentionPolicy.objects.create(brand=other_brand, keep_months=60)
    old, new = Mention.objects.filter(brand=watch.brand).order_by("posted_at")
    only, shared = shown(old, minh, "aa1"), shown(old, minh, "bb2")
    Screenshot.objects.create(mention=new, file=shared.file.name, format="png", sha256="bb2",
                              width=1, height=1, by=minh)  # fmt: skip

    with django_capture_on_commit_callbacks(execute=True):
        retention.sweep()

    assert list(Screenshot.objects.values_list("mention", flat=True)) == [new.pk]
    assert not default_storage.exists(only.file.name)
    assert default_storage.exists(shared.file.name)


def test_file_whose_row_is_gone_is_found_again(watch, minh, hear, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    hear([said(1, TODAY)])
    kept = shown(Mention.objects.get(), minh, "aa1").file.name
    lost = default_storage.save("screenshots/aa/aa9.png", ContentFile(b"x"))

    retention.sweep()

    assert (default_storage.exists(kept), default_storage.exists(lost)) == (True, False)


def test_file_that_waits_for_nobody_goes_with_its_rows(watch, brand, manager):
    for at in (LAST_OLD, FIRST_KEPT):
        job = CsvImport.objects.create(brand=brand, by=manager, name="a.csv", at=at, content=b"x")
        ImportChunk.objects.create(job=job, number=0, rows=[[2, ["x"], ""]])

    retention.sweep()

    assert CsvImport.objects.get().at == FIRST_KEPT
    assert ImportChunk.objects.count() == 1


def test_member_of_a_cluster_goes_at_once_and_its_count_stays(watch, hear, brand, bot, other_brand):
    text = "Sao Mai có giòi trong sữa, cả nhà tôi đi viện, xin mọi người chia sẻ"
    hear([said(n, LAST_OLD, text=text) for n in (1, 2, 3)])
    clustering.run_all(brand)
    assert ClusterMember.objects.count() == 3

    retention.forget([Mention.objects.first().pk])
    clustering.recount([Cluster.objects.get().pk])

    assert ClusterMember.objects.count() == 2
    assert Cluster.objects.get().size == 3


def test_members_that_stay_with_a_case_do_not_hold_up_those_behind_them(
    watch, hear, brand, minh, monkeypatch
):
    text = "Sao Mai có giòi trong sữa, cả nhà tôi đi viện, xin mọi người chia sẻ"
    hear([said(n, LAST_OLD + timedelta(seconds=n - 9), text=text) for n in (1, 2, 3, 4)])
    clustering.run_all(brand)
    case = case_row(brand=brand, title="Sữa lạ", actor=minh, reporter="tổng đài")
    attach(Mention.objects.filter(external_id__in=["m1", "m2"]).values_list("pk", flat=True), case,
           actor=minh)  # fmt: skip
    Mention.objects.filter(incident=None).delete()
    monkeypatch.setattr(clustering, "CHECKED", 2)

    assert clustering.forget_gone(brand) == 2


@pytest.mark.parametrize("company", [0, 1])
def test_nobody_waits_to_answer_a_text_that_is_gone(
    watch, hear, brand, minh, other_brand, bot, company
):
    hear([said(1, LAST_OLD), said(2, TODAY)])
    take_in([said(3, LAST_OLD)] * company, brand=other_brand, actor=bot)
    RetentionPolicy.objects.create(brand=other_brand, keep_months=60)
    inbox.ask(brand, Mention.objects.filter(brand=brand).values_list("pk", flat=True), actor=minh)

    retention.sweep()

    assert sorted(InboxItem.objects.values_list("state", flat=True)) == ["no_answer", "waiting"]
    assert InboxEvent.objects.get().verb == "no_answer"


@pytest.mark.parametrize(("since", "told"), [("2024-01-01", True), ("2024-03-02", False)])
def test_explorer_says_that_texts_are_gone_where_counts_are_still_shown(
    watch, hear, brand, minh, client_of, since, told
):
    hear([said(1, LAST_OLD)])
    retention.sweep()

    page = client_of(minh).get(f"/monitoring/mentions/?since={since}").content.decode()

    assert ("01/03/2024" in page) is told


def test_days_of_keeping_are_written_as_their_reader_writes_them(
    watch, hear, brand, minh, manager, client_of
):
    hear([said(1, LAST_OLD)])
    retention.sweep()

    User.objects.update(language="en")

    explorer = client_of(minh).get("/monitoring/mentions/?since=2024-01-01")
    keeping = client_of(manager).get("/monitoring/retention/").content.decode()

    assert "from before 1 Mar 2024 are" in explorer.content.decode()
    assert "this day goes: 1 Mar 2024." in keeping
    assert "posted before 1 Mar 2024;" in keeping


@pytest.mark.parametrize(("raised", "gone"), [(LAST_OLD, True), (FIRST_KEPT, False)])
def test_signal_that_repeats_a_post_loses_its_words_with_it(brand, minh, lead, raised, gone):
    with time_machine.travel(raised, tick=False):
        alone, of_case = (
            signals.raise_by_hand(
                brand, actor=minh, title="Sữa có giòi", summary="Sữa có giòi, tẩy chay",
                url="https://fb.example/1",
            )
            for _ in range(2)
        )  # fmt: skip
        signals.open_case(of_case, actor=minh, title="Sữa lạ")

    retention.sweep()

    for signal in (alone, of_case):
        signal.refresh_from_db()
    assert (alone.title, alone.summary, alone.url) == ("", "", "") or not gone
    assert bool(alone.summary) != gone
    assert of_case.summary == "Sữa có giòi, tẩy chay"
    told = [*Notice.objects.filter(subject=f"S-{alone.pk}"),
            *OutboxMessage.objects.filter(subject=f"S-{alone.pk}")]  # fmt: skip
    assert told and all((one.facts["title"] == "") == gone for one in told)
