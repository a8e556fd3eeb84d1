"""Pages: what happened to each, and what one may do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from crisisdesk.kernel.rights import may, require
from teams.forms.handing import accepted
from teams.forms.paging import PutOff, Whom
from teams.models import Page
from teams.paging import acts, selectors
from teams.roles import brand_ids
from teams.views.people import my_brand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

A_PAGE = 30


@login_required
def pages(request: HttpRequest) -> HttpResponse:
    """The brand's pages, newest first."""
    brand = my_brand(request)
    require(request.user, "teams.see_pages", brand)
    shown = Paginator(selectors.pages_of(brand, request.user), A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = selectors.visible(shown.object_list, request.user)
    context = {
        "page_of": shown,
        "rows": rows,
        "brand": brand,
        "manages": may(request.user, "teams.manage_brand", brand),
    }
    return render(request, "teams/paging/pages.html", context)


@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One page: who was called when and how, who answered, what comes next."""
    return _detail(request, _page(request, pk))


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = _page(request, pk)
    acts.answer(found, request.user)
    return _back(request, found)


@login_required
@require_POST
def cannot(request: HttpRequest, pk: int) -> HttpResponse:
    found = _page(request, pk)
    acts.cannot(found, request.user)
    return _back(request, found)


@login_required
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    found = _page(request, pk)
    acts.stop_by_hand(found, actor=request.user)
    return _back(request, found)


@login_required
@require_POST
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    found = _page(request, pk)
    require(request.user, "teams.answer_page", found)
    form = Whom(request.POST, brand=found.brand)

    def service(**_chosen: Any) -> None:
        acts.pass_on(found, form.targets(), actor=request.user)

    if accepted(form, service):
        return _back(request, found)
    return _detail(request, found, whom=form)


@login_required
@require_POST
def put_off(request: HttpRequest, pk: int) -> HttpResponse:
    found = _page(request, pk)
    require(request.user, "teams.answer_page", found)
    form = PutOff(request.POST, page=found)

    def service(**_chosen: Any) -> None:
        acts.put_off(found, form.until(), actor=request.user)

    if accepted(form, service):
        return _back(request, found)
    return _detail(request, found, put_off=form)


def _page(request: HttpRequest, pk: int) -> Page:
    """A page of one of the person's brands that they may know of; others find none."""
    rows = Page.objects.select_related("brand", "ended_by", "started_by")
    found = get_object_or_404(rows, pk=pk, brand__in=brand_ids(request.user))
    if not selectors.visible([found], request.user):
        raise Http404
    require(request.user, "teams.see_page", found)
    return found


def _back(request: HttpRequest, found: Page) -> HttpResponse:
    """To where the button stood: the case's page, or the page's own."""
    wanted = request.POST.get("back", "")
    if wanted == found.url and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect("teams:page", found.pk)


def _detail(request: HttpRequest, found: Page, **forms: Any) -> HttpResponse:
    answers = found.is_going and may(request.user, "teams.answer_page", found)
    steps = selectors.steps_shown(found)
    context = {
        "page": found,
        "drill": found.is_drill,
        "steps": steps,
        "next_step": selectors.next_step(found),
        "foretold": selectors.foretold(found),
        "events": found.events.select_related("by"),
        "findings": found.findings.all(),
        "answers": answers,
        "called": any(told.call.user_id == request.user.pk for s in steps for told in s.calls),
        "stops": found.is_going and may(request.user, "teams.stop_page", found),
        "whom": forms.get("whom") or Whom(brand=found.brand),
        "put_off": forms.get("put_off") or PutOff(page=found),
    }
    return render(request, "teams/paging/page.html", context, status=422 if forms else 200)
