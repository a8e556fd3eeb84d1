"""How long texts are kept, what was removed, and erasing an author on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crisisdesk.kernel.rights import require
from monitoring.forms_retention import EraseForm, RetentionForm
from monitoring.selectors import retention as selectors
from monitoring.services import erasure, retention
from monitoring.views.asking import Question, ask, attempt, sent
from monitoring.views.frame import here, rights, trail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

HOME = "monitoring:retention"


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The rule, what it will remove next, and what went so far."""
    brand = here(request)
    require(request.user, "monitoring.erase_author", brand)
    policy = retention.policy_of(brand)
    before = retention.border(policy)
    context = {"policy": policy, "before": before, "log": selectors.log(brand),
               "waiting": selectors.about_to_go(brand, before),
               "can": rights(request, brand),
               "trail": trail("monitoring:sources", _("Sources"))}  # fmt: skip
    return render(request, "monitoring/retention.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def months(request: HttpRequest) -> HttpResponse:
    """Set how many months texts are kept."""
    brand = here(request)
    require(request.user, "monitoring.set_retention", brand)
    form = RetentionForm(sent(request), initial={"keep_months": retention.policy_of(brand).keep_months})  # fmt: skip
    kept = attempt(
        form, lambda: retention.set_policy(brand, actor=request.user, **form.cleaned_data)
    )
    if kept is None:
        lede = _("Older texts are removed once a day. Counts stay, and so do mentions of a case.")
        return ask(request, Question(form, _("How long texts are kept"), _("Save"), HOME, lede))
    messages.success(
        request, _("Saved. It takes effect tomorrow; until then it can be changed back.")
    )
    return redirect(HOME)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Take an author's handle, and by choice their texts, out of the desk."""
    brand = here(request)
    require(request.user, "monitoring.erase_author", brand)
    form = EraseForm(sent(request))
    done = attempt(
        form, lambda: erasure.erase_author(brand, actor=request.user, **form.cleaned_data)
    )
    if done is None:
        lede = _("This cannot be undone. Later mentions of the same handle come in without it.")
        return ask(request, Question(form, _("Erase an author"), _("Erase"), HOME, lede))
    messages.success(request, selectors.sentence(done))
    if rest := selectors.rest(brand, form.cleaned_data["handle"]):
        messages.warning(request, rest)
    return redirect(HOME)
