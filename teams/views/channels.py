"""The desk's connections to services that reach people, and who is reachable how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from crisisdesk.kernel.rights import may, require
from outbox.reaching import reasons
from outbox.reaching.registry import way_of, ways_with_account
from teams.forms.reaching import ALL, form_of
from teams.forms.trying import tried
from teams.models import ChannelAccount
from teams.reaching import connecting, delivering, selectors
from teams.roles import brand_ids
from teams.views.people import my_brand

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

    from outbox.reaching.base import Way
    from teams.models import Brand

FORM = require_http_methods(["GET", "HEAD", "POST"])
MOST_BYTES = 20_000


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """All connections, and the services that can be connected."""
    brand = _here(request)
    for_all = may(request.user, "teams.manage_desk_channels")
    own = {row.account_id: row for row in request.user.contact_methods.exclude(proven_at=None)}
    rows = [
        {
            "account": row,
            "way": way_of(row.kind),
            "manages": row.brand_id is not None or for_all,
            "own": own.get(row.pk),
            "problem": reasons.sentence(row.problem, row.facts) if row.problem else "",
        }
        for row in connecting.accounts_of(brand)
    ]
    return render(request, "teams/reach/channels.html", {"rows": rows, "ways": ways_with_account()})


@login_required
def people(request: HttpRequest) -> HttpResponse:
    """Who is reachable how; channels only, no addresses."""
    brand = my_brand(request)
    require(request.user, "teams.see_reach", brand)
    return render(request, "teams/reach/people.html", {"rows": selectors.reachable(brand)})


@login_required
@FORM
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Connect a service; its sign-in is tried at once where that sends nothing."""
    brand, way = _here(request), _way(kind)
    for_all = may(request.user, "teams.manage_desk_channels")
    form = form_of(way, request.POST or None, brand=brand, for_all=for_all)
    if request.method != "POST" or not form.is_valid():
        return _page(request, way, form)
    values = dict(form.cleaned_data)
    whose = None if values.pop("whose", "") == ALL else brand
    if not tried(form, connecting.add, whose, actor=request.user, kind=kind, values=values):
        return _page(request, way, form)
    made = ChannelAccount.objects.get(brand=whose, channel=way.channel, is_active=True)
    connecting.check(made, actor=request.user)
    messages.success(request, _("Connected. People can add it on “How I am reached” now."))
    return redirect("teams:channels")


@login_required
@FORM
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a connection; keys left empty stay."""
    row = account_of(request, pk)
    way = _way(row.kind)
    form = form_of(way, request.POST or None, brand=my_brand(request), for_all=False, account=row)
    if request.method != "POST" or not form.is_valid():
        return _page(request, way, form, account=row)
    if not tried(form, connecting.change, row, actor=request.user, values=form.cleaned_data):
        return _page(request, way, form, account=row)
    row.refresh_from_db()
    connecting.check(row, actor=request.user)
    messages.success(request, _("Saved."))
    return redirect("teams:channels")


@login_required
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in with the stored keys, without sending; the list then says how it went."""
    connecting.check(account_of(request, pk), actor=request.user)
    return redirect("teams:channels")


@login_required
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Off, or on again."""
    row = account_of(request, pk)
    form = _Said(request)
    tried(form, connecting.switch, row, actor=request.user, on=not row.is_active)
    return redirect("teams:channels")


@csrf_exempt
@require_POST
def arrived(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A network's signed word about one message; whoever else calls finds nothing here."""
    account = get_object_or_404(ChannelAccount, pk=pk, is_active=True)
    if len(request.body) > MOST_BYTES:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    url = delivering.address_of(request.get_full_path())
    if not delivering.arrived(account, number, url, headers, request.body):
        raise Http404
    return HttpResponse(status=204)


class _Said:
    """Says what went wrong on the next page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def add_error(self, _field: None, error: Any) -> None:
        messages.warning(self.request, " ".join(error.messages))


def _here(request: HttpRequest) -> Brand:
    brand = my_brand(request)
    require(request.user, "teams.manage_channels", brand)
    return brand


def account_of(request: HttpRequest, pk: int) -> ChannelAccount:
    """A connection of one of the person's brands, or of all; strangers get 404."""
    visible = ChannelAccount.objects.filter(Q(brand__in=brand_ids(request.user)) | Q(brand=None))
    row = get_object_or_404(visible.select_related("brand"), pk=pk)
    connecting.require_right(request.user, row.brand)
    return row


def _way(kind: str) -> Way:
    found = way_of(kind)
    if found is None or found.form is None:
        raise Http404
    return found


def _page(request: HttpRequest, way: Way, form: forms.Form, **facts: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context = {"way": way, "form": form, **facts}
    answer = render(request, "teams/reach/channel.html", context, status=status)
    # What was typed a moment ago stands in it, keys too.
    answer["Cache-Control"] = "no-store"
    return answer
