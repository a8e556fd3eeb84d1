"""What is said most: clusters, and what one does with them; the spread of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import require
from incidents.selectors.cases import by_reference
from monitoring import forms
from monitoring.cluster_forms import ClusterForm
from monitoring.models import Cluster
from monitoring.selectors import clusters as selectors
from monitoring.services import clusters as services
from monitoring.services import spread
from monitoring.views.asking import Question, ask, attempt, sent
from monitoring.views.frame import here, rights, tabs, trail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = 25


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every cluster of the brand."""
    brand = here(request)
    form = ClusterForm(request.GET)
    found = Cluster.objects.filter(brand=brand).standing()
    page = Paginator(form.narrow(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "clusters": selectors.shown(page),
        "can": rights(request, brand),
        "tabs": tabs(request, "mentions"),
        "crumbs": trail("monitoring:mentions", _("Mentions"), _("Clusters")),
    }
    return render(request, "monitoring/clusters.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """All mentions of a cluster to one case."""
    cluster = find(request, pk)
    require(request.user, "monitoring.attach", cluster)
    form = forms.LinkForm(sent(request), user=request.user, brand=cluster.brand)
    count = attempt(
        form,
        lambda: services.attach(cluster, form.cleaned_data["incident"], actor=request.user),
    )
    if count is None:
        none = "" if form.fields["incident"].queryset.exists() else _("No incident is open.")
        title = _("Attach the cluster to an incident")
        return ask(request, Question(form, title, _("Attach"), "monitoring:clusters", empty=none))
    sentence = ngettext(
        "%(count)s mention attached to %(case)s.", "%(count)s mentions attached to %(case)s.", count
    )
    case = form.cleaned_data["incident"]
    messages.success(request, sentence % {"count": count, "case": case.reference})
    return redirect(case)


@login_required
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """It is noise."""
    services.dismiss(find(request, pk), actor=request.user)
    messages.success(request, _("Dismissed as noise; its mentions are still counted."))
    return back(request)


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """It is no noise after all."""
    services.restore(find(request, pk), actor=request.user)
    messages.success(request, _("Shown among the clusters again."))
    return back(request)


@login_required
@require_POST
def note_rung(request: HttpRequest, reference: str) -> HttpResponse:
    """The rung that the mentions show, noted on the case."""
    case = get_object_or_404(by_reference(request.user, reference))
    spread.accept(case, actor=request.user)
    messages.success(request, _("Noted on the incident."))
    return redirect(case)


def find(request: HttpRequest, pk: int) -> Cluster:
    """The cluster, for those of its brand; one that was joined to another leads there."""
    mine = Cluster.objects.visible_to(request.user).select_related("brand", "merged_into__brand")
    cluster = get_object_or_404(mine, pk=pk)
    return cluster.merged_into or cluster


def back(request: HttpRequest) -> HttpResponse:
    """To the page one came from."""
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    return redirect(url if safe else "monitoring:clusters")
