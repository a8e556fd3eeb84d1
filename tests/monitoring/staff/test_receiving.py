"""A report becomes a signal; of one post one, in a flood one for all, and nothing is lost."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from monitoring.models import Signal, StaffReport, StaffStanding
from monitoring.services import erasure, signals, staff, staff_keeping
from monitoring.staff import letters, limits
from outbox import outside, relay
from outbox.models import OutboxMessage, OutboxState
from teams.models import Notice
from tests.monitoring.staff.conftest import SECRET, picture

POST = "https://www.facebook.com/groups/1/posts/2"


def test_a_report_is_a_signal_and_those_who_work_are_told(tell, minh, khoa):
    report = tell("Có người nói sữa có giòi", url=POST, place="Nhóm Facebook")

    assert (report.signal.kind, report.signal.state) == ("manual", "new")
    assert report.signal.title == "Có người nói sữa có giòi"
    assert report.reference.startswith("BC-")
    assert list(Notice.objects.values_list("user", flat=True)) == [minh.pk]


@pytest.mark.parametrize(
    "same",
    [
        POST,
        POST + "/?utm_source=zalo&fbclid=abc",
        "https://m.facebook.com/groups/1/posts/2?mibextid=x",
        "http://facebook.com/groups/1/posts/2",
    ],
)
def test_reports_of_the_same_post_are_one_signal(tell, same):
    first, second = tell("a", url=POST), tell("b", url=same)

    assert first.signal == second.signal
    assert Signal.objects.get().evidence["staff"] == 2
    assert first.reference != second.reference


def test_another_post_of_the_same_page_is_another_signal(tell):
    one = tell(url="https://www.facebook.com/story.php?story_fbid=1&id=9")
    other = tell(url="https://www.facebook.com/story.php?story_fbid=2&id=9")

    assert one.signal != other.signal


def test_a_link_within_the_words_is_the_link(tell):
    report = tell(f"Xem này {POST} ghê quá")

    assert (report.url, report.text) == (POST, "Xem này ghê quá")


def test_what_was_dismissed_before_is_a_new_signal_when_it_comes_again(tell, minh):
    first = tell(url=POST)
    signals.dismiss(first.signal, reason="irrelevant", actor=minh)

    assert tell(url=POST).signal != first.signal


def test_who_reports_what_became_a_case_joins_it(tell, minh):
    first = tell(url=POST)
    signals.open_case(first.signal, actor=minh, title="Giòi trong sữa")

    later = tell(url=POST)

    assert (later.signal, later.standing) == (first.signal, StaffStanding.CASE)


def test_the_reporter_reads_one_word_of_what_became_of_it(tell, minh, lead):
    seen, dropped, opened = (tell(f"chuyện {number}") for number in range(3))
    assert seen.standing == StaffStanding.RECEIVED

    signals.watch(seen.signal, until=now() + timedelta(hours=1), actor=minh)
    signals.dismiss(dropped.signal, reason="irrelevant", actor=minh)
    signals.open_case(opened.signal, actor=minh, title="Vụ")

    def standing(report):
        return StaffReport.objects.get(pk=report.pk).standing

    assert standing(seen) == StaffStanding.LOOKED_AT
    assert standing(dropped) == StaffStanding.NO_CRISIS
    assert standing(opened) == StaffStanding.CASE


def test_the_same_form_sent_twice_is_one_report(tell):
    first, second = tell("a", once="x"), tell("a", once="x")

    assert first == second
    assert StaffReport.objects.count() == 1


def test_a_flood_is_bundled_and_nothing_of_it_is_lost(tell, minh, monkeypatch):
    monkeypatch.setattr(limits, "SIGNALS_PER_HOUR", 2)

    reports = [tell(f"chuyện {number}") for number in range(7)]

    assert StaffReport.objects.count() == 7
    assert [report.bundled for report in reports] == [False] * 2 + [True] * 5
    assert len({report.signal_id for report in reports}) == 3
    # Two by themselves, the flood when it began and when the third came.
    assert Notice.objects.filter(user=minh).count() == 4


def test_one_day_has_an_end(tell, monkeypatch):
    monkeypatch.setattr(limits, "PER_DAY", 1)
    tell("a")

    with pytest.raises(limits.TooMany):
        tell("b")


def test_pictures_end_before_words_do(tell, monkeypatch):
    monkeypatch.setattr(limits, "PICTURES_PER_DAY", 1)
    tell("a", picture=picture())

    with pytest.raises(ValidationError) as caught:
        tell("b", picture=picture())

    assert list(caught.value.message_dict) == ["picture"]
    assert tell("b").text == "b"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "text"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://" + "a" * 2100}, "url"),
        ({"text": "a", "picture": b"<svg/onload=alert(1)>"}, "picture"),
    ],
)
def test_what_cannot_be_taken_names_its_field(tell, fields, wrong):
    with pytest.raises(ValidationError) as caught:
        tell(**fields)

    assert list(caught.value.message_dict) == [wrong]
    assert not Signal.objects.exists()


def test_the_screenshot_is_drawn_anew(tell):
    report = tell("a", picture=picture())

    with report.picture.open("rb") as stream:
        kept = stream.read()
    assert SECRET.encode() in picture()
    assert SECRET.encode() not in kept
    assert report.picture.name.startswith("staff/")


def test_who_left_an_address_is_thanked_once(tell, minh, post_office):
    told = tell("a", contact="chi.ba@saomai.example")
    tell("b", contact="0903 111 222")
    tell("c")
    for signal in Signal.objects.all():
        signals.dismiss(signal, reason="irrelevant", actor=minh)

    assert (staff_keeping.thank_due(), staff_keeping.thank_due()) == (1, 0)
    post_office.start()
    relay.deliver_due()

    mine = [row for row in post_office.letters if row["To"] == "chi.ba@saomai.example"]
    assert len(mine) == 1
    assert told.reference in mine[0]["Subject"]
    assert StaffReport.objects.get(pk=told.pk).thanked_at is not None


def test_an_address_left_again_and_again_is_written_to_once_a_signal_and_few_times_a_day(
    tell, minh, monkeypatch
):
    """It may be that of somebody who never heard of us."""
    for name in ("a", "b", "c"):
        tell(name, contact="Ai.Do@xa.example", url="https://voz.example/t/1")
    tell("d", contact="ai.do@xa.example", url="https://voz.example/t/2")
    tell("e", contact="ai.do@xa.example", url="https://voz.example/t/3")
    monkeypatch.setattr(limits, "THANKS", 2)
    for signal in Signal.objects.all():
        signals.dismiss(signal, reason="irrelevant", actor=minh)

    staff_keeping.thank_due()

    assert OutboxMessage.objects.filter(topic=letters.THANKS).count() == 2
    assert not StaffReport.objects.filter(thanked_at=None).exists()


def test_nobody_is_thanked_before_something_came_of_it(tell):
    tell("a", contact="chi.ba@saomai.example")

    assert staff_keeping.thank_due() == 0


def test_who_reported_is_forgotten_and_no_letter_goes_any_more(tell, minh, manager):
    report = tell("a", name="Bà Tư", contact="chi.ba@saomai.example")
    signals.dismiss(report.signal, reason="irrelevant", actor=minh)
    staff_keeping.thank_due()

    staff_keeping.forget_reporter(report, actor=manager)

    row = StaffReport.objects.get()
    assert (row.name, row.contact, row.text) == ("", "", "a")
    message = OutboxMessage.objects.get(topic=letters.THANKS)
    assert (message.address, message.state) == ("", OutboxState.DROPPED)


def test_all_reports_of_that_person_are_forgotten_and_nobody_else_s(tell, manager):
    mine = [tell(word, name="Bà Tư", contact="chi.ba@saomai.example") for word in "ab"]
    other = tell("c", name="Ông Năm", contact="0903 111 222")
    nameless = tell("d")

    staff_keeping.forget_reporter(mine[0], actor=manager)

    kept = dict(StaffReport.objects.values_list("pk", "name"))
    assert kept == {mine[0].pk: "", mine[1].pk: "", other.pk: "Ông Năm", nameless.pk: ""}
    assert StaffReport.objects.filter(erased_at=None).count() == 2


def test_who_reported_is_forgotten_after_half_a_year_by_itself(tell):
    report = tell("a", name="Bà Tư", contact="chi.ba@saomai.example")
    StaffReport.objects.update(received_at=now() - staff_keeping.CONTACT_KEPT)

    staff_keeping.sweep()

    report.refresh_from_db()
    assert (report.name, report.contact) == ("", "")


def test_words_and_picture_go_by_the_brand_s_rule(tell, brand):
    from monitoring.services import retention

    report = tell("a", picture=picture())
    name = report.picture.name
    StaffReport.objects.update(received_at=now() - timedelta(days=900))
    retention.sweep()

    staff_keeping.sweep()

    report.refresh_from_db()
    assert (report.text, report.picture.name) == ("", "")
    assert name


def test_an_author_who_asks_for_it_is_erased_here_too(tell, brand, manager):
    report = tell("Trang @keugoi nói sữa hỏng")

    erasure.erase_author(
        brand, handle="@keugoi", reason="thư ngày 1/12", texts=False, actor=manager
    )

    report.refresh_from_db()
    assert "keugoi" not in report.text


def test_a_dead_address_is_not_written_to_again(tell):
    report = tell("a", contact="chi.ba@saomai.example")

    assert outside.came_back(report.token, hard=True, detail="550 5.1.1")

    assert StaffReport.objects.get().contact == ""


def test_a_renewed_address_makes_the_old_one_useless(door, admin_person):
    old = door.token

    assert staff_keeping.renew_door(door, actor=admin_person).token != old


@pytest.mark.django_db(transaction=True)
def test_two_who_report_the_same_post_at_once_raise_one_signal(brand, bot):
    barrier, faults = threading.Barrier(4), []

    def report(number):
        try:
            barrier.wait(5)
            staff.receive(brand, staff.Told(once=str(number), url=POST))
        except Exception as error:  # noqa: BLE001 -- shown below
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=report, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert faults == []
    assert (Signal.objects.count(), StaffReport.objects.count()) == (1, 4)
    assert Signal.objects.get().evidence["staff"] == 4
    assert not Incident.objects.exists()
