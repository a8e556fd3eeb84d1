"""Fields of a tool's JSON by their path: `data.items[].message`.

A path is names between dots; `[]` behind a name means every entry of that list. All paths that
hold `[]` must share the part up to the last one: that list is the list of mentions. Paths without
it say something for all of them. A name that holds a dot is written in quotes: `"a.b".text`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from monitoring.intake import dates
from monitoring.intake.clean import FIELDS, REQUIRED
from monitoring.intake.headers import SYNONYMS, key
from monitoring.intake.plan import readable

LONGEST = 200
MOST_SUGGESTED = 200
#: Text, link and the like may be numbers in a tool's JSON.
_STEP = re.compile(r'"(?P<quoted>[^"]+)"(?P<each1>\[\])?|(?P<name>[^.\[\]"]+)(?P<each2>\[\])?')

Step = tuple[str, bool]


def steps(path: str) -> list[Step]:
    """(name, whether each entry of it) along a path; what is no path is refused."""
    path = path.strip().removeprefix("$.")
    if path.startswith("[]"):
        return [("", True), *(steps(path[3:]) if path[2:3] == "." else [])]
    found, at = [], 0
    while at < len(path):
        match = _STEP.match(path, at)
        if not match:
            raise ValidationError(_("“%(path)s” is no path such as data.items[].message.")
                                  % {"path": path[:60]})  # fmt: skip
        name = match["quoted"] or (match["name"] or "").strip()
        found.append((name, bool(match["each1"] or match["each2"])))
        at = match.end()
        if at < len(path) and path[at] == ".":
            at += 1
    return found


def list_of(paths: Mapping[str, str]) -> list[Step]:
    """The way to the list of mentions; two different lists are refused."""
    lists = {tuple(_head(steps(path))) for path in paths.values()}
    lists.discard(())
    if len(lists) > 1:
        raise ValidationError(_("All paths must lead through the same list."))
    return list(lists.pop()) if lists else []


def _head(way: list[Step]) -> list[Step]:
    last = max((at for at, (_name, each) in enumerate(way, 1) if each), default=0)
    return way[:last]


def check(paths: Mapping[str, str]) -> dict[str, str]:
    """Paths that are whole, for known fields, with those that every mention needs."""
    kept = {name: paths[name].strip() for name in FIELDS if paths.get(name, "").strip()}
    errors: dict[str, Any] = {}
    for name, path in kept.items():
        try:
            steps(path)
        except ValidationError as error:
            errors[name] = error
    for name in REQUIRED:
        if name not in kept:
            errors[name] = _("Say where this stands; without it nothing can be taken in.")
    if errors:
        raise ValidationError(errors)
    list_of(kept)
    return kept


def items(data: Any, paths: Mapping[str, str]) -> list[Any]:
    """The mentions of a body, with our names for their fields."""
    head = list_of(paths)
    entries = _walk(data, head)
    ways = {name: steps(path) for name, path in paths.items()}
    return [_item(entry, data, ways, len(head)) for entry in entries]


def _walk(data: Any, way: list[Step]) -> list[Any]:
    """Everything at the end of the way; a list of bodies counts like each of them."""
    if isinstance(data, list) and (not way or way[0][0]):
        return [found for one in data for found in _walk(one, way)]
    found = [data]
    for name, each in way:
        found = [_step(one, name) for one in found]
        if each:
            found = [entry for one in found if isinstance(one, list) for entry in one]
    return found


def _step(value: Any, name: str) -> Any:
    if not name:
        return value
    return value.get(name) if isinstance(value, dict) else None


def _item(entry: Any, data: Any, ways: Mapping[str, list[Step]], depth: int) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {name: _fit(name, _value(entry, data, way, depth)) for name, way in ways.items()}


def _value(entry: Any, data: Any, way: list[Step], depth: int) -> Any:
    inside = any(each for _name, each in way) or depth == 0
    value = entry if inside else data
    for name, _each in way[depth:] if inside else way:
        value = _step(value, name)
    return value


def _fit(name: str, value: Any) -> Any:
    """Numbers stand for words in many a tool, and epochs for dates."""
    if name == "posted_at":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        text = f"{value:.3f}".rstrip("0").rstrip(".") if number else value
        found = dates.moment(text) if isinstance(text, str) else None
        return found or text
    if name == "text" and isinstance(value, str):
        return readable(value)
    wants_words = name != "reach" and isinstance(value, int) and not isinstance(value, bool)
    return str(value) if wants_words else value


def suggest(sample: Any) -> dict[str, str]:
    """Paths by the names in a sample, as headers of tables are guessed."""
    leaves = list(_leaves(sample, ""))[:MOST_SUGGESTED]
    found: dict[str, str] = {}
    for field in FIELDS:
        for word in (field.replace("_", " "), *SYNONYMS[field]):
            path = next((path for path, name in leaves if name == word), "")
            if path and path not in found.values():
                found[field] = path
                break
    return found


def _leaves(value: Any, path: str) -> Any:
    """(path, plain name) of every single value, the first entry standing for its list."""
    if isinstance(value, list):
        if value:
            yield from _leaves(value[0], f"{path}[]")
    elif isinstance(value, dict):
        for name, inner in value.items():
            shown = f'"{name}"' if re.search(r"[.\[\]]", str(name)) else str(name)
            yield from _leaves(inner, f"{path}.{shown}" if path else shown)
    elif path:
        yield path, key(path.rpartition(".")[2].strip('"'))
