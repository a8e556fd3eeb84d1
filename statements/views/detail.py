"""Reading a statement: what changed, the final text, side by side; who has signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisisdesk.kernel.rights import may, require
from statements import binding, diff, fill, lint, selectors
from statements.access import words_of
from statements.chain import best_step
from statements.enums import State
from statements.forms.sentences import rows
from statements.models import Statement, StatementVersion
from statements.selectors.comments import comments_in, marks
from statements.selectors.files import files_of
from statements.selectors.planned import plan_of
from statements.selectors.state import last_seen
from statements.services import review
from statements.views.lists import tabs_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import User

#: States in which a plan to go out still says something.
PLANNABLE = (State.APPROVED, State.EXPIRED)
RECALL_FIRST = gettext_lazy("The text is frozen while it waits for approval: recall it first.")
LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))


@login_required
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """The review page; showing a version notes that this person has read it."""
    statement = words_of(request.user, reference)
    seen = last_seen(statement, request.user)
    if may(request.user, "statements.view_drafts", statement):
        review.view(statement.version, request.user)
    context = reading(request, statement, seen) | standing(statement, request.user)
    found = marks(context["comments"])
    for row in context["languages"]:
        row["marks"] = found[row["code"]]
    return render(request, "statements/detail.html", context)


def reading(
    request: HttpRequest, statement: Statement, seen: StatementVersion | None
) -> dict[str, Any]:
    """The text as the address asks for it; by default what changed since this person last read."""
    names = {"text": _("Final text"), "both": _("Side by side")}
    if seen is not None:
        names = {"diff": _("What changed")} | names
    view = request.GET.get("view", "")
    view = view if view in names else next(iter(names))
    version = statement.version_said
    return {
        "statement": statement,
        "drill": statement.incident.is_drill,
        "version": version,
        "seen": seen,
        "view": view,
        "views": tabs_of(request, names, view),
        "languages": compared(seen, version) if seen and view == "diff" else texts(version),
    }


def texts(version: StatementVersion) -> list[dict[str, Any]]:
    """Both languages as they are."""
    return [
        {
            "code": code,
            "name": name,
            "title": getattr(version, f"title_{code}"),
            "text": getattr(version, f"text_{code}"),
        }
        for code, name in LANGUAGES
    ]


def compared(old: StatementVersion, new: StatementVersion) -> list[dict[str, Any]]:
    """Both languages with what was added and removed."""
    found = texts(new)
    for row in found:
        code = row["code"]
        before = (getattr(old, f"title_{code}"), getattr(old, f"text_{code}"))
        row["title_segments"] = diff.segments(before[0], row["title"])
        row["segments"] = diff.segments(before[1], row["text"])
        row["title_changed"] = before[0] != row["title"]
        row["changed"] = before != (row["title"], row["text"])
    return found


def standing(statement: Statement, user: User) -> dict[str, Any]:
    """Where it stands and what this person may do."""
    insider = may(user, "statements.view_drafts", statement)
    findings = lint.check(statement.version, statement) if not statement.is_said else []
    moves = selectors.transitions(statement, user)
    comments = comments_in(statement, statement.version_said) if insider else []
    return {
        "moves": moves,
        # What the button of a narrow page signs: exactly the version that stands on it.
        "signed_version": {"expected_version": statement.current_version},
        "step": best_step(statement, user) if statement.status == State.IN_REVIEW else None,
        "findings": findings,
        "comments": comments,
        "recall_first": [RECALL_FIRST],
        "lane": fill.lane_of(statement) if statement.status == State.DRAFT else None,
        "valid_until": selectors.valid_until(statement),
        "facts": _facts(statement, user),
        "plan": plan_of(statement) if statement.status in PLANNABLE else None,
        "files": files_of(statement.version_said),
        "sentences": rows(binding.told(statement.version_said)) if insider else [],
        "promises": statement.promises.select_related("owner", "kept_by"),
        "publications": statement.publications.all(),
        "notices": [
            notice
            for notice in (*statement.corrections.all(), *statement.retractions.all())
            if insider or notice.is_said
        ],
        "verdicts": _verdicts(statement) if insider else [],
        "may": {
            name: may(user, f"statements.{name}", statement)
            for name in (
                "write",
                "publish",
                "settle_promise",
                "ratify",
                "waive_brief",
                "view_drafts",
                "comment",
            )
        },
        "read_brief": may(user, "statements.read_brief", statement) and statement.is_said,
        "receipts": statement.receipts.select_related("user"),
        "signatures": statement.signatures.select_related("by"),
    }


def _facts(statement: Statement, user: User) -> Any:
    """What it rests on; the ledger is not for those who only watch."""
    uses = statement.version_said.fact_uses.select_related("fact")
    return uses if may(user, "statements.view_drafts", statement) else uses.none()


def _verdicts(statement: Statement) -> list[Any]:
    """What approvers wrote, the newest first."""
    said = [a for step in statement.steps.all() for a in step.approvals.all()]
    return sorted((a for a in said if a.comment or a.suggestion), key=lambda a: -a.pk)


@login_required
def versions(request: HttpRequest, reference: str) -> HttpResponse:
    """All versions; two of them compared: `?old=1&new=3`."""
    statement = _with_drafts(request, reference)
    rows = list(statement.versions.select_related("author").order_by("-number"))
    numbers = [row.number for row in rows]
    new = _number(request.GET.get("new"), statement.current_version)
    old = _number(request.GET.get("old"), max(new - 1, 1))
    if not {old, new} <= set(numbers):
        raise Http404
    by_number = {row.number: row for row in rows}
    context = {
        "statement": statement,
        "drill": statement.incident.is_drill,
        "rows": rows,
        "old": by_number[old],
        "new": by_number[new],
        "languages": compared(by_number[old], by_number[new]),
        "comments": comments_in(statement, by_number[new]),
        "reading_only": True,
    }
    return render(request, "statements/versions.html", context)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default  # noqa: PLR2004


def _with_drafts(request: HttpRequest, reference: str) -> Statement:
    statement = words_of(request.user, reference)
    require(request.user, "statements.view_drafts", statement)
    return statement


@login_required
def version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One version as it was."""
    statement = _with_drafts(request, reference)
    found = get_object_or_404(statement.versions, number=number)
    context = {
        "statement": statement,
        "drill": statement.incident.is_drill,
        "version": found,
        "languages": texts(found),
    }
    return render(request, "statements/version.html", context)
