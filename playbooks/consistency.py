"""Rules of a plan that need more than one value: names, links, gaps, and what must not be missing."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import StatementKind
from playbooks import common_data
from playbooks.enums import Moment

if TYPE_CHECKING:
    from playbooks.checks import Report

_GAP = re.compile(r"\{([^{}]*)\}")
MUST_HAVE = ("signals", "questions", "steps", "templates")
KEYED = ("sections", "questions", "steps", "templates")
#: Moments that a critical step cannot wait for: it has to be done before containing.
TOO_LATE = (Moment.CONTAINED, Moment.RESOLVED)


def check(content: dict[str, Any], report: Report) -> None:
    """Every rule about the whole; errors stand at the place that must change."""
    for part in KEYED:
        _distinct(content.get(part, []), part, report)
    for index, template in enumerate(content["templates"]):
        _gaps(template, f"templates[{index}]", report)
    sections = {row["key"] for row in content.get("sections", ())}
    questions = {row["key"] for row in content.get("questions", ())}
    for index, step in enumerate(content["steps"]):
        _step(step, f"steps[{index}]", sections, questions, report)
    if report.complete:
        _enough(content, report)


def _step(
    step: dict[str, Any], place: str, sections: set[str], questions: set[str], report: Report
) -> None:
    """Conditions ask questions and questions ask nothing, so nothing can wait for itself."""
    _distinct(step.get("fields", []), f"{place}.fields", report)
    if step.get("section", "") not in sections | {""}:
        report.fail(f"{place}.section", _("names no section of this playbook"))
    if "when" in step and step["when"]["question"] not in questions:
        report.fail(f"{place}.when.question", _("names no question of this playbook"))
    for index, key in enumerate(step.get("questions", ())):
        if key not in questions:
            report.fail(f"{place}.questions[{index}]", _("names no question of this playbook"))
    for part in ("statements", "questions", "clocks"):
        _once(step.get(part, []), f"{place}.{part}", report)
    if step["critical"] and step.get("after") in TOO_LATE:
        sentence = _("is too late for a critical step, which is done before containing")
        report.fail(f"{place}.after", sentence)


def _once(keys: list[str], place: str, report: Report) -> None:
    counts = Counter(keys)
    for index, key in enumerate(keys):
        if counts[key] > 1:
            report.fail(f"{place}[{index}]", _("is used twice"))


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
