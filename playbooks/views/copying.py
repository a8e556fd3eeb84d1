"""Taking a playbook over to another brand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crisisdesk.kernel.rights import require
from playbooks.forms.copying import CopyForm, copied
from playbooks.views.frame import crumbs, find_version
from teams import brands

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Choose the brand; then the page is the editor of the draft over there."""
    version = find_version(request, slug, number)
    require(request.user, "playbooks.read", version)
    data = request.POST if request.method == "POST" else None
    form = CopyForm(data, playbook=version.playbook, user=request.user)
    if (made := copied(form, version, request.user)) is None:
        context = {
            "form": form,
            "version": version,
            "crumbs": crumbs(version.playbook, _("Copy to another brand")),
        }
        status = 422 if form.is_bound else 200
        return render(request, "playbooks/copy.html", context, status=status)
    brands.choose(request, made.version.playbook.brand)
    said = {"brand": made.version.playbook.brand.name}
    messages.success(request, _("The copy is a draft of %(brand)s now.") % said)
    if made.left_out:
        names = {"names": ", ".join(made.left_out)}
        messages.warning(request, _("That brand does not know, so left out: %(names)s") % names)
    return redirect("playbooks:edit", made.version.playbook.slug)
