"""Buttons of rows: what "steps:3:up" does to the lists of a page."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from playbooks.checks import MOST_ROWS
from playbooks.forms.guidance import RecordRow
from playbooks.forms.sections import BY_KEY

if TYPE_CHECKING:
    from playbooks.forms.rows import Raw

Lists = dict[str, list["Raw"]]
STEP = {"up": -1, "down": 1}


def carry_out(lists: Lists, places: dict[str, dict[str, int]], command: str) -> str:
    """Do what the button says; returns the prefix of the row where the writer's hand is then.

    A command names its row by the number it had on the page; `places` tells where that stands.
    """
    key, number, verb, detail = (*command.split(":", 3), "", "", "", "")[:4]
    if key not in lists:
        return ""
    if verb == "add":
        return _added(lists, key, detail)
    at = places.get(key, {}).get(number)
    return "" if at is None else _changed(lists, key, at, (verb, detail))


def _changed(lists: Lists, key: str, at: int, press: tuple[str, str]) -> str:
    """What a button does to the row that it stands in."""
    found, (verb, detail) = lists[key], press
    if verb in STEP:
        return f"{key}-{_moved(lists, key, at, STEP[verb])}"
    if verb == "remove":
        del found[at]
        return f"{key}-{at}"
    if verb == "copy" and len(found) < MOST_ROWS:
        found.insert(at + 1, fresh(found[at], found))
        return f"{key}-{at + 1}"
    return _record(found[at], f"{key}-{at}", verb, detail) if "records" in found[at] else ""


def _added(lists: Lists, key: str, section: str) -> str:
    found = lists[key]
    if len(found) >= MOST_ROWS:
        return ""
    row = fresh(BY_KEY[key].row.blank, found)
    found.append(row)
    if key == "steps":
        row["section"] = section
        put_in_sections(lists)
    return f"{key}-{_place(row, found)}"


def _place(row: Raw, found: list[Raw]) -> int:
    """By identity, not equality: two new rows look alike."""
    return next(at for at, other in enumerate(found) if other is row)


def fresh(like: Raw, found: list[Raw]) -> Raw:
    """A copy whose identifier no other row has."""
    row = deepcopy(like)
    if "key" not in row:
        return row
    taken = {other["key"] for other in found}
    stem = row["key"].rstrip("0123456789").rstrip("_") or row["key"]
    numbers = range(len(found) + 1, len(found) + MOST_ROWS + 2)
    row["key"] = next(f"{stem[:55]}_{n}" for n in numbers if f"{stem[:55]}_{n}" not in taken)
    return row


def _moved(lists: Lists, key: str, at: int, step: int) -> int:
    """Let a row change places with its neighbour; a step at the edge goes over to the next section."""
    found = lists[key]
    if key == "steps" and (over := _next_section(lists, at, step)) is not None:
        row = found[at]
        row["section"] = over
        put_in_sections(lists)
        return _place(row, found)
    target = at + step
    if not 0 <= target < len(found):
        return at
    found[at], found[target] = found[target], found[at]
    return target


def _next_section(lists: Lists, at: int, step: int) -> str | None:
    """The section behind the edge that the step stands at; None where it stands at none."""
    found, order = lists["steps"], section_order(lists)
    here = _section_of(found[at], order)
    target = at + step
    if 0 <= target < len(found) and _section_of(found[target], order) == here:
        return None
    beyond = order.index(here) + step
    return order[beyond] if 0 <= beyond < len(order) else None


def section_order(lists: Lists) -> list[str]:
    """Sections in their order; the steps that stand in none come first."""
    return ["", *dict.fromkeys(row["key"] for row in lists.get("sections", ()) if row["key"])]


def _section_of(row: Raw, order: list[str]) -> str:
    return row["section"] if row["section"] in order else ""


def put_in_sections(lists: Lists) -> None:
    """Put the steps in the order of their sections; within one they keep theirs."""
    order = section_order(lists)
    lists["steps"].sort(key=lambda row: order.index(_section_of(row, order)))


def groups(lists: Lists) -> list[tuple[str, list[int]]]:
    """Sections with the places of their steps; a plan without sections has one group."""
    order = section_order(lists)
    steps = lists["steps"]
    return [
        (name, [at for at, row in enumerate(steps) if _section_of(row, order) == name])
        for name in order
    ]


def mixed(sections: list[str], pattern: list[str]) -> list[int]:
    """The places of steps, put into a stored pattern of sections as far as it reaches.

    Steps that the pattern has no room for follow the last of their section.
    """
    waiting = {name: [at for at, own in enumerate(sections) if own == name] for name in sections}
    found: list[int] = []
    for at, name in enumerate(pattern):
        queue = waiting.get(name, [])
        is_last = name not in pattern[at + 1 :]
        found += queue if is_last else queue[:1]
        waiting[name] = [] if is_last else queue[1:]
    rest = sorted(at for queue in waiting.values() for at in queue)
    return found + rest


def _record(row: Raw, prefix: str, verb: str, detail: str) -> str:
    """Add or drop one of the things that are written down with a step."""
    records = row["records"]
    if verb == "add_field" and len(records) < MOST_ROWS:
        records.append(fresh(RecordRow.blank, records))
        return f"{prefix}-records-{len(records) - 1}"
    numbers = {str(at): at for at in range(len(records))}
    if verb == "drop_field" and detail in numbers:
        del records[numbers[detail]]
    return prefix
