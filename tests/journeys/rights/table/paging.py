"""Pages, policies and whether the desk is well."""

from __future__ import annotations

from typing import Any

from tests.journeys.rights.policy import (
    ADMINS,
    BRAND,
    EXECUTIVE,
    INSIDERS,
    PUBLIC,
    RUNNING,
    STRANGER,
)
from tests.journeys.rights.rows import Rows, Stranger, get, post

SIGNED_IN = BRAND | {STRANGER}


def page(world: Any) -> dict[str, Any]:
    return {"pk": world.page.pk}


def policy(world: Any) -> dict[str, Any]:
    return {"pk": world.policy.pk}


def token(world: Any) -> dict[str, str]:
    return {"token": world.page_token}


def passed_on(world: Any) -> dict[str, Any]:
    return {"person": world.people[EXECUTIVE].pk}


POLICY = {
    "name": "Cuối tuần", "repeats": "1", "keep_every": "10", "time_zone": "Asia/Ho_Chi_Minh",
    "quiet_from": "", "quiet_until": "", "steps": "1", "step0-targets": ["duty"],
    "step0-critical": "5", "step0-high": "10", "step0-moderate": "30", "step0-watch": "240",
}  # fmt: skip

ROWS: Rows = {
    "teams:pages": [get(INSIDERS, lists=True)],
    "teams:page": [get(INSIDERS, page)],
    "teams:page_answer": [post(INSIDERS, page)],
    "teams:page_cannot": [post(INSIDERS, page)],
    "teams:page_pass": [post(INSIDERS, page, passed_on)],
    "teams:page_put_off": [post(INSIDERS, page, {"minutes": "10"})],
    "teams:page_stop": [post(RUNNING, page)],
    # The link is its own right: it is bound to one person and page, and signed.
    "page_link": [get(PUBLIC, token), post(PUBLIC, token)],
    "teams:policies": [get(INSIDERS, lists=True)],
    "teams:policy_new": [
        get(RUNNING, stranger=Stranger.OWN),
        post(RUNNING, body=POLICY, stranger=Stranger.OWN),
    ],
    "teams:policy_adopt": [post(RUNNING, stranger=Stranger.OWN)],
    "teams:policy": [get(RUNNING, policy), post(RUNNING, policy, POLICY)],
    "teams:policy_remove": [post(RUNNING, policy)],
    "teams:watch": [get(ADMINS)],
    # A viewer's list is empty.
    "policy-list": [get(SIGNED_IN)],
    "policy-detail": [get(INSIDERS, policy, seen_by=INSIDERS)],
}
