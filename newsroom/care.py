"""The signed-in page about the newsroom: subscribers in numbers, returned letters, the copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crisisdesk.kernel.rights import require
from newsroom.models import Announcement, Copy, Subscriber
from newsroom.services import subscribing
from outbox import bounce_box
from outbox.models import BounceBox
from teams import brands

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import Brand

LATELY = 10


class EraseForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """How the newsroom's letters and its copy stand; erase an address on request."""
    brand = brands.current(request)
    if brand is None:
        raise Http404
    require(request.user, "newsroom.manage", brand)
    form = EraseForm(request.POST or None)
    if form.is_bound and form.is_valid():
        subscribing.erase(brand, actor=request.user, email=form.cleaned_data["email"])
        messages.success(request, _("If the address was there, it is deleted."))
        return redirect("newsroom-care")
    context = standing(brand) | {"form": form}
    return render(request, "newsroom/care.html", context, status=422 if form.errors else 200)


def standing(brand: Brand) -> dict[str, Any]:
    """Numbers only: addresses of subscribers are shown to nobody."""
    told = Announcement.objects.filter(statement__brand=brand).select_related("statement")
    place = settings.NEWSROOM_COPY_DIR
    confirmed = Q(confirmed_at__isnull=False)
    return {
        "the_brand": brand,
        "subscribers": Subscriber.objects.filter(brand=brand).aggregate(
            vi=Count("pk", filter=confirmed & Q(language="vi")),
            en=Count("pk", filter=confirmed & Q(language="en")),
            waiting=Count("pk", filter=~confirmed),
        ),
        "announced": told.prefetch_related("statement__versions").order_by("-pk")[:LATELY],
        "reads_bounces": bounce_box.is_set(),
        "bounces": BounceBox.objects.first(),
        "copies": bool(place),
        "copy": Copy.objects.filter(folder=place).first() if place else None,
    }
