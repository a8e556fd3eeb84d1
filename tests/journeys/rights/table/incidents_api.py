"""The API of cases: the same rights as the pages."""

from __future__ import annotations

from typing import Any

from tests.journeys.rights.policy import (
    BRAND,
    DECLARING,
    EXECUTIVE,
    INSIDERS,
    LAWYER,
    LEAD_OR_MANAGER,
    MEMBER,
    NAMED_REVIEWER,
    PRIVILEGED,
    STRANGER,
    WORKING,
)
from tests.journeys.rights.rows import Call, Rows, Stranger, get, patch, post
from tests.journeys.rights.table.incidents import MOVES, SCORES, WHY, of, page, person

SIGNED_IN = BRAND | {STRANGER}
case = of()
closed = of("closed")
post_mortem = of("post_mortem")


def row(name: str, at: Any = case) -> Any:
    return lambda world: {**at(world), "pk": getattr(world, name).pk}


def _moves() -> list[Call]:
    found = []
    for name, lines in MOVES.items():
        for passes, _form, state in lines:

            def at(world: Any, name: str = name, state: str = state) -> dict[str, Any]:
                return {"reference": world.cases[state].reference, "name": name}

            found.append(post(passes, at, facts, label=f"{name} ({state})"))
    return found


def facts(world: Any) -> dict[str, Any]:
    link = "https://a.example/2"
    return {**WHY, "target": world.cases["target"].reference, "evidence": link}


def opening(world: Any) -> dict[str, str]:
    return {"brand": world.brand.slug, "title": "Sữa lạ", "reporter": "Tổng đài"}


ROWS: Rows = {
    "api-incidents": [
        get(SIGNED_IN, lists=True),
        post(WORKING, body=opening, stranger=Stranger.NAMED),
    ],
    "api-incident": page(BRAND),
    "api-incident-move": _moves(),
    # Viewers get the lines that a summary holds.
    "api-timeline": page(BRAND),
    "api-acknowledge": [post(WORKING, of("detected"), {})],
    "api-severity": [
        post(INSIDERS, case, {"scores": SCORES, **WHY}, label="score"),
        post(INSIDERS, case, {"severity": "high", **WHY}, label="raise"),
        post(LEAD_OR_MANAGER, case, {"severity": "watch", **WHY}, label="lower"),
    ],
    "api-choose-playbook": [
        post(WORKING, of("detected"), lambda w: {"playbook": w.playbook.slug})
    ],
    "api-lead": [
        post(LEAD_OR_MANAGER, case, person(MEMBER, **WHY), label="replace"),
        post(WORKING, of("unled"), {}, label="take"),
    ],
    "api-roles": [post(LEAD_OR_MANAGER, case, person(EXECUTIVE, role="fact_lead"))],
    "api-notes": [
        post(INSIDERS, case, {"text": "đã gọi"}),
        post(PRIVILEGED, case, {"text": "riêng", "visibility": "privileged"}, label="privileged"),
    ],
    "api-remedy": [post(WORKING, case, {"remedy": "đổi hàng", "done": True})],
    "api-crisis": [post(DECLARING, case, WHY)],
    "api-proposals": [post(WORKING, closed, {"kind": "reopen", **WHY})],
    "api-facts": [
        get(INSIDERS, case),
        post(WORKING, case, {"text_vi": "Lô 13"}),
        post(
            WORKING & PRIVILEGED, case, {"text_vi": "Lô 14", "visibility": "privileged"},
            label="privileged",
        ),
    ],
    "api-fact": [post(WORKING, row("fact"), {"status": "refuted", **WHY})],
    "api-fact-public": [post(WORKING, row("fact"), {})],
    "api-fact-second": [post(WORKING, row("fact"), {})],
    "api-evidence": [
        get(INSIDERS, case), post(WORKING, case, {"title": "Ảnh", "url": "https://a.example/"}),
    ],
    "api-claims": [get(INSIDERS, case), post(WORKING, case, {"text": "Sữa giả"})],
    "api-claim-assess": [post(WORKING, row("claim"), {"assessment": "answer", **WHY})],
    "api-claim-move": [post(WORKING, row("assessed"), {"status": "answered"})],
    "api-questions": [get(INSIDERS, case), post(WORKING, case, {"text_vi": "Ai giao?"})],
    "api-answer": [post(WORKING, row("question"), {"answer": "refuted", "note": "camera"})],
    "api-tasks": [get(INSIDERS, case), post(WORKING, case, {"title_vi": "Gọi lại"})],
    "api-task-done": [post(WORKING, row("task"), {})],
    "api-task-skip": [post(WORKING, row("task"), WHY)],
    "api-task-reopen": [post(WORKING, row("done_task"), {})],
    "api-decisions": [
        get(INSIDERS, case), post(LEAD_OR_MANAGER, case, {"text": "Chờ", **WHY}),
    ],
    "api-clocks": [get(INSIDERS, case)],
    "api-legal-runs": [
        get(INSIDERS, case),
        post(
            WORKING | LAWYER, case,
            lambda w: {"clock": w.legal_clock.pk, "note": "Công văn"},
        ),
    ],
    "api-legal-settlement": [
        post(LEAD_OR_MANAGER | LAWYER, row("clock_run"), {"met": True, "sent": "Báo A05"}),
        post(LAWYER, row("clock_run"), {"met": False, **WHY}, label="waive"),
    ],
    "api-decision": [post(LEAD_OR_MANAGER, row("decision"), WHY)],
    "api-review": [
        get(INSIDERS, post_mortem),
        patch(WORKING, post_mortem, {"summary": "Ngắn"}, label="write"),
        patch(
            LEAD_OR_MANAGER, post_mortem, lambda w: {"reviewer": w.people[EXECUTIVE].pk},
            label="name the reviewer",
        ),
    ],
    "api-review-sign": [post(NAMED_REVIEWER, post_mortem, {})],
    "api-lessons": [post(WORKING, post_mortem, {"text": "Gọi sớm"})],
    "api-lesson": [post(WORKING, row("lesson", post_mortem), {"outcome": "no_change", **WHY})],
    "api-item-done": [post(WORKING, row("item", post_mortem), {})],
}  # fmt: skip
