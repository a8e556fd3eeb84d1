"""Documents on paper, set by Typst: Vietnamese marks right, no browser needed.

Every value goes in as data of a JSON document that the Typst source reads, never as markup, so
nothing that a person typed can become code.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

SOURCE = Path(__file__).resolve().parent / "typst"


def review_pdf(review: dict[str, Any]) -> bytes:
    """The review as PDF. `review` is what `desk.review.assembled` gives."""
    return _set("review.typ", review_data(review))


def issue_pdf(document: dict[str, Any]) -> bytes:
    """A published review as PDF; the document says everything itself."""
    return _set("issue.typ", document)


def _set(source: str, data: dict[str, Any]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / source).write_text((SOURCE / source).read_text(encoding="utf-8"), encoding="utf-8")
        (root / "data.json").write_text(json.dumps(data), encoding="utf-8")
        return typst.compile(str(root / source), root=folder, ignore_system_fonts=True)


def moment(at: Any) -> str:
    """A date and time in the reader's zone, as it stands on paper."""
    return date_format(timezone.localtime(at), "H:i d/m/Y") if at else "–"


def length(span: Any) -> str:
    """A duration in words; a missing one says so."""
    if span is None:
        return _("not enough data")
    minutes = int(span.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    return _("%(minutes)s min") % {"minutes": rest}


def review_data(review: dict[str, Any]) -> dict[str, Any]:
    """Plain words and rows for the paper."""
    case, made = review["incident"], review["review"]
    return {
        "lang": (get_language() or "vi")[:2],
        "labels": _labels(),
        "reference": case.reference,
        "drill": case.is_drill,
        "title": case.title,
        "brand": case.brand.name,
        "status": str(case.get_status_display()),
        "severity": str(case.get_severity_display() or "–"),
        "reviewer": made.reviewer.name if made and made.reviewer else "–",
        "signed": moment(made.signed_at) if made else "–",
        "sections": _sections(made),
        "metrics": [
            {"label": str(s.label), "value": length(s.length), "note": str(s.definition)}
            for s in review["spans"]
        ],
        "adherence": _of(review["adherence"]),
        "decisions": [
            {"at": moment(d.at), "by": d.by.name, "text": d.text, "reason": d.reason}
            for d in review["decisions"]
        ],
        "statements": review.get("statement_rows", []),
        "promises": review.get("promise_rows", []),
        "lessons": [_lesson(lesson) for lesson in review["lessons"]],
        "lines": [
            {"at": moment(line.at), "text": _marked(line), "words": line.remark}
            for line in review["lines"]
        ],
        "printed": moment(timezone.now()),
    }


def _of(hour: Any) -> str:
    """So many of so many; of none is no figure."""
    return f"{hour.in_time}/{hour.applicable}" if hour.applicable else _("not enough data")


def _marked(line: Any) -> str:
    """The sentence; on paper, too, a privileged line says that it is one."""
    return f"{line.sentence} ({_('Legal privilege')})" if line.privileged else line.sentence


def _sections(made: Any) -> list[dict[str, str]]:
    if made is None:
        return []
    named = (
        (_("Summary"), made.summary),
        (_("What the public saw"), made.public_view),
        (_("What helped"), made.helped),
        (_("What hindered"), made.hindered),
        (_("People and load"), made.people),
    )
    return [{"title": title, "text": text} for title, text in named if text]


def _day(on: Any) -> str:
    return date_format(on, "d/m/Y") if on else "–"


def _lesson(lesson: Any) -> dict[str, str]:
    items = "; ".join(
        f"{item.text} — {item.owner.name if item.owner else '–'}, {_day(item.due_on)}"
        for item in lesson.action_items.all()
    )
    end = lesson.proposal or items or lesson.reason
    outcome = str(lesson.get_outcome_display()) if lesson.outcome else _("no outcome yet")
    return {"text": lesson.text, "outcome": outcome, "end": end}


def _labels() -> dict[str, str]:
    return {
        "heading": _("Post-incident review"),
        "confidential": _("Internal — not for publication"),
        "drill": _("DRILL"),
        "status": _("Status"),
        "severity": _("Severity"),
        "reviewer": _("Reviewer"),
        "signed": _("Signed"),
        "metrics": _("Figures"),
        "adherence": _("First-hour steps in time"),
        "decisions": _("Decisions and what was known"),
        "statements": _("Statements and their fate"),
        "promises": _("Promises"),
        "lessons": _("Lessons"),
        "timeline": _("Timeline"),
        "printed": _("Printed"),
        "page": _("Page"),
        "none": _("None."),
    }
