"""Who judges the sentiment: the shipped model or one of the brand's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from monitoring.models import SentimentModel
from monitoring.selectors import judges as selectors
from monitoring.selectors import second_look
from monitoring.services import judges as services
from monitoring.views.frame import here, rights, tabs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def sentiment(request: HttpRequest) -> HttpResponse:
    """Which model judges now, what could replace it, and what people corrected."""
    brand = here(request)
    corrections = selectors.corrections(brand)
    context = {
        "bench": selectors.bench(brand),
        "models": selectors.models(brand),
        "corrections": corrections[: selectors.SHOWN],
        "count": corrections.count(),
        "fewest": selectors.FEWEST,
        "look": second_look.standing(brand),
        "brand": brand,
        "can": rights(request, brand),
        "tabs": tabs(request, "mentions"),
    }
    return render(request, "monitoring/sentiment.html", context)


@login_required
@require_POST
def use(request: HttpRequest, pk: int) -> HttpResponse:
    model = get_object_or_404(SentimentModel.objects.visible_to(request.user), pk=pk)
    services.use(model, actor=request.user)
    messages.success(request, _("This model judges what comes in from now on."))
    return redirect("monitoring:sentiment")


@login_required
@require_POST
def use_shipped(request: HttpRequest) -> HttpResponse:
    services.use_shipped(here(request), actor=request.user)
    messages.success(request, _("The shipped model judges what comes in from now on."))
    return redirect("monitoring:sentiment")
