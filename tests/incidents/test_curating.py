"""Ticking the lines of the review: a rule first, then people; the log stays what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked
from incidents.models import Incident, Review, Tick, TimelineEntry
from incidents.selectors import curated
from incidents.services import curating
from incidents.timeline import record, verify
from incidents.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import User

pytestmark = pytest.mark.django_db
Case = "Callable[..., Incident]"

BY_RULE = [
    Verb.OPENED, Verb.ACKNOWLEDGED, Verb.RESPONSE_STARTED, Verb.SEVERITY_RAISED, Verb.DECIDED,
    Verb.STATEMENT_PUBLISHED, Verb.PROMISE_OVERDUE, Verb.CLOCK_BREACHED, Verb.CONTAINED,
]  # fmt: skip
NOT_BY_RULE = [Verb.NOTED, Verb.TASK_DONE, Verb.ROLE_GIVEN, Verb.EDITED, Verb.DOSSIER_MADE]


@pytest.fixture
def case(make_case: Case, lead: User) -> Incident:
    """Three lines: one state, one note, one decision; its review is being written."""
    made = make_case("post_mortem")
    Review.objects.create(incident=made, round=1)
    with transaction.atomic():
        record(made, Verb.ACKNOWLEDGED, lead)
        record(made, Verb.NOTED, lead, words="Kho gọi lại lúc 21:10")
        record(made, Verb.CONTAINED, lead)
    return made


def printed(case: Incident, viewer: User) -> list[int]:
    return [line.seq for line in curated.printed(case, viewer)]


@pytest.mark.parametrize("verb", BY_RULE)
def test_the_rule_takes_in_states_decisions_public_words_and_breaches(verb: str) -> None:
    assert curated.ruled(verb)


@pytest.mark.parametrize("verb", NOT_BY_RULE)
def test_the_rule_leaves_the_daily_work_out(verb: str) -> None:
    assert not curated.ruled(verb)


def test_ticks_go_against_the_rule_and_change_no_line(case: Incident, minh: User) -> None:
    before = list(TimelineEntry.objects.values_list("seq", "verb", "digest"))
    assert printed(case, minh) == [1, 3]
    curating.save(case, actor=minh, ticks={1: (False, ""), 2: (True, "Sớm hơn báo"), 3: (True, "")})
    assert printed(case, minh) == [2, 3]
    (line, _third) = curated.printed(case, minh)
    assert line.remark == "Kho gọi lại lúc 21:10 — Sớm hơn báo"
    # As the rule has it: no row is needed, so that a later rule holds for it.
    assert sorted(Tick.objects.values_list("seq", flat=True)) == [1, 2]
    assert list(TimelineEntry.objects.values_list("seq", "verb", "digest")) == before
    assert verify(case) is None or case.last_seq == 0
    case.refresh_from_db()
    assert (case.last_seq, verify(case)) == (3, None)


def test_what_stands_on_the_page_is_printed_and_set(
    case: Incident, minh: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(minh)
    url = reverse("incidents:review-lines", args=[case.reference])
    sent = {"shown": ["1", "2", "3"], "keep-2": "on", "comment-2": "Câu then chốt"}
    assert client.post(url, sent).status_code == 302
    for page in ("review", "review-print"):
        text = client.get(reverse(f"incidents:{page}", args=[case.reference])).content.decode()
        assert "Câu then chốt" in text
        assert text.count("timeline-item") == 1
    again = client.get(url).content.decode()
    assert again.count("checked") == 1


def test_a_line_that_the_sent_page_did_not_show_stays(
    case: Incident, minh: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("incidents:review-lines", args=[case.reference])
    client_of(minh).post(url, {"shown": ["2", "99", "x"], "keep-2": "on", "keep-99": "on"})
    assert printed(case, minh) == [1, 2, 3]


def test_a_privileged_line_is_nobodys_to_tick_who_may_not_read_it(
    case: Incident, minh: User, lead: User, lan: User, client_of: Callable[[User], Client]
) -> None:
    with transaction.atomic():
        record(case, Verb.NOTED, lan, words="riêng", visibility="privileged")
    url = reverse("incidents:review-lines", args=[case.reference])
    client_of(minh).post(url, {"shown": ["4"], "keep-4": "on"})
    assert not Tick.objects.exists()


def test_a_signature_falls_only_when_something_changed(case: Incident, minh: User) -> None:
    Review.objects.update(signed_at=now(), signed_by=minh)
    curating.save(case, actor=minh, ticks={1: (True, ""), 2: (False, "")})
    assert Review.objects.get().signed_at is not None
    curating.save(case, actor=minh, ticks={2: (True, "")})
    assert Review.objects.get().signed_at is None


def test_lines_are_chosen_while_the_review_is_written(case: Incident, minh: User) -> None:
    Incident.objects.filter(pk=case.pk).update(status="closed")
    with pytest.raises(Blocked):
        curating.save(case, actor=minh, ticks={2: (True, "")})


def test_a_comment_too_long_names_its_line(
    case: Incident, minh: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("incidents:review-lines", args=[case.reference])
    answer = client_of(minh).post(url, {"shown": ["2"], "comment-2": "x" * 501})
    assert answer.status_code == 422
    assert not Tick.objects.exists()


def test_the_lines_take_the_same_queries_for_one_tick_and_three(case: Incident, minh: User) -> None:
    counts = []
    for ticks in ({1: (False, "a")}, {2: (True, "b"), 3: (False, "c")}):
        curating.save(case, actor=minh, ticks=ticks)
        with CaptureQueriesContext(connection) as queries:
            assert len(curated.ticked(case, minh)) == 3
        counts.append(len(queries))
    assert counts == [QUERIES, QUERIES]


#: The review, its ticks, the log.
QUERIES = 3
