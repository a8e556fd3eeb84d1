"""What is asked about a case and not answered yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crisisdesk.kernel.rights import may, require
from desk import asked as questions
from incidents.access import case_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST = 50


@login_required
@require_safe
def asked(request: HttpRequest, reference: str) -> HttpResponse:
    """Questions of reporters and of the public, those without an answer first."""
    incident = case_of(request, reference)
    require(request.user, "incidents.view_working", incident)
    rows = questions.asked(incident, request.user)
    context = {
        "incident": incident,
        "drill": incident.is_drill,
        "rows": rows[:MOST],
        "gaps": sum(not row.is_answered for row in rows),
        "may_write": may(request.user, "statements.write_answers", incident),
        "tab": "answers",
    }
    return render(request, "desk/asked.html", context)
