"""Taking a playbook out of force: what it leaves open, and why it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crisisdesk.kernel.rights import require
from playbooks import services
from playbooks.forms.small import RetireForm
from playbooks.shelf import left_by
from playbooks.transitions import offers
from playbooks.views.frame import crumbs, find_version
from teams.forms.handing import accepted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What stands without a plan afterwards; sent with a reason, the plan goes."""
    version = find_version(request, slug, number)
    require(request.user, "playbooks.edit", version)
    form = RetireForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(form, services.retire, version, actor=request.user):
        messages.success(request, _("The playbook is no longer in force."))
        return redirect("playbooks:detail", slug)
    context = {
        "form": form,
        "version": version,
        "left": left_by(version.playbook, request.user),
        "offer": offers(version, request.user).get("retire"),
        "crumbs": crumbs(version.playbook, _("Retire")),
    }
    return render(request, "playbooks/retire.html", context, status=422 if form.errors else 200)
