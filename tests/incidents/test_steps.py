"""A step of the playbook: when its time counts, whether it applies, what holds the case up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked
from incidents import guards, moments
from incidents.models import Incident, Question, Task
from incidents.selectors.log import lines
from incidents.selectors.metrics import first_hour
from incidents.services import lifecycle, plan, questions, speaking, tasks
from incidents.services.merging import move_work
from incidents.steps import standing
from playbooks.enums import Moment, VersionState
from playbooks.models import Playbook, PlaybookVersion
from teams.models import Notice

ZERO = datetime(2026, 11, 30, 8, tzinfo=UTC)
LEAKED, TOO_MANY = "flood.leaked", "flood.too_many"


def at(minute: int) -> datetime:
    return ZERO + timedelta(minutes=minute)


# The rule itself, without a database -------------------------------------------------------------


def step(**said) -> Task:
    return Task(title_vi="Việc", minutes=30, **said)


def asked(answer: str = "open", minute: int = 0) -> dict[str, Question]:
    answered = None if answer == "open" else at(minute)
    return {LEAKED: Question(key=LEAKED, answer=answer, answered_at=answered)}


CONDITIONS = {
    "none": ("", {}, "open"),
    "not asked here": (LEAKED, {}, "waiting"),
    "open": (LEAKED, asked(), "waiting"),
    "inconclusive": (LEAKED, asked("inconclusive", 40), "waiting"),
    "as wanted": (LEAKED, asked("confirmed", 40), "open"),
    "otherwise": (LEAKED, asked("refuted", 40), "unneeded"),
}


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("moment", Moment.values)
@pytest.mark.parametrize("came", [None, 10, 90])
def test_a_deadline_counts_from_the_later_of_moment_and_answer(condition, moment, came) -> None:
    key, questions_, state = CONDITIONS[condition]
    task = step(moment=moment, condition=key, condition_answer="confirmed" if key else "")
    reached = {} if came is None else {moment: at(came)}

    found = standing(task, reached, questions_)

    assert found.status == state
    counts = state == "open" and came is not None
    later = max(came or 0, 40 if key else 0)
    assert found.due_at == (at(later + 30) if counts else None)


@pytest.mark.parametrize("state", ["done", "skipped"])
def test_what_is_finished_stays(state) -> None:
    task = step(status=state, condition=LEAKED, condition_answer="confirmed", due_at=at(5))

    assert standing(task, {"opened": at(0)}, asked("refuted", 9)) == (state, None, at(5))


def test_a_deadline_that_somebody_set_stays() -> None:
    task = step(moment="contained", due_at=at(7))

    assert standing(task, {"contained": at(100)}, {}).due_at == at(7)


ANSWERS = st.lists(st.sampled_from(["confirmed", "refuted", "inconclusive"]), max_size=6)


# A loaded machine draws slowly, which says nothing about the rule.
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers=ANSWERS, moment=st.integers(0, 80), told=st.integers(0, 7), again=st.booleans())
def test_whatever_the_order_of_answers_and_moments_the_end_is_the_same(
    answers, moment, told, again
) -> None:
    """The moment happens at one time and reaches the step between any two answers."""
    task = step(moment="first_statement", condition=LEAKED, condition_answer="confirmed")
    question = asked()[LEAKED]
    reached: dict[str, datetime] = {}

    def bring_up() -> None:
        for _ in range(2 if again else 1):
            task.status, task.applies_at, task.due_at = standing(task, reached, {LEAKED: question})

    bring_up()
    for index, answer in enumerate(answers):
        if index == told:
            reached["first_statement"] = at(moment)
            bring_up()
        question.answer, question.answered_at = answer, at(10 * index + 5)
        bring_up()
    reached["first_statement"] = at(moment)
    bring_up()

    last = answers[-1] if answers else "open"
    state = {"confirmed": "open", "refuted": "unneeded"}.get(last, "waiting")
    run = next((n for n, row in enumerate(reversed(answers)) if row != "confirmed"), len(answers))
    since = at(10 * (len(answers) - run) + 5)
    due = max(at(moment), since) + timedelta(minutes=30) if state == "open" else None
    assert (task.status, task.due_at) == (state, due)


# In a case ---------------------------------------------------------------------------------------


def words(text: str) -> dict[str, str]:
    return {"vi": f"{text} vi", "en": f"{text} en"}


def row(key: str, minutes: int = 30, **said) -> dict:
    plain = {"key": key, "role": "lead", "minutes": minutes, "critical": False}
    return {**plain, **words(key), **said}


LEAK = {"question": "leaked", "answer": "confirmed"}
CONTENT = {
    "slug": "flood",
    "code": "C19",
    "name": words("flood"),
    "summary": words("s"),
    "sections": [{"key": "law", **words("law")}, {"key": "care", **words("care")}],
    "questions": [
        row("leaked", critical=True),
        row("too_many"),
    ],
    "steps": [
        row("plain", 10),
        row("follow", 20, after="first_statement", section="care"),
        row("notify", 45, when=LEAK, critical=True, section="law", clocks=["pdpl_72h"]),
        row("calm", when={"question": "leaked", "answer": "refuted"}),
        row("call", when={"question": "too_many", "answer": "confirmed"}, critical=True),
        row(
            "count",
            section="law",
            statements=["holding"],
            questions=["leaked"],
            fields=[
                {"key": "people", "kind": "number", "required": True, **words("People")},
                {"key": "paper", "kind": "link", "required": False, **words("Paper")},
            ],
        ),
    ],
    "templates": [
        {"key": "holding", "kind": "holding", "name": words("holding"), **words("text")}
        | {"requires_fact": False}
    ],
}


@pytest.fixture
def version(brand, admin_person) -> PlaybookVersion:
    book = Playbook.objects.create(brand=brand, slug="flood", code="C19", name_vi="L", name_en="F")
    return PlaybookVersion.objects.create(
        playbook=book,
        number=1,
        state=VersionState.PUBLISHED,
        content=CONTENT,
        author=admin_person,
        edited_by=admin_person,
    )


@pytest.fixture
def case(make_case, version, lead) -> Incident:
    """Being verified, with the steps of the plan."""
    found = make_case("verifying", playbook_version=version, triaged_at=now())
    plan.unroll(found, actor=lead)
    return found


def task(case: Incident, key: str) -> Task:
    return case.tasks.get(key=f"flood.{key}")


def states(case: Incident) -> dict[str, str]:
    return {
        key.removeprefix("flood."): state for key, state in case.tasks.values_list("key", "status")
    }


def say(case: Incident, key: str, answer: str, actor) -> None:
    questions.answer(case.questions.get(key=f"flood.{key}"), actor=actor, answer=answer, note="x")


def test_steps_come_with_what_the_plan_says_of_them(case) -> None:
    assert states(case) == {
        "plain": "open",
        "follow": "open",
        "notify": "waiting",
        "calm": "waiting",
        "call": "waiting",
        "count": "open",
    }
    assert task(case, "plain").due_at == case.opened_at + timedelta(minutes=10)
    assert task(case, "follow").due_at is None
    notify = task(case, "notify")
    assert (notify.section, notify.section_en, notify.due_at) == ("flood.law", "law en", None)
    assert (notify.condition, notify.links) == (LEAKED, {"clocks": ["pdpl_72h"]})
    assert task(case, "count").links == {"statements": ["holding"], "questions": [LEAKED]}


def test_an_answer_begins_steps_and_spares_others_and_the_log_says_so(case, lead, minh) -> None:
    case.tasks.filter(key="flood.notify").update(owner=minh)
    before = now()

    say(case, "leaked", "confirmed", lead)

    assert (states(case)["notify"], states(case)["calm"]) == ("open", "unneeded")
    notify = task(case, "notify")
    assert notify.due_at >= before + timedelta(minutes=45)
    said = [entry.sentence for entry in lines(case, lead)][-2:]
    assert "1" in said[0] and "leaked" in said[0] and said[0] != said[1]
    assert [note.user for note in Notice.objects.filter(topic="incidents.task_assigned")] == [minh]


def test_another_answer_brings_the_other_steps_back(case, lead) -> None:
    say(case, "leaked", "confirmed", lead)
    say(case, "leaked", "refuted", lead)
    assert (states(case)["notify"], states(case)["calm"]) == ("unneeded", "open")
    assert task(case, "notify").due_at is None

    say(case, "leaked", "inconclusive", lead)
    assert {states(case)["notify"], states(case)["calm"]} == {"waiting"}

    say(case, "leaked", "confirmed", lead)
    assert (states(case)["notify"], states(case)["calm"]) == ("open", "unneeded")


def test_the_same_answer_again_moves_no_deadline(case, lead) -> None:
    say(case, "leaked", "confirmed", lead)
    due, count = task(case, "notify").due_at, case.timeline.count()

    say(case, "leaked", "confirmed", lead)

    assert task(case, "notify").due_at == due
    assert case.timeline.count() == count + 1


def test_a_moment_sets_the_deadline_once(case) -> None:
    first = now()
    speaking.public_word(case, "update", first)
    speaking.public_word(case, "holding", first + timedelta(minutes=30))

    assert task(case, "follow").due_at == first + timedelta(minutes=20)


def test_every_moment_is_reached_by_its_act(make_case, lead, monkeypatch) -> None:
    case = make_case("responding", last_public_at=None, triaged_at=now())
    begun = {"detected", "opened", "assessed"}
    assert set(moments.reached(case)) == begun

    speaking.briefed(case, now())
    speaking.public_word(case, "full_statement", now())
    assert set(moments.reached(case)) == begun | {"first_brief", "first_statement"}
    Incident.objects.filter(pk=case.pk).update(last_spike_at=None)
    lifecycle.contain(case, actor=lead)
    case.refresh_from_db()
    assert set(moments.reached(case)) >= {"contained"}
    lifecycle.resolve(case, actor=lead)
    case.refresh_from_db()
    assert set(moments.reached(case)) == set(Moment.values)


def test_a_case_older_than_the_record_of_moments_tells_them_from_its_anchors(make_case) -> None:
    case = make_case("contained", briefed_at=at(1), first_holding_at=at(9), first_full_at=at(5))

    found = moments.reached(case)

    assert (found["first_brief"], found["first_statement"]) == (at(1), at(5))


def test_a_new_round_begins_its_moments_anew(make_case) -> None:
    case = make_case("verifying", round=2, briefed_at=at(1), round_started_at=at(90))

    assert moments.reached(case) == dict.fromkeys(("detected", "opened", "assessed"), at(90))


def test_a_step_can_be_left_out_while_it_waits_but_not_done(case, lead) -> None:
    with pytest.raises(Blocked, match="wrong_state|waits|chờ"):
        tasks.finish_task(task(case, "notify"), actor=lead)
    tasks.skip_task(task(case, "notify"), actor=lead, reason="Đã có luật sư lo")
    say(case, "leaked", "confirmed", lead)
    assert states(case)["notify"] == "skipped"

    say(case, "too_many", "refuted", lead)
    with pytest.raises(Blocked):
        tasks.skip_task(task(case, "call"), actor=lead, reason="thừa")


def test_a_step_that_is_reopened_asks_its_question_again(case, lead) -> None:
    say(case, "leaked", "confirmed", lead)
    tasks.finish_task(task(case, "notify"), actor=lead)
    say(case, "leaked", "refuted", lead)
    assert states(case)["notify"] == "done"

    tasks.reopen_task(task(case, "notify"), actor=lead)

    assert states(case)["notify"] == "unneeded"


def codes(case: Incident) -> list[str]:
    return [reason.code for reason in guards.no_open_critical_task.refusals(case)]


def test_only_a_critical_question_can_hold_up_containing_by_a_step_that_waits(case, lead) -> None:
    """`notify` waits for the critical question, `call` for one that nobody has to answer."""
    assert codes(case) == ["critical_steps_wait"]

    say(case, "leaked", "refuted", lead)
    assert codes(case) == []

    say(case, "leaked", "confirmed", lead)
    assert codes(case) == ["critical_tasks"]
    tasks.finish_task(task(case, "notify"), actor=lead)
    say(case, "too_many", "confirmed", lead)
    assert codes(case) == ["critical_tasks"]


def test_the_first_hour_counts_only_steps_that_apply(case, lead) -> None:
    assert first_hour(case).applicable == 2

    say(case, "leaked", "confirmed", lead)
    assert first_hour(case).applicable == 3
    say(case, "leaked", "refuted", lead)
    assert first_hour(case).applicable == 3
    assert states(case)["notify"] == "unneeded"


def test_a_merged_case_takes_along_what_is_open_and_no_longer_asks(case, make_case, lead) -> None:
    say(case, "leaked", "confirmed", lead)
    target = make_case("verifying")

    move_work(case, target)

    moved = target.tasks.get(key="flood.notify")
    assert (moved.condition, moved.status) == ("", "open")
    assert not target.tasks.filter(status__in=["waiting", "unneeded"]).exists()


def test_a_playbook_chosen_late_finds_answers_and_moments(case, version, lead) -> None:
    say(case, "leaked", "confirmed", lead)
    speaking.briefed(case, now())
    case.tasks.all().delete()

    plan.unroll(case, actor=lead)

    assert (states(case)["notify"], states(case)["calm"]) == ("open", "unneeded")
    assert task(case, "notify").due_at is not None


def test_who_gets_a_role_gets_its_waiting_steps(case, lead, minh) -> None:
    from incidents.services.team import give_role

    case.tasks.filter(key="flood.notify").update(role="legal", owner=lead)

    give_role(case, "legal", minh, actor=lead)

    assert task(case, "notify").owner == minh


def page(client, case: Incident) -> str:
    answer = client.get(reverse("incidents:tasks", args=[case.reference]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_tasks_page_shows_headings_links_and_what_a_step_waits_for(
    case, brand, client_of, lead
) -> None:
    from playbooks.models import LegalClock

    LegalClock.objects.create(
        brand=brand, key="pdpl_72h", name_vi="Luật", name_en="Law", starts_from="detected"
    )
    shown = page(client_of(lead), case)

    assert shown.index("law vi") < shown.index("care vi")
    assert "leaked vi" in shown and "calm vi" in shown
    assert f"#text-{case.playbook_version_id}-holding" in shown
    assert "Luật" in shown


def test_the_page_asks_as_often_for_three_steps_as_for_one(case, client_of, lead, minh) -> None:
    client = client_of(lead)
    page(client, case)
    full = CONTENT["steps"][-1]
    case.tasks.exclude(key="flood.count").delete()
    Task.objects.filter(key="flood.count").update(
        condition=LEAKED,
        condition_answer="confirmed",
        status="waiting",
        links={"statements": ["holding"], "questions": [LEAKED], "clocks": ["pdpl_72h"]},
    )

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert full["vi"] in page(client, case)
        return len(seen)

    one = count()
    for number in (1, 2):
        extra = task(case, "count")
        extra.pk, extra.key, extra.owner = None, f"flood.extra_{number}", minh
        extra.save()
    assert (one, count()) == (12, 12)


def test_words_longer_than_a_task_holds_do_not_stop_the_verification(case, version, lead) -> None:
    """A version that was published before plans were held to the length."""
    longer = {**CONTENT, "steps": [row("long") | {"vi": "dài " * 120, "en": "long " * 100}]}
    version.content = longer
    version.__dict__.pop("plan", None)
    case.playbook_version = version

    plan.unroll(case, actor=lead)

    assert task(case, "long").title_en.endswith("…")
