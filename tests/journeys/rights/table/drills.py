"""Rehearsals and readiness."""

from __future__ import annotations

from typing import Any

from tests.journeys.rights.policy import (
    BRAND,
    INSIDERS,
    MANAGER,
    MEMBER,
    PREPARING,
    REHEARSING,
    STRANGER,
    only,
)  # fmt: skip
from tests.journeys.rights.rows import Rows, Stranger, get, post

SIGNED_IN = BRAND | {STRANGER}
#: The drill of this world: whoever is on duty, and whoever started it.
PLAYING = only(MEMBER, MANAGER)
MET = {"observed": "met"}


def row(name: str) -> Any:
    return lambda world: {"pk": getattr(world, name).pk}


def inject(world: Any) -> dict[str, int]:
    return {"pk": world.drill.pk, "inject": world.inject.pk}


def waiting(world: Any) -> dict[str, int]:
    run = world.drill.runs.filter(delivered_at=None).order_by("-pk")[0]
    return {"pk": world.drill.pk, "inject": run.pk}


def free(world: Any) -> dict[str, int]:
    return {"scenario": world.free.pk}


def kind(world: Any) -> dict[str, str]:
    return {"slug": world.playbook.slug}


def owner(world: Any) -> dict[str, int]:
    return {"owner": world.people[MANAGER].pk}


ROWS: Rows = {
    "drills:list": [get(SIGNED_IN, lists=True)],
    "drills:readiness": [get(SIGNED_IN)],
    "drills:readiness_print": [get(SIGNED_IN)],
    "drills:readiness_type": [get(BRAND, kind)],
    "drills:gaps": [get(SIGNED_IN)],
    "drills:leave_gap": [get(PREPARING, row("gap")), post(PREPARING, row("gap"), {"reason": "x"})],
    "drills:give_gap": [get(PREPARING, row("gap")), post(PREPARING, row("gap"), owner)],
    "drills:scenario": [get(BRAND, row("scenario"))],
    "drills:start": [get(REHEARSING, row("free")), post(REHEARSING, row("free"), {"note": "A"})],
    "drills:run": [get(BRAND, row("drill"))],
    "drills:live": [get(BRAND, row("drill"))],
    "drills:pause": [post(REHEARSING, row("drill"))],
    "drills:go_on": [post(REHEARSING, row("drill"))],
    "drills:speed": [post(REHEARSING, row("drill"), {"speed": 2})],
    "drills:branch": [post(REHEARSING, row("drill"), {"branch": "B"})],
    "drills:posts": [get(PLAYING, row("drill"), seen_by=PLAYING)],
    "drills:put_in": [
        get(REHEARSING, row("drill")),
        post(REHEARSING, row("drill"), {"channel": "call", "content": "Chuông reo"}),
    ],
    "drills:send_now": [post(REHEARSING, waiting)],
    "drills:end": [post(REHEARSING, row("drill"))],
    "drills:score": [get(BRAND, row("drill"))],
    "drills:observe": [post(INSIDERS, inject, MET)],
    "api-drills": [
        get(SIGNED_IN, lists=True), post(REHEARSING, body=free, stranger=Stranger.NAMED),
    ],
    "api-scenarios": [get(SIGNED_IN, lists=True)],
    "api-drill": [get(BRAND, row("drill"))],
    "api-drill-branch": [post(REHEARSING, row("drill"), {"branch": "B"})],
    "api-drill-end": [post(REHEARSING, row("drill"), {})],
    "api-inject": [post(INSIDERS, inject, MET)],
    "api-readiness": [get(SIGNED_IN)],
}  # fmt: skip
