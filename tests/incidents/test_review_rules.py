"""Who may judge a round, what reopening ends, and what privileged facts keep to themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.enums import ClockKind
from incidents.models import Incident, Review
from incidents.selectors import log
from incidents.services import clocks, evidence, facts, lifecycle, notes, questions, team
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Callable

    from rest_framework.test import APIClient

    from teams.models import User

pytestmark = pytest.mark.django_db
Case = "Callable[..., Incident]"


def codes(refused: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_the_reviewer_who_takes_the_lead_afterwards_cannot_close(
    make_case: Case, phuong: User, minh: User
) -> None:
    case = make_case("post_mortem")
    Review.objects.update_or_create(incident=case, round=1, defaults={"reviewer": minh})
    team.name_lead(case, minh, actor=phuong, reason="Yến ốm")
    with pytest.raises(Blocked) as refused:
        lifecycle.close(case, actor=minh)
    assert "reviewer_led" in codes(refused)


def test_who_led_the_beginning_of_a_second_round_cannot_close_it(
    make_case: Case, phuong: User, minh: User, lead: User
) -> None:
    """The role was given in the first round, and held into the second."""
    case = make_case("post_mortem")
    Incident.objects.filter(pk=case.pk).update(round=2, round_started_at=now() - minutes(60))
    Review.objects.create(incident=case, round=2, reviewer=lead)
    case.refresh_from_db()
    case.assignments.filter(role="lead").update(assigned_at=now() - minutes(600))
    team.name_lead(case, minh, actor=phuong, reason="đổi ca")
    with pytest.raises(Blocked) as refused:
        lifecycle.close(case, actor=lead)
    assert "reviewer_led" in codes(refused)


def test_reopening_ends_the_deadlines_of_the_round_before(make_case: Case, lead: User) -> None:
    case = make_case("resolved")
    clocks.start(case, ClockKind.HOT_WASH, ClockKind.REVIEW)
    lifecycle.reopen(case, actor=lead, reason="có bài mới", evidence="https://voz.example/t/2")
    left = case.clocks.filter(kind__in=("hot_wash", "review"), stopped_at=None)
    assert not left.exists()


def test_what_shows_a_privileged_fact_is_privileged(make_case: Case, lan: User, minh: User) -> None:
    case = make_case("verifying")
    secret = facts.add_fact(case, actor=lan, text_vi="Hãng nợ lương.", visibility="privileged")
    proof = evidence.add_evidence(
        case, actor=lan, title="Bảng lương", url="https://kho.example/1", fact=secret
    )
    assert proof.visibility == "privileged"
    with pytest.raises(Forbidden):
        evidence.add_evidence(case, actor=minh, title="x", url="https://x.example", fact=secret)


def test_a_number_of_a_privileged_fact_is_unknown_to_a_member(
    make_case: Case, lan: User, minh: User, api_of: Callable[..., APIClient]
) -> None:
    case = make_case("verifying")
    secret = facts.add_fact(case, actor=lan, text_vi="Hãng nợ lương.", visibility="privileged")
    words: dict[str, Any] = {"title": "x", "url": "https://x.example", "fact": secret.pk}
    address = f"/api/v1/incidents/{case.reference}/evidence/"
    assert api_of(minh).post(address, words).status_code == 400
    assert api_of(lan).post(address, words).status_code == 201


def test_a_viewer_does_not_read_how_words_were_made(
    make_case: Case, khoa: User, minh: User, lead: User
) -> None:
    """An approver quotes the draft where it is returned; a viewer sees no drafts."""
    case = make_case("responding")
    told = {"statement": "ST-1", "kind": "holding", "version": 1}
    from django.db import transaction

    with transaction.atomic():
        case = Incident.objects.select_for_update(of=("self",)).get(pk=case.pk)
        record(case, Verb.STATEMENT_RETURNED, lead, words="đừng viết: nhiễm khuẩn", **told)
        record(case, Verb.STATEMENT_PUBLISHED, lead, **told)
    notes.add(case, actor=minh, text="nội bộ")
    seen = [line.entry.verb for line in log.lines(case, khoa)]
    assert seen == ["statement_published"]
    assert len(log.lines(case, minh)) == 3


def test_an_answer_does_not_undo_whom_the_question_was_given_to(
    make_case: Case, lead: User, minh: User
) -> None:
    """The page was opened before the question changed hands."""
    case = make_case("verifying")
    question = questions.ask(case, actor=lead, text_vi="Lô nào?")
    stale = type(question).objects.get(pk=question.pk)
    questions.assign_question(question, actor=lead, owner=minh)
    questions.answer(stale, actor=lead, answer="confirmed", note="lô 12")
    question.refresh_from_db()
    assert (question.owner, question.answer) == (minh, "confirmed")


def test_a_role_ends_once(make_case: Case, lead: User, minh: User) -> None:
    case = make_case("verifying")
    given = team.give_role(case, "writer", minh, actor=lead)
    stale = type(given).objects.get(pk=given.pk)
    team.end_role(given, actor=lead)
    with pytest.raises(Blocked):
        team.end_role(stale, actor=lead)
