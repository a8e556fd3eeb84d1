"""Reading one case: its team, ledger, tasks, decisions, log and review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.shortcuts import render

from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.vocabulary import Visibility
from incidents.access import case_of
from incidents.enums import Answer
from incidents.selectors import lessons, steps
from incidents.selectors import log as log_lines
from incidents.selectors.evidence import with_remarks

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from incidents.models import Incident

LOG_PAGE = 200


def _working(request: HttpRequest, reference: str) -> Incident:
    incident = case_of(request, reference)
    require(request.user, "incidents.view_working", incident)
    return incident


def _frame(request: HttpRequest, incident: Incident, tab: str, **more: Any) -> dict[str, Any]:
    user = request.user
    return {
        "incident": incident,
        "drill": incident.is_drill,
        "tab": tab,
        "viewer_only": not may(user, "incidents.view_working", incident),
        "may_work": may(user, "incidents.work", incident),
        "may_lead": may(user, "incidents.give_roles", incident),
        "may_privilege": may(user, "incidents.see_privileged", incident),
        **more,
    }


@login_required
def team(request: HttpRequest, reference: str) -> HttpResponse:
    """Who does what in this case, and who did."""
    incident = _working(request, reference)
    rows = incident.assignments.select_related("user").order_by("role", "-assigned_at")
    context = _frame(
        request,
        incident,
        "team",
        current=[row for row in rows if row.ended_at is None],
        past=[row for row in rows if row.ended_at is not None],
        may_name_lead=may(request.user, "incidents.name_lead", incident),
        allowed=incident.allowed.all(),
    )
    return render(request, "incidents/team.html", context)


@login_required
def facts(request: HttpRequest, reference: str) -> HttpResponse:
    """The ledger: questions, facts with evidence and revisions, false claims."""
    incident = _working(request, reference)
    private = may(request.user, "incidents.see_privileged", incident)
    hidden = {} if private else {"visibility": Visibility.PRIVILEGED}
    found = incident.facts.exclude(**hidden) if hidden else incident.facts.all()
    evidence = incident.evidence.exclude(**hidden) if hidden else incident.evidence.all()
    proofs = Prefetch("evidence", queryset=evidence)
    questions = list(incident.questions.select_related("owner", "answered_by", "fact"))
    lessons.mark_rows(incident, request.user, tasks=(), questions=questions)
    context = _frame(
        request,
        incident,
        "facts",
        open_questions=[q for q in questions if q.answer == Answer.OPEN],
        settled_questions=[q for q in questions if q.answer != Answer.OPEN],
        facts=found.select_related("owner").prefetch_related(
            proofs, "revisions__by", "revisions__second"
        ),
        evidence=with_remarks(incident, evidence.select_related("by", "fact", "claim")),
        last_time=lessons.last_time(incident, request.user) if incident.is_open else [],
        claims=incident.claims.select_related("fact").prefetch_related("evidence"),
    )
    return render(request, "incidents/facts.html", context)


@login_required
def tasks(request: HttpRequest, reference: str) -> HttpResponse:
    """Every task under its heading, late first; what waits, what is finished, what is not needed."""
    incident = _working(request, reference)
    rows = list(incident.tasks.select_related("owner", "finished_by").order_by("due_at", "id"))
    lessons.mark_rows(incident, request.user, tasks=rows)
    steps.dress(incident, rows)
    states = steps.by_state(rows)
    context = _frame(request, incident, "tasks", groups=steps.grouped(states["open"]), tasks=states)
    return render(request, "incidents/tasks.html", context)


@login_required
def decisions(request: HttpRequest, reference: str) -> HttpResponse:
    """Decisions with what was known then."""
    incident = _working(request, reference)
    rows = incident.decisions.select_related("by").order_by("-id")
    context = _frame(
        request,
        incident,
        "decisions",
        decisions=rows,
        may_decide=may(request.user, "incidents.decide", incident),
    )
    return render(request, "incidents/decisions.html", context)


def asked_after(request: HttpRequest) -> int:
    """The line after which a page of the log begins."""
    asked = request.GET.get("after", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 0  # noqa: PLR2004 -- an integer column


@login_required
def log(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole log, oldest first, with a permalink per line."""
    incident = case_of(request, reference)
    after = asked_after(request)
    group = request.GET.get("show", "")
    rows = log_lines.lines(incident, request.user, after=after, group=group, limit=LOG_PAGE + 1)
    context = _frame(
        request,
        incident,
        "log",
        lines=rows[:LOG_PAGE],
        next_after=rows[LOG_PAGE - 1].seq if len(rows) > LOG_PAGE else None,
        group=group,
        may_redact=may(request.user, "incidents.redact", incident),
    )
    return render(request, "incidents/log.html", context)
