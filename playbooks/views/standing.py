"""Changing who signs, and who stands in for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.vocabulary import Severity, StatementKind
from playbooks import chains, preview, stand_ins
from playbooks.enums import Lane
from playbooks.forms import chains as forms
from playbooks.models import Delegation
from playbooks.services import chains as changing
from playbooks.services import standing
from playbooks.services.chains import ChainKey
from playbooks.views.frame import crumbs, here, tabs
from teams.forms.handing import accepted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import Brand, User

READ = ["GET", "HEAD", "POST"]


def _key(request: HttpRequest, kind: str, severity: str, lane: str) -> ChainKey:
    """The chain that the address names, or 404."""
    key = ChainKey(
        kind, severity, lane, request.GET.get("language", ""), request.GET.get("channel", "")
    )
    if not stand_ins.is_known(key):
        raise Http404
    return key


@login_required
@require_http_methods(READ)
def chain(request: HttpRequest, kind: str, severity: str, lane: str) -> HttpResponse:
    """One chain with the names of those it asks; admins change it."""
    brand = here(request)
    key = _key(request, kind, severity, lane)
    posted = request.method == "POST"
    require(request.user, "playbooks.manage" if posted else "playbooks.read", brand)
    initial = stand_ins.steps_of(brand, key)
    rows = forms.StepRows(
        # A sent row is taken as it is: compared with the initial ones it would count as empty.
        **({"data": request.POST} if posted else {"initial": initial}),
        prefix="step",
        form_kwargs={"types": forms.types_of(brand)},
    )
    steps = rows.steps() if posted and rows.is_valid() else initial
    if not posted or not rows.is_valid() or "preview" in request.POST:
        return _chain_page(request, brand, key, rows, steps)
    if not forms.kept(rows, lambda: changing.set_chain(brand, key, steps, actor=request.user)):
        return _chain_page(request, brand, key, rows, steps)
    messages.success(request, _("Saved; approvals under way keep the steps they began with."))
    return redirect("playbooks:chains")


def _chain_page(
    request: HttpRequest, brand: Brand, key: ChainKey, rows: Any, steps: list[dict[str, Any]]
) -> HttpResponse:
    shown = [chains.ChainStep.of(step) for step in steps if step["holders"]]
    context = {
        "key": key,
        "kind": StatementKind(key.kind).label,
        "severity": Severity(key.severity).label,
        "lane": Lane(key.lane).label,
        "rows": rows,
        "where": forms.WhereForm(initial={"language": key.language, "channel": key.channel}),
        "stages": preview.who_is_asked(brand, shown),
        "row": stand_ins.row_of(brand, key),
        "may_edit": may(request.user, "playbooks.manage", brand),
        "crumbs": crumbs(label=_("Approval chain")),
    }
    status = 422 if rows.is_bound and (rows.total_error_count() or rows.non_form_errors()) else 200
    return render(request, "playbooks/chain.html", context, status=status)


@login_required
@require_POST
def reset_chain(request: HttpRequest, kind: str, severity: str, lane: str) -> HttpResponse:
    """Back to the chain that the desk came with."""
    key = _key(request, kind, severity, lane)
    changing.reset_chain(here(request), key, actor=request.user)
    messages.success(request, _("The chain is as it was shipped."))
    return redirect("playbooks:chains")


@login_required
@require_http_methods(READ)
def delegations(request: HttpRequest) -> HttpResponse:
    """My delegations; an admin sees everyone's and writes them for others."""
    brand = here(request)
    require(request.user, "playbooks.read", brand)
    form = _delegation_form(request, brand)
    if request.method == "POST" and form and _delegated(request, brand, form):
        messages.success(request, _("Delegated; both of you are told."))
        return redirect("playbooks:delegations")
    admin = may(request.user, "playbooks.manage", brand)
    context = {
        "form": form,
        "admin": admin,
        "rows": stand_ins.delegations(brand, None if admin else request.user),
        "hours": stand_ins.hours_of(brand),
        "deputies": stand_ins.deputies(brand),
        "tabs": tabs("delegations"),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "playbooks/delegations.html", context, status=status)


def _delegation_form(request: HttpRequest, brand: Brand) -> forms.DelegationForm | None:
    """For an admin anybody's office, else one's own; None for whoever holds none."""
    admin = may(request.user, "playbooks.manage", brand)
    if request.method == "POST" and not admin:
        require(request.user, "playbooks.delegate", brand)
    kind = forms.DelegationForAnother if admin else forms.DelegationForm
    data = (request.POST,) if request.method == "POST" else ()
    form = kind(*data, brand=brand, user=request.user)
    return form if form.fields["office"].choices else None


def _delegated(request: HttpRequest, brand: Brand, form: forms.DelegationForm) -> bool:
    return accepted(form, standing.delegate, brand, actor=request.user)


@login_required
@require_POST
def revoke_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Delegation.objects.visible_to(request.user), pk=pk)
    standing.revoke(row, actor=request.user)
    messages.success(request, _("Ended at once; what was signed before stands."))
    return redirect("playbooks:delegations")


@login_required
@require_http_methods(READ)
def deputies(request: HttpRequest) -> HttpResponse:
    """Office hours, and who signs for which office out of them."""
    brand = here(request)
    require(request.user, "playbooks.manage", brand)
    data = (request.POST,) if request.method == "POST" else ()
    form = forms.HoursForm(*data, brand=brand, initial=stand_ins.hours_initial(brand))
    if request.method == "POST" and accepted(form, _set_deputies, brand, form, request.user):
        messages.success(request, _("Saved."))
        return redirect("playbooks:delegations")
    context = {"form": form, "crumbs": crumbs(label=_("Out of hours"))}
    status = 422 if form.errors else 200
    return render(request, "playbooks/deputies.html", context, status=status)


def _set_deputies(brand: Brand, form: forms.HoursForm, actor: User, **_fields: Any) -> None:
    standing.staff(brand, actor=actor, deputies=form.deputies(), **form.hours())
