"""The words of a draft, in the language that is active.

A line that begins with “# ” is a heading; that is all the markup there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisisdesk.kernel.text import one_line
from crisisdesk.ui.numbers import number
from incidents import sentences
from statements.enums import PromiseState

#: So that a draft of the busiest case still fits the field it is edited in.
LONGEST_LINE = 200

if TYPE_CHECKING:
    from datetime import datetime

    from desk.situation.gathering import Gathered


def report(found: Gathered) -> str:
    """The whole draft; a part without anything to say says so where its absence is news."""
    parts = (
        (_("How the case stands"), _state(found)),
        (_("What happened"), _happened(found)),
        (_("What is established"), _facts(found)),
        (_("What was decided"), [f"{moment(row.at)} · {cut(row.text)}" for row in found.decisions]),
        (_("What was said publicly"), _said(found)),
        (_("Commitments"), [_promise(row) for row in found.promises]),
        (_("In figures"), _figures(found)),
        (_("What is planned next"), [_task(row) for row in found.tasks]),
        (_("Open questions"), [cut(row.in_language("text")) for row in found.questions]),
        (_("Next report"), _next(found)),
    )
    blocks = ["\n".join([f"# {title}", *(f"- {line}" for line in lines)])
              for title, lines in parts if lines]  # fmt: skip
    return "\n\n".join(blocks)


def moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "H:i d/m/Y")


def cut(text: str) -> str:
    """One line of the report; whoever wants more opens the case."""
    return one_line(text, LONGEST_LINE)


def _state(found: Gathered) -> list[str]:
    case = found.incident
    severity = case.get_severity_display() if case.severity else _("not scored yet")
    return [
        _("%(state)s · severity: %(severity)s")
        % {"state": case.get_status_display(), "severity": severity}
    ]


def _happened(found: Gathered) -> list[str]:
    rows = [
        f"{moment(line.at)} · {cut(sentences.sentence(line, found.texts))}" for line in found.lines
    ]
    return rows or [_("Nothing new since the last report.")]


def _facts(found: Gathered) -> list[str]:
    rows = [f"{row.get_status_display()}: {cut(row.in_language('text'))}" for row in found.facts]
    return rows or [_("No fact was settled since the last report.")]


def _said(found: Gathered) -> list[str]:
    rows = [
        f"{moment(row.published_at)} · {row.get_kind_display()}: {row.in_language('title')}"
        + (f" ({row.get_status_display()})" if row.status != "published" else "")
        for row in found.statements
    ]
    return rows or [_("Nothing was published since the last report.")]


def _promise(row: Any) -> str:
    text = cut(row.text) or _("the next update")
    if row.state == PromiseState.OPEN:
        late = _("overdue") if row.is_late else _("still open")
        return _("%(what)s — by %(at)s (%(state)s)") % {
            "what": text, "at": moment(row.due_at), "state": late,
        }  # fmt: skip
    return f"{text} — {row.get_state_display()}"


def _figures(found: Gathered) -> list[str]:
    then, this = found.before, found.figures
    count = ngettext("%(count)s mention", "%(count)s mentions", this["mentions"]) % {
        "count": number(this["mentions"])
    }
    lines = [_with_change(count, this["mentions"], then.get("mentions"))]
    reach = _("Reach: %(count)s") % {"count": number(this["reach"])}
    return [*lines, _with_change(reach, this["reach"], then.get("reach"))]


def _with_change(words: str, value: int, before: int | None) -> str:
    if before is None:
        return words
    return _("%(words)s (in the last report: %(before)s)") % {
        "words": words, "before": number(before),
    }  # fmt: skip


def _task(row: Any) -> str:
    text = row.in_language("title")
    if row.due_at is None:
        return text
    return _("%(what)s — by %(at)s") % {"what": text, "at": moment(row.due_at)}


def _next(found: Gathered) -> list[str]:
    return [moment(found.next_at)] if found.next_at else []


def blocks(text: str) -> list[dict[str, Any]]:
    """The words as they are shown: headings, bullets and plain lines."""
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        words = line.strip()
        if not words:
            continue
        kind = "head" if words.startswith("# ") else "item" if words.startswith("- ") else "text"
        words = words if kind == "text" else words[2:].strip()
        if kind == "item" and found and found[-1]["kind"] == "list":
            found[-1]["items"].append(words)
        elif kind == "item":
            found.append({"kind": "list", "items": [words]})
        else:
            found.append({"kind": kind, "words": words})
    return found
