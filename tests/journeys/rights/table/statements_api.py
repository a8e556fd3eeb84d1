"""The API of words: the same rights as the pages."""

from __future__ import annotations

from typing import Any

from tests.journeys.rights.policy import (
    BRAND,
    COMMS_HEAD,
    INSIDERS,
    LEAD,
    LEAD_OR_MANAGER,
    PUBLISHING,
    SECOND_PERSON,
    STRANGER,
    WORKING,
    only,
)
from tests.journeys.rights.rows import Call, Rows, get, post
from tests.journeys.rights.table.statements import (
    ACTS,
    COMMENTING,
    DRAFTS,
    SAID,
    WHY,
    case,
    due,
    of_brand,
)
from tests.journeys.rights.world import CHANNEL

#: The transitions of the contract that the API offers; the rest of ACTS has addresses of its own.
MOVES = (
    "submit", "approve", "request_changes", "reject", "recall", "revise", "discard",
    "publish_emergency",
)  # fmt: skip


def of(text: str, **more: Any) -> Any:
    return lambda world: {"pk": str(world.words[text].pk), **more}


def _moves() -> list[Call]:
    found = []
    for name in MOVES:
        passes, body, words = ACTS[name]
        more = {} if words in SAID else DRAFTS
        found.append(post(passes, of(words, name=name), body, label=name, **more))
    publish = post(PUBLISHING, of("approved", name="publish"), {}, label="publish", **DRAFTS)
    taken_back = [
        post(PUBLISHING, of("published", name=name), notice(name), label=name)
        for name in ("correct", "retract")
    ]
    return [*found, publish, *taken_back]


def remark(name: str) -> Any:
    return lambda world: {
        "pk": str(world.words["draft"].pk), "comment": world.remark.pk, "name": name,
    }  # fmt: skip


def notice(name: str) -> Any:
    return lambda world: {"notice": world.words[f"to_{name}"].reference}


ROWS: Rows = {
    "api-incident-statements": [
        get(BRAND, case), post(WORKING, case, {"kind": "holding", "text_vi": "Đang xem."}),
    ],
    "api-brief-waiver": [post(LEAD_OR_MANAGER, case, WHY)],
    "api-statement-schedule": [
        post(PUBLISHING, of("approved"), lambda _w: {"due_at": due()}, **DRAFTS)
    ],
    "api-statement-unschedule": [post(PUBLISHING, of("approved"), WHY, **DRAFTS)],
    "api-hold": [post(WORKING, of_brand, WHY)],
    "api-hold-lift": [post(SECOND_PERSON, of_brand, WHY)],
    "api-statement": [
        get(BRAND, of("published"), label="published"),
        get(INSIDERS, of("draft"), label="draft", **DRAFTS),
        get(only(LEAD), of("secret"), label="restricted", seen_by=only(LEAD)),
    ],
    "api-statement-versions": [
        get(INSIDERS, of("published")),
        post(WORKING, of("draft"), {"expected_version": 1, "text_vi": "Mới."}, **DRAFTS),
    ],
    "api-statement-move": _moves(),
    "api-emergency-confirmation": [post(WORKING - {LEAD}, of("in_review"), {}, **DRAFTS)],
    "api-ratification": [post(COMMS_HEAD, of("published"), {})],
    "api-read-receipt": [post(BRAND, of("brief"), {})],
    "api-statement-channels": [
        post(PUBLISHING, of("published"), {"channel": CHANNEL, "state": "live"})
    ],
    "api-statement-outlet": [
        post(
            ACTS[name][0], of("published", channel="telegram", name=name),
            {"url": "https://t.me/saomai/1"}, label=name,
        )
        for name in ("there", "again", "leave", "look")
    ],
    "api-publishing-accounts": [get(BRAND)],
    "api-statement-comments": [
        get(INSIDERS, of("draft"), **DRAFTS),
        post(COMMENTING, of("draft"), {"language": "vi", "place": 0, "body": "xem"}, **DRAFTS),
    ],
    "api-statement-comment-move": [
        post(COMMENTING, remark("settle"), {}, label="settle", **DRAFTS),
        post(WORKING, remark("apply"), {}, label="apply", **DRAFTS),
    ],
    "api-approvals": [get(BRAND | {STRANGER})],
    "api-lint-overrides": [post(WORKING, of("draft"), {"key": "abc", **WHY}, **DRAFTS)],
}  # fmt: skip
