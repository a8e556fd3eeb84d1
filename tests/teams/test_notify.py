"""Telling people: once each, in the desk and by mail, in their own language."""

from __future__ import annotations

import pytest
from django.template.loader import get_template

from outbox import mail
from outbox.models import OutboxMessage
from teams import selectors, services
from teams.models import Notice
from teams.notify import tell


def tell_late(people, key="late:1", **more):
    tell(
        people, "teams.outbox_late", key=key, subject="INC-7", url="/x/", count=3, minutes=9, **more
    )


def test_each_person_is_told_once_by_both_ways(minh, lan):
    tell_late([minh, lan, minh])
    tell_late([minh, lan])

    assert Notice.objects.count() == 2
    assert sorted(OutboxMessage.objects.values_list("address", flat=True)) == sorted(
        [minh.email, lan.email]
    )


def test_a_long_key_still_tells_people_and_facts_apart(minh, lan):
    tell_late([minh, lan], key="k" * 300 + "1")
    tell_late([minh, lan], key="k" * 300 + "2")

    assert Notice.objects.count() == OutboxMessage.objects.count() == 4


def test_automation_and_those_who_left_are_not_told(minh, bot):
    minh.is_active = False

    tell_late([minh, bot])

    assert not Notice.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_notice_may_stay_in_the_desk(minh):
    tell_late([minh], by_mail=False)

    assert Notice.objects.count() == 1
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("crowd", [1, 5])
def test_a_crowd_costs_no_more_queries(make_person, django_assert_num_queries, crowd):
    people = [make_person(f"Hà {number}") for number in range(crowd)]

    with django_assert_num_queries(4):
        tell_late(people)


def test_the_letter_speaks_the_person_s_language(minh):
    minh.language = "vi"
    tell_late([minh])

    composed = mail.compose(OutboxMessage.objects.get())

    assert composed.subject == "3 thư chưa rời được hệ thống"
    assert "http://localhost:8000/x/" in composed.body


def test_a_notice_is_said_in_one_line_and_a_drill_is_called_one(minh):
    tell_late([minh], drill=True)

    notice = selectors.notices_of(minh).get()
    assert selectors.words_of(notice) == "[DIỄN TẬP] 3 thư chưa rời được hệ thống"


def test_notices_are_read_by_their_owner_only(minh, lan):
    tell_late([minh, lan])
    mine, theirs = selectors.notices_of(minh), selectors.notices_of(lan)

    assert services.mark_read(minh, [theirs.get()]) == 0
    assert services.mark_read(minh) == 1
    assert mine.get().read_at is not None
    assert theirs.get().read_at is None


@pytest.mark.parametrize("topic", ["invitation", "password_reset", "outbox_late"])
@pytest.mark.parametrize("part", ["subject.txt", "body.txt", "body.html"])
def test_every_topic_of_this_room_has_its_words(topic, part):
    assert get_template(f"teams/mail/{topic}/{part}")
