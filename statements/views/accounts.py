"""A brand's accounts on other networks: connect, try the sign-in, change, switch off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crisisdesk.kernel.rights import require
from outbox.publishers.registry import publisher_of, publishers
from playbooks import common_data
from statements.models import PublishingAccount
from statements.services import accounts
from statements.views.common import performed
from statements.wording import NEWSROOM
from teams import brands
from teams.roles import brand_ids

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from outbox.publishers.base import Publisher
    from teams.models import Brand

FORM = require_http_methods(["GET", "HEAD", "POST"])


def here(request: HttpRequest) -> Brand:
    """The brand one works for now, for those who manage its accounts."""
    brand = brands.current(request)
    if brand is None:
        raise Http404
    require(request.user, "statements.manage_accounts", brand)
    return brand


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """All accounts, and the networks that can be connected."""
    rows = PublishingAccount.objects.filter(brand=here(request))
    context = {"accounts": rows, "publishers": publishers()}
    return render(request, "statements/accounts.html", context)


@login_required
@FORM
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Connect an account, or try its keys first."""
    brand = here(request)
    publisher = _publisher(kind)
    form = form_of(publisher, request)
    known = {"actor": request.user, "kind": kind}
    if request.method != "POST" or not form.is_valid():
        return _page(request, publisher, form)
    if "test" in request.POST:
        found = performed(
            form,
            lambda **facts: accounts.try_out(brand, **known, **facts),
            values=form.cleaned_data,
        )
        return _page(request, publisher, form, trial=found)
    made = performed(
        form, lambda **facts: accounts.add(brand, **known, **facts), values=form.cleaned_data
    )
    if made is None:
        return _page(request, publisher, form)
    messages.success(request, _("Connected. Approved texts for this channel go there from now on."))
    return redirect("statements:accounts")


@login_required
@FORM
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an account; keys left empty stay."""
    row = account_of(request, pk)
    publisher = _publisher(row.kind)
    form = form_of(publisher, request, row)
    known = {"actor": request.user}
    if request.method != "POST" or not form.is_valid():
        return _page(request, publisher, form, account=row)
    if "test" in request.POST:
        more = {"kind": row.kind, "account": row, **known}
        found = performed(
            form,
            lambda **facts: accounts.try_out(row.brand, **more, **facts),
            values=form.cleaned_data,
        )
        return _page(request, publisher, form, account=row, trial=found)
    made = performed(
        form, lambda **facts: accounts.change(row, **known, **facts), values=form.cleaned_data
    )
    if made is None:
        return _page(request, publisher, form, account=row)
    messages.success(request, _("Saved."))
    return redirect("statements:accounts")


def account_of(request: HttpRequest, pk: int) -> PublishingAccount:
    """An account of a brand whose accounts this person manages; strangers get 404."""
    visible = PublishingAccount.objects.filter(brand__in=brand_ids(request.user))
    row = get_object_or_404(visible.select_related("brand"), pk=pk)
    require(request.user, "statements.manage_accounts", row.brand)
    return row


def _publisher(kind: str) -> Publisher:
    found = publisher_of(kind)
    if found is None:
        raise Http404
    return found


def form_of(
    publisher: Publisher, request: HttpRequest, row: PublishingAccount | None = None
) -> forms.Form:
    """The publisher's questions, with what is stored; keys are not among it and may stay empty."""
    data = request.POST if request.method == "POST" else None
    stored = {"name": row.name, "language": row.language, **row.options} if row else None
    form = publisher.form(data, initial=stored)
    if "channel" in form.fields:
        form.fields["channel"].choices = [  # type: ignore[attr-defined]
            (key, str(one.label)) for key, one in common_data.channels().items() if key != NEWSROOM
        ]
    for name in publisher.secrets if row else ():
        form.fields[name].required = False
        form.fields[name].help_text = _("Stored. Leave it empty to keep it.")
    return form


def _page(
    request: HttpRequest, publisher: Publisher, form: forms.Form, **facts: Any
) -> HttpResponse:
    context = {"publisher": publisher, "form": form, **facts}
    status = 422 if form.is_bound and form.errors else 200
    answer = render(request, "statements/account.html", context, status=status)
    # What was typed a moment ago stands in it, keys too.
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in with the stored keys, without posting; the list then says how it went."""
    row = accounts.check(account_of(request, pk), actor=request.user)
    if not row.problem:
        messages.success(
            request, _("The sign-in works: %(who)s. Nothing was posted.") % {"who": row.checked_as}
        )
    return redirect("statements:accounts")


@login_required
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Off, or on again."""
    row = account_of(request, pk)
    accounts.switch(row, actor=request.user, on=not row.is_active)
    return redirect("statements:accounts")
