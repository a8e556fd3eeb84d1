"""What the file of a scenario must look like; every error names its place: `injects[3].minute`.

A document says only what differs from the usual: an inject that is read as a note, by everybody,
whatever happens, has no `arrives`, `player`, `condition` or `branch`. English is optional.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import IncidentRole
from drills import arrivals
from drills.enums import Arrives, Channel, Condition, Format
from playbooks.checks import MOST_ROWS, Report, one_of, tidy
from playbooks.schema import FILE, sentences

if TYPE_CHECKING:
    from collections.abc import Callable

    Check = Callable[[Any, str, Report], Any]

__all__ = ["FILE", "MOST_MINUTES", "clean", "sentences"]

#: A drill is a matter of hours; longer ones are several drills.
MOST_MINUTES = 24 * 60
MOST_BRANCHES = 6
PERSONA, SHORT, LONG = 120, 200, 4000
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


@dataclass(frozen=True)
class Part:
    """One name of a mapping: how its value is read, and what stands for one left out."""

    check: Check
    required: bool = True
    usual: Any = ""


def words(limit: int, *, lines: bool = False, required: bool = True) -> Check:
    """`{vi, en}`; Vietnamese is the text of record, English may be left out."""

    def read(value: Any, place: str, report: Report) -> dict[str, str]:
        spec = {
            "vi": Part(_text(limit, lines=lines, required=required), required),
            "en": Part(_text(limit, lines=lines, required=False), required=False),
        }
        return mapping(spec, value, place, report)

    return read


def _text(limit: int, *, lines: bool, required: bool) -> Check:
    def read(value: Any, place: str, report: Report) -> str:
        if not isinstance(value, str):
            report.fail(place, _("is not a text"))
            return ""
        tidied = tidy(value, lines=lines)
        if len(tidied) > limit:
            report.fail(place, _("is longer than %(limit)d characters") % {"limit": limit})
        if required and not tidied:
            report.fail(place, _("is empty"))
        return tidied

    return read


def _whole(least: int) -> Check:
    def read(value: Any, place: str, report: Report) -> int:
        if type(value) is int and least <= value <= MOST_MINUTES:
            return value
        limits = {"least": least, "most": MOST_MINUTES}
        sentence = _("must be a whole number of minutes from %(least)d to %(most)d") % limits
        report.fail(place, sentence)
        return least

    return read


def key(value: Any, place: str, report: Report) -> str:
    """A short identifier in lower case."""
    if isinstance(value, str) and _KEY.fullmatch(value):
        return value
    report.fail(place, _("must be a short identifier such as first_video"))
    return ""


def _kind(value: Any, place: str, report: Report) -> str:
    """The identifier of a playbook, or nothing: a drill of phones rehearses no type."""
    return "" if value == "" else key(value, place, report)


def _details(value: Any, place: str, report: Report) -> dict[str, Any]:
    if isinstance(value, dict):
        figures = (
            {"negative_share": _share(value["negative_share"])} if "negative_share" in value else {}
        )
        return {**value, **figures}
    report.fail(place, _("is not a mapping of names to values"))
    return {}


def _share(value: Any) -> Any:
    """A file knows words and whole numbers only; a share is the one figure with a point."""
    if isinstance(value, str) and re.fullmatch(r"[01](\.\d{1,4})?", value):
        return float(value)
    return value


def rows(spec: dict[str, Part], most: int) -> Check:
    def read(value: Any, place: str, report: Report) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            report.fail(place, _("is not a list"))
            return []
        if len(value) > most:
            report.fail(place, _("has more than %(limit)d rows") % {"limit": most})
            return []
        return [mapping(spec, row, f"{place}[{n}]", report) for n, row in enumerate(value)]

    return read


def mapping(spec: dict[str, Part], value: Any, place: str, report: Report) -> dict[str, Any]:
    """Every name of `spec`, those left out with their usual value."""
    if not isinstance(value, dict):
        report.fail(place or "document", _("is not a mapping of names to values"))
        return {name: deepcopy(part.usual) for name, part in spec.items()}
    prefix = f"{place}." if place else ""
    for name in value:
        if name not in spec:
            report.fail(f"{prefix}{str(name)[:60]}", _("is not known here"))
    found = {}
    for name, part in spec.items():
        if name in value and (part.required or value[name] != part.usual):
            found[name] = part.check(value[name], f"{prefix}{name}", report)
        else:
            found[name] = deepcopy(part.usual)
            if part.required:
                report.fail(f"{prefix}{name}", _("is missing"))
    return found


NOTHING = {"vi": "", "en": ""}
BRANCH = {
    "key": Part(key),
    "at": Part(_whole(0), usual=0),
    "vi": Part(_text(SHORT, lines=False, required=True)),
    "en": Part(_text(SHORT, lines=False, required=False), required=False),
}
INJECT = {
    "key": Part(key),
    "minute": Part(_whole(0), usual=0),
    "channel": Part(one_of(Channel.values)),
    "player": Part(one_of(IncidentRole.values), required=False),
    "arrives": Part(one_of(Arrives.values), required=False, usual=Arrives.NOTE.value),
    "details": Part(_details, required=False, usual={}),
    "condition": Part(one_of(Condition.values), required=False),
    "branch": Part(key, required=False),
    "persona": Part(words(PERSONA), usual=NOTHING),
    "content": Part(words(LONG, lines=True), usual=NOTHING),
    "objective": Part(words(LONG, lines=True, required=False), required=False, usual=NOTHING),
    "expected": Part(words(LONG, lines=True), usual=NOTHING),
}
SPEC = {
    "slug": Part(key),
    "kind": Part(_kind, required=False),
    "format": Part(one_of(Format.values)),
    "minutes": Part(_whole(1), usual=1),
    "title": Part(words(SHORT), usual=NOTHING),
    "brief": Part(words(LONG, lines=True, required=False), required=False, usual=NOTHING),
    "branches": Part(rows(BRANCH, MOST_BRANCHES), required=False, usual=[]),
    "injects": Part(rows(INJECT, MOST_ROWS), usual=[]),
}


def clean(data: Any) -> dict[str, Any]:
    """The whole story with nothing left out, or a ValidationError whose keys are places."""
    report = Report(complete=False)
    story = mapping(SPEC, data, "", report)
    if not report.broken:
        _together(story, report)
    if report.errors:
        raise ValidationError(report.errors)
    return story


def clean_inject(row: dict[str, Any]) -> dict[str, Any]:
    """One row as it was typed, or a ValidationError whose keys are places in it."""
    report = Report(complete=False)
    found = mapping(INJECT, row, "", report)
    if not report.broken:
        found["details"] = _arriving(found, "", report)
    if report.errors:
        raise ValidationError(report.errors)
    return found


def _together(story: dict[str, Any], report: Report) -> None:
    """Rules that need more than one value."""
    for part in ("injects", "branches"):
        counts = Counter(row["key"] for row in story[part])
        for index, row in enumerate(story[part]):
            if counts[row["key"]] > 1:
                report.fail(f"{part}[{index}].key", _("is used twice"))
    for index, row in enumerate(story["injects"]):
        row["details"] = _arriving(row, f"injects[{index}]", report)
    for place, sentence in errors(story):
        report.fail(place, sentence)


def _arriving(row: dict[str, Any], place: str, report: Report) -> dict[str, Any]:
    try:
        return arrivals.clean(row["arrives"], row["details"])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            own = name if name in ("arrives", "details") else f"details.{name}"
            for message in messages:
                report.fail(f"{place}.{own}".lstrip("."), message)
    return {}


def errors(story: dict[str, Any]) -> list[tuple[str, str]]:
    """What makes a story untellable, by place; asked of files and of what was typed alike."""
    known = {row["key"] for row in story["branches"]}
    found = []
    for index, row in enumerate(story["injects"]):
        if row["minute"] > story["minutes"]:
            sentence = _("comes after the end (%(end)d min)") % {"end": story["minutes"]}
            found.append((f"injects[{index}].minute", sentence))
        if row["branch"] and row["branch"] not in known:
            sentence = _("is a branch that the scenario does not have")
            found.append((f"injects[{index}].branch", sentence))
    for index, row in enumerate(story["branches"]):
        if row["at"] > story["minutes"]:
            found.append((f"branches[{index}].at", _("is never chosen: the drill is over by then")))
    return found


def stops(place: str) -> bool:
    """Whether what is wrong there keeps a drill from starting, not only a file from being read.

    A branch that was never declared can still be chosen, by its bare name.
    """
    return not place.endswith(".branch")
