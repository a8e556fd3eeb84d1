"""How sensitive a watch is: tried on the past, changed, taken back; and the brand's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import require
from monitoring.forms_watches import RulesForm, TrialForm
from monitoring.models import BrandRules, Tuning, Watch
from monitoring.selectors import tuning as selectors
from monitoring.services import tuning as services
from monitoring.views.asking import Question, ask, attempt, sent
from monitoring.views.frame import here, rights, trail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """What other settings would have made of the last days."""
    watch = get_object_or_404(Watch.objects.visible_to(request.user), pk=pk)
    form = TrialForm.of(watch, request.GET)
    context = {
        "watch": watch,
        "form": form,
        "tunings": selectors.tunings(watch, request.user),
        "can": rights(request, watch.brand),
        "crumbs": trail("monitoring:watches", _("Watches"), watch.name),
        **(selectors.tried(watch, form) if form.is_valid() else {}),
    }
    return render(request, "monitoring/trial.html", context, status=200 if form.is_valid() else 422)


@login_required
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Set what was tried."""
    watch = get_object_or_404(Watch.objects.visible_to(request.user), pk=pk)
    require(request.user, "monitoring.manage", watch)
    form = TrialForm.of(watch, request.POST)
    if attempt(form, lambda: services.apply(watch, actor=request.user, **form.chosen())):
        messages.success(request, _("Set. It can be taken back below."))
    return redirect("monitoring:watch-trial", pk)


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one change of the sensitivity back."""
    mine = Tuning.objects.filter(watch__in=Watch.objects.visible_to(request.user))
    tuning = get_object_or_404(mine.select_related("watch"), pk=pk)
    services.undo(tuning, actor=request.user)
    messages.success(request, _("Taken back."))
    return redirect("monitoring:watch-trial", tuning.watch_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """How wide a wide source is, and when it is quiet."""
    brand = here(request)
    require(request.user, "monitoring.manage", brand)
    row = BrandRules.objects.filter(brand=brand).first() or BrandRules(brand=brand)
    form = RulesForm(sent(request), instance=row)
    done = attempt(form, lambda: services.set_rules(brand, actor=request.user, **form.cleaned_data))
    if done is None:
        lede = _("For all watches of the brand. Alerts and open incidents never wait.")
        return ask(
            request,
            Question(
                form, _("Quiet hours and wide sources"), _("Save"), "monitoring:watches", lede
            ),
        )
    messages.success(request, _("Saved."))
    return redirect("monitoring:watches")
