"""What a plan must look like; every error names its place, such as `questions[3].vi`.

`SPEC` reads like the document it describes: a dictionary is a mapping with exactly those keys, a
list is any number of such rows, a function checks one value.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import IncidentRole, Severity, StatementKind
from playbooks import common_data
from playbooks.enums import Cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Check = Callable[[Any, str, "Report"], Any]

MOST_ROWS = 60
MOST_MINUTES = 60 * 24 * 30
#: Place of an error that concerns the file as a whole.
FILE = "yaml"
RESERVED = {"import", "policies"}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_GAP = re.compile(r"\{([^{}]*)\}")


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
    clean_value = nfc(value.encode("utf-8", "ignore").decode()).replace("\ufeff", "")
    if not lines:
        return " ".join(clean_value.split())
    return "\n".join(" ".join(line.split()) for line in clean_value.splitlines()).strip()


def key(value: Any, place: str, report: Report) -> str:
    """A stable identifier in lower case."""
    if isinstance(value, str) and _KEY.fullmatch(value):
        return value
    report.fail(place, _("must be a short identifier such as original_post"))
    return ""


def slug(value: Any, place: str, report: Report) -> str:
    """The identifier of a playbook; pages of the room have taken some words."""
    if value in RESERVED:
        report.fail(place, _("is reserved"))
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


BOTH = {"vi": text(600), "en": text(600)}
NAME = {"vi": text(120), "en": text(120)}
OWNED = {"role": one_of(IncidentRole.values), "minutes": minutes}
STEP = {"key": key, **OWNED, "critical": flag, **BOTH}
TEMPLATE = {
    "key": key,
    "kind": one_of(StatementKind.values),
    "name": NAME,
    "requires_fact": flag,
    "vi": text(6000, lines=True),
    "en": text(6000, lines=True),
}
SPEC: dict[str, Any] = {
    "slug": slug,
    "code": text(10),
    "name": NAME,
    "summary": BOTH,
    "scct": {
        "cluster": one_of(Cluster.values),
        "is_rumour": flag,
        "is_challenge": flag,
        "advice": BOTH,
    },
    "signals": [BOTH],
    "questions": [{"key": key, "critical": flag, **OWNED, **BOTH}],
    "steps": [STEP],
    "people": [BOTH],
    "escalation": [{"severity": one_of(Severity.values), **BOTH}],
    "cross_over": [{"to": key, **BOTH}],
    "legal_clocks": [key],
    "templates": [TEMPLATE],
}
#: The common plan has only what every type shares.
COMMON_SPEC = {
    part: SPEC[part] for part in ("slug", "code", "name", "summary", "steps", "templates")
}
MUST_HAVE = ("signals", "questions", "steps", "templates")


def spec_for(named: Any) -> dict[str, Any]:
    return COMMON_SPEC if named == "common" else SPEC


def clean(data: Any, *, complete: bool = True) -> dict[str, Any]:
    """The content in its stored form, or a ValidationError whose keys are places."""
    report = Report(complete=complete)
    named = data.get("slug") if isinstance(data, dict) else None
    found = _read(spec_for(named), data, "", report)
    if not report.broken:
        _whole(found, report)
    if report.errors:
        raise ValidationError(report.errors)
    return dict(found)


def arranged(content: dict[str, Any]) -> dict[str, Any]:
    """Stored content with its names in the document's order, which the database does not keep."""
    return dict(_arranged(spec_for(content.get("slug")), content))


def _arranged(spec: Any, value: Any) -> Any:
    if isinstance(spec, dict):
        return {name: _arranged(spec[name], value[name]) for name in spec if name in value}
    return [_arranged(spec[0], row) for row in value] if isinstance(spec, list) else value


def sentences(error: ValidationError) -> list[str]:
    """The errors as lines such as "questions[3].vi is empty"."""
    return [
        message if place == FILE else f"{place} {message}"
        for place, messages in error.message_dict.items()
        for message in messages
    ]


def _read(spec: Any, value: Any, place: str, report: Report) -> Any:
    if isinstance(spec, dict):
        return _mapping(spec, value, place, report)
    if isinstance(spec, list):
        return _rows(spec[0], value, place, report)
    return spec(value, place, report)


def _mapping(spec: dict[str, Any], value: Any, place: str, report: Report) -> dict[str, Any]:
    if not isinstance(value, dict):
        report.fail(place or "document", _("is not a mapping of names to values"))
        return {}
    prefix = f"{place}." if place else ""
    for name in value:
        if name not in spec:
            report.fail(f"{prefix}{str(name)[:60]}", _("is not known here"))
    found = {}
    for name, inner in spec.items():
        if name in value:
            found[name] = _read(inner, value[name], f"{prefix}{name}", report)
        else:
            report.fail(f"{prefix}{name}", _("is missing"))
    return found


def _rows(spec: Any, value: Any, place: str, report: Report) -> list[Any]:
    if not isinstance(value, list):
        report.fail(place, _("is not a list"))
        return []
    if len(value) > MOST_ROWS:
        report.fail(place, _("has more than %(limit)d rows") % {"limit": MOST_ROWS})
        return []
    return [_read(spec, row, f"{place}[{index}]", report) for index, row in enumerate(value)]


def _whole(content: dict[str, Any], report: Report) -> None:
    """Rules that need more than one value."""
    for part in ("questions", "steps", "templates"):
        _distinct(content.get(part, []), part, report)
    for index, template in enumerate(content["templates"]):
        _gaps(template, f"templates[{index}]", report)
    if report.complete:
        _enough(content, report)


def _distinct(rows: list[dict[str, Any]], part: str, report: Report) -> None:
    counts = Counter(row["key"] for row in rows)
    for index, row in enumerate(rows):
        if counts[row["key"]] > 1:
            report.fail(f"{part}[{index}].key", _("is used twice"))


def _gaps(template: dict[str, Any], place: str, report: Report) -> None:
    known = common_data.placeholders()
    for language in ("vi", "en"):
        for name in sorted(gaps(template[language]) - set(known)):
            sentence = _("asks for {%(name)s}, which nobody can fill") % {"name": name}
            report.fail(f"{place}.{language}", sentence)
        if set("{}") & set(_GAP.sub("", template[language])):
            report.fail(f"{place}.{language}", _("has a brace without its partner"))


def gaps(words: str) -> set[str]:
    """Names of the placeholders in a text."""
    return set(_GAP.findall(words))


def _enough(content: dict[str, Any], report: Report) -> None:
    for part in MUST_HAVE:
        if part in content and not content[part]:
            report.fail(part, _("has no row"))
    questions = content.get("questions")
    if questions and not any(row["critical"] for row in questions):
        report.fail("questions", _("need at least one that is critical"))
    holding = [row for row in content["templates"] if row["kind"] == StatementKind.HOLDING]
    if content["templates"] and not holding:
        report.fail("templates", _("need a holding statement"))
