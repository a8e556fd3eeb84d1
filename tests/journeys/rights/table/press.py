"""The press list: who reads, changes, exports and erases addresses of journalists."""

from __future__ import annotations

from typing import Any

from newsroom.services.subscribing import link_token
from tests.journeys.rights.policy import PUBLIC, PUBLISHING, RUNNING, SEEING_PRESS
from tests.journeys.rights.rows import Rows, get, post

WHY = {"reason": "có lý do"}


def contact(world: Any) -> dict[str, Any]:
    return {"pk": world.journalist.pk}


def doing(name: str) -> Any:
    return lambda world: {**contact(world), "name": name}


def group(world: Any) -> dict[str, Any]:
    return {"pk": world.press_group.pk}


def brand(world: Any) -> dict[str, str]:
    return {"slug": world.brand.slug}


def link(world: Any) -> dict[str, str]:
    return {**brand(world), "token": link_token(world.subscriber)}


def own(world: Any) -> dict[str, str]:
    return {**brand(world), "token": world.subscriber.token}


def table(world: Any) -> dict[str, Any]:
    return {"pk": world.press_import.pk}


def published(world: Any) -> dict[str, str]:
    return {"reference": world.words["published"].reference}


ADDRESS = {"email": "moi@bao.example"}

ROWS: Rows = {
    "statements:press": [get(SEEING_PRESS)],
    "statements:press-new": [get(PUBLISHING), post(PUBLISHING, body=ADDRESS)],
    "statements:press-groups": [
        get(SEEING_PRESS), post(PUBLISHING, body={"name": "Nhóm mới"}),
    ],
    "statements:press-group": [
        get(PUBLISHING, group), post(PUBLISHING, group, {"name": "Tên khác"}),
    ],
    "statements:press-export": [get(RUNNING)],
    "statements:press-import": [get(PUBLISHING)],
    "statements:press-import-file": [get(PUBLISHING, table), post(PUBLISHING, table, {})],
    "statements:press-contact": [
        get(SEEING_PRESS, contact), post(PUBLISHING, contact, ADDRESS),
    ],
    "statements:press-act": [
        get(PUBLISHING, doing("suspend"), label="suspend"),
        post(PUBLISHING, doing("suspend"), WHY, label="suspend"),
        get(RUNNING, doing("erase"), label="erase"),
        post(RUNNING, doing("erase"), {}, label="erase"),
    ],
    "statements:press-letters": [get(SEEING_PRESS, published)],
    "api-press-contacts": [
        get(SEEING_PRESS, brand), post(PUBLISHING, brand, {"email": "moi@bao.example"}),
    ],
    "api-press-groups": [get(SEEING_PRESS, brand)],
    "api-press-mail": [get(SEEING_PRESS, lambda w: {"pk": str(w.words["published"].pk)})],
    "newsroom-care": [get(RUNNING), post(RUNNING, body={"email": "ai@bao.example"})],
    "newsroom:subscribe": [
        get(PUBLIC, brand), post(PUBLIC, brand, {"email": "ai@bao.example", "reads": "vi"}),
    ],
    "newsroom:subscribed": [get(PUBLIC, brand)],
    "newsroom:confirm": [get(PUBLIC, link), post(PUBLIC, link)],
    "newsroom:leave": [get(PUBLIC, own), post(PUBLIC, own)],
    "press:leave": [
        get(PUBLIC, lambda w: {"token": w.press_letter.token}),
        post(PUBLIC, lambda w: {"token": w.press_letter.token}),
    ],
}  # fmt: skip
