"""Long identifiers of a plan: two steps never become one, and what stands in a case is found."""

from __future__ import annotations

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.models import Incident, Question, Task
from incidents.row_keys import cut_key, cut_short, in_round, row_key, section_key
from incidents.services import plan
from playbooks.content import Step, Text
from playbooks.models import Playbook, PlaybookVersion
from tests.incidents.test_steps import CONTENT, row

LONG = "notify_the_authority_about_the_leak"
ONE, OTHER = f"{LONG}_first", f"{LONG}_again"
IDENTIFIERS = st.text("ab_", max_size=59).map("k".__add__)


def of(slug: str) -> PlaybookVersion:
    return PlaybookVersion(playbook=Playbook(slug=slug))


def test_short_identifiers_are_known_as_ever() -> None:
    assert row_key(of("flood"), "plain", 1) == "flood.plain"
    assert row_key(of("flood"), "plain", 3) == "flood.plain#3"
    assert section_key(of("flood"), "law") == "flood.law"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(IDENTIFIERS, IDENTIFIERS), st.tuples(IDENTIFIERS, IDENTIFIERS))
def test_no_two_rows_have_one_key_and_every_key_has_room(one, other) -> None:
    keys = {row_key(of(slug), f"{key}{'x' * 20}"[:60], 65535) for slug, key in (one, other)}

    assert len(keys) == len({(slug, f"{key}{'x' * 20}"[:60]) for slug, key in (one, other)})
    for slug, key in (one, other):
        assert len(row_key(of(slug), key, 65535)) <= Task._meta.get_field("key").max_length
        assert len(section_key(of(slug), key)) <= Task._meta.get_field("section").max_length


def test_a_key_goes_over_into_another_round() -> None:
    assert in_round("flood.plain#2", 1) == "flood.plain"
    assert in_round("flood.plain", 2) == "flood.plain#2"
    assert in_round("", 2) == ""


def test_of_two_that_an_older_desk_made_one_the_first_stands() -> None:
    version = of("flood")
    steps = [Step(key, "lead", 5, False, Text()) for key in (ONE, OTHER, "plain")]
    old = cut_key(version, ONE, 1)

    known = cut_short([(version, step) for step in steps], 1, {old, "flood.plain"})

    assert known == {row_key(version, ONE, 1): old}


@pytest.fixture
def version(brand, admin_person) -> PlaybookVersion:
    content = copy.deepcopy(CONTENT)
    content["questions"] = [row(ONE, critical=True), row(OTHER)]
    content["steps"] = [
        row(ONE, critical=True),
        row(OTHER, critical=True, when={"question": OTHER, "answer": "confirmed"}),
    ]
    book = Playbook.objects.create(brand=brand, slug="flood", code="C19", name_vi="L", name_en="F")
    hand = {"author": admin_person, "edited_by": admin_person}
    return PlaybookVersion.objects.create(
        playbook=book, number=1, state="published", content=content, **hand
    )


@pytest.fixture
def case(make_case, version) -> Incident:
    return make_case("verifying", playbook_version=version)


def test_no_step_and_no_question_is_lost_and_each_waits_for_its_own(case, version, lead) -> None:
    plan.unroll(case, actor=lead)

    assert set(case.tasks.values_list("title_en", flat=True)) == {f"{ONE} en", f"{OTHER} en"}
    assert case.questions.count() == 2
    waiting = case.tasks.get(status="waiting")
    assert case.questions.get(key=waiting.condition).text_en == f"{OTHER} en"


def test_what_an_older_desk_put_into_a_case_comes_once(case, version, lead) -> None:
    old = cut_key(version, ONE, 1)
    Question.objects.create(incident=case, key=old, text_vi="cũ")
    Task.objects.create(incident=case, key=old, title_vi="cũ")

    plan.unroll(case, actor=lead)
    plan.unroll(case, actor=lead)

    assert (case.tasks.count(), case.questions.count()) == (2, 2)
    assert case.tasks.get(key=old).title_vi == "cũ"
    waiting = case.tasks.exclude(key=old).get()
    assert case.questions.exclude(key=old).get().key == waiting.condition
