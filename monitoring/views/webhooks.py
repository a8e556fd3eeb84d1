"""Where a tool's JSON keeps the fields of a mention: paste a sample and see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from monitoring.enums import SourceKind
from monitoring.models import FieldPaths, Source
from monitoring.pathform import PathsForm
from monitoring.services import webhooks
from monitoring.views.asking import attempt, sent
from monitoring.views.setup import find_source

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def find_webhook(request: HttpRequest, pk: int) -> Source:
    """The webhook, for those who manage it."""
    source = find_source(request, pk)
    if source.kind != SourceKind.WEBHOOK:
        raise Http404
    return source


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fields(request: HttpRequest, pk: int) -> HttpResponse:
    """Paths for the fields; a sample shows what they find."""
    source = find_webhook(request, pk)
    saved = FieldPaths.objects.filter(source=source).first()
    form = PathsForm(sent(request), initial=saved.paths if saved else {})
    wants = "look" not in request.POST
    done = wants and attempt(
        form, lambda: webhooks.set_paths(source, actor=request.user, given=form.paths())
    )
    if done:
        messages.success(request, _("Saved."))
        return redirect("monitoring:source", pk)
    context: dict[str, Any] = {"source": source, "form": form, "saved": saved}
    if form.is_bound and form.is_valid() and not wants:
        context["form"], context["found"] = form.looked()
    status = 422 if form.is_bound and (wants or not form.is_valid()) else 200
    return render(request, "monitoring/source_fields.html", context, status=status)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Expect our own names again."""
    webhooks.drop_paths(find_webhook(request, pk), actor=request.user)
    messages.success(request, _("The tool's fields are expected under our own names again."))
    return redirect("monitoring:source", pk)
