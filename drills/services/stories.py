"""Writing the story of a scenario, piece by piece or all at once.

Drills keep what they were: a piece that was used in one is never changed. It leaves the story, and
a new row takes its place. While a drill runs, its story stands still.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal, Stale
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from drills import schema, story
from drills.models import Inject

if TYPE_CHECKING:
    from drills.models import Scenario
    from teams.models import User

#: Places are dealt anew behind all others, so that no two rows ever share one.
_ASIDE = 10_000


def writable(scenario: Scenario, actor: User) -> Scenario:
    """The scenario, locked, if the actor may write it and no drill of it runs."""
    require(actor, "drills.write", scenario)
    scenario = lock(scenario)
    if scenario.drills.running().exists():
        sentence = _("A drill of this scenario is running. Its story can be changed afterwards.")
        raise Blocked([Refusal("running", sentence)])
    return scenario


@transaction.atomic
def add(
    scenario: Scenario, *, actor: User, row: dict[str, Any], after: Inject | None = None
) -> Inject:
    """Put a new piece into the story, at its minute; of several in one minute behind `after`."""
    scenario = writable(scenario, actor)
    told = list(scenario.story())
    row = schema.clean_inject({**row, "key": row.get("key") or free_key(scenario)})
    made = _create(scenario, row, len(told) + 1)
    _arrange(_placed(told, made, after))
    return made


@transaction.atomic
def change(inject: Inject, *, actor: User, row: dict[str, Any], seen: str = "") -> Inject:
    """Say it differently; `seen` is the `mark` of what the writer had before their eyes."""
    scenario = writable(inject.scenario, actor)
    inject = _current(inject)
    if seen and seen != story.mark(inject):
        raise Stale(0)
    told = list(scenario.story())
    place = next(n for n, other in enumerate(told) if other.pk == inject.pk)
    del told[place]
    minute = inject.at_minute
    changed = _change(inject, schema.clean_inject({**row, "key": inject.key}))
    if changed.at_minute == minute:
        _arrange([*told[:place], changed, *told[place:]])
    else:
        _arrange(_placed(told, changed, None))
    return changed


@transaction.atomic
def move(inject: Inject, *, actor: User, before: Inject | None) -> Inject:
    """Let it come before another, or last; its minute follows only as far as it must."""
    scenario = writable(inject.scenario, actor)
    inject = _current(inject)
    if before is not None and before.pk == inject.pk:
        return inject
    told = [other for other in scenario.story() if other.pk != inject.pk]
    place = len(told)
    if before is not None:
        place = next((n for n, other in enumerate(told) if other.pk == before.pk), place)
    minute = inject.at_minute
    if place > 0:
        minute = max(minute, told[place - 1].at_minute)
    if place < len(told):
        minute = min(minute, told[place].at_minute)
    moved = _change(inject, {**story.inject_document(inject), "minute": minute})
    _arrange([*told[:place], moved, *told[place:]])
    return moved


@transaction.atomic
def repeat(inject: Inject, *, actor: User) -> Inject:
    """The same piece once more, right behind it."""
    row = {**story.inject_document(inject), "key": ""}
    return add(inject.scenario, actor=actor, row=row, after=inject)


@transaction.atomic
def remove(inject: Inject, *, actor: User) -> None:
    """Take it out of the story; drills that told it keep it."""
    scenario = writable(inject.scenario, actor)
    _leave(_current(inject))
    _arrange(list(scenario.story()))


def write(scenario: Scenario, rows: list[dict[str, Any]]) -> None:
    """Make the story what a file says; the caller holds the scenario and has checked the rows.

    Pieces are known by their key, so that those which say the same stay the rows they are.
    """
    # What control put in by hand was once given a key; it is no piece of the story and needs none.
    scenario.injects.exclude(only_for=None).exclude(key="").update(key="")
    there = {inject.key: inject for inject in scenario.story()}
    rows = sorted(rows, key=lambda row: row["minute"])
    for gone in there.keys() - {row["key"] for row in rows}:
        _leave(there[gone])
    _arrange(
        [
            _change(there[row["key"]], row)
            if row["key"] in there
            else _create(scenario, row, _ASIDE * 2 + place)
            for place, row in enumerate(rows)
        ]
    )


def free_key(scenario: Scenario) -> str:
    """A name that no piece of the story has, nor ever had."""
    taken = set(scenario.injects.values_list("key", flat=True))
    number = len(taken) + 1
    while f"inject-{number}" in taken:
        number += 1
    return f"inject-{number}"


def _current(inject: Inject) -> Inject:
    """The piece as it stands; one that has left the story meanwhile cannot be written."""
    inject = lock(inject)
    if inject.left_at is not None or inject.only_for_id is not None:
        raise Stale(0)
    return inject


def _create(scenario: Scenario, row: dict[str, Any], order: int) -> Inject:
    return Inject.objects.create(scenario=scenario, order=order, **story.inject_columns(row))


def _change(inject: Inject, row: dict[str, Any]) -> Inject:
    columns = story.inject_columns(row)
    if columns == story.columns_of(inject):
        return inject
    if inject.runs.exists():
        _leave(inject)
        return _create(inject.scenario, row, inject.order)
    for name, value in columns.items():
        setattr(inject, name, value)
    inject.save(update_fields=list(columns))
    return inject


def _leave(inject: Inject) -> None:
    if inject.runs.exists():
        inject.left_at = now()
        inject.save(update_fields=["left_at"])
    else:
        inject.delete()


def _placed(told: list[Inject], inject: Inject, after: Inject | None) -> list[Inject]:
    """`told` with the inject at its minute: behind `after` if that is possible, else last."""
    place = sum(other.at_minute <= inject.at_minute for other in told)
    if after is not None:
        wanted = next((n + 1 for n, other in enumerate(told) if other.pk == after.pk), place)
        fits = all(o.at_minute <= inject.at_minute for o in told[:wanted])
        place = wanted if fits and all(o.at_minute >= inject.at_minute for o in told[wanted:]) else place  # fmt: skip
    return [*told[:place], inject, *told[place:]]


def _arrange(told: list[Inject]) -> None:
    """Deal the places 1, 2, 3 … in this order."""
    if all(inject.order == place for place, inject in enumerate(told, 1)):
        return
    Inject.objects.filter(pk__in=[i.pk for i in told]).update(order=F("order") + _ASIDE)
    for place, inject in enumerate(told, 1):
        inject.order = place
    Inject.objects.bulk_update(told, ["order"])
