"""Pages of a case, every act on it and every transition."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crisisdesk.kernel.clock import now
from tests.journeys.rights.policy import (
    ADMIN,
    ANONYMOUS,
    BRAND,
    COMMS_HEAD,
    DECLARING,
    EXECUTIVE,
    INSIDERS,
    LAWYER,
    LEAD,
    LEAD_OR_MANAGER,
    MANAGER,
    MEMBER,
    NAMED_REVIEWER,
    ON_CALL_OR_LEAD,
    PRIVILEGED,
    STRANGER,
    VIEWER,
    WORKING,
    Policy,
    only,
)
from tests.journeys.rights.rows import Call, Given, Rows, get, post

SIGNED_IN = BRAND | {STRANGER}
#: Pages that only ask; that the right is there is shown by doing it, as everybody.
SOME = (ANONYMOUS, VIEWER, ADMIN, MANAGER, STRANGER)
#: A restricted case exists for those it names, and its lead.
NAMED_IN_SECRET = only(LEAD)


def of(name: str = "responding") -> Any:
    return lambda world: {"reference": world.cases[name].reference}


def page(passes: Policy) -> list[Call]:
    return [
        get(passes, of()),
        get(NAMED_IN_SECRET, of("secret"), seen_by=NAMED_IN_SECRET, label="restricted"),
    ]


#: What a lesson asks for: a step to add.
NEW_STEP = {"vi": "Gọi kho", "en": "Call", "minutes": 5, "role": "lead", "words": "Gọi sớm"}


def of_lesson(world: Any) -> dict[str, Any]:
    return {"reference": world.cases["post_mortem"].reference, "pk": world.lesson.pk}


def of_issue(world: Any) -> dict[str, Any]:
    return {"reference": world.cases["post_mortem"].reference, "pk": world.issue.pk}


def do(name: str, case: str, pk: str = "") -> Any:
    def kwargs(world: Any) -> dict[str, Any]:
        row = {"pk": getattr(world, pk).pk} if pk else {}
        return {"reference": world.cases[case].reference, "name": name, **row}

    return kwargs


def move(name: str, case: str) -> Any:
    return lambda world: {"reference": world.cases[case].reference, "name": name}


def person(who: str, **more: Any) -> Any:
    return lambda world: {"person": world.people[who].pk, **more}


def tomorrow() -> str:
    return f"{now() + timedelta(days=1):%Y-%m-%dT%H:%M}"


SCORES = {"people": 1, "spread": 2, "truth": 1, "stakeholders": 1, "business": 1}
WHY = {"reason": "có lý do"}
FACT = {"text_vi": "Lô 13 vẫn bán.", "text_en": "", "visibility": "internal"}

#: What the person must be, what is sent, on which case and row. Every name in ACTS has a line.
ACTS: dict[str, list[tuple[Policy, Given, str, str]]] = {
    "acknowledge": [(WORKING, {}, "detected", "")],
    # Contract 6.1: whoever works may take a case that has no lead; the lead and manager later.
    "take-lead": [
        (WORKING, {}, "unled", ""),
        (LEAD_OR_MANAGER, None, "responding", ""),
    ],
    "lead": [(LEAD_OR_MANAGER, person(MEMBER, **WHY), "responding", "")],
    "role": [(LEAD_OR_MANAGER, person(EXECUTIVE, role="fact_lead"), "responding", "")],
    "role-end": [(LEAD_OR_MANAGER, {}, "responding", "role")],
    "restrict": [(LEAD_OR_MANAGER, {}, "responding", "")],
    "page": [(WORKING, person(EXECUTIVE, words="Gọi kho"), "responding", "")],
    "edit": [(WORKING, {"title": "Sữa có mùi"}, "responding", "")],
    "score": [(INSIDERS, {**SCORES, **WHY}, "responding", "")],
    # F5: a viewer raises signals, not severities.
    "raise": [(INSIDERS, {"severity": "high", **WHY}, "responding", "")],
    "lower": [(LEAD_OR_MANAGER, {"severity": "watch", **WHY}, "responding", "")],
    "playbook": [
        (WORKING, lambda w: {"version": w.published.pk}, "detected", ""),
    ],
    "crisis": [(DECLARING, WHY, "responding", "")],
    "remedy": [(WORKING, {"remedy": "đổi hàng", "done": "on"}, "responding", "")],
    "propose": [(WORKING, {"kind": "reopen", **WHY}, "closed", "")],
    "note": [
        (INSIDERS, {"text": "đã gọi"}, "responding", ""),
        (PRIVILEGED, {"text": "riêng", "privileged": "on"}, "responding", ""),
    ],
    "redact": [(LAWYER, WHY, "responding", "note")],
    # Contract 6.12 and F2: whoever leads says that it is met, legal waives.
    "legal-start": [
        (
            WORKING | LAWYER,
            lambda w: {"clock": w.legal_clock.pk, "note": "Công văn"},
            "responding",
            "",
        ),
    ],
    "legal-clock": [
        (LEAD_OR_MANAGER | LAWYER, {"met": "1", "sent": "Báo A05"}, "responding", "clock_run"),
        (LAWYER, {"met": "", **WHY}, "responding", "clock_run"),
    ],
    "fact": [
        (WORKING, FACT, "responding", ""),
        (WORKING & PRIVILEGED, {**FACT, "visibility": "privileged"}, "responding", ""),
    ],
    "fact-revise": [
        (WORKING, {"status": "refuted", "text_vi": "Không đúng.", **WHY}, "responding", "fact"),
    ],
    "fact-public": [(WORKING, {}, "responding", "fact")],
    "fact-second": [(WORKING, {}, "responding", "fact")],
    "evidence": [(WORKING, {"title": "Ảnh", "url": "https://a.example/1"}, "responding", "")],
    "evidence-note": [(WORKING, {"text": "Chụp lại"}, "responding", "evidence")],
    "evidence-withdraw": [(WORKING, WHY, "responding", "evidence")],
    "claim": [(WORKING, {"text": "Sữa giả"}, "responding", "")],
    "claim-assess": [(WORKING, {"assessment": "answer", **WHY}, "responding", "claim")],
    "claim-move": [(WORKING, {"status": "answered"}, "responding", "assessed")],
    "question": [(WORKING, {"text_vi": "Ai giao?"}, "responding", "")],
    "question-assign": [
        (WORKING, lambda w: {"owner": w.people[MEMBER].pk}, "responding", "question"),
    ],
    "question-answer": [
        (WORKING, {"answer": "refuted", "note": "xem camera"}, "responding", "question"),
    ],
    "task": [(WORKING, {"title_vi": "Gọi lại"}, "responding", "")],
    "task-assign": [(WORKING, lambda w: {"owner": w.people[MEMBER].pk}, "responding", "task")],
    "task-done": [(WORKING, {}, "responding", "task")],
    "task-skip": [(WORKING, WHY, "responding", "task")],
    "task-reopen": [(WORKING, {}, "responding", "done_task")],
    "decision": [
        (LEAD_OR_MANAGER, {"kind": "general", "text": "Chờ", **WHY}, "responding", ""),
    ],
    "decision-review": [(LEAD_OR_MANAGER, {"note": "ổn"}, "responding", "decision")],
    "reviewer": [(LEAD_OR_MANAGER, person(EXECUTIVE), "post_mortem", "")],
    "review-write": [(WORKING, {"summary": "Ngắn"}, "post_mortem", "")],
    "lesson": [(WORKING, {"text": "Gọi sớm"}, "post_mortem", "")],
    "lesson-settle": [(WORKING, {"outcome": "no_change", **WHY}, "post_mortem", "lesson")],
    "sign": [(NAMED_REVIEWER, {}, "post_mortem", "")],
    "item-done": [(WORKING, {}, "post_mortem", "item")],
    "item-extend": [(WORKING, {"due_on": "2031-01-01", **WHY}, "post_mortem", "item")],
    "item-give": [
        (WORKING | {ADMIN}, lambda w: {"owner": w.people[MEMBER].pk}, "post_mortem", "item"),
    ],
    "wash": [(INSIDERS, {"kind": "idea", "text": "Gọi kho"}, "post_mortem", "")],
    "wash-vote": [(INSIDERS, {"on": "on"}, "post_mortem", "wash_line")],
    # Whoever wrote the line.
    "wash-back": [(only(MEMBER), {}, "post_mortem", "wash_line")],
    "wash-lesson": [(WORKING, {}, "post_mortem", "wash_line")],
}

#: The question is asked of everybody who takes part; only the row's author may answer it.
OF_ITS_AUTHOR = {"wash-back"}

#: F2, one case that each transition leaves from; high and critical ask for the comms head.
MOVES: dict[str, list[tuple[Policy, Given, str]]] = {
    "start_verification": [(ON_CALL_OR_LEAD, WHY, "detected")],
    "respond": [(LEAD_OR_MANAGER, WHY, "verifying")],
    "reverify": [(LEAD_OR_MANAGER, WHY, "responding")],
    "contain": [(LEAD_OR_MANAGER, WHY, "responding"), (COMMS_HEAD, WHY, "grave")],
    "relapse": [(LEAD_OR_MANAGER, WHY, "contained")],
    "resolve": [(LEAD_OR_MANAGER, WHY, "contained"), (COMMS_HEAD, WHY, "grave_contained")],
    "begin_post_mortem": [(LEAD_OR_MANAGER, WHY, "resolved")],
    "close": [(NAMED_REVIEWER, WHY, "post_mortem")],
    "mark_false_alarm": [(LEAD_OR_MANAGER, WHY, "verifying")],
    "merge": [(LEAD_OR_MANAGER, lambda w: {"target": w.cases["target"].pk, **WHY}, "detected")],
    "reopen": [(LEAD_OR_MANAGER, {**WHY, "evidence": "https://a.example/2"}, "closed")],
}


def _acts(*, rows: bool) -> list[Call]:
    found = []
    for name, lines in ACTS.items():
        for passes, body, case, pk in lines:
            if bool(pk) == rows:
                at = do(name, case, pk)
                found.append(post(passes, at, body, label=f"{name} ({case})"))
                if body == lines[0][1] and name not in OF_ITS_AUTHOR:
                    found.append(get(passes, at, label=f"{name} ({case})", roles=SOME))
    return found


def _moves() -> list[Call]:
    found = []
    for name, lines in MOVES.items():
        for passes, body, case in lines:
            found.append(post(passes, move(name, case), body, label=f"{name} ({case})"))
            label = f"{name} ({case})"
            found.append(get(passes, move(name, case), label=label, roles=SOME))
    return found


NEW = {"title": "Sữa lạ", "reporter": "Tổng đài"}

ROWS: Rows = {
    "incidents:list": [get(SIGNED_IN, lists=True)],
    "incidents:new": [
        get(WORKING | {STRANGER}),
        post(WORKING | {STRANGER}, body=NEW),
    ],
    # F5: viewers see the internal summary of a case.
    "incidents:room": page(BRAND),
    "incidents:live": page(BRAND),
    "incidents:stream": [get(BRAND, of(), anonymous=401)],
    "incidents:asked": page(INSIDERS),
    "incidents:review": page(INSIDERS),
    "incidents:lesson-change": [get(WORKING, of_lesson), post(WORKING, of_lesson, NEW_STEP)],
    "incidents:hot-wash": page(INSIDERS),
    "incidents:hot-wash-live": page(INSIDERS),
    "incidents:wording": [post(INSIDERS, of(), {"text": "Lẽ ra phải gọi"})],
    "incidents:review-lines": [
        *page(INSIDERS),
        post(WORKING, of("post_mortem"), {"shown": "1"}),
    ],
    "incidents:review-publish": [
        get(LEAD_OR_MANAGER, of("post_mortem")),
        post(LEAD_OR_MANAGER, of("post_mortem"), {"naming": "roles"}),
    ],
    "incidents:review-issue": [get(INSIDERS, of_issue)],
    "incidents:review-read": [post(INSIDERS, of_issue)],
    "incidents:review-file": [get(INSIDERS, lambda w: {**of_issue(w), "kind": "docx"})],
    "incidents:review-print": page(INSIDERS),
    "incidents:review-pdf": page(INSIDERS),
    "incidents:team": page(INSIDERS),
    "incidents:facts": page(INSIDERS),
    "incidents:clocks": page(INSIDERS),
    "incidents:clocks-print": page(INSIDERS),
    "incidents:tasks": page(INSIDERS),
    "incidents:decisions": page(INSIDERS),
    # Viewers get the lines that a summary holds.
    "incidents:log": page(BRAND),
    "incidents:evidence": [
        get(INSIDERS, lambda w: {**of()(w), "pk": w.evidence.pk}),
        get(
            PRIVILEGED,
            lambda w: {**of()(w), "pk": w.private_evidence.pk},
            # For a viewer no file is readable; for the others a privileged one is not there.
            seen_by=PRIVILEGED | {"viewer"},
            label="privileged",
        ),
    ],
    "incidents:move": _moves(),
    "incidents:do": [*_acts(rows=False), *_acts(rows=True)],
}
