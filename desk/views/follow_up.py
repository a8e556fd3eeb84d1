"""Action items of all reviews, on screen and on paper, and the brand's follow-up policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may, require
from desk.forms_items import ItemFilter
from incidents.forms.reviews import PolicyForm
from incidents.selectors import items
from incidents.services import following
from teams import brands
from teams.forms.handing import accepted
from teams.views.people import my_brand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 30
#: More would be a book; whoever prints can choose.
MOST_ON_PAPER = 300


def _found(request: HttpRequest) -> dict[str, Any]:
    form = ItemFilter(request.GET)
    wanted = form.chosen()
    if request.GET.get("done"):  # an address of before
        wanted["state"] = "done"
    return {
        "form": form,
        "found": items.listing(request.user, wanted),
        "filtered": any(wanted.values()),
        "today": timezone.localdate(),
    }


@login_required
@require_safe
def action_items(request: HttpRequest) -> HttpResponse:
    """By the filters of the address, overdue first."""
    context = _found(request)
    brand = brands.current(request)
    page = Paginator(context.pop("found"), PAGE_SIZE).get_page(request.GET.get("page"))
    may_see = brand is not None and may(request.user, "incidents.view_working", brand)
    more = {"page": page, "may_see_policy": may_see, "query": request.GET.urlencode()}
    return render(request, "desk/action_items.html", {**context, **more})


@login_required
@require_safe
def on_paper(request: HttpRequest) -> HttpResponse:
    """The same choice on paper."""
    context = _found(request)
    rows = context.pop("found")[:MOST_ON_PAPER]
    more = {"items": rows, "at": now()}
    return render(request, "desk/action_items_print.html", {**context, **more})


@login_required
def policy(request: HttpRequest) -> HttpResponse:
    """What the brand asks of action items and of the hot wash."""
    brand = my_brand(request)
    require(request.user, "incidents.view_working", brand)
    form = PolicyForm(request.POST or None, instance=following.policy_of(brand))
    if request.method == "POST":
        require(request.user, "incidents.set_follow_up", brand)
        if accepted(form, following.change_policy, brand, actor=request.user):
            return redirect("desk:follow-up")
    context = {
        "form": form,
        "brand": brand,
        "policy": following.policy_of(brand),
        "may_set": may(request.user, "incidents.set_follow_up", brand),
    }
    return render(request, "desk/follow_up.html", context, status=422 if form.errors else 200)
