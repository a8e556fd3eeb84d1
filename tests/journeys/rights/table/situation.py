"""Situation reports, people who follow without an account, and reports of staff."""

from __future__ import annotations

from typing import Any

from tests.journeys.rights.policy import (
    ADMINS,
    BRAND,
    INSIDERS,
    LEAD_OR_MANAGER,
    MEMBER,
    PUBLIC,
    RUNNING,
    STRANGER,
    WORKING,
)
from tests.journeys.rights.rows import Rows, Stranger, get, post
from tests.journeys.rights.table.incidents import WHY, of, page

case, told, fresh = of("responding"), of("contained"), of("verifying")


def sent(world: Any) -> dict[str, Any]:
    return {**told(world), "number": world.situation.number}


def link(world: Any) -> dict[str, Any]:
    return {**told(world), "pk": world.link.pk}


def stakeholder(world: Any) -> dict[str, Any]:
    return {"stakeholder": world.stakeholder.pk}


def recipients(world: Any) -> dict[str, Any]:
    return {"edition": world.situation_draft.edition, "people": [world.people[MEMBER].pk]}


def token(world: Any) -> dict[str, Any]:
    return {"token": world.door.token}


def row(name: str) -> Any:
    return lambda world: {"pk": getattr(world, name).pk}


def door(act: str) -> Any:
    return lambda _world: {"act": act}


WORDS = {"text_vi": "Đang kiểm tra.", "text_en": "", "edition": "1"}
SEEN = {"once": "0123456789abcdef01234567", "text": "Thấy trong nhóm"}
OWN = {"stranger": Stranger.OWN}
#: The other brand has no form that is open.
UNSEEN = {"stranger": Stranger.UNSEEN}
LIST = {"name": "Cơ quan chức năng"}

ROWS: Rows = {
    "incidents:situation": page(BRAND),
    "incidents:situation-begin": [post(WORKING, fresh)],
    "incidents:situation-draft": [get(WORKING, case), post(WORKING, case, WORDS)],
    "incidents:situation-again": [post(WORKING, case)],
    "incidents:situation-discard": [post(WORKING, case)],
    "incidents:situation-send": [
        get(LEAD_OR_MANAGER, case), post(LEAD_OR_MANAGER, case, recipients),
    ],
    "incidents:situation-leave-out": [
        get(LEAD_OR_MANAGER, case), post(LEAD_OR_MANAGER, case, WHY),
    ],
    "incidents:situation-link": [post(LEAD_OR_MANAGER, told, stakeholder)],
    "incidents:situation-link-end": [post(LEAD_OR_MANAGER, link)],
    "incidents:situation-report": [get(BRAND, sent)],
    "incidents:situation-print": [get(BRAND, sent)],
    "api-situation-reports": page(BRAND),
    "follow": [get(PUBLIC, lambda world: {"token": world.link_token})],
    "staff-form": [get(PUBLIC, token), post(PUBLIC, token, SEEN)],
    "staff-look-up": [get(PUBLIC)],
    "staff-state": [get(PUBLIC, lambda world: {"reference": world.staff_report.reference})],
    "monitoring:staff": [get(INSIDERS | {STRANGER}, lists=True)],
    "monitoring:staff-door": [
        post(ADMINS, door("open"), label="open", **OWN),
        post(ADMINS, door("close"), label="close", **OWN),
        post(ADMINS, door("renew"), label="renew", **OWN),
    ],
    "monitoring:staff-poster": [get(INSIDERS, **UNSEEN)],
    "monitoring:staff-code": [get(INSIDERS, **UNSEEN)],
    "monitoring:staff-picture": [get(INSIDERS, row("staff_report"))],
    "monitoring:staff-forget": [post(RUNNING, row("staff_report"))],
    "playbooks:new_list": [get(ADMINS), post(ADMINS, body=LIST)],
    "playbooks:stakeholder_list": [
        get(ADMINS, row("list")), post(ADMINS, row("list"), LIST),
    ],
    "playbooks:remove_list": [post(ADMINS, row("list"))],
}  # fmt: skip
