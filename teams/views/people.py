"""The people page: members, invitations, roles, duty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crisisdesk.kernel.errors import Forbidden
from crisisdesk.kernel.rights import may, require
from teams import brands, selectors, services
from teams.duty import on_duty
from teams.forms.handing import accepted
from teams.forms.people import InviteForm, RoleForm, ShiftForm
from teams.models import Brand, DutyShift, Membership
from teams.roles import brand_ids

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: Digits that an id column still takes.
MOST_DIGITS = 18


def my_brand(request: HttpRequest) -> Brand:
    """The brand the person works for now; without any there is nothing to show."""
    brand = brands.current(request)
    if brand is None:
        raise Forbidden(_("You have no place in any brand. Ask an admin to invite you."))
    return brand


@login_required
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the brand and who is on duty."""
    return page(request, my_brand(request))


@login_required
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    brand = my_brand(request)
    require(request.user, "teams.manage_people", brand)
    form = InviteForm(request.POST)
    if not accepted(form, services.invite, brand, actor=request.user):
        return page(request, brand, invite_form=form)
    return redirect("teams:people")


@login_required
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    services.invite_again(membership(request, pk), actor=request.user)
    return redirect("teams:people")


@login_required
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Role and title of one person; ends or renews their place."""
    row = membership(request, pk)
    require(request.user, "teams.manage_people", row.brand)
    form = RoleForm(request.POST or None, instance=Membership.objects.get(pk=row.pk))
    if request.method == "POST" and accepted(form, services.change_role, row, actor=request.user):
        return redirect("teams:people")
    status = 422 if form.errors else 200
    return render(request, "teams/role.html", {"row": row, "form": form}, status=status)


@login_required
@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    services.deactivate(membership(request, pk), actor=request.user)
    return redirect("teams:people")


@login_required
@require_POST
def readmit(request: HttpRequest, pk: int) -> HttpResponse:
    services.readmit(membership(request, pk), actor=request.user)
    return redirect("teams:people")


@login_required
@require_POST
def add_shift(request: HttpRequest) -> HttpResponse:
    brand = my_brand(request)
    require(request.user, "teams.manage_duty", brand)
    form = ShiftForm(request.POST, brand=brand)
    if not accepted(form, services.add_shift, brand, actor=request.user):
        return page(request, brand, shift_form=form)
    return redirect("teams:people")


@login_required
@require_POST
def remove_shift(request: HttpRequest, pk: int) -> HttpResponse:
    shift = get_object_or_404(DutyShift, pk=pk, brand__in=brand_ids(request.user))
    services.remove_shift(shift, actor=request.user)
    return redirect("teams:people")


@login_required
@require_POST
def switch_brand(request: HttpRequest) -> HttpResponse:
    """Work for another of one's brands."""
    chosen = request.POST.get("brand", "")
    mine = Brand.objects.filter(pk__in=brand_ids(request.user))
    known = chosen.isdecimal() and len(chosen) <= MOST_DIGITS
    brands.choose(request, get_object_or_404(mine, pk=int(chosen) if known else 0))
    return redirect("/")


def membership(request: HttpRequest, pk: int) -> Membership:
    """A membership of one of the person's brands; strangers find none."""
    rows = Membership.objects.select_related("user", "brand")
    return get_object_or_404(rows, pk=pk, brand__in=brand_ids(request.user))


def page(request: HttpRequest, brand: Brand, **forms: Any) -> HttpResponse:
    """The people page, with the form that was sent back if one was."""
    manages, rota = (
        may(request.user, f"teams.{ability}", brand) for ability in ("manage_people", "manage_duty")
    )
    context = {
        "rows": selectors.members(brand),
        "shifts": selectors.shifts_ahead(brand),
        "duty_now": on_duty(brand),
        "gap": selectors.next_gap(brand),
        "invite_form": forms.get("invite_form", InviteForm()) if manages else None,
        "shift_form": forms.get("shift_form", ShiftForm(brand=brand)) if rota else None,
        "stuck": selectors.stuck_with_reasons(request.user) if manages else None,
        "manages": manages,
        "brand": brand,
    }
    return render(request, "teams/people.html", context, status=422 if forms else 200)
