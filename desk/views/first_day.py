"""The first day: the path, a page for each step, putting off and taking up again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from desk.firstday import doing, forms, path, putting_off, showing
from playbooks.models import PlaybookVersion
from teams.forms.handing import accepted
from teams.models import Membership, Role, Step
from teams.roles import brand_ids, people
from teams.services.people import invitation_link
from teams.views.people import my_brand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import Brand


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The whole path; those who do not lead it read who does."""
    brand = my_brand(request)
    if brand.is_sample:
        # An invented brand has no first day; whoever looks round finds the way out there.
        return redirect("desk:sample")
    context = {
        "brand": brand,
        "path": path.of(brand),
        "leads": may(request.user, "teams.manage_brand", brand),
        "admins": people(brand, {Role.ADMIN}),
    }
    return render(request, "desk/first_day.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One step: why, a short form, one button; then on to what comes next."""
    brand, wanted = _led(request), _step(name)
    page = showing.PAGES[wanted]
    form = page.form(request.POST if request.method == "POST" else None, brand=brand)
    if request.method == "POST" and accepted(form, page.does, brand, actor=request.user):
        messages.success(request, page.said)
        return redirect(_on(brand, wanted))
    return _shown(request, brand, wanted, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def skip(request: HttpRequest, name: str) -> HttpResponse:
    """Put a step off, with the reason."""
    brand, wanted = _led(request), _step(name)
    form = forms.SkipForm(request.POST or None)
    if request.method == "POST" and accepted(
        form, putting_off.skip, brand, wanted, actor=request.user
    ):
        return redirect("desk:first-day")
    context = {"stop": path.of(brand).stop(wanted), "form": form}
    status = 422 if form.errors else 200
    return render(request, "desk/first_day_skip.html", context, status=status)


@login_required
@require_POST
def take_up(request: HttpRequest, name: str) -> HttpResponse:
    brand, wanted = _led(request), _step(name)
    putting_off.take_up(brand, wanted, actor=request.user)
    return redirect("desk:first-day-step", wanted.value)


@login_required
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """The address by which somebody who was invited chooses a password, to be handed over."""
    rows = Membership.objects.select_related("user", "brand")
    place = get_object_or_404(rows, pk=pk, brand__in=brand_ids(request.user))
    address = invitation_link(place, actor=request.user)
    brand = place.brand
    form = forms.PersonForm(None, brand=brand)
    answer = _shown(request, brand, Step.PEOPLE, form, link=address, link_of=place.user)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def look_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Read and found right: ask a second person for their word."""
    versions = PlaybookVersion.objects.visible_to(request.user).select_related("playbook__brand")
    version = get_object_or_404(versions, pk=pk)
    doing.look_over(version, actor=request.user)
    messages.success(request, _("A second person is asked for their word."))
    return redirect("desk:first-day-step", Step.PLAYBOOK.value)


def _led(request: HttpRequest) -> Brand:
    brand = my_brand(request)
    require(request.user, "teams.manage_brand", brand)
    return brand


def _step(name: str) -> Step:
    if name not in Step.values:
        raise Http404
    return Step(name)


def _on(brand: Brand, step: Step) -> str:
    """Where the press leads: to what is to be read or run now, else to the next step."""
    if step in showing.STAYS:
        return reverse("desk:first-day-step", args=[step.value])
    if step == Step.DRILL:
        return showing.running_test(brand).get_absolute_url()
    after = path.of(brand).next
    return after.url if after else reverse("desk:first-day")


def _shown(request: HttpRequest, brand: Brand, step: Step, form: Any, **more: Any) -> HttpResponse:
    whole = path.of(brand)
    context = {
        "brand": brand,
        "path": whole,
        "stop": whole.stop(step),
        "after": whole.after(step),
        "form": form,
        "part": f"desk/first_day/{step.value}.html",
        **showing.more(step, request, brand),
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/first_day_step.html", context, status=status)
