"""Situation reports of a case: reading, writing, sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from desk.situation import gathering, showing, wording
from incidents.access import case_of
from incidents.forms.situation import DraftForm, LeaveOutForm, LinkForm, SendForm
from incidents.models import FollowLink
from incidents.services import situation, situation_links
from incidents.situation import secrecy, selectors
from teams.forms.handing import accepted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from incidents.models import Incident, SituationReport

ASKING = ["GET", "HEAD", "POST"]


def _writing(request: HttpRequest, reference: str, right: str) -> Incident:
    incident = case_of(request, reference)
    require(request.user, f"incidents.{right}_situation", incident)
    return incident


def _draft_of(incident: Incident) -> SituationReport:
    return get_object_or_404(incident.situation_reports, sent_at=None)


@login_required
@require_safe
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """How the case stands and what was reported, for everybody who may see it."""
    incident = case_of(request, reference)
    return render(request, "desk/situation.html", showing.page(incident, request.user))


@login_required
@require_POST
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft a report from what happened since the last one."""
    incident = _writing(request, reference, "write")
    situation.draft(incident, gathering.drafted(incident), actor=request.user)
    return redirect("incidents:situation-draft", reference)


@login_required
@require_http_methods(ASKING)
def draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Edit the draft; on to the recipients with the second button."""
    incident = _writing(request, reference, "write")
    report = _draft_of(incident)
    form = DraftForm.of(report, request.POST or None)
    if request.method == "POST" and accepted(form, situation.save, report, actor=request.user):
        if "on" in request.POST:
            return redirect("incidents:situation-send", reference)
        messages.success(request, _("Saved."))
        return redirect("incidents:situation-draft", reference)
    context = {
        "incident": incident, "drill": incident.is_drill, "report": report, "form": form,
        "may_send": may(request.user, "incidents.send_situation", incident),
    }  # fmt: skip
    return render(request, "desk/situation_draft.html", context, status=_status(form))


def _status(form: Any) -> int:
    return 422 if form.errors else 200


@login_required
@require_POST
def again(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft anew: what was typed gives way to the newest state of things."""
    incident = _writing(request, reference, "write")
    situation.gather_again(
        _draft_of(incident), gathering.drafted(incident), actor=request.user
    )  # fmt: skip
    messages.success(request, _("Drafted anew from the timeline."))
    return redirect("incidents:situation-draft", reference)


@login_required
@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Throw the draft away."""
    incident = _writing(request, reference, "write")
    situation.discard(_draft_of(incident), actor=request.user)
    messages.success(request, _("The draft is gone."))
    return redirect("incidents:situation", reference)


@login_required
@require_http_methods(ASKING)
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Look at the words once more, choose who gets them, send."""
    incident = _writing(request, reference, "send")
    report = _draft_of(incident)
    form = SendForm(
        request.POST or None, incident=incident, initial={"edition": report.edition}
    )  # fmt: skip
    if request.method == "POST" and accepted(form, situation.send, report, actor=request.user):
        messages.success(request, _("The report is on its way."))
        return redirect("incidents:situation", reference)
    context = {
        "incident": incident, "drill": incident.is_drill, "report": report, "form": form,
        "texts": _texts(report), "reasons": secrecy.refusals(report),
    }  # fmt: skip
    return render(request, "desk/situation_send.html", context, status=_status(form))


@login_required
@require_http_methods(ASKING)
def leave_out(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide that no report is due, with the reason."""
    incident = _writing(request, reference, "send")
    form = LeaveOutForm(request.POST or None)
    if request.method == "POST" and accepted(
        form, situation.leave_out, incident, actor=request.user
    ):
        messages.success(request, _("Recorded; the next report is counted from now."))
        return redirect("incidents:situation", reference)
    context = {"incident": incident, "drill": incident.is_drill, "form": form}
    return render(request, "desk/situation_leave_out.html", context, status=_status(form))


def _texts(report: SituationReport) -> list[dict[str, Any]]:
    return [
        {"code": code, "blocks": wording.blocks(getattr(report, f"text_{code}"))}
        for code in report.languages()
    ]


def _sent(request: HttpRequest, reference: str, number: int) -> dict[str, Any]:
    incident = case_of(request, reference)
    report = get_object_or_404(selectors.sent(incident), number=number)
    inside = may(request.user, "incidents.view_working", incident)
    return {
        "incident": incident,
        "drill": incident.is_drill,
        "report": report,
        "texts": _texts(report),
        "letters": selectors.letters_of(report) if inside else [],
    }


@login_required
@require_safe
def report(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A report as it was sent; our own people also see what became of its letters."""
    return render(request, "desk/situation_report.html", _sent(request, reference, number))


@login_required
@require_safe
def on_paper(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The same for printing, or for saving as a PDF."""
    return render(request, "desk/situation_print.html", _sent(request, reference, number))


@login_required
@require_POST
def give_link(request: HttpRequest, reference: str) -> HttpResponse:
    """A link for a stakeholder without an account."""
    incident = _writing(request, reference, "send")
    form = LinkForm(request.POST, incident=incident)
    if not accepted(form, situation_links.give, incident, actor=request.user):
        context = showing.page(incident, request.user) | {"link_form": form}
        return render(request, "desk/situation.html", context, status=422)
    messages.success(request, _("The link stands below; send it to that person only."))
    return redirect("incidents:situation", reference)


@login_required
@require_POST
def take_link(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a link back."""
    incident = _writing(request, reference, "send")
    link = get_object_or_404(FollowLink, pk=pk, incident=incident)
    situation_links.take_back(link, actor=request.user)
    messages.success(request, _("The link is good no more."))
    return redirect("incidents:situation", reference)
