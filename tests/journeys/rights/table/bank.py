"""The bank of questions and answers, and the press desk: pages and API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crisisdesk.kernel.clock import now
from tests.journeys.rights.policy import (
    ADMIN,
    ANONYMOUS,
    BRAND,
    EXECUTIVE,
    INSIDERS,
    LEAD,
    STRANGER,
    VIEWER,
    WORKING,
    Policy,
    only,
)
from tests.journeys.rights.policy import APPROVING as SIGNERS
from tests.journeys.rights.rows import Call, Given, Rows, get, post
from tests.journeys.rights.table.statements import WHY, case, due

SIGNED_IN = BRAND | {STRANGER}
SOME = (ANONYMOUS, VIEWER, EXECUTIVE, ADMIN, STRANGER)
#: For viewers there are no drafts, and no press desk.
INSIDE: dict[str, Any] = {"seen_by": INSIDERS}
#: B4: comms managers and legal stand by a reply of our own words below “high”.
REPLYING = SIGNERS - {EXECUTIVE}
#: B4, brief and answers below “high”: also the lead of the case.
CLEARING = SIGNERS | {LEAD}


def answer(row: str, **more: Any) -> Any:
    return lambda world: {"pk": world.bank[row].pk, **more}


def enquiry(row: str, **more: Any) -> Any:
    return lambda world: {"pk": world.press[row].pk, **more}


def version(name: str) -> Any:
    return lambda world: {"expected_version": world.bank[name].version}


def wording(name: str) -> Any:
    return lambda world: {"expected_wording": world.press[name].wording}


def to_member(world: Any) -> dict[str, int]:
    return {"to": world.people["member"].pk}


QUESTION = {"audience": "customers", "question_vi": "Uống được không?", "answer_vi": "Xin ngừng."}
ASKED = {"outlet": "Báo Mới", "questions": "Vì sao?", "within": "60"}
#: Every name in ANSWER_ACTS and ENQUIRY_ACTS: who, what is sent, on which row.
ANSWER_ACTS: dict[str, tuple[Policy, Given, str]] = {
    "clear": (CLEARING, version("draft"), "draft"),
    "question": (WORKING, WHY, "cleared"),
    "withdraw": (WORKING, WHY, "draft"),
    "restore": (WORKING, {}, "withdrawn"),
    "keep": (WORKING, {"key": "abc", **WHY}, "draft"),
}
LINK = {"published_url": "https://bao.example/1"}
ENQUIRY_ACTS: dict[str, tuple[Policy, Given, str]] = {
    "take": (WORKING, {}, "new"),
    "assign": (WORKING, to_member, "new"),
    "word": (WORKING, {"reply": "Đang kiểm tra."}, "new"),
    "approve": (REPLYING, wording("worded"), "worded"),
    "send": (WORKING, wording("approved"), "approved"),
    "link": (WORKING, LINK, "new"),
    "decline": (WORKING, WHY, "new"),
    "reopen": (WORKING, {}, "declined"),
    "erase": (REPLYING, WHY, "new"),
}


def _acts(table: dict[str, tuple[Policy, Given, str]], at: Any, shown: str = "") -> list[Call]:
    """Who sees the page of an act does the act; a cleared answer is there for everyone."""
    found = []
    for name, (passes, body, row) in table.items():
        more = {} if row == shown else INSIDE
        found.append(post(passes, at(row, name=name), body, label=name, **more))
        found.append(get(passes, at(row, name=name), label=name, roles=SOME, **more))
    return found


def _moves() -> Rows:
    answers = {
        f"api-answer-{name}": [post(passes, answer(row), body, **_seen(row))]
        for name, (passes, body, row) in ANSWER_ACTS.items()
        if name != "keep"
    }
    enquiries = {
        f"api-enquiry-{name}": [post(passes, enquiry(row), body, **INSIDE)]
        for name, (passes, body, row) in ENQUIRY_ACTS.items()
        if name in {"word", "approve", "send", "decline"}
    }
    return answers | enquiries


def _seen(row: str) -> dict[str, Any]:
    return {} if row == "cleared" else INSIDE


def in_an_hour(_world: Any) -> dict[str, str]:
    deadline = now() + timedelta(hours=1)
    return {"outlet": "Báo Mới", "questions": "Vì sao?", "deadline": deadline.isoformat()}


ROWS: Rows = {
    "statements:answers": [get(SIGNED_IN, lists=True)],
    "statements:answer-new": [get(WORKING), post(WORKING, None, QUESTION)],
    "statements:answers-of": [get(BRAND, case)],
    "statements:answer-new-of": [get(WORKING, case), post(WORKING, case, QUESTION)],
    "statements:answers-bring": [post(WORKING, case, {})],
    "statements:answer": [
        get(BRAND, answer("cleared"), label="cleared"),
        get(INSIDERS, answer("draft"), label="draft", **INSIDE),
        get(only(LEAD), answer("secret"), label="restricted", seen_by=only(LEAD)),
    ],
    "statements:answer-edit": [
        get(WORKING, answer("draft"), **INSIDE),
        post(WORKING, answer("draft"), {**QUESTION, "version": 1}, **INSIDE),
    ],
    "statements:answer-act": _acts(ANSWER_ACTS, answer, "cleared"),
    "statements:enquiries": [get(INSIDERS, lists=True)],
    "statements:enquiry-new": [get(WORKING), post(WORKING, None, ASKED)],
    "statements:enquiry": [
        get(INSIDERS, enquiry("new"), **INSIDE),
        get(only(LEAD), enquiry("secret"), label="restricted", seen_by=only(LEAD)),
    ],
    "statements:enquiry-edit": [
        get(WORKING, enquiry("new"), **INSIDE),
        post(
            WORKING,
            enquiry("new"),
            lambda _w: {"outlet": "Báo Mới", "questions": "Vì sao?", "deadline": due()},
            **INSIDE,
        ),
    ],
    "statements:enquiry-act": _acts(ENQUIRY_ACTS, enquiry),
    "api-answers": [get(BRAND, case), post(WORKING, case, QUESTION)],
    "api-enquiries": [get(INSIDERS, case), post(WORKING, case, in_an_hour)],
    **_moves(),
}
