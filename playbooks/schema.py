"""What a plan must look like; every error names its place, such as `questions[3].vi`.

`SPEC` reads like the document it describes: a dictionary is a mapping with exactly those keys, a
list is any number of such rows, a function checks one value, and what is `Maybe` there is left out
where it says nothing, so that a plan without it stays as it was, byte for byte.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import IncidentRole, Severity, StatementKind
from playbooks import consistency
from playbooks.checks import (
    MOST_ROWS,
    Maybe,
    Report,
    channel,
    deadline,
    flag,
    key,
    minutes,
    one_of,
    slug,
    text,
    tidy,
)
from playbooks.enums import Cluster, Condition, FieldKind, Moment, Phase, Readership

#: Place of an error that concerns the file as a whole.
FILE = "yaml"

BOTH = {"vi": text(600), "en": text(600)}
#: A step becomes a task of a case, which holds no more.
TASK = {"vi": text(300), "en": text(300)}
NAME = {"vi": text(120), "en": text(120)}
OWNED = {"role": one_of(IncidentRole.values), "minutes": minutes}
SECTION = {"key": key, **NAME}
FIELD = {"key": key, "kind": one_of(FieldKind.values), "required": flag, **NAME}
STEP: dict[str, Any] = {
    "key": key,
    **OWNED,
    "critical": flag,
    "section": Maybe(key),
    "after": Maybe(one_of(Moment.values), Moment.OPENED.value),
    "when": Maybe({"question": key, "answer": one_of(Condition.values)}),
    "fields": Maybe([FIELD]),
    "statements": Maybe([key]),
    "questions": Maybe([key]),
    "clocks": Maybe([deadline]),
    **TASK,
}
TEMPLATE: dict[str, Any] = {
    "key": key,
    "kind": one_of(StatementKind.values),
    "name": NAME,
    "requires_fact": flag,
    "audience": Maybe(one_of(Readership.values)),
    "phase": Maybe(one_of(Phase.values)),
    "channel": Maybe(channel),
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
    "sections": Maybe([SECTION]),
    "steps": [STEP],
    "people": [BOTH],
    "escalation": [{"severity": one_of(Severity.values), **BOTH}],
    "cross_over": [{"to": key, **BOTH}],
    "legal_clocks": [deadline],
    "templates": [TEMPLATE],
}
#: The common plan has only what every type shares.
COMMON_SPEC = {
    part: SPEC[part]
    for part in ("slug", "code", "name", "summary", "sections", "steps", "templates")
}


def spec_for(named: Any) -> dict[str, Any]:
    return COMMON_SPEC if named == "common" else SPEC


def clean(data: Any, *, complete: bool = True) -> dict[str, Any]:
    """The content in its stored form, or a ValidationError whose keys are places."""
    report = Report(complete=complete)
    named = data.get("slug") if isinstance(data, dict) else None
    found = _read(spec_for(named), data, "", report)
    if not report.broken:
        consistency.check(found, report)
    if report.errors:
        raise ValidationError(report.errors)
    return dict(found)


def arranged(content: dict[str, Any]) -> dict[str, Any]:
    """Stored content with its names in the document's order, which the database does not keep."""
    return dict(_arranged(spec_for(content.get("slug")), content))


def _arranged(spec: Any, value: Any) -> Any:
    if isinstance(spec, Maybe):
        return _arranged(spec.spec, value)
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


def extras(part: str, row: dict[str, Any]) -> dict[str, Any]:
    """What a row says beyond what every row of its part must say."""
    spec = SPEC[part]
    (spec,) = spec.spec if isinstance(spec, Maybe) else spec
    return {
        name: row[name] for name, inner in spec.items() if isinstance(inner, Maybe) and name in row
    }


def _read(spec: Any, value: Any, place: str, report: Report) -> Any:
    if isinstance(spec, Maybe):
        return _read(spec.spec, value, place, report)
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
            report.fail(f"{prefix}{tidy(str(name), lines=False)[:60]}", _("is not known here"))
    found = {}
    for name, inner in spec.items():
        if isinstance(inner, Maybe) and inner.is_left_out(value.get(name)):
            continue
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
