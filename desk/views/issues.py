"""The review handed out: published, read, said to be read, taken along as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from desk import paper
from desk.forms_issue import IssueForm
from desk.issuing import publishing, word_file
from desk.issuing.document import LANGUAGES, built, named
from incidents.access import case_of
from incidents.models import ReviewIssue

if TYPE_CHECKING:
    from django.http import HttpRequest

    from incidents.models import Incident

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _issue(request: HttpRequest, reference: str, pk: int) -> tuple[Incident, ReviewIssue]:
    incident = case_of(request, reference)
    require(request.user, "incidents.view_working", incident)
    rows = ReviewIssue.objects.select_related("review__incident", "by")
    return incident, get_object_or_404(rows, review__incident=incident, pk=pk)


def _language(request: HttpRequest) -> str:
    """That of the address, else the reader's."""
    for wanted in (request.GET.get("language", ""), (get_language() or "vi")[:2]):
        if wanted in LANGUAGES:
            return wanted
    return LANGUAGES[0]


@login_required
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """What would be read, what stands against it, and the press."""
    incident = case_of(request, reference)
    require(request.user, "incidents.publish_review", incident)
    form = IssueForm(request.POST if request.method == "POST" else request.GET or None)
    if request.method == "POST" and form.is_valid():
        made = publishing.publish(incident, actor=request.user, **form.cleaned_data)
        return redirect(publishing.address(incident, made))
    document = named(incident, built(incident, request.user), form.naming_of_address())
    context = {
        "incident": incident,
        "drill": incident.is_drill,
        "tab": "review",
        "form": form,
        "document": document,
        "reasons": publishing.refusals(incident, request.user),
    }
    return render(request, "desk/review_publish.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def issue(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The words as they were published, and who has read them."""
    incident, found = _issue(request, reference, pk)
    language = _language(request)
    readings = list(found.readings.select_related("by").order_by("at"))
    context: dict[str, Any] = {
        "incident": incident,
        "drill": incident.is_drill,
        "tab": "review",
        "issue": found,
        "document": found.content[language],
        "language": language,
        "other_language": next(one for one in LANGUAGES if one != language),
        "readings": readings,
        "has_read": any(row.by_id == request.user.pk for row in readings),
        "insiders": publishing.readers(incident).count(),
        "newest": found.review.issues.order_by("-number").first(),
        "sees_readers": may(request.user, "incidents.publish_review", incident),
    }
    return render(request, "desk/review_issue.html", context)


@login_required
@require_POST
def read(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """I have read it."""
    incident, found = _issue(request, reference, pk)
    publishing.acknowledge(found, actor=request.user)
    return redirect(publishing.address(incident, found))


@login_required
@require_safe
def download(request: HttpRequest, reference: str, pk: int, kind: str) -> HttpResponse:
    """The same as a file."""
    incident, found = _issue(request, reference, pk)
    language = _language(request)
    document = found.content[language]
    if kind == "pdf":
        body, content_type = paper.issue_pdf(document), "application/pdf"
    elif kind == "docx":
        body, content_type = word_file.written(document, found.at), WORD
    else:
        raise Http404
    name = f"{incident.reference}-review-{found.number}-{language}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=content_type, headers=headers)
