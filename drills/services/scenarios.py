"""Scenarios from the first line to retirement; each is one transaction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import fold, nfc
from drills import schema, story
from drills.models import Inject, Scenario
from drills.services import stories
from playbooks.services.yaml_files import checked, dump
from teams.models import Brand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from teams.models import User


def read(text: str) -> dict[str, Any]:
    """The story in a file, or a ValidationError that names places and lines."""
    return checked(text, schema.clean)


def export(scenario: Scenario) -> str:
    """The scenario as a file worth keeping in git: importing it gives the same bytes again."""
    return dump(story.spare(story.document(scenario)))


@transaction.atomic
def create(brand: Brand, *, actor: User, **facts: Any) -> Scenario:
    """Begin a scenario without any inject."""
    require(actor, "drills.write", brand)
    return Scenario.objects.create(brand=brand, **_named(brand, facts))


@transaction.atomic
def change(scenario: Scenario, *, actor: User, **facts: Any) -> Scenario:
    """Other facts; its identifier stays, for files and drills know it by that."""
    scenario = stories.writable(scenario, actor)
    for name, value in facts.items():
        setattr(scenario, name, _tidy(value))
    scenario.save()
    return scenario


@transaction.atomic
def copy(scenario: Scenario, *, actor: User, brand: Brand | None = None) -> Scenario:
    """The same story once more, for this brand or another; drills stay with the first."""
    brand = brand or scenario.brand
    require(actor, "drills.read_script", scenario)
    require(actor, "drills.write", brand)
    told = story.document(scenario)
    made = {**told, "slug": free_slug(brand, scenario.slug)}
    if brand == scenario.brand:
        made["title"] = _as_copy(told["title"])
    return plant(brand, made)


def plant(brand: Brand, told: dict[str, Any]) -> Scenario:
    """A new scenario with this checked story."""
    return plant_all(brand, [told])[0]


def plant_all(brand: Brand, stories_told: Sequence[dict[str, Any]]) -> list[Scenario]:
    """Several of them, in as few questions as one."""
    made = Scenario.objects.bulk_create(
        Scenario(brand=brand, slug=told["slug"], **story.facts(told)) for told in stories_told
    )
    Inject.objects.bulk_create(
        Inject(scenario=scenario, order=place, **story.inject_columns(row))
        for scenario, told in zip(made, stories_told, strict=True)
        for place, row in enumerate(sorted(told["injects"], key=lambda row: row["minute"]), 1)
    )
    return made


@transaction.atomic
def take_in(brand: Brand, text: str, *, actor: User) -> Scenario:
    """A file becomes a scenario; one that the brand has by this identifier becomes what it says."""
    require(actor, "drills.write", brand)
    told = read(text)
    there = Scenario.objects.filter(brand=brand, slug=told["slug"]).first()
    return plant(brand, told) if there is None else rewrite(there, told, actor=actor)


@transaction.atomic
def rewrite(scenario: Scenario, told: dict[str, Any], *, actor: User) -> Scenario:
    """Make a scenario what a checked document says; its identifier stays."""
    scenario = stories.writable(scenario, actor)
    require(actor, "drills.read_script", scenario)
    if told["slug"] != scenario.slug:
        raise ValidationError({"slug": _("The identifier of a scenario stays as it is.")})
    for name, value in story.facts(told).items():
        setattr(scenario, name, value)
    scenario.save()
    stories.write(scenario, told["injects"])
    return scenario


@transaction.atomic
def retire(scenario: Scenario, *, actor: User) -> Scenario:
    """Rehearse it no more; its drills and their sheets stay."""
    scenario = stories.writable(scenario, actor)
    if scenario.retired_at is None:
        scenario.retired_at = now()
        scenario.save(update_fields=["retired_at"])
    return scenario


@transaction.atomic
def bring_back(scenario: Scenario, *, actor: User) -> Scenario:
    """Rehearse a retired one again."""
    require(actor, "drills.write", scenario)
    scenario = lock(scenario)
    scenario.retired_at = None
    scenario.save(update_fields=["retired_at"])
    return scenario


def refuse_untellable(scenario: Scenario) -> None:
    """A drill does not start with a story that is retired, empty or contradicts itself."""
    if scenario.retired_at is not None:
        raise Blocked([Refusal("retired", _("This scenario is retired."))])
    found = schema.errors(story.document(scenario))
    if stopping := [f"{place} {words}" for place, words in found if schema.stops(place)]:
        raise Blocked([Refusal("untellable", sentence) for sentence in stopping])


def free_slug(brand: Brand, wanted: str) -> str:
    """`wanted`, or the first of its successors that the brand has not given away."""
    taken = set(Scenario.objects.filter(brand=brand).values_list("slug", flat=True))
    slug, number = wanted, 2
    while slug in taken:
        slug = f"{wanted[:55]}_{number}"
        number += 1
    return slug


def _named(brand: Brand, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with an identifier: the one that was given, else one from the title."""
    found = {name: _tidy(value) for name, value in facts.items()}
    given = found.pop("slug", "")
    if given and Scenario.objects.filter(brand=brand, slug=given).exists():
        raise ValidationError({"slug": _("Another scenario has this identifier.")})
    plain = re.sub(r"[^a-z0-9]+", "_", fold(found["title_vi"]))[:55].strip("_")
    return {**found, "slug": given or free_slug(brand, plain or "scenario")}


def _tidy(value: Any) -> Any:
    return nfc(value).strip() if isinstance(value, str) else value


def _as_copy(title: dict[str, str]) -> dict[str, str]:
    return {
        "vi": f"{title['vi'][:190]} (bản sao)",
        "en": f"{title['en'][:190]} (copy)" if title["en"] else "",
    }
