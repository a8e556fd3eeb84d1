"""Giving a brand the shipped scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.db import transaction

from drills.models import Inject, Scenario

if TYPE_CHECKING:
    from teams.models import Brand

SEED = Path(__file__).resolve().parent.parent / "seed"


@transaction.atomic
def seed(brand: Brand) -> None:
    """Add every shipped scenario the brand does not have yet; safe to repeat."""
    for path in sorted(SEED.glob("*.yaml")):
        _scenario(brand, yaml.safe_load(path.read_text("utf-8")))


def _scenario(brand: Brand, story: dict[str, Any]) -> None:
    facts = {
        **_both(story, "title", "brief"),
        **{name: story[name] for name in ("kind", "format", "minutes")},
    }
    scenario, made = Scenario.objects.get_or_create(brand=brand, slug=story["slug"], defaults=facts)
    if made:
        Inject.objects.bulk_create(
            Inject(
                scenario=scenario,
                order=place,
                key=row.get("key", f"inject-{place}"),
                at_minute=row["minute"],
                channel=row["channel"],
                player=row["player"],
                **_both(row, "persona", "content", "objective", "expected"),
            )
            for place, row in enumerate(story["injects"], 1)
        )


def _both(source: dict[str, Any], *names: str) -> dict[str, str]:
    """`title: {vi, en}` as the columns `title_vi` and `title_en`."""
    return {f"{name}_{code}": source[name][code] for name in names for code in ("vi", "en")}
