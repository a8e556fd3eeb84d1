"""The main path through the API alone, as different people, from a storm to the lesson learnt."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from crisisdesk.kernel.clock import now
from tests.journeys.conftest import Storm, storm_or_skip

API = "/api/v1"
HIGH = {"people": 1, "spread": 3, "truth": 2, "stakeholders": 1, "business": 1}
FACT = {
    "text_vi": "Hệ thống đặt chỗ ngừng từ 14 giờ và đã chạy lại lúc 17 giờ",
    "text_en": "The booking system was down from 2 pm and is running again since 5 pm",
    "visibility": "public",
}
METRICS = {
    "time_to_detect",
    "time_to_acknowledge",
    "time_to_triage",
    "time_to_verify",
    "time_to_brief",
    "time_to_holding",
    "time_to_holding_public",
    "time_to_full",
    "time_to_contain",
    "time_to_resolve",
}


@dataclass
class Person:
    """A person at the desk who has nothing but a token."""

    client: APIClient

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(f"{API}/{path}", query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        return self.get(path, **query)["results"]

    def does(self, path: str, _method: str = "post", **facts: Any) -> Any:
        """It works."""
        answer = getattr(self.client, _method)(f"{API}/{path}", facts, format="json")
        assert answer.status_code in (200, 201), (path, answer.content.decode())
        return answer.json()

    def status(self, path: str, **facts: Any) -> int:
        return self.client.post(f"{API}/{path}", facts, format="json").status_code

    def held_up(self, path: str, **facts: Any) -> list[str]:
        """It is refused with reasons; their codes."""
        answer = self.client.post(f"{API}/{path}", facts, format="json")
        assert answer.status_code == 409, answer.content
        assert all(blocker["message"] for blocker in answer.json()["blockers"])
        return [blocker["code"] for blocker in answer.json()["blockers"]]

    def asked_for(self, path: str, _method: str = "post", **facts: Any) -> set[str]:
        """Something is missing or wrong; the fields that say so."""
        answer = getattr(self.client, _method)(f"{API}/{path}", facts, format="json")
        assert answer.status_code == 400, answer.content
        return set(answer.json()["errors"])


@dataclass
class Case:
    """The case and the people around it; addresses are those of the case."""

    storm: Storm
    lead: Person
    writer: Person
    head: Person
    manager: Person
    legal: Person
    viewer: Person
    stranger: Person
    ids: dict[str, int]
    clock: Any
    reference: str = ""
    fact: int = 0
    seen: list[int] = field(default_factory=list)

    def at(self, path: str = "") -> str:
        return f"incidents/{self.reference}/{path}"

    def move(self, name: str) -> str:
        return self.at(f"transitions/{name}/")

    def allowed(self, person: Person) -> set[str]:
        """The moves that the case offers to the person, here and now."""
        return {row["name"] for row in person.get(self.at())["transitions"] if row["allowed"]}

    def wait(self, **time: float) -> None:
        self.clock.shift(timedelta(**time))

    def read_feed(self) -> None:
        """Take what is new from the change feed, as a wall board would."""
        after = self.seen[-1] if self.seen else 0
        self.seen += [row["seq"] for row in self.lead.rows(self.at("timeline/"), after=after)]


# The same way a second time, from a recording that few have; the quick run takes it in browsers.
SECOND = pytest.param("airline", marks=pytest.mark.long)


@pytest.fixture(params=["invented", SECOND])
def storm(request: pytest.FixtureRequest) -> Storm:
    return storm_or_skip(request.param)


@pytest.fixture
def case(storm, api_of, lead, minh, phuong, manager, lan, khoa, vy):
    people = {
        "lead": lead,
        "writer": minh,
        "head": phuong,
        "manager": manager,
        "legal": lan,
        "viewer": khoa,
        "stranger": vy,
    }
    ids = {name: person.pk for name, person in people.items()}
    with time_machine.travel(now(), tick=True) as clock:
        hands = {name: Person(api_of(person)) for name, person in people.items()}
        yield Case(storm=storm, ids=ids, clock=clock, **hands)


def test_a_storm_becomes_a_lesson(case, replayed):
    a_candidate_appears(case, replayed)
    the_lead_takes_it(case)
    verification_begins(case)
    questions_are_settled(case)
    our_own_people_are_told(case)
    the_first_word_is_said(case)
    an_overdue_promise_holds_the_case(case)
    the_next_word_keeps_the_promise(case)
    the_wave_is_over(case)
    the_remedy_stands(case)
    the_review_is_held(case)
    nothing_is_missing_in_the_log(case)


def a_candidate_appears(case, replayed):
    """Detected: the desk opened it by itself, with evidence, and only for its own brand."""
    assert replayed["rejected"] == 0
    assert "alert" in {row["level"] for row in replayed["signals"]}
    (found,) = replayed["incidents"]
    assert found["status"] == "detected"
    case.reference = found["reference"]

    (listed,) = case.lead.rows("incidents/")
    assert (listed["reference"], listed["status"]) == (case.reference, "detected")
    assert (listed["severity"], listed["lead"]) == (None, None)
    signals = case.lead.rows("signals/", state="linked")
    assert {row["incident"] for row in signals} == {case.reference}
    opened = case.lead.rows(case.at("timeline/"))[0]
    assert (opened["seq"], opened["verb"], opened["source"]) == (1, "opened", "automation")
    assert opened["data"]["evidence"]["count"] > 0

    assert case.stranger.rows("incidents/") == []
    assert case.stranger.client.get(f"{API}/{case.at()}").status_code == 404
    assert case.viewer.client.get(f"{API}/{case.at('facts/')}").status_code == 403


def the_lead_takes_it(case):
    assert case.stranger.status(case.at("lead/")) == 404
    assert case.viewer.status(case.at("lead/")) == 403

    assert case.lead.does(case.at("lead/"))["lead"]["id"] == case.ids["lead"]
    assert case.lead.does(case.at("acknowledge/"))["acknowledged_at"] is not None

    assert case.writer.status(case.at("lead/")) == 403
    assert case.writer.held_up(case.at("acknowledge/")) == ["acknowledged"]
    case.read_feed()


def verification_begins(case):
    """Detected → verifying: scores, type and plan first; the plan's version is pinned."""
    begin = case.move("start_verification")
    assert case.viewer.status(begin) == 403
    assert case.lead.held_up(begin) == ["not_scored", "no_type", "no_playbook"]

    scored = case.lead.does(case.at("severity/"), scores=HIGH)
    assert scored["severity"] == "high"
    assert case.lead.held_up(begin) == ["no_type", "no_playbook"]
    chosen = case.lead.does(case.at("playbook/"), playbook="service_outage")
    assert (chosen["type"], chosen["playbook"]) == (
        "service_outage",
        {"slug": "service_outage", "version": 1},
    )
    assert case.allowed(case.lead) == {"start_verification", "merge"}

    assert case.lead.does(begin)["status"] == "verifying"
    assert case.lead.held_up(begin) == ["wrong_state"]
    assert len(case.lead.rows(case.at("questions/"))) == 6
    tasks = case.lead.rows(case.at("tasks/"))
    assert {row["owner"]["id"] for row in tasks} == {case.ids["lead"]}
    case.read_feed()


def questions_are_settled(case):
    """Verifying → responding: critical questions by facts, facts by evidence and two people."""
    assert case.lead.held_up(case.move("respond")) == ["critical_questions"]

    fact = case.lead.does(case.at("facts/"), **FACT)
    case.fact = fact["id"]
    confirm = case.at(f"facts/{case.fact}/revisions/")
    second = case.at(f"facts/{case.fact}/second/")
    word = {"status": "confirmed", "reason": "nhật ký hệ thống"}
    assert case.lead.held_up(confirm, **word) == ["no_evidence"]
    evidence = case.lead.does(
        case.at("evidence/"), title="Nhật ký", url="https://status.example/1", fact=case.fact
    )
    assert len(evidence["sha256"]) == 64
    waiting = case.lead.does(confirm, **word)
    assert (waiting["status"], waiting["awaiting_second"]) == ("unverified", True)
    assert case.lead.status(second) == 403
    assert case.writer.does(second)["status"] == "confirmed"

    for question in case.lead.rows(case.at("questions/")):
        if question["critical"]:
            path = case.at(f"questions/{question['id']}/answer/")
            assert case.lead.asked_for(path, answer="confirmed") == {"note"}
            case.lead.does(path, answer="confirmed", note="đã kiểm tra", fact=case.fact)

    assert case.head.asked_for(case.move("respond")) == {"reason"}
    assert case.lead.does(case.move("respond"))["status"] == "responding"
    case.read_feed()


def words(case, kind, **given):
    return case.writer.does(case.at("statements/"), kind=kind, **given)


def say(case, made, name, person=None, **facts):
    return (person or case.writer).does(f"statements/{made['id']}/transitions/{name}/", **facts)


def held(case, made, name, person=None):
    return (person or case.writer).held_up(f"statements/{made['id']}/transitions/{name}/")


def sign(case, made, *people):
    """Each reads this version and signs; the state after the last."""
    state = ""
    for person in people:
        person.get(f"statements/{made['id']}/")
        state = say(case, made, "approve", person)["status"]
    return state


def our_own_people_are_told(case):
    brief = words(
        case,
        "internal_brief",
        text_vi="Hệ thống đặt chỗ đang được khắc phục. Báo chí hỏi: chuyển về ban truyền thông.",
        text_en="The booking system is being repaired. Pass press questions to communications.",
    )
    assert say(case, brief, "submit")["status"] == "in_review"
    assert sign(case, brief, case.lead) == "approved"
    assert say(case, brief, "publish")["status"] == "published"
    assert case.viewer.status(f"statements/{brief['id']}/receipt/") == 200


def the_first_word_is_said(case):
    """Draft → in review → approved → published: gaps filled, two signatures, never the author's."""
    due = now() + timedelta(hours=2)
    made = words(case, "holding", template="holding", next_update_at=due.isoformat())
    assert (made["status"], made["version"], made["lane"]) == ("draft", 1, "full")
    assert held(case, made, "submit") == ["placeholder_empty"]
    assert held(case, made, "publish") == ["wrong_state"]

    filled = case.writer.does(
        f"statements/{made['id']}/versions/",
        expected_version=1,
        facts=[case.fact],
        placeholders={
            "confirmed_facts": {"vi": FACT["text_vi"], "en": FACT["text_en"]},
            "workaround": {"vi": "gọi tổng đài", "en": "call the hotline"},
            "incident_summary": {"vi": "đặt vé và đổi vé", "en": "book or change tickets"},
        },
    )
    assert filled["version"] == 2
    assert FACT["text_vi"] in filled["current"]["text_vi"]
    stale = f"statements/{made['id']}/versions/"
    assert case.lead.held_up(stale, expected_version=1, text_vi="Khác") == ["stale"]

    assert say(case, made, "submit")["status"] == "in_review"
    approve = f"statements/{made['id']}/transitions/approve/"
    assert case.writer.status(approve) == 403
    assert case.viewer.status(approve) == 404
    assert case.stranger.status(approve) == 404
    assert case.lead.status(approve) == 403
    assert case.legal.held_up(approve) == ["not_viewed"]
    assert held(case, made, "publish") == ["wrong_state"]
    assert sign(case, made, case.head) == "in_review"
    assert sign(case, made, case.legal) == "approved"

    said = say(case, made, "publish")
    assert said["status"] == "published"
    (promise,) = said["promises"]
    assert (promise["state"], promise["owner"]["id"]) == ("open", case.ids["lead"])
    assert datetime.fromisoformat(promise["due_at"]) == due
    the_newsroom_carries_it(case, said)
    case.read_feed()


def the_newsroom_carries_it(case, said):
    public = Client()
    page = public.get(said["newsroom"])
    assert page.status_code == 200
    assert FACT["text_vi"] in page.content.decode()
    assert FACT["text_en"] in public.get(said["newsroom"] + "?lang=en").content.decode()
    assert page.cookies == {}
    home = f"/newsroom/{case.storm.slug}/"
    atom = public.get(f"{home}feed.atom").content.decode()
    assert said["newsroom"] in atom
    (item,) = json.loads(public.get(f"{home}feed.json").content)["items"]
    assert (item["_status"], item["_stage"]) == ("published", "acting")
    assert item["content_text"] == said["current"]["text_vi"]


def an_overdue_promise_holds_the_case(case):
    quiet = [] if case.storm.past else ["not_quiet"]
    assert case.lead.held_up(case.move("contain")) == [*quiet, "critical_tasks"]

    case.wait(hours=2, minutes=10)

    assert case.lead.held_up(case.move("contain")) == ["critical_tasks", "promise_overdue"]


def the_next_word_keeps_the_promise(case):
    made = words(
        case,
        "update",
        text_vi="Hệ thống đã chạy lại lúc 17 giờ. Đây là bản cập nhật cuối.",
        text_en="The system is running again since 5 pm. This is the last update.",
        final_update=True,
    )
    assert held(case, made, "submit") == ["no_fact", "sentence_unlinked", "sentence_unlinked"]
    rests = [
        {"text": "Hệ thống đã chạy lại lúc 17 giờ.", "facts": [case.fact]},
        {"text": "The system is running again since 5 pm.", "facts": [case.fact]},
    ]
    bound = case.writer.does(
        f"statements/{made['id']}/versions/", expected_version=1, sentences=rests
    )
    assert bound["current"]["facts"] == [case.fact]
    assert [one["factual"] for one in bound["current"]["sentences"]] == [True, False, True, False]
    say(case, made, "submit")
    assert sign(case, made, case.legal, case.head) == "approved"
    assert say(case, made, "publish", case.lead)["promises"] == []

    first = next(r for r in case.lead.rows(case.at("statements/")) if r["kind"] == "holding")
    assert (first["status"], first["superseded_by"]) == ("superseded", made["reference"])
    (promise,) = case.lead.get(f"statements/{first['id']}/")["promises"]
    assert (promise["state"], promise["kept_by"]) == ("kept_late", made["reference"])
    old = Client().get(case.lead.get(f"statements/{first['id']}/")["newsroom"])
    assert FACT["text_vi"] in old.content.decode()
    case.read_feed()


def the_wave_is_over(case):
    """Responding → contained: critical work done, promises kept, the window quiet."""
    for task in case.lead.rows(case.at("tasks/")):
        if task["critical"] and task["status"] == "open":
            done = case.lead.does(case.at(f"tasks/{task['id']}/done/"))
            assert done["status"] == "done"
            assert case.lead.held_up(case.at(f"tasks/{task['id']}/done/")) == ["wrong_state"]

    assert case.writer.status(case.move("contain")) == 403
    assert case.lead.does(case.move("contain"))["status"] == "contained"
    case.read_feed()


def the_remedy_stands(case):
    """Contained → resolved: at “high” by the comms head, after remedy and closing text."""
    resolve = case.move("resolve")
    assert case.lead.status(resolve) == 403
    assert case.head.held_up(resolve) == ["remedy_open", "no_closing"]

    case.lead.does(case.at("remedy/"), remedy="hoàn tiền cho khách bị ảnh hưởng", done=True)
    closing = words(
        case,
        "closing",
        text_vi="Việc hoàn tiền đã xong. Cảm ơn quý khách đã kiên nhẫn.",
        text_en="All refunds are paid. Thank you for your patience.",
        sentences=[
            {"text": "Việc hoàn tiền đã xong.", "facts": [case.fact]},
            {"text": "All refunds are paid.", "facts": [case.fact]},
        ],
    )
    say(case, closing, "submit")
    assert case.legal.get(f"statements/{closing['id']}/")["status"] == "in_review"
    assert case.legal.status(f"statements/{closing['id']}/transitions/approve/") == 403
    assert sign(case, closing, case.head, case.legal) == "approved"
    say(case, closing, "publish")

    assert case.head.does(resolve)["status"] == "resolved"
    assert case.writer.held_up(case.at("statements/"), kind="update") == ["case_ended"]
    case.read_feed()


def the_review_is_held(case):
    """Resolved → post-mortem → closed: another person's review, every lesson with an outcome."""
    assert case.head.held_up(case.move("close"), reason="xong") == ["review_required"]
    assert case.lead.does(case.move("begin_post_mortem"))["status"] == "post_mortem"
    review = case.at("review/")
    assert case.lead.asked_for(review, "patch", reviewer=case.ids["lead"]) == {"person"}
    named = case.lead.does(review, "patch", reviewer=case.ids["manager"])
    assert named["reviewer"]["id"] == case.ids["manager"]
    assert case.lead.status(case.move("close")) == 403
    everything = ["review_incomplete", "no_lessons", "review_unsigned"]
    assert case.manager.held_up(case.move("close")) == everything

    case.writer.does(review, "patch", summary="Hệ thống ngừng 3 giờ.", public_view="Khách giận.")
    three = [
        case.writer.does(case.at("review/lessons/"), text=text)["id"]
        for text in ("Kịch bản thiếu số tổng đài", "Chưa có trang trạng thái", "Gọi nhau chậm")
    ]
    assert case.manager.held_up(case.at("review/sign/")) == ["lesson_open"]
    lesson = [case.at(f"review/lessons/{pk}/") for pk in three]
    assert case.writer.asked_for(lesson[0], outcome="playbook_change", proposal="x") == {"playbook"}
    settled = [
        case.writer.does(
            lesson[0], outcome="playbook_change", playbook="service_outage", proposal="Thêm số"
        ),
        case.writer.does(lesson[1], outcome="action_item", action={"text": "Lập trang trạng thái"}),
        case.writer.does(lesson[2], outcome="no_change", reason="lần đầu, đã nhắc"),
    ]
    assert [row["outcome"] for row in settled] == ["playbook_change", "action_item", "no_change"]
    assert case.manager.held_up(case.at("review/sign/")) == ["action_item_unowned"]
    owned = {"text": "Lập trang trạng thái", "owner": case.ids["writer"], "due_on": "2030-01-31"}
    case.writer.does(lesson[1], outcome="action_item", action=owned)

    assert case.lead.status(case.at("review/sign/")) == 403
    assert case.manager.held_up(case.move("close")) == ["review_unsigned"]
    assert case.manager.does(case.at("review/sign/"))["signed_at"] is not None
    metrics_are_there(case)
    assert case.manager.does(case.move("close"))["status"] == "closed"
    assert case.allowed(case.lead) == {"reopen"}


def metrics_are_there(case):
    figures = case.lead.get(case.at("review/"))["metrics"]
    assert set(figures) == METRICS
    missing = {name for name, seconds in figures.items() if seconds is None}
    assert missing == {"time_to_full"}
    order = ["acknowledge", "triage", "verify", "brief", "holding", "contain", "resolve"]
    spans = [figures[f"time_to_{name}"] for name in order]
    assert spans == sorted(spans)
    assert figures["time_to_contain"] > 2 * 3600 > figures["time_to_holding"]


def nothing_is_missing_in_the_log(case):
    """The change feed has no gap, and every line holds on to the one before it."""
    case.read_feed()
    last = case.lead.get(case.at())["last_seq"]
    assert case.seen == list(range(1, last + 1))
    out = StringIO()
    call_command("verify_timeline", "--json", stdout=out)
    document = json.loads(out.getvalue())
    assert document["faults"] == []
    verbs = [row["verb"] for row in case.lead.rows(case.at("timeline/"))]
    assert [verb for verb in verbs if verb in MILESTONES] == MILESTONES


MILESTONES = [
    "opened",
    "verification_started",
    "response_started",
    "brief_sent",
    "contained",
    "resolved",
    "post_mortem_begun",
    "review_signed",
    "closed",
]
