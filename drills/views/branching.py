"""Exercise control chooses how the story goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from drills import services
from drills.views.frame import drill_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    drill, branch = drill_of(request, pk), request.POST.get("branch", "")
    return redirect(services.choose_branch(drill, actor=request.user, branch=branch))
