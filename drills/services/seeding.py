"""Giving a brand the shipped scenarios."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from drills.models import Scenario
from drills.services import scenarios

if TYPE_CHECKING:
    from teams.models import Brand

SEED = Path(__file__).resolve().parent.parent / "seed"


@transaction.atomic
def seed(brand: Brand) -> None:
    """Add every shipped scenario the brand does not have yet; safe to repeat."""
    there = set(Scenario.objects.filter(brand=brand).values_list("slug", flat=True))
    scenarios.plant_all(brand, [told for told in shipped() if told["slug"] not in there])


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    """The files of this version, read once."""
    return tuple(scenarios.read(path.read_text("utf-8")) for path in sorted(SEED.glob("*.yaml")))
