"""The hot wash on everybody's phone; writing goes by the acts of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crisisdesk.kernel.rights import may, require
from incidents.access import case_of
from incidents.forms.reviews import WashForm
from incidents.selectors import hot_wash as selectors
from incidents.services import following, hot_wash

if TYPE_CHECKING:
    from django.http import HttpRequest

UNCHANGED = 204


def _page(request: HttpRequest, reference: str) -> dict[str, Any]:
    incident = case_of(request, reference)
    require(request.user, "incidents.wash", incident)
    by_votes = request.GET.get("order") == "votes"
    # Before what it stands for: a line that comes while the page is read must be news to it.
    seq = selectors.pulse(incident)
    return {
        "seq": seq,
        "incident": incident,
        "drill": incident.is_drill,
        "tab": "hot-wash",
        "columns": selectors.board(incident, request.user, by_votes=by_votes),
        "by_votes": by_votes,
        "open": hot_wash.is_open(incident),
        "before": incident.is_open,
        "anonymous": following.policy_of(incident.brand_id).anonymous,
        "may_contribute": may(request.user, "incidents.contribute_to_review", incident),
        "first_reasons": hot_wash.first_lesson_refusals(incident, request.user),
    }


@login_required
@require_safe
def board(request: HttpRequest, reference: str) -> HttpResponse:
    """Everybody's lines, and the form for one more."""
    page = _page(request, reference)
    form = WashForm(incident=page["incident"], user=request.user, auto_id="wash-%s")
    return render(request, "incidents/hot_wash.html", {**page, "form": form})


@login_required
@require_safe
def live(request: HttpRequest, reference: str) -> HttpResponse:
    """The columns when something changed since `seq`, else nothing."""
    page = _page(request, reference)
    if request.GET.get("seq") == page["seq"]:
        return HttpResponse(status=UNCHANGED)
    answer = render(request, "incidents/_hot_wash_board.html", {**page, "oob": True})
    answer["X-Live-Seq"] = page["seq"]
    return answer
