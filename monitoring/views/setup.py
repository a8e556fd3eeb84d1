"""Sources and watches: health, making, editing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import require
from monitoring import forms
from monitoring.connectors import registry
from monitoring.forms_watches import WatchForm
from monitoring.models import Source, Watch
from monitoring.selectors import health, tuning
from monitoring.services import sources as source_services
from monitoring.services import watches as watch_services
from monitoring.views.asking import Question, ask, attempt, sent
from monitoring.views.frame import here, rights, tabs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every way in, and since when it is silent."""
    brand = here(request)
    context = {
        "sources": health.sources(brand),
        "can": rights(request, brand),
        "tabs": tabs(request, "sources"),
    }
    return render(request, "monitoring/sources.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_source(request: HttpRequest) -> HttpResponse:
    brand = here(request)
    require(request.user, "monitoring.manage", brand)
    form = forms.NewSourceForm(sent(request))
    made = attempt(
        form,
        lambda: source_services.create(brand, actor=request.user, **form.cleaned_data),
    )
    if made is None:
        status = 422 if form.is_bound else 200
        context = {"form": form, "connectors": registry.every_one()}
        return render(request, "monitoring/source_new.html", context, status=status)
    source, token = made
    return shown_once(request, source, token=token) if token else redirect("monitoring:sources")


def shown_once(
    request: HttpRequest, source: Source, *, token: str = "", secret: str = ""
) -> HttpResponse:
    """The page that shows a key; it is not stored and cannot be shown again."""
    path = reverse("api-intake", args=[token]) if token else ""
    context = {
        "source": source,
        "address": request.build_absolute_uri(path) if path else "",
        "secret": secret,
    }
    answer = render(request, "monitoring/source_key.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, pk: int) -> HttpResponse:
    row = find_source(request, pk)
    form = forms.SourceForm(sent(request), instance=find_source(request, pk))
    edited = attempt(
        form, lambda: source_services.edit(row, actor=request.user, **form.cleaned_data)
    )
    if edited is None:
        status = 422 if form.is_bound else 200
        context = {"form": form, "source": row}
        return render(request, "monitoring/source.html", context, status=status)
    messages.success(request, _("Saved."))
    return redirect("monitoring:sources")


def find_source(request: HttpRequest, pk: int) -> Source:
    """The source, for those who manage it."""
    row = get_object_or_404(health.with_health(Source.objects.visible_to(request.user)), pk=pk)
    require(request.user, "monitoring.manage", row)
    return row


@login_required
@require_POST
def renew_token(request: HttpRequest, pk: int) -> HttpResponse:
    row = find_source(request, pk)
    token = source_services.renew_token(row, actor=request.user)
    return shown_once(request, row, token=token)


@login_required
@require_POST
def renew_secret(request: HttpRequest, pk: int) -> HttpResponse:
    row = find_source(request, pk)
    secret = source_services.renew_secret(row, actor=request.user)
    return shown_once(request, row, secret=secret)


@login_required
@require_POST
def drop_secret(request: HttpRequest, pk: int) -> HttpResponse:
    source_services.drop_secret(find_source(request, pk), actor=request.user)
    messages.success(request, _("Calls need no signature any more."))
    return redirect("monitoring:source", pk)


@login_required
@require_safe
def watches(request: HttpRequest) -> HttpResponse:
    """What the desk listens for."""
    brand = here(request)
    context = {
        "watches": health.watches(brand),
        "can": rights(request, brand),
        "tabs": tabs(request, "watches"),
    }
    return render(request, "monitoring/watches.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_watch(request: HttpRequest) -> HttpResponse:
    brand = here(request)
    require(request.user, "monitoring.manage", brand)
    form = WatchForm(sent(request))
    made = attempt(
        form, lambda: watch_services.create(brand, actor=request.user, **form.cleaned_data)
    )
    if made is None:
        return ask(request, Question(form, _("Add a watch"), _("Add"), "monitoring:watches"))
    messages.success(request, _("Listening from now on."))
    return redirect("monitoring:watches")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Watch.objects.visible_to(request.user), pk=pk)
    require(request.user, "monitoring.manage", row)
    form = WatchForm(sent(request), instance=Watch.objects.get(pk=pk))
    edited = attempt(
        form, lambda: watch_services.edit(row, actor=request.user, **form.cleaned_data)
    )
    if edited is None:
        context = {"form": form, "watch": row, "learned": tuning.learned(row)}
        context["tunings"] = tuning.tunings(row, request.user)
        status = 422 if form.is_bound else 200
        return render(request, "monitoring/watch.html", context, status=status)
    messages.success(request, _("Saved."))
    return redirect("monitoring:watches")
