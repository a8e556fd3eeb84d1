"""Remarks on sentences: say one, settle it, take its words over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crisisdesk.kernel.rights import require
from statements.access import words_of
from statements.forms.commenting import Comment
from statements.services import commenting
from statements.views.common import performed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose a sentence and say something about it."""
    statement = words_of(request.user, reference)
    require(request.user, "statements.comment", statement)
    data = (request.POST,) if request.method == "POST" else ()
    chosen = {"sentence": request.GET.get("sentence", "")}
    form = Comment(*data, statement=statement, user=request.user, initial=chosen)
    run = {"run": lambda **more: commenting.comment(statement, actor=request.user, **more)}
    if request.method == "POST" and form.is_valid() and performed(form, **run, **form.facts()):
        return redirect(f"{statement.get_absolute_url()}#comments")
    context = {"statement": statement, "drill": statement.incident.is_drill, "form": form}
    status = 422 if form.errors else 200
    return render(request, "statements/comment.html", context, status=status)


@login_required
@require_POST
def settle(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    statement = words_of(request.user, reference)
    commenting.settle(get_object_or_404(statement.comments, pk=pk), actor=request.user)
    return redirect(f"{statement.get_absolute_url()}#comments")


@login_required
@require_POST
def apply(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take the suggestion over: a new version."""
    statement = words_of(request.user, reference)
    version = request.POST.get("expected_version", "")
    commenting.apply(
        get_object_or_404(statement.comments, pk=pk),
        actor=request.user,
        expected_version=int(version) if version.isdecimal() and len(version) < 9 else None,  # noqa: PLR2004
    )
    messages.success(request, _("Taken over, as a new version."))
    return redirect(f"{statement.get_absolute_url()}#comments")
