"""What is open to everybody: the door, the newsroom, the machine's own questions."""

from __future__ import annotations

from typing import Any

from tests.journeys.rights.policy import ANONYMOUS, BRAND, NOBODY, PUBLIC, STRANGER, VIEWER
from tests.journeys.rights.rows import Rows, get, post

SIGNED_IN = BRAND | {STRANGER}
#: Reading the whole description is slow, and the same for everybody.
FEW = (ANONYMOUS, VIEWER, STRANGER)
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def newsroom(world: Any) -> dict[str, str]:
    return {"slug": world.brand.slug}


ROWS: Rows = {
    "healthz": [get(PUBLIC)],
    "readyz": [get(PUBLIC, roles=FEW)],
    "metrics": [
        get(PUBLIC, label="from this machine"),
        get(NOBODY, label="from elsewhere", extra=ELSEWHERE, refusal=401),
    ],
    "schema": [get(PUBLIC, roles=FEW)],
    "docs": [get(PUBLIC, roles=FEW)],
    "set_language": [post(PUBLIC, body={"language": "en"})],
    "theme": [post(PUBLIC, body={"theme": "dark"})],
    "account_login": [get(PUBLIC), post(PUBLIC)],
    "account_logout": [get(PUBLIC), post(PUBLIC)],
    "account_inactive": [get(PUBLIC)],
    "account_signup": [get(PUBLIC), post(PUBLIC)],
    "account_reauthenticate": [get(SIGNED_IN), post(SIGNED_IN)],
    "account_change_password": [get(SIGNED_IN), post(SIGNED_IN)],
    "account_set_password": [get(SIGNED_IN), post(SIGNED_IN)],
    "account_reset_password": [get(PUBLIC), post(PUBLIC)],
    "account_reset_password_done": [get(PUBLIC)],
    "account_reset_password_from_key": [get(PUBLIC, lambda _w: {"uidb36": "1", "key": "2-3"})],
    "account_reset_password_from_key_done": [get(PUBLIC)],
    "newsroom:index": [get(PUBLIC)],
    "newsroom:brand": [get(PUBLIC, newsroom)],
    "newsroom:atom": [get(PUBLIC, newsroom)],
    "newsroom:json": [get(PUBLIC, newsroom)],
    "newsroom:file": [
        get(
            PUBLIC,
            lambda w: {**newsroom(w), "digest": w.words["published"].version_said.attachments[0]},
        )
    ],
    "newsroom:statement": [
        get(PUBLIC, lambda w: {**newsroom(w), "words": w.words["published"].slug})
    ],
}
