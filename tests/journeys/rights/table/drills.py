"""Rehearsals and readiness."""

from __future__ import annotations

from typing import Any

from tests.journeys.rights.policy import (
    ADMIN,
    BRAND,
    HEAD,
    INSIDERS,
    MANAGER,
    MEMBER,
    PREPARING,
    REHEARSING,
    STRANGER,
    only,
)
from tests.journeys.rights.rows import Rows, Stranger, get, post

SIGNED_IN = BRAND | {STRANGER}
#: In this world the manager has started the drill, and plays in it beside the member on duty.
CONTROL = only(MANAGER)
PLAYING = only(MANAGER, MEMBER)
#: Whoever started it, and who may stand in without playing: the member plays.
DRIVING = only(MANAGER, HEAD, ADMIN)
#: Nobody judges their own playing.
JUDGING = INSIDERS - {MEMBER}
MET = {"observed": "met"}


def row(name: str) -> Any:
    return lambda world: {"pk": getattr(world, name).pk}


def inject(world: Any) -> dict[str, int]:
    return {"pk": world.drill.pk, "inject": world.inject.pk}


def waiting(world: Any) -> dict[str, int]:
    run = world.drill.runs.filter(delivered_at=None).order_by("-pk")[0]
    return {"pk": world.drill.pk, "inject": run.pk}


def rehearsed_text(world: Any) -> dict[str, Any]:
    return {"pk": world.drill.pk, "words": world.rehearsed.slug}


def rehearsed_file(world: Any) -> dict[str, Any]:
    return {"pk": world.drill.pk, "digest": world.rehearsed_file.digest}


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
    "drills:pause": [post(DRIVING, row("drill"))],
    "drills:go_on": [post(DRIVING, row("drill"))],
    "drills:speed": [post(DRIVING, row("drill"), {"speed": 2})],
    "drills:branch": [post(DRIVING, row("drill"), {"branch": "B"})],
    "drills:posts": [get(PLAYING, row("drill"), seen_by=PLAYING)],
    "drills:put_in": [
        get(DRIVING, row("drill")),
        post(DRIVING, row("drill"), {"channel": "call", "content": "Chuông reo"}),
    ],
    "drills:send_now": [post(DRIVING, waiting)],
    "drills:end": [post(DRIVING, row("drill"))],
    "drills:score": [get(BRAND, row("drill"))],
    "drills:observe": [post(JUDGING, inject, MET)],
    "drills:score_live": [get(BRAND, row("drill"))],
    "drills:score_print": [get(BRAND, row("drill"))],
    "drills:score_csv": [get(BRAND, row("drill"))],
    "drills:score_xlsx": [get(BRAND, row("drill"))],
    "drills:compare": [get(BRAND, row("drill"))],
    "drills:compare_scenario": [get(BRAND, row("scenario"))],
    "drills:observers": [
        get(CONTROL, row("drill")), post(CONTROL, row("drill"), {"observers": []}),
    ],
    "drills:sandbox": [get(PLAYING, row("drill"))],
    "drills:held": [get(PLAYING, row("drill"))],
    "drills:sandbox_text": [get(PLAYING, rehearsed_text)],
    "drills:sandbox_file": [get(PLAYING, rehearsed_file)],
    "api-drills": [
        get(SIGNED_IN, lists=True), post(REHEARSING, body=free, stranger=Stranger.NAMED),
    ],
    "api-scenarios": [get(SIGNED_IN, lists=True)],
    "api-drill": [get(BRAND, row("drill"))],
    "api-drill-branch": [post(DRIVING, row("drill"), {"branch": "B"})],
    "api-drill-end": [post(DRIVING, row("drill"), {})],
    "api-inject": [post(JUDGING, inject, MET)],
    "api-readiness": [get(SIGNED_IN)],
}  # fmt: skip
