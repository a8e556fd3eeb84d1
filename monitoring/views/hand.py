"""A report by hand, also from another app's share button; and the pictures that came with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc
from monitoring.models import Mention, Screenshot
from monitoring.reporting import HandForm
from monitoring.services import by_hand
from monitoring.views.asking import attempt, sent
from monitoring.views.frame import here

if TYPE_CHECKING:
    from django.http import HttpRequest

USUAL = "usual_platform"
LONGEST_SHARED = 20_000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """One mention by hand: from a closed group, a call, a newspaper in print."""
    brand = here(request)
    require(request.user, "monitoring.take_in", brand)
    usual = request.session.get(USUAL, "")
    form = HandForm(
        sent(request), request.FILES or None,
        user=request.user, brand=brand, usual=usual, initial=shared(request),
    )  # fmt: skip
    done = attempt(form, lambda: by_hand.report(brand, actor=request.user, **form.facts()))
    if done is None:
        status = 422 if form.is_bound else 200
        return render(request, "monitoring/hand.html", {"form": form}, status=status)
    request.session[USUAL] = done.mention.platform
    return finished(request, done)


def shared(request: HttpRequest) -> dict[str, str]:
    """What another app's share button hands over: a title, words, a link, in any of the three."""
    parts = (request.GET.get(name, "") for name in ("title", "text", "url"))
    words = nfc("\n".join(dict.fromkeys(part.strip() for part in parts if part.strip())))
    return by_hand.parted(words[:LONGEST_SHARED])


def finished(request: HttpRequest, done: by_hand.Report) -> HttpResponse:
    """To what came of it; a page that sent it by script is led there."""
    messages.success(request, _("Saved and counted."))
    goal = done.signal and redirect("monitoring:signal", done.signal.pk).url
    goal = goal or (done.incident and done.incident.get_absolute_url())
    goal = goal or resolve_url("monitoring:mentions")
    if not request.htmx:
        return redirect(goal)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = goal
    return answer


@login_required
@require_safe
def screenshot(request: HttpRequest, pk: int) -> FileResponse:
    """A picture that we drew ourselves, for those who may see who said it."""
    mine = Mention.objects.visible_to(request.user)
    shot = get_object_or_404(Screenshot.objects.filter(mention__in=mine), pk=pk)
    require(request.user, "monitoring.see_authors", shot.mention)
    answer = FileResponse(shot.file.open("rb"), content_type=f"image/{shot.format}")
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
