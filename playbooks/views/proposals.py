"""What a case taught, before an admin: take it over, in own words, or decline it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crisisdesk.kernel.rights import require
from playbooks import diffs, ports, proposing
from playbooks.forms.proposals import DeclineForm, taken_over
from playbooks.models import PlaybookVersion, Proposal
from playbooks.services import proposals as services
from playbooks.views.frame import crumbs, here

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _found(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.select_related("playbook__brand", "version", "by", "declined_by")
    return get_object_or_404(rows, pk=pk, playbook__brand=here(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal beside what stands now; sent, it is taken over in the admin's words."""
    row = _found(request, pk)
    require(request.user, "playbooks.edit", row)
    form = proposing.form_of(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form and taken_over(form, row, request.user):
        return _to_draft(request, row)
    return _page(request, row, form=form)


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """As it was proposed, with one press."""
    row = _found(request, pk)
    services.take(row, actor=request.user)
    return _to_draft(request, row)


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    require(request.user, "playbooks.edit", row)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=proposing.form_of(row), decline_form=form)
    services.decline(row, form.cleaned_data["reason"], actor=request.user)
    messages.success(request, _("Declined; who proposed it is told."))
    return redirect("playbooks:detail", row.playbook.slug)


def _to_draft(request: HttpRequest, row: Proposal) -> HttpResponse:
    """A wish in words is written by hand; a row is in the draft already."""
    row.refresh_from_db()
    version = PlaybookVersion.objects.get(pk=row.version_id)
    if not row.part:
        messages.success(request, _("Write it into the draft now."))
        return redirect("playbooks:edit", row.playbook.slug)
    messages.success(request, _("Taken over into the draft."))
    return redirect("playbooks:changes", row.playbook.slug, version.number)


def _page(
    request: HttpRequest, row: Proposal, *, form: object, decline_form: DeclineForm | None = None
) -> HttpResponse:
    stands = services.standing(row)
    wrong = bool(getattr(form, "errors", None) or (decline_form and decline_form.errors))
    context = {
        "proposal": row,
        "playbook": row.playbook,
        "form": form,
        "decline_form": decline_form or DeclineForm(),
        "change": diffs.of_row(row.before, row.row) if row.part else None,
        "stands": stands,
        "differs": row.before is not None and stands != row.before,
        "source_url": ports.cases_of(request.user, {row.source}).get(row.source, ""),
        "crumbs": crumbs(row.playbook, _("Proposed change")),
    }
    return render(request, "playbooks/proposal.html", context, status=422 if wrong else 200)
