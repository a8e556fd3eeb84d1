"""Lists of stakeholders: who is told together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crisisdesk.kernel.rights import require
from playbooks.forms.small import StakeholderListForm
from playbooks.models import StakeholderList
from playbooks.services import policies
from playbooks.views.frame import crumbs, here
from teams.forms.handing import accepted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Make a list, or call it otherwise."""
    brand = here(request)
    row = StakeholderList(brand=brand)
    if pk is not None:
        row = get_object_or_404(StakeholderList, pk=pk, brand=brand)
    require(request.user, "playbooks.manage", brand)
    form = StakeholderListForm(request.POST or None, initial={"name": row.name})
    if not accepted(form, policies.save_list, row, actor=request.user):
        context = {"form": form, "row": row, "crumbs": crumbs(label=_("List"))}
        status = 422 if form.is_bound else 200
        return render(request, "playbooks/stakeholder_list.html", context, status=status)
    messages.success(request, _("Saved; put people on it by their own entries."))
    return redirect("playbooks:stakeholders")


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a list; its people stay."""
    row = get_object_or_404(StakeholderList, pk=pk, brand=here(request))
    policies.remove_list(row, actor=request.user)
    messages.success(request, _("The list is gone; its people stay."))
    return redirect("playbooks:stakeholders")
