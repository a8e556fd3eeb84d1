"""The first day, the sample and help: what an admin prepares, and what everybody may read."""

from __future__ import annotations

from typing import Any

from tests.journeys.rights.policy import ADMINS, BRAND, NOBODY, STRANGER
from tests.journeys.rights.rows import Rows, Stranger, get, post

SIGNED_IN = BRAND | {STRANGER}
OWN = {"stranger": Stranger.OWN}
WHY = {"reason": "Chưa có đường dây nóng"}
NAMES = {"name": "Sao Mai", "short_name": "Sao Mai", "hotline": "1900"}


def step(_world: Any) -> dict[str, str]:
    return {"name": "brand"}


def topic(_world: Any) -> dict[str, str]:
    return {"key": "home"}


def place(world: Any) -> dict[str, int]:
    return {"pk": world.place.pk}


def version(world: Any) -> dict[str, int]:
    return {"pk": world.published.pk}


def no_code(_world: Any) -> dict[str, str]:
    """A desk with people has no door of this kind, whatever the code."""
    from desk.firstday import setting_up

    return {"code": setting_up.code()}


ROWS: Rows = {
    "setup": [get(NOBODY, no_code, refusal=404), post(NOBODY, no_code, refusal=404)],
    "desk:first-day": [get(SIGNED_IN)],
    "desk:first-day-step": [get(ADMINS, step, **OWN), post(ADMINS, step, NAMES, **OWN)],
    "desk:first-day-skip": [get(ADMINS, step, **OWN), post(ADMINS, step, WHY, **OWN)],
    "desk:first-day-again": [post(ADMINS, step, **OWN)],
    "desk:first-day-link": [post(ADMINS, place)],
    "desk:first-day-look-over": [post(ADMINS, version)],
    "desk:sample": [get(ADMINS, **OWN)],
    "desk:sample-load": [post(ADMINS, **OWN)],
    # Nothing is loaded in this world: an admin finds nothing to enter.
    "desk:sample-enter": [post(NOBODY, seen_by=BRAND - ADMINS, **OWN)],
    "desk:sample-leave": [post(SIGNED_IN)],
    "desk:sample-remove": [post(ADMINS, **OWN)],
    "desk:help": [get(SIGNED_IN)],
    "desk:help-topic": [get(SIGNED_IN, topic, **OWN)],
}
