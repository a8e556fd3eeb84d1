"""Checks of single values in a plan; every error names its place, such as `questions[3].vi`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crisisdesk.kernel.text import nfc
from playbooks import common_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Check = Callable[[Any, str, "Report"], Any]

MOST_ROWS = 60
MOST_MINUTES = 60 * 24 * 30
#: A case keeps the identifier of its type in so many characters.
LONGEST_SLUG = 40
RESERVED = {"import", "policies"}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
#: Identifiers of legal deadlines are made from their names, with hyphens, perhaps a number first.
_DEADLINE = re.compile(r"[a-z0-9_][a-z0-9_-]{0,39}")


class Report:
    """Collects errors by place; `complete` also asks that nothing is left empty."""

    def __init__(self, *, complete: bool) -> None:
        self.complete = complete
        self.errors: dict[str, list[str]] = {}
        #: Whether the shape itself is wrong, so that rules about the whole cannot be asked.
        self.broken = False

    def fail(self, place: str, sentence: str) -> None:
        self.errors.setdefault(place, []).append(sentence)
        self.broken = True

    def gap(self, place: str, sentence: str) -> None:
        """Something is missing where the shape is right."""
        self.errors.setdefault(place, []).append(sentence)


def text(limit: int, *, lines: bool = False) -> Check:
    """A text of at most `limit` characters; on one line unless `lines`."""

    def check(value: Any, place: str, report: Report) -> str:
        if not isinstance(value, str):
            report.fail(place, _("is not a text"))
            return ""
        tidied = tidy(value, lines=lines)
        if len(tidied) > limit:
            report.fail(place, _("is longer than %(limit)d characters") % {"limit": limit})
        if report.complete and not tidied:
            report.gap(place, _("is empty"))
        return tidied

    return check


def tidy(value: str, *, lines: bool) -> str:
    """Stored text: NFC, no control characters, no blanks at the ends of lines."""
    clean_value = nfc(value.replace("\ufeff", ""))
    if not lines:
        return " ".join(clean_value.split())
    return "\n".join(" ".join(line.split()) for line in clean_value.splitlines()).strip()


def key(value: Any, place: str, report: Report) -> str:
    """A stable identifier in lower case."""
    if isinstance(value, str) and _KEY.fullmatch(value):
        return value
    report.fail(place, _("must be a short identifier such as original_post"))
    return ""


def deadline(value: Any, place: str, report: Report) -> str:
    """The identifier of a legal deadline."""
    if isinstance(value, str) and _DEADLINE.fullmatch(value):
        return value
    return key(value, place, report)


def slug(value: Any, place: str, report: Report) -> str:
    """The identifier of a playbook; pages of the room have taken some words."""
    if value in RESERVED:
        report.fail(place, _("is reserved"))
    if isinstance(value, str) and len(value) > LONGEST_SLUG:
        report.fail(place, _("is longer than %(limit)d characters") % {"limit": LONGEST_SLUG})
    return key(value, place, report)


def one_of(choices: Iterable[str]) -> Check:
    known = list(choices)

    def check(value: Any, place: str, report: Report) -> str:
        if value in known:
            return str(value)
        wanted = ", ".join(known)
        report.fail(place, _("must be one of: %(choices)s") % {"choices": wanted})
        return ""

    return check


def flag(value: Any, place: str, report: Report) -> bool:
    if not isinstance(value, bool):
        report.fail(place, _("must be true or false"))
    return value is True


def minutes(value: Any, place: str, report: Report) -> int:
    if type(value) is int and 0 <= value <= MOST_MINUTES:
        return value
    report.fail(place, _("must be a whole number of minutes"))
    return 0


def channel(value: Any, place: str, report: Report) -> str:
    """One of the channels that statements go out on."""
    return str(one_of(common_data.channels())(value, place, report))


@dataclass(frozen=True)
class Maybe:
    """A value that may be absent; said as its default it is left out of what is stored."""

    spec: Any
    default: Any = ""

    def is_left_out(self, value: Any) -> bool:
        return value is None or value in ("", [], {}) or value == self.default
