"""A lesson is turned into a proposed change of a playbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.rights import require
from incidents.access import case_of
from incidents.acting import Act, on_row
from incidents.forms import base
from incidents.forms.lessons import ProposedChange
from incidents.models import Lesson
from incidents.services import review
from incidents.views.act import done

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PROPOSE = Act(_("Propose a playbook change"), base.CaseForm, on_row(review.settle_lesson), "review")


@login_required
def change(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Choose the row in the address, word it below."""
    incident = case_of(request, reference)
    lesson = get_object_or_404(Lesson, review__incident=incident, pk=pk)
    require(request.user, "incidents.contribute_to_review", incident)
    sent = request.POST if request.method == "POST" else None
    form = ProposedChange(
        lesson, incident=incident, user=request.user, chosen=request.GET, data=sent
    )
    if sent is not None and done(form, PROPOSE, incident, lesson):
        return redirect("incidents:review", reference)
    context = {
        "incident": incident,
        "drill": incident.is_drill,
        "lesson": lesson,
        "form": form,
        "act": PROPOSE,
    }
    status = 422 if form.errors else 200
    return render(request, "incidents/lesson_change.html", context, status=status)
