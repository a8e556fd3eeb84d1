"""A scenario as a document and as rows: the one place that knows both."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from drills import arrivals
from drills.enums import Arrives
from drills.models import Inject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drills.models import Scenario

#: What of an inject is words in two languages.
SPOKEN = ("persona", "content", "objective", "expected")
#: Names in the file and the columns that hold them.
PLAIN = {
    "key": "key",
    "minute": "at_minute",
    "channel": "channel",
    "player": "player",
    "arrives": "arrives",
    "details": "details",
    "condition": "condition",
    "branch": "branch",
}
#: The database does not keep the order of names; a file does.
BRANCH = ("key", "at", "vi", "en")
USUAL: dict[str, Any] = {
    "player": "", "arrives": Arrives.NOTE.value, "details": {}, "condition": "", "branch": "",
}  # fmt: skip


def document(scenario: Scenario, injects: Iterable[Inject] | None = None) -> dict[str, Any]:
    """The whole story, nothing left out; `injects` if they are read already."""
    return {
        "slug": scenario.slug,
        "kind": scenario.kind,
        "format": scenario.format,
        "minutes": scenario.minutes,
        "title": _pair(scenario, "title"),
        "brief": _pair(scenario, "brief"),
        "branches": [{n: row.get(n, "") for n in BRANCH} for row in scenario.branches],
        "injects": [inject_document(inject) for inject in injects or scenario.story()],
    }


def inject_document(inject: Inject) -> dict[str, Any]:
    plain = {name: getattr(inject, column) for name, column in PLAIN.items()}
    order = arrivals.FIELDS[inject.arrives]
    plain["details"] = {name: inject.details[name] for name in order if name in inject.details}
    return {**plain, **{name: _pair(inject, name) for name in SPOKEN}}


def spare(story: dict[str, Any]) -> dict[str, Any]:
    """The document as it is written: without what is usual."""
    kept = {name: value for name, value in story.items() if name not in ("branches", "injects")}
    kept = {name: _spoken(value) for name, value in kept.items()}
    if not any(story["brief"].values()):
        del kept["brief"]
    if story["branches"]:
        kept["branches"] = [_without_english(row) for row in story["branches"]]
    kept["injects"] = [_spare_inject(row) for row in story["injects"]]
    return kept


def _spare_inject(row: dict[str, Any]) -> dict[str, Any]:
    kept = {n: _spoken(v) for n, v in row.items() if n not in USUAL or v != USUAL[n]}
    if not any(row["objective"].values()):
        del kept["objective"]
    return kept


def _spoken(value: Any) -> Any:
    is_pair = isinstance(value, dict) and set(value) == {"vi", "en"}
    return _without_english(value) if is_pair else value


def _without_english(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "en" or value}


def facts(story: dict[str, Any]) -> dict[str, Any]:
    """Columns of the scenario itself, except its slug."""
    plain = {name: story[name] for name in ("kind", "format", "minutes", "branches")}
    return {**plain, **_columns(story, "title"), **_columns(story, "brief")}


def inject_columns(row: dict[str, Any]) -> dict[str, Any]:
    """Columns of an inject, except whose it is and its place."""
    found = {column: row[name] for name, column in PLAIN.items()}
    for name in SPOKEN:
        found |= _columns(row, name)
    return found


def columns_of(inject: Inject) -> dict[str, Any]:
    """The same of a row that exists."""
    return inject_columns(inject_document(inject))


def _columns(row: dict[str, Any], name: str) -> dict[str, str]:
    return {f"{name}_{code}": row[name].get(code, "") for code in ("vi", "en")}


def _pair(row: Any, name: str) -> dict[str, str]:
    return {code: getattr(row, f"{name}_{code}") for code in ("vi", "en")}


def mark(inject: Inject) -> str:
    """A fingerprint of everything the piece says: whoever saves names the one they have seen."""
    told = json.dumps(columns_of(inject), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
