"""After a case, too, two people press at the same moment."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from crisisdesk.kernel.clock import now
from desk.issuing import publishing
from incidents.models import ActionItem, Incident, Lesson, Review, ReviewIssue, WashLine, WashVote
from incidents.services import escalating, hot_wash
from teams.models import Notice
from tests.incidents.test_races import at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_presses_make_one_lesson_one_line_one_vote(
    make_case: Callable[..., Incident], lead: User, manager: User, minh: User
) -> None:
    case, key = make_case("resolved"), uuid.uuid4()

    def write() -> Any:
        return hot_wash.add(case, actor=minh, kind="idea", text="Gọi kho trước", key=key).pk

    assert len(set(at_once(write, write, write))) == 1
    line = WashLine.objects.get()
    presses = [lambda who=who: hot_wash.to_lesson(line, actor=who).pk for who in (lead, manager)]
    votes = [lambda: hot_wash.vote(line, actor=minh, on=True).pk] * 2
    answers = at_once(*presses, *votes)
    assert answers[:2] == [Lesson.objects.get().pk] * 2
    assert WashVote.objects.count() == 1
    case.refresh_from_db()
    assert case.status == "post_mortem"


def test_the_same_words_are_published_once_by_whoever_presses_first(
    make_case: Callable[..., Incident],
    reviewed: Callable[[Incident], Review],
    manager: User,
    phuong: User,
) -> None:
    case = make_case("closed")
    reviewed(case)
    presses = [
        lambda who=who: publishing.publish(case, actor=who, naming="roles").pk
        for who in (manager, phuong)
    ]
    assert at_once(*presses) == [ReviewIssue.objects.get().pk] * 2


def test_two_publications_have_two_numbers_and_two_sweeps_tell_once(
    make_case: Callable[..., Incident],
    reviewed: Callable[[Incident], Review],
    manager: User,
    phuong: User,
) -> None:
    case = make_case("closed")
    made = reviewed(case)
    at_once(
        *(
            lambda who=who, naming=naming: publishing.publish(case, actor=who, naming=naming).number
            for who, naming in ((manager, "roles"), (phuong, "names"))
        )
    )
    assert list(ReviewIssue.objects.values_list("number", flat=True)) == [1, 2]

    late = timezone.localdate(now()) - timedelta(days=20)
    ActionItem.objects.filter(review=made).update(due_on=late, escalate_on=late)
    at_once(escalating.sweep, escalating.sweep)
    told = Notice.objects.filter(topic="incidents.action_item_escalated")
    assert list(told.values_list("user", flat=True)) == [phuong.pk]
