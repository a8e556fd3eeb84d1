"""Ticking which lines of the log the review prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.rights import may, require
from incidents.access import case_of
from incidents.acting import Act, on_case
from incidents.enums import Status
from incidents.forms import base
from incidents.forms.curating import TicksForm
from incidents.selectors import curated
from incidents.services import curating
from incidents.views.act import done
from incidents.views.pages import asked_after

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: Two boxes and a number a line: well below the most fields a form may send.
PAGE = 150
TICK = Act(_("Choose the lines"), base.CaseForm, on_case(curating.save), "review")


@login_required
def lines(request: HttpRequest, reference: str) -> HttpResponse:
    """The log with a box and a comment a line."""
    incident = case_of(request, reference)
    require(request.user, "incidents.view_working", incident)
    after = asked_after(request)
    rows = curated.ticked(incident, request.user, after=after, limit=PAGE + 1)
    shown, more = rows[:PAGE], len(rows) > PAGE
    sent = request.POST if request.method == "POST" else None
    form = TicksForm(sent, lines=shown, incident=incident, user=request.user)
    if sent is not None:
        require(request.user, "incidents.contribute_to_review", incident)
        if done(form, TICK, incident, None):
            return redirect(_next(reference, shown[-1].seq if more else None))
    context = {
        "incident": incident,
        "drill": incident.is_drill,
        "tab": "review",
        "lines": shown,
        "form": form,
        "next_after": shown[-1].seq if more else None,
        "may_tick": incident.status == Status.POST_MORTEM
        and may(request.user, "incidents.contribute_to_review", incident),
    }
    status = 422 if form.errors else 200
    return render(request, "incidents/review_lines.html", context, status=status)


def _next(reference: str, after: int | None) -> str:
    if after is None:
        return reverse("incidents:review", args=[reference]) + "#lines"
    return f"{reverse('incidents:review-lines', args=[reference])}?after={after}"
