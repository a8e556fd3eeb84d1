"""Pages of words and every act on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crisisdesk.kernel.clock import now
from tests.journeys.rights.policy import (
    ADMIN,
    ADMINS,
    ANONYMOUS,
    BRAND,
    COMMS_HEAD,
    COMMS_MANAGERS,
    EXECUTIVE,
    INSIDERS,
    LEAD,
    LEAD_OR_MANAGER,
    PUBLISHING,
    SECOND_PERSON,
    STRANGER,
    VIEWER,
    WORKING,
    Policy,
    only,
)
from tests.journeys.rights.rows import Call, Given, Rows, Stranger, get, post
from tests.journeys.rights.world import CHANNEL

SIGNED_IN = BRAND | {STRANGER}
SOME = (ANONYMOUS, VIEWER, EXECUTIVE, ADMIN, STRANGER)
#: For viewers there are no drafts, only what was said.
DRAFTS = {"seen_by": INSIDERS}


def of(text: str, **more: Any) -> Any:
    return lambda world: {"reference": world.words[text].reference, **more}


def picture(text: str) -> Any:
    """The one file of a text."""
    return lambda world: {
        "reference": world.words[text].reference,
        "digest": world.words[text].version.attachments[0],
    }


def case(world: Any) -> dict[str, str]:
    return {"reference": world.case.reference}


def promise(world: Any) -> dict[str, int]:
    return {"pk": world.promise.pk}


def of_brand(world: Any) -> dict[str, str]:
    return {"slug": world.brand.slug}


def held(world: Any) -> dict[str, int]:
    return {"pk": world.hold.pk}


def due() -> str:
    return f"{now() + timedelta(days=1):%Y-%m-%dT%H:%M}"


WHY = {"reason": "có lý do"}


def seen(name: str, **more: Any) -> Any:
    return lambda world: {"expected_version": world.words[name].current_version, **more}


#: Every name in ACTS: who, what is sent, on which text.
ACTS: dict[str, tuple[Policy, Given, str]] = {
    "submit": (WORKING, {}, "draft"),
    "approve": (COMMS_MANAGERS, seen("in_review"), "in_review"),
    "request_changes": (
        COMMS_MANAGERS, seen("in_review", **WHY, suggestion="xin lỗi"), "in_review",
    ),
    "reject": (COMMS_MANAGERS, seen("in_review", **WHY), "in_review"),
    "recall": (WORKING, WHY, "in_review"),
    "revise": (WORKING, {}, "approved"),
    "discard": (WORKING, {}, "draft"),
    # F4, contract 6.17: the incident's lead, with another member's signature.
    "publish_emergency": (only(LEAD), {}, "in_review"),
    "keep": (WORKING, {"key": "abc", **WHY}, "draft"),
    "post": (PUBLISHING, {"channel": CHANNEL, "state": "live"}, "published"),
    "read": (BRAND, {}, "brief"),
    "promise": (WORKING, lambda _w: {"text": "gọi lại", "due_at": due()}, "published"),
    # The second signature is another's than the lead's.
    "confirm": (WORKING - {LEAD}, {}, "in_review"),
    "ratify": (COMMS_HEAD, {}, "published"),
    "unschedule": (PUBLISHING, WHY, "approved"),
    # Decisions about a text on another network belong to those who publish.
    "there": (PUBLISHING, {"channel": "telegram", "url": "https://t.me/saomai/1"}, "published"),
    "again": (PUBLISHING, {"channel": "telegram", "looked": "on"}, "published"),
    "leave": (PUBLISHING, {"channel": "telegram"}, "published"),
    "look": (PUBLISHING, {"channel": "telegram"}, "published"),
    "mend": (PUBLISHING, {"publication": 1, "how": "đã sửa"}, "published"),
}  # fmt: skip
SAID = ("published", "brief")


def _acts() -> list[Call]:
    found = []
    for name, (passes, body, words) in ACTS.items():
        more = {} if words in SAID else DRAFTS
        at = of(words, name=name)
        found.append(post(passes, at, body, label=name, **more))
        found.append(get(passes, at, label=name, roles=SOME, **more))
    return found


#: The address leads nowhere, so that no test goes out.
ACCOUNT = {
    "name": "Kênh", "language": "vi", "chat": "@saomai", "bot_token": "1:a",
    "service": "https://127.0.0.1",
}  # fmt: skip
NEW_ACCOUNT = {
    "name": "Máy chủ", "language": "vi", "instance": "https://127.0.0.1", "access_token": "a",
}  # fmt: skip
#: Whoever writes or approves says something about a sentence.
COMMENTING = WORKING | {EXECUTIVE}
REMARK = {"sentence": "vi-0", "body": "xem lại", "expected_version": "1"}


def remark(world: Any) -> dict[str, Any]:
    return {"reference": world.words["draft"].reference, "pk": world.remark.pk}


NOTICE = {
    "what_we_said": "lô 12", "what_is_right": "lô 13", "when_learned": "sáng nay",
    "what_we_changed": "đã sửa",
}  # fmt: skip


def account(world: Any) -> dict[str, int]:
    return {"pk": world.account.pk}


def kind(_world: Any) -> dict[str, str]:
    return {"kind": "mastodon"}


ROWS: Rows = {
    # Keys of other networks: the admin's, like the brand.
    "statements:accounts": [get(ADMINS)],
    "statements:account-new": [
        get(ADMINS, kind, stranger=Stranger.OWN),
        post(ADMINS, kind, NEW_ACCOUNT, stranger=Stranger.OWN),
    ],
    "statements:account": [get(ADMINS, account), post(ADMINS, account, ACCOUNT)],
    "statements:account-check": [post(ADMINS, account, {})],
    "statements:account-switch": [post(ADMINS, account, {})],
    "statements:list": [get(SIGNED_IN, lists=True)],
    "statements:approvals": [get(SIGNED_IN)],
    "statements:approvals_count": [get(SIGNED_IN)],
    "statements:new": [get(WORKING, case), post(WORKING, case, {"kind": "holding"})],
    "statements:strategy": [
        get(INSIDERS, case), post(WORKING, case, {"chosen": "rebuild", **WHY}),
    ],
    "statements:waive": [get(LEAD_OR_MANAGER, case), post(LEAD_OR_MANAGER, case, WHY)],
    "statements:promise": [
        get(LEAD_OR_MANAGER, promise), post(LEAD_OR_MANAGER, promise, {"state": "kept"}),
    ],
    "statements:detail": [
        get(BRAND, of("published"), label="published"),
        get(INSIDERS, of("draft"), label="draft", **DRAFTS),
        get(only(LEAD), of("secret"), label="restricted", seen_by=only(LEAD)),
    ],
    "statements:edit": [
        get(WORKING, of("draft"), **DRAFTS),
        post(WORKING, of("draft"), **DRAFTS),
        get(WORKING, of("approved"), label="approved", **DRAFTS),
    ],
    "statements:check": [post(WORKING, of("draft"), **DRAFTS)],
    "statements:pulse": [post(WORKING, of("draft"), **DRAFTS)],
    "statements:take_over": [post(WORKING, of("draft"), **DRAFTS)],
    "statements:forget": [post(WORKING, of("draft"), **DRAFTS)],
    "statements:leave": [post(WORKING, of("draft"), **DRAFTS)],
    "statements:file": [
        get(INSIDERS, picture("draft"), label="draft", **DRAFTS),
        get(BRAND, picture("published"), label="published"),
    ],
    "statements:versions": [
        get(INSIDERS, of("draft"), **DRAFTS), get(INSIDERS, of("published")),
    ],
    "statements:version": [
        get(INSIDERS, of("draft", number=1), **DRAFTS),
        get(INSIDERS, of("published", number=1)),
    ],
    "statements:comment": [
        get(COMMENTING, of("draft"), **DRAFTS),
        post(COMMENTING, of("draft"), REMARK, **DRAFTS),
    ],
    "statements:settle_comment": [post(COMMENTING, remark, **DRAFTS)],
    "statements:apply_comment": [post(WORKING, remark, **DRAFTS)],
    "statements:publish": [
        get(PUBLISHING, of("approved"), **DRAFTS),
        post(PUBLISHING, of("approved"), {}, **DRAFTS),
    ],
    "statements:planned": [get(SIGNED_IN, lists=True)],
    "statements:hold": [get(WORKING, of_brand), post(WORKING, of_brand, WHY)],
    "statements:lift": [get(SECOND_PERSON, held), post(SECOND_PERSON, held, WHY)],
    "statements:schedule": [
        get(PUBLISHING, of("approved"), **DRAFTS),
        post(PUBLISHING, of("approved"), lambda _w: {"due_at": due()}, **DRAFTS),
    ],
    "statements:status": [get(BRAND, of("published"))],
    "statements:correct": [
        get(WORKING, of("published")), post(WORKING, of("published"), NOTICE),
    ],
    "statements:retract": [
        get(WORKING, of("published")),
        post(WORKING, of("published"), {"what_we_said": "lô 12", **WHY}),
    ],
    "statements:act": _acts(),
}  # fmt: skip
