"""A report is numbered, sealed and sent once to each address; of a drill to its players only."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.enums import ClockKind
from incidents.models import SituationLetter, SituationReport, TimelineEntry
from incidents.services import clocks, situation, situation_keeping
from incidents.services import severity as raising
from incidents.situation import selectors, sending
from incidents.verbs import Verb
from outbox import outside, relay
from outbox.models import OutboxMessage, OutboxState
from outbox.services import promise
from teams.models import Notice

WORDS = {"text_vi": "# Tình hình\n- Đang kiểm tra lô 12.", "text_en": "# State\n- Checking 12."}


def outgoing() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(topic=sending.OUTSIDE).order_by("pk"))


def codes(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def test_each_address_gets_one_letter_however_many_lists_name_it(case, board, write, send, minh):
    one = board("chi@ban.example", "an@ban.example")
    two = board("chi@ban.example", minh.email, name="Cơ quan")

    report = send(write(case, **WORDS), lists=[one, two], people=[minh])

    assert (report.number, report.digest) == (1, report.seal())
    assert sorted(row.email for row in report.letters.all()) == sorted(
        ["an@ban.example", "chi@ban.example", minh.email]
    )
    assert sorted(row.address for row in outgoing()) == ["an@ban.example", "chi@ban.example"]
    assert Notice.objects.get(topic=sending.INSIDE).user == minh


def test_the_log_says_which_report_went_to_how_many(case, board, write, send):
    send(write(case, **WORDS), lists=[board("an@ban.example")])

    line = TimelineEntry.objects.get(verb=Verb.SITUATION_REPORTED)
    assert line.data == {"number": 1, "count": 1}


def test_numbers_of_a_case_follow_each_other(case, make_case, board, write, send):
    people = [board("an@ban.example")]

    first = send(write(case, **WORDS), lists=people)
    second = send(write(case, **WORDS), lists=people)
    elsewhere = send(write(make_case(), **WORDS), lists=people)

    assert [first.number, second.number, elsewhere.number] == [1, 2, 1]


def test_what_was_sent_is_never_changed(case, board, write, send, minh):
    report = send(write(case, **WORDS), lists=[board("an@ban.example")])

    with pytest.raises(Blocked) as caught:
        situation.save(report, actor=minh, edition=report.edition, text_vi="Khác")
    assert codes(caught) == ["sent"]
    # Not even by raw SQL.
    SituationLetter.objects.all().delete()
    for change in (lambda rows: rows.update(text_vi="Khác"), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError, match="situationreport"), transaction.atomic():
            change(SituationReport.objects.filter(pk=report.pk))


def test_a_second_press_sends_nothing_twice(case, board, write, send):
    people, report = [board("an@ban.example")], write(case, **WORDS)
    send(report, lists=people)

    with pytest.raises(Blocked):
        send(report, lists=people)

    assert len(outgoing()) == 1


def test_who_looked_at_older_words_does_not_send_newer_ones(case, board, write, lead, minh):
    seen = write(case, **WORDS)
    situation.save(seen, actor=minh, edition=seen.edition, text_vi="Đổi rồi")

    with pytest.raises(Blocked) as caught:
        situation.send(seen, actor=lead, edition=seen.edition, lists=[board("an@ban.example")])

    assert codes(caught) == ["changed_meanwhile"]


def test_nobody_chosen_or_nothing_written_is_refused(case, write, send):
    with pytest.raises(Blocked) as caught:
        send(write(case, text_vi="", text_en=""))

    assert codes(caught) == ["no_words", "nobody"]


def test_only_lead_and_manager_send(case, board, write, send, minh, khoa, manager):
    report, people = write(case, **WORDS), [board("an@ban.example")]

    for person in (minh, khoa):
        with pytest.raises(Forbidden):
            send(report, by=person, lists=people)

    assert send(report, by=manager, lists=people).is_sent


def test_a_drill_is_reported_to_its_players_only(make_case, board, write, send, minh, manager):
    drill = make_case(is_drill=True)
    drill.allowed.add(minh)
    report = write(drill, **WORDS)

    with pytest.raises(Blocked) as caught:
        send(report, lists=[board("an@ban.example")], people=[minh])
    assert codes(caught) == ["drill_leaks"]

    # A manager who does not play hears nothing, even when named.
    send(report, people=[minh, manager])
    assert [row.user for row in report.letters.all()] == [minh]
    assert outgoing() == []


def test_a_drill_does_not_pass_the_outbox_s_door(make_case, case, board, write, send, post_office):
    send(write(case, **WORDS), lists=[board("an@ban.example")])
    OutboxMessage.objects.all().delete()
    letter = SituationLetter.objects.get()
    letter.report.incident.is_drill = True

    with pytest.raises(Blocked):
        promise([sending._message(letter, 0)])

    # Smuggled past that, it is stopped at the moment of sending: the case itself is asked.
    letter.report.incident.is_drill = False
    promise([sending._message(letter, 0)])
    letter.report.incident.is_drill = True
    letter.report.incident.save()
    post_office.start()
    relay.deliver_due()
    assert (post_office.letters, outgoing()[0].state) == ([], OutboxState.DROPPED)


def test_a_restricted_case_is_reported_inside_only(make_case, board, write, send, lead, manager):
    secret = make_case(restricted=True)
    report = situation.draft(secret, _gathered(secret), actor=lead)
    report = situation.save(report, actor=lead, edition=1, **WORDS)

    with pytest.raises(Blocked) as caught:
        send(report, lists=[board("an@ban.example")])
    assert "restricted" in codes(caught)

    send(report, people=[lead, manager])
    assert [row.user for row in report.letters.all()] == [lead]


def _gathered(case):
    from desk.situation.gathering import drafted

    return drafted(case)


def test_letters_leave_with_the_sealed_words_and_the_lead_s_address(
    case, board, write, send, post_office, lead
):
    send(
        write(case, **WORDS), with_link=True,
        lists=[board("vi@ban.example"), board("en@ban.example", name="Quốc tế", language="en")],
    )  # fmt: skip
    OutboxMessage.objects.update(available_at=now())
    post_office.start()

    relay.deliver_due()

    mails = {row["To"]: row for row in post_office.letters}
    words = {to: row.get_body(("plain",)).get_content() for to, row in mails.items()}
    assert "Đang kiểm tra lô 12" in words["vi@ban.example"]
    assert "Checking 12" not in words["vi@ban.example"]
    assert "Checking 12" in words["en@ban.example"]
    assert mails["vi@ban.example"]["Reply-To"] == lead.email
    assert "/follow/" in words["vi@ban.example"]
    assert "?lang=en" in words["en@ban.example"]
    # The link is made when the letter is written: the outbox never holds it.
    assert not OutboxMessage.objects.filter(facts__icontains="/follow/").exists()


def test_a_letter_that_came_back_is_shown(case, board, write, send):
    report = send(write(case, **WORDS), lists=[board("an@ban.example")])
    letter = report.letters.get()

    assert outside.came_back(letter.token, hard=True, detail="550 5.1.1 no such user")

    row = selectors.letters_of(report)[0]
    assert (row.tone, row.detail) == ("critical", "550 5.1.1 no such user")
    assert selectors.sent(case).get().came_back == 1


def test_who_was_struck_off_meanwhile_gets_nothing(case, board, write, send, post_office):
    listed = board("an@ban.example")
    send(write(case, **WORDS), lists=[listed])
    listed.people.update(active=False)
    post_office.start()

    relay.deliver_due()

    assert (post_office.letters, outgoing()[0].state) == ([], OutboxState.DROPPED)


def test_whose_letter_it_was_is_forgotten_with_their_entry(case, board, write, send):
    listed = board("an@ban.example", "hoa@ban.example")
    report = send(write(case, **WORDS), lists=[listed])
    for person in listed.people.all():
        person.delete()

    assert (situation_keeping.sweep(), situation_keeping.sweep()) == (2, 0)

    assert set(report.letters.values_list("name", "email")) == {("", "")}
    assert {(row.address, row.state) for row in outgoing()} == {("", OutboxState.DROPPED)}


def test_nothing_to_report_is_a_decision_with_a_reason(case, lead, minh):
    with pytest.raises(ValidationError):
        situation.leave_out(case, actor=lead, reason="  ")
    with pytest.raises(Forbidden):
        situation.leave_out(case, actor=minh, reason="không có gì mới")

    situation.leave_out(case, actor=lead, reason="không có gì mới")

    line = TimelineEntry.objects.get(verb=Verb.SITUATION_LEFT_OUT)
    assert (line.note.text, line.actor) == ("không có gì mới", lead)


def of_reports(case):
    return list(case.clocks.filter(kind=ClockKind.SITUATION_REPORT).order_by("cycle"))


def test_sending_and_leaving_out_begin_the_clock_anew(case, board, write, send, lead):
    clocks.start(case, ClockKind.SITUATION_REPORT)

    report = send(write(case, **WORDS), lists=[board("an@ban.example")])
    situation.leave_out(case, actor=lead, reason="yên")

    first, second, third = of_reports(case)
    assert (first.met_at, second.started_at) == (report.sent_at, report.sent_at)
    assert (second.met_at, third.met_at) == (third.started_at, None)


@pytest.mark.parametrize("severity", ["high", "watch"])
def test_the_clock_counts_to_what_readers_were_told_where_it_comes_before_the_limit(
    make_case, board, write, send, minh, severity
):
    case = make_case(severity=severity)
    told = now() + timedelta(minutes=40)

    send(write(case, next_at=told, **WORDS), lists=[board("an@ban.example")])
    running = of_reports(case)[-1]
    raising.raise_to(case, "critical", actor=minh, reason="lan rộng")

    after = of_reports(case)[-1]
    assert (running.due_at, after.due_at) == (told, told)
    assert running.warn_at < told


def test_a_time_beyond_the_limit_is_told_and_the_clock_keeps_the_limit(
    make_case, board, write, send
):
    case = make_case(severity="critical")
    told = now() + timedelta(hours=6)

    report = send(write(case, next_at=told, **WORDS), lists=[board("an@ban.example")])

    assert of_reports(case)[-1].due_at == report.sent_at + timedelta(hours=1)
    assert report.next_at == told


def test_nobody_is_told_of_a_next_report_that_should_have_come_already(case, board, write, send):
    report = write(case, next_at=now() - timedelta(minutes=1), **WORDS)

    with pytest.raises(Blocked) as refused:
        send(report, lists=[board("an@ban.example")])

    assert codes(refused) == ["next_passed"]


def test_the_next_report_is_due_by_the_brand_s_timers(make_case, write):
    """B3: hourly at critical."""
    report = write(make_case(severity="critical"))

    assert timedelta(minutes=59) < report.next_at - now() <= timedelta(hours=1)


@pytest.mark.parametrize("count", [1, 3])
def test_sending_costs_the_same_for_one_and_three(
    case, board, write, send, count, django_assert_num_queries
):
    listed = board(*(f"n{number}@ban.example" for number in range(count)))
    report = write(case, **WORDS)

    with django_assert_num_queries(29):
        send(report, lists=[listed], with_link=True)

    assert len(outgoing()) == count
    assert case.follow_links.count() == count


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_send_one_report(case, board, write, lead, manager):
    report, listed = write(case, **WORDS), board("an@ban.example")
    barrier, outcomes = threading.Barrier(2), []

    def press(person):
        barrier.wait(5)
        try:
            situation.send(report, actor=person, edition=report.edition, lists=[listed])
            outcomes.append("sent")
        except Blocked:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[person]) for person in (lead, manager)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(outcomes) == ["refused", "sent"]
    assert (len(outgoing()), SituationLetter.objects.count()) == (1, 1)
