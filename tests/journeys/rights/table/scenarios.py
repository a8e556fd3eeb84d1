"""Scenarios: written by managers and admins, read ahead by them alone."""

from __future__ import annotations

from typing import Any

from drills import story
from drills.services import scenarios
from tests.journeys.rights.policy import BRAND, PREPARING, STRANGER
from tests.journeys.rights.rows import Rows, Stranger, get, post, put

FACTS = {"title_vi": "Mới", "format": "tabletop", "minutes": 30}
INJECT = {
    "minute": 5, "channel": "call", "arrives": "note",
    "persona_vi": "Khách", "content_vi": "Gọi", "expected_vi": "Nghe",
}  # fmt: skip


def free(world: Any) -> dict[str, int]:
    return {"pk": world.free.pk}


def piece(world: Any) -> dict[str, int]:
    return {"pk": world.free.pk, "inject": world.piece.pk}


def seen(world: Any) -> dict[str, Any]:
    return {**INJECT, "seen": story.mark(world.piece)}


def file(world: Any) -> dict[str, str]:
    return {"text": scenarios.export(world.free).replace("slug: nhap", "slug: khac")}


def parcel(world: Any) -> dict[str, str]:
    return {"yaml": scenarios.export(world.free), "brand": world.brand.slug}


def told(world: Any) -> dict[str, Any]:
    return {"story": story.document(world.free)}


ROWS: Rows = {
    "drills:scenarios": [get(BRAND | {STRANGER}, lists=True)],
    "drills:new_scenario": [get(PREPARING), post(PREPARING, body=FACTS)],
    "drills:import_scenario": [get(PREPARING), post(PREPARING, body=file)],
    "drills:edit_scenario": [get(PREPARING, free), post(PREPARING, free, FACTS)],
    "drills:export_scenario": [get(PREPARING, free)],
    "drills:print_scenario": [get(PREPARING, free)],
    "drills:preview_scenario": [get(PREPARING, free)],
    "drills:duplicate_scenario": [post(PREPARING, free)],
    "drills:copy_scenario": [get(PREPARING, free)],
    "drills:retire_scenario": [post(PREPARING, free)],
    "drills:bring_back_scenario": [post(PREPARING, free)],
    "drills:story": [get(PREPARING, free)],
    "drills:add_inject": [get(PREPARING, free), post(PREPARING, free, INJECT)],
    "drills:edit_inject": [get(PREPARING, piece), post(PREPARING, piece, seen)],
    "drills:repeat_inject": [post(PREPARING, piece)],
    "drills:move_inject": [post(PREPARING, piece, {"before": ""})],
    "drills:remove_inject": [post(PREPARING, piece)],
    "api-scenario": [get(BRAND, free), put(PREPARING, free, told)],
    "api-scenario-export": [get(PREPARING, free)],
    "api-scenario-import": [post(PREPARING, body=parcel, stranger=Stranger.NAMED)],
    "api-scenario-retire": [post(PREPARING, free, {})],
}
