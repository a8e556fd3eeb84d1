"""Two people at one answer or one enquiry at the same moment, on real PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from statements.models import Answer, Enquiry, EnquiryEvent
from statements.services import bank
from statements.services import enquiry_replies as replies
from statements.services.bank import Draft
from statements.services.enquiry_sweeping import sweep
from tests.statements.bank_helpers import WORDS, asked, cleared, written
from tests.statements.helpers import verbs
from tests.statements.test_races import at_once, refusals, unbroken

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_cleared_is_what_the_second_person_read(case, minh, manager, lead):
    answer = written(case, minh)
    other = Draft({"answer_vi": "Khác hẳn."})

    answers = at_once(
        lambda: bank.clear(answer, actor=manager, expected_version=1),
        lambda: bank.edit(answer, other, actor=lead, expected_version=1),
    )

    row = Answer.objects.get(pk=answer.pk)
    assert len(refusals(answers)) == 1
    assert row.is_cleared == (row.answer_vi == WORDS["answer_vi"])
    assert row.versions.count() == 2
    assert unbroken(case)


def test_a_reporter_is_answered_once(case, minh, manager, lead):
    answer = cleared(case, minh, manager)
    enquiry = replies.word(asked(case, minh), actor=minh, reply=WORDS["answer_vi"], answer=answer)

    answers = at_once(
        *(
            lambda person=person: replies.send(enquiry, actor=person, expected_wording=1)
            for person in (minh, lead, manager)
        )
    )

    assert len(refusals(answers)) == 2
    assert Answer.objects.get(pk=answer.pk).used_count == 1
    assert verbs(case).count("enquiry_answered") == 1
    assert unbroken(case)


def test_two_sweeps_record_one_miss(case, minh):
    enquiry = asked(case, minh)
    past = {"received_at": now() - timedelta(hours=2), "deadline": now() - timedelta(hours=1)}
    Enquiry.objects.filter(pk=enquiry.pk).update(**past, warn_at=past["deadline"])

    assert sorted(at_once(sweep, sweep)) == [0, 1]

    assert EnquiryEvent.objects.filter(enquiry=enquiry, verb="missed").count() == 1
    assert verbs(case).count("enquiry_missed") == 1
